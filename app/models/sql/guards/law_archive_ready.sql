-- The case may be archived on a ground of the law: asked for, withdrawn or referred, and its time is up. A petition that
-- is not respectful (A07) is the lawyer's to judge.

CREATE OR REPLACE FUNCTION pqr_guard.law_archive_ready(c pqr.case_file, me pqr.person, outcome text, payload jsonb)
RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT 'law_archive_ready'
     WHERE payload ->> 'reason_code' IS DISTINCT FROM 'A07' AND pqr_core.archive_ground(c.case_id) IS NULL;
$$;
