-- The step creates its case: it has no history yet.
CREATE OR REPLACE FUNCTION pqr_guard.new_case(c pqr.case_file, me pqr.person, outcome text, payload jsonb) RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $fn$
  SELECT CASE WHEN c.version > 0 THEN 'case_exists' END
$fn$;
