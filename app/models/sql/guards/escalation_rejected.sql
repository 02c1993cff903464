-- In the last round an area said that the input is not its business.

CREATE OR REPLACE FUNCTION pqr_guard.escalation_rejected(c pqr.case_file, me pqr.person, outcome text, payload jsonb)
RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT 'escalation_rejected'
    WHERE NOT EXISTS (SELECT FROM pqr.escalation e
                      WHERE e.petition_case_id = c.case_id AND e.competence = 'rejected'
                        AND e.round = (SELECT max(o.round) FROM pqr.escalation o WHERE o.petition_case_id = c.case_id));
$$;
