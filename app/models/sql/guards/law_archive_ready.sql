-- The case may be archived on a ground of the law: asked for, withdrawn or referred, and its time is up. A petition that
-- is not respectful (A07) is the lawyer's to judge, as long as nothing of it was understood and classified.

CREATE OR REPLACE FUNCTION pqr_guard.law_archive_ready(c pqr.case_file, me pqr.person, outcome text, payload jsonb)
RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT CASE WHEN payload ->> 'reason_code' = 'A07' THEN pqr_core.ground_obstacle(c.case_id, 'A07')
                WHEN pqr_core.archive_ground(c.case_id) IS NULL THEN 'law_archive_ready' END;
$$;
