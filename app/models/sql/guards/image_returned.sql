-- Guard of activity 1: an agent sent the image back and nobody has scanned it again.

CREATE OR REPLACE FUNCTION pqr_guard.image_returned(c pqr.case_file, me pqr.person, outcome text, payload jsonb)
RETURNS text LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT CASE WHEN EXISTS (SELECT FROM pqr.image_issue i WHERE i.case_id = c.case_id AND i.solved_at IS NULL)
                THEN NULL ELSE 'image_returned' END
$$;
