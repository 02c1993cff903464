-- 24: the number already taken from the filing system becomes the letter's; or the signer sends the letter back.
CREATE OR REPLACE FUNCTION pqr_effect.file_outgoing(
    c pqr.case_file, me pqr.person, outcome text, payload jsonb, command_id uuid) RETURNS pqr_core.effect_result
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    l pqr.letter := pqr_core.current_letter(c.case_id);
    f pqr.outgoing_filing;
    obstacle text;
BEGIN
    IF outcome = 'sent_back' THEN
        RETURN pqr_core.send_letter_back(c, me, payload);
    END IF;
    -- Also with a number of before: what it lacks would keep it from being made, and then from being sent.
    obstacle := pqr_core.letter_obstacle(c.case_id);
    IF obstacle IS NOT NULL THEN
        PERFORM pqr_core.refuse(obstacle);
    END IF;
    f := pqr_core.current_filing(c.case_id, l.letter_no);
    IF f.filing_number IS NULL OR f.filing_number IS DISTINCT FROM payload ->> 'filing_number' THEN
        PERFORM pqr_core.refuse('number_not_taken', 'filing_number');
    END IF;
    RETURN pqr_core.nothing();
END $$;

-- The signer returns a letter without signing it (24, 23 and 22): it stays as history and its draft opens again.
CREATE OR REPLACE FUNCTION pqr_core.send_letter_back(c pqr.case_file, me pqr.person, payload jsonb)
RETURNS pqr_core.effect_result
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    why text := pqr_core.require_text(payload, 'reason', 5);
    result pqr_core.effect_result := pqr_core.nothing();
BEGIN
    UPDATE pqr.letter x SET withdrawn_at = clock_timestamp()
     WHERE x.case_id = c.case_id AND x.letter_no = (pqr_core.current_letter(c.case_id)).letter_no;
    INSERT INTO pqr.signature_return (case_id, seq, reason, returned_by)
    SELECT c.case_id, coalesce(max(x.seq), 0) + 1, why, me.person_id
      FROM pqr.signature_return x WHERE x.case_id = c.case_id;
    result.status := 'signature_returned';
    RETURN result;
END $$;
