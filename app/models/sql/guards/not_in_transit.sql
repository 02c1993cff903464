-- Nothing of the case is on its way: it was never handed over, or it came back.
CREATE OR REPLACE FUNCTION pqr_guard.not_in_transit(c pqr.case_file, me pqr.person, outcome text, payload jsonb) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF (pqr_core.last_dispatch(c.case_id)).state IN ('in_transit', 'delivered') THEN
        RETURN 'not_in_transit';
    END IF;
    RETURN NULL;
END $$;
