-- «Qué vio…»: what one person read, revealed, searched, printed, exported and was refused. The auditor's question is
-- counted and written down like any other.

CREATE OR REPLACE FUNCTION pqr_core.out_of_hours(p_at timestamptz) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT extract(isodow FROM p_at AT TIME ZONE INTERVAL '-05:00') > 5
        OR extract(hour FROM p_at AT TIME ZONE INTERVAL '-05:00') NOT BETWEEN 6 AND 18
$$;

-- Lines of the log and refusals of one person on those days, newest first, 2,000 at most.
CREATE OR REPLACE FUNCTION pqr_api.user_activity(p_login text, p_from date, p_to date)
RETURNS TABLE (at timestamptz, kind text, case_id uuid, label text, cases int, reason text, had_case boolean,
               out_of_hours boolean)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    me pqr.person := pqr_core.require_role('auditor');
    whom pqr.person;
BEGIN
    SELECT * INTO whom FROM pqr.person p WHERE p.login = p_login;
    IF whom.person_id IS NULL THEN
        PERFORM pqr_core.refuse('payload', 'login');
    ELSIF NOT pqr_core.spend('search', me, NULL, 'qué vio ' || whom.login) THEN
        PERFORM pqr_core.refuse('quota');
    END IF;
    RETURN QUERY
    WITH days AS (SELECT (p_from::timestamp AT TIME ZONE INTERVAL '-05:00') AS first,
                         ((p_to + 1)::timestamp AT TIME ZONE INTERVAL '-05:00') AS past),
    lines AS (
        SELECT l.at, l.what AS kind, l.case_id, coalesce(cardinality(l.names), 0) AS many,
               -- What was searched is kept as a hash: it proves a guess, and says nothing to who reads it.
               CASE WHEN l.what = 'search' AND l.reason ~ '^[0-9a-f]{64}$' THEN '' ELSE l.reason END AS reason
          FROM pqr_audit.read_log l, days d
         WHERE l.session_login = whom.login AND l.at >= d.first AND l.at < d.past
        UNION ALL
        SELECT r.recorded_at, 'refused', r.case_id, 0, r.reason FROM pqr_audit.refusal r, days d
         WHERE r.session_login = whom.login AND r.recorded_at >= d.first AND r.recorded_at < d.past
        UNION ALL
        -- A verdict of quality is a look at a letter too; taken back, it was still given.
        SELECT q.reviewed_at, 'review', q.case_id, 0, q.verdict FROM pqr.quality_review q, days d
         WHERE q.reviewer_id = whom.person_id AND q.reviewed_at >= d.first AND q.reviewed_at < d.past
         ORDER BY 1 DESC LIMIT 2000)
    SELECT x.at, x.kind, f.case_id, f.label, CASE WHEN x.case_id IS NOT NULL THEN 1 ELSE x.many END, x.reason,
           x.case_id IS NOT NULL AND EXISTS (SELECT FROM pqr_audit.case_event e WHERE e.case_id = x.case_id
                   AND (e.actor_id = whom.person_id OR e.to_assignee = whom.person_id)),
           pqr_core.out_of_hours(x.at)
      FROM lines x LEFT JOIN pqr.case_file f ON f.case_id = x.case_id ORDER BY x.at DESC;
END $$;

-- How many answers of one kind were counted on a day and left no line: undone by a rollback, or refused by the quota.
-- Only kinds that count one for each answer. The day's last number is the greatest written, or, today, the counter.
CREATE OR REPLACE FUNCTION pqr_core.unwritten(p_person pqr.person, p_kind text, p_from date, p_to date) RETURNS bigint
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    found bigint;
    counter bigint;
    today bigint := floor((extract(epoch FROM clock_timestamp()) - 5 * 3600) / 86400);
BEGIN
    IF p_kind NOT IN ('reveal', 'sheet', 'petitioner', 'letter', 'document', 'earlier', 'export', 'draw', 'verdict') THEN
        RETURN 0;
    END IF;
    EXECUTE format('SELECT last_value FROM pqr_quota.%I', p_kind || '_' || p_person.person_id) INTO counter;
    SELECT coalesce(sum(d.last_number - d.written), 0) INTO found FROM (
        SELECT count(l.read_id) AS written,
               greatest(coalesce(max(l.n), 0), CASE WHEN g.day = pqr_core.today() AND counter / 1000000000 = today
                                                    THEN counter % 1000000000 ELSE 0 END) AS last_number
          FROM (SELECT x.day::date FROM generate_series(p_from::timestamp, p_to::timestamp, interval '1 day') x(day)) g
          LEFT JOIN pqr_audit.read_log l ON l.session_login = p_person.login AND l.what = p_kind
                AND l.at >= (g.day::timestamp AT TIME ZONE INTERVAL '-05:00')
                AND l.at < ((g.day + 1)::timestamp AT TIME ZONE INTERVAL '-05:00')
         GROUP BY g.day) d;
    RETURN greatest(found, 0);
END $$;

-- The same days in figures: acts and cases by kind, acts by hour of the day, and counted answers without a line.
CREATE OR REPLACE FUNCTION pqr_api.user_figures(p_login text, p_from date, p_to date)
RETURNS TABLE (kind text, acts bigint, cases bigint, unwritten bigint, out_of_hours bigint, hours int[])
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    whom pqr.person;
BEGIN
    PERFORM pqr_core.require_role('auditor');
    SELECT * INTO whom FROM pqr.person p WHERE p.login = p_login;
    IF whom.person_id IS NULL OR p_to - p_from > 400 THEN
        PERFORM pqr_core.refuse('payload', 'login');
    END IF;
    RETURN QUERY
    WITH lines AS MATERIALIZED (
        SELECT l.what AS kind, l.case_id, coalesce(cardinality(l.names), 0) AS many, l.at,
               extract(hour FROM l.at AT TIME ZONE INTERVAL '-05:00')::int AS hour
          FROM pqr_audit.read_log l
         WHERE l.session_login = whom.login AND l.at >= (p_from::timestamp AT TIME ZONE INTERVAL '-05:00')
           AND l.at < ((p_to + 1)::timestamp AT TIME ZONE INTERVAL '-05:00'))
    SELECT q.kind, coalesce(t.acts, 0), coalesce(t.cases, 0), pqr_core.unwritten(whom, q.kind, p_from, p_to),
           coalesce(t.late, 0),
           (SELECT array_agg((SELECT count(*)::int FROM lines x WHERE x.kind = q.kind AND x.hour = h.hour) ORDER BY h.hour)
              FROM generate_series(0, 23) AS h(hour))
      FROM pqr.quota q
      LEFT JOIN (SELECT l.kind, count(*) AS acts, count(DISTINCT l.case_id) + sum(l.many) AS cases,
                        count(*) FILTER (WHERE pqr_core.out_of_hours(l.at)) AS late
                   FROM lines l GROUP BY l.kind) t ON t.kind = q.kind
     WHERE q.kind NOT IN ('refusal', 'upload') ORDER BY q.kind;
END $$;
