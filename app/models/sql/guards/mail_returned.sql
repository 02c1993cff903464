-- The last sending came back.
CREATE OR REPLACE FUNCTION pqr_guard.mail_returned(c pqr.case_file, me pqr.person, outcome text, payload jsonb) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF (pqr_core.last_dispatch(c.case_id)).state IS DISTINCT FROM 'returned' THEN
        RETURN 'mail_returned';
    END IF;
    RETURN NULL;
END $$;
