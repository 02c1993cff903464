-- 25: the signed file is in the filing system under its number and answers the incoming one.
CREATE OR REPLACE FUNCTION pqr_effect.upload_image(
    c pqr.case_file, me pqr.person, outcome text, payload jsonb, command_id uuid) RETURNS pqr_core.effect_result
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    l pqr.letter := pqr_core.current_letter(c.case_id);
    f pqr.outgoing_filing := pqr_core.current_filing(c.case_id, l.letter_no);
    signed bytea;
    how text;
    seen pqr.signature_check;
    incoming text;
BEGIN
    SELECT s.sha256_after, s.method INTO signed, how FROM pqr.signing_act s
     WHERE s.case_id = c.case_id AND s.letter_no = l.letter_no;
    SELECT k.* INTO seen FROM pqr.signature_check k
     WHERE k.case_id = c.case_id AND k.letter_no = l.letter_no ORDER BY k.check_no DESC LIMIT 1;
    SELECT t.filing_number INTO incoming FROM pqr.petition t WHERE t.case_id = c.case_id;
    IF signed IS NULL THEN
        PERFORM pqr_core.refuse('not_signed');
    -- A letter signed with a certificate goes on only verified; what could not be confirmed yet is told, not hidden.
    ELSIF how = 'certificate' AND seen.case_id IS NULL THEN
        PERFORM pqr_core.refuse('not_verified');
    ELSIF seen.verdict = 'invalid' THEN
        PERFORM pqr_core.refuse('check_invalid');
    ELSIF seen.second_opinion = 'disagrees' THEN
        PERFORM pqr_core.refuse('check_disagrees');
    ELSIF f.image_document_id IS NULL OR f.answers_filing IS DISTINCT FROM incoming THEN
        PERFORM pqr_core.refuse('image_not_uploaded');
    END IF;
    PERFORM pqr_core.require_document(c.case_id, f.image_document_id, 'letter_signed', signed);
    UPDATE pqr.letter x SET uploaded_at = clock_timestamp()
     WHERE x.case_id = c.case_id AND x.letter_no = l.letter_no;
    RETURN pqr_core.nothing();
END $$;
