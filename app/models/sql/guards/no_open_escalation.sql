-- Every area has answered (or refused) what this petition asked it.

CREATE OR REPLACE FUNCTION pqr_guard.no_open_escalation(c pqr.case_file, me pqr.person, outcome text, payload jsonb)
RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT 'no_open_escalation'
    WHERE EXISTS (SELECT FROM pqr.escalation e JOIN pqr.case_file f USING (case_id)
                  WHERE e.petition_case_id = c.case_id AND f.closed_at IS NULL);
$$;
