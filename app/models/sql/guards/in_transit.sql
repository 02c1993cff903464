-- The last sending was handed over and its result is not known yet.
CREATE OR REPLACE FUNCTION pqr_guard.in_transit(c pqr.case_file, me pqr.person, outcome text, payload jsonb) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF (pqr_core.last_dispatch(c.case_id)).state IS DISTINCT FROM 'in_transit' THEN
        RETURN 'in_transit';
    END IF;
    RETURN NULL;
END $$;
