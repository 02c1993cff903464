-- The table of people who signed has two rows or more.

CREATE OR REPLACE FUNCTION pqr_guard.several_signatories(c pqr.case_file, me pqr.person, outcome text, payload jsonb)
RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT 'several_signatories'
    WHERE (SELECT count(*) FROM pqr.signatory s WHERE s.case_id = c.case_id) < 2;
$$;
