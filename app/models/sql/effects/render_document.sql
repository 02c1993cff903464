-- 23: the PDF with its number, date and codes, stored and not signed yet.
CREATE OR REPLACE FUNCTION pqr_effect.render_document(
    c pqr.case_file, me pqr.person, outcome text, payload jsonb, command_id uuid) RETURNS pqr_core.effect_result
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    l pqr.letter := pqr_core.current_letter(c.case_id);
    d pqr.document;
BEGIN
    IF outcome = 'sent_back' THEN
        RETURN pqr_core.send_letter_back(c, me, payload);
    END IF;
    IF (pqr_core.current_filing(c.case_id, l.letter_no)).filing_number IS NULL THEN
        PERFORM pqr_core.refuse('number_not_taken');
    END IF;
    d := pqr_core.require_document(c.case_id, (payload ->> 'document_id')::uuid, 'letter_unsigned',
                                   coalesce(decode(payload ->> 'sha256', 'hex'), ''));
    UPDATE pqr.letter x SET unsigned_document_id = d.document_id
     WHERE x.case_id = c.case_id AND x.letter_no = l.letter_no;
    PERFORM pqr_core.note_letter_code((pqr_core.current_filing(c.case_id, l.letter_no)).filing_number,
                                      payload ->> 'verification_code');
    RETURN pqr_core.nothing();
END $$;
