-- An aval was asked for and not decided yet.

CREATE OR REPLACE FUNCTION pqr_guard.open_endorsement(c pqr.case_file, me pqr.person, outcome text, payload jsonb)
RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT 'open_endorsement'
    WHERE NOT EXISTS (SELECT FROM pqr.endorsement e WHERE e.case_id = c.case_id AND e.decision IS NULL);
$$;
