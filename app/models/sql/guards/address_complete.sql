-- The reply has an addressee, an address and a municipality with its DIVIPOLA code (or goes by e-mail or by notice).
CREATE OR REPLACE FUNCTION pqr_guard.address_complete(c pqr.case_file, me pqr.person, outcome text, payload jsonb) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RETURN (SELECT (pqr_core.addressee_gaps(a.addressee, a.address, a.municipality_code))[1]
              FROM (SELECT 1) one LEFT JOIN pqr_core.reply_address(c.case_id) a ON true);
END $$;
