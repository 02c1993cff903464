-- One person signed the petition: there is nothing to split.

CREATE OR REPLACE FUNCTION pqr_guard.single_signatory(c pqr.case_file, me pqr.person, outcome text, payload jsonb)
RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT 'single_signatory'
    WHERE coalesce((SELECT p.signatory_count FROM pqr.petition p WHERE p.case_id = c.case_id), 0) <> 1;
$$;
