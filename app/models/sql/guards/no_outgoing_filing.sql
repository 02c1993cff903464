-- The letter holds no outgoing number: one that is taken must be annulled first, with its justification.
CREATE OR REPLACE FUNCTION pqr_guard.no_outgoing_filing(c pqr.case_file, me pqr.person, outcome text, payload jsonb) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF (pqr_core.current_filing(c.case_id, (pqr_core.current_letter(c.case_id)).letter_no)).filing_number IS NOT NULL THEN
        RETURN 'no_outgoing_filing';
    END IF;
    RETURN NULL;
END $$;
