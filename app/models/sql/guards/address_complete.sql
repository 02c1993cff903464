-- The reply has an addressee, an address and a municipality with its DIVIPOLA code (or goes by e-mail or by notice).
CREATE OR REPLACE FUNCTION pqr_guard.address_complete(c pqr.case_file, me pqr.person, outcome text, payload jsonb) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    a record;
BEGIN
    SELECT * INTO a FROM pqr_core.reply_address(c.case_id);
    IF NOT FOUND OR a.addressee IS NULL OR a.address IS NULL OR a.municipality_code IS NULL THEN
        RETURN 'address_complete';
    END IF;
    RETURN NULL;
END $$;
