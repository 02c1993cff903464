-- Nobody is still deciding an aval of this case.

CREATE OR REPLACE FUNCTION pqr_guard.no_open_endorsement(c pqr.case_file, me pqr.person, outcome text, payload jsonb)
RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT 'no_open_endorsement'
    WHERE EXISTS (SELECT FROM pqr.endorsement e WHERE e.case_id = c.case_id AND e.decision IS NULL);
$$;
