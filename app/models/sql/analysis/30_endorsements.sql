-- The lists of Avales: what waits for a lawyer (8) or for an analyst or lawyer (9), and what this person decided.

-- Names are counted as labels of a list: at most 200 rows a call.
DROP FUNCTION IF EXISTS pqr_api.endorsement_list();
CREATE FUNCTION pqr_api.endorsement_list() RETURNS TABLE (
    case_id uuid, version int, activity int, label text, due_on date, name text, kind text, reason_code text, reason text,
    note text, target text, requested_by text, is_mine boolean, due_at timestamptz, signatory_count int, claims int,
    slack int, work_left int)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    me pqr.person := pqr_core.me();
    ids uuid[];
BEGIN
    PERFORM pqr_core.apply_due_catalogues();
    ids := ARRAY(
        SELECT f.case_id FROM pqr.case_file f JOIN pqr.petition p USING (case_id)
        WHERE f.procedure = 'pqr_v08' AND f.activity IN (8, 9) AND f.closed_at IS NULL AND pqr_core.can_read(f)
          AND CASE f.activity
              WHEN 8 THEN EXISTS (SELECT FROM pqr.endorsement e WHERE e.case_id = f.case_id AND e.decision IS NULL)
              ELSE p.signatory_count > 1 END
        ORDER BY f.due_on, f.case_id LIMIT 200);
    IF cardinality(ids) > 0 AND NOT pqr_core.spend('labels', me, NULL, 'avales', cardinality(ids), ids) THEN
        PERFORM pqr_core.refuse('quota');
    END IF;
    RETURN QUERY
    SELECT f.case_id, f.version, f.activity::int, f.label, f.due_on, t.full_name, coalesce(e.kind, 'split'), e.reason_code,
           r.label, e.note, e.target, q.full_name, e.requested_by = me.person_id, e.due_at, p.signatory_count,
           (SELECT count(*)::int FROM pqr.claim k WHERE k.case_id = f.case_id), s.slack, s.work_left
    FROM unnest(ids) AS w(id)
    JOIN pqr.case_file f ON f.case_id = w.id
    JOIN pqr.petition p ON p.case_id = w.id
    LEFT JOIN pqr.petitioner t ON t.case_id = w.id AND t.ordinal = 1
    LEFT JOIN pqr.endorsement e ON e.case_id = w.id AND e.decision IS NULL AND f.activity = 8
    LEFT JOIN pqr.endorsement_reason r ON r.code = e.reason_code
    LEFT JOIN pqr.person q ON q.person_id = e.requested_by
    LEFT JOIN pqr_api.slack(ids) s ON s.case_id = w.id
    -- The least slack first; among equals, the aval that expires first.
    ORDER BY s.slack NULLS LAST, e.due_at NULLS LAST, f.due_on, f.case_id;
END $$;

-- What I decided in the last thirty days: no personal data.
DROP FUNCTION IF EXISTS pqr_api.endorsements_decided();
CREATE FUNCTION pqr_api.endorsements_decided() RETURNS TABLE (
    case_id uuid, label text, kind text, reason text, decision text, decided_at timestamptz, act_number text,
    reported boolean, denial text, act_state text, signer text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT e.case_id, f.label, e.kind, r.label, e.decision, e.decided_at, e.act_number,
           EXISTS (SELECT FROM pqr.archive_report a WHERE a.case_id = e.case_id), n.label, e.act_state,
           s.full_name
    FROM pqr.endorsement e
    JOIN pqr.case_file f USING (case_id)
    JOIN pqr.endorsement_reason r ON r.code = e.reason_code
    LEFT JOIN pqr.denial_reason n ON n.code = e.denial_code
    LEFT JOIN pqr.person s ON s.person_id = e.signer_id
    WHERE e.decided_by = (SELECT pqr_api.my_person_id()) AND e.decided_at > now() - interval '30 days'
    ORDER BY e.decided_at DESC LIMIT 500;
$$;
