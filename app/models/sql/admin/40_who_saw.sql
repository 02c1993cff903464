-- «Quién vio a…»: reads of one person's or one case's data. The question itself is counted and written down.

-- The cases of a filing number, a Código LEX or an identity document.
CREATE OR REPLACE FUNCTION pqr_core.cases_named(p_what text)
RETURNS uuid[] LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT coalesce(array_agg(DISTINCT x.case_id), '{}') FROM (
        SELECT p.case_id FROM pqr.petition p WHERE p.filing_number = p_what
        UNION ALL SELECT f.case_id FROM pqr.case_file f WHERE f.lex_code = p_what
        UNION ALL SELECT t.case_id FROM pqr.petitioner t WHERE t.document_number = p_what
    ) x
$$;

CREATE OR REPLACE FUNCTION pqr_api.who_saw(p_what text, p_from date, p_to date)
RETURNS TABLE (at timestamptz, login text, full_name text, what text, case_id uuid, label text, reason text,
               had_case boolean, out_of_hours boolean)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    me pqr.person := pqr_core.require_role('auditor');
    bare text := upper(regexp_replace(p_what, '[\s.\-]', '', 'g'));
    found uuid[];
BEGIN
    IF NOT pqr_core.spend('search', me, NULL, 'quién vio a') THEN
        PERFORM pqr_core.refuse('quota');
    END IF;
    found := pqr_core.cases_named(bare);
    RETURN QUERY
    SELECT l.at, l.session_login, p.full_name, l.what, f.case_id, f.label, l.reason,
           EXISTS (SELECT FROM pqr_audit.case_event e WHERE e.case_id = f.case_id
                      AND (e.actor_id = p.person_id OR e.to_assignee = p.person_id)),
           pqr_core.out_of_hours(l.at)
      FROM (SELECT r.at, r.session_login, r.what, r.reason, r.case_id FROM pqr_audit.read_log r WHERE r.case_id = ANY (found)
            UNION ALL
            -- Lists name many at once: trays, batches, sheets.
            SELECT r.at, r.session_login, r.what, r.reason, n.case_id
              FROM pqr_audit.read_log r, unnest(r.names) AS n(case_id)
             WHERE r.names && found AND n.case_id = ANY (found)) l
      LEFT JOIN pqr.person p ON p.login = l.session_login
      LEFT JOIN pqr.case_file f ON f.case_id = l.case_id
     WHERE (l.at AT TIME ZONE INTERVAL '-05:00')::date BETWEEN p_from AND p_to
     ORDER BY l.at DESC LIMIT 1000;
END $$;

-- Other records that somebody opened within ten minutes of a read, and reads by hour of the day.
CREATE OR REPLACE FUNCTION pqr_api.reads_around(p_login text, p_at timestamptz)
RETURNS TABLE (nearby bigint, hours int[])
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM pqr_core.require_role('auditor');
    RETURN QUERY
    SELECT (SELECT count(DISTINCT l.case_id) FROM pqr_audit.read_log l WHERE l.session_login = p_login
              AND l.at BETWEEN p_at - interval '10 minutes' AND p_at + interval '10 minutes'),
           (SELECT array_agg(coalesce(n.reads, 0) ORDER BY h.hour)
              FROM generate_series(0, 23) AS h(hour)
              LEFT JOIN (SELECT extract(hour FROM l.at AT TIME ZONE INTERVAL '-05:00')::int AS hour, count(*)::int AS reads
                           FROM pqr_audit.read_log l WHERE l.session_login = p_login AND l.at > p_at - interval '30 days'
                          GROUP BY 1) n ON n.hour = h.hour);
END $$;
