-- Escalation 2 (printed 14): the area answers every claim it was asked about, each with its date and validity.

DROP FUNCTION IF EXISTS pqr_core.write_escalation_answer(pqr.case_file, jsonb);
CREATE OR REPLACE FUNCTION pqr_core.write_escalation_answer(c pqr.case_file, me pqr.person, given jsonb) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    content text := btrim(coalesce(given ->> 'content', ''));
    found_on date := (given ->> 'found_on')::date;
    valid_until date := nullif(given ->> 'valid_until', '')::date;
BEGIN
    IF content = '' THEN
        PERFORM pqr_core.refuse('input_empty', 'answers');
    ELSIF length(content) > 8000 THEN
        PERFORM pqr_core.refuse('text_too_long', 'answers');
    ELSIF found_on IS NULL OR found_on > pqr_core.today() THEN
        PERFORM pqr_core.refuse('input_date', 'answers');
    ELSIF valid_until < found_on THEN
        PERFORM pqr_core.refuse('input_validity', 'answers');
    ELSIF valid_until < pqr_core.today() THEN
        PERFORM pqr_core.refuse('answer_expired', 'answers');
    END IF;
    IF given ->> 'document_id' IS NOT NULL THEN
        PERFORM pqr_core.take_document((given ->> 'document_id')::uuid, 'input_support', c, me);
    END IF;
    INSERT INTO pqr.escalation_answer (case_id, claim_ordinal, content, found_on, valid_until, document_id)
    VALUES (c.case_id, (given ->> 'claim')::int, content, found_on, valid_until, (given ->> 'document_id')::uuid)
    ON CONFLICT (case_id, claim_ordinal) DO UPDATE
        SET content = excluded.content, found_on = excluded.found_on, valid_until = excluded.valid_until,
            document_id = excluded.document_id;
END $$;

-- Asking an area and answering for it are acts of two people, even when one has both roles.
CREATE OR REPLACE FUNCTION pqr_core.not_own_question(c pqr.case_file, me pqr.person) RETURNS void
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM pqr.escalation e WHERE e.case_id = c.case_id AND e.requested_by = me.person_id) THEN
        PERFORM pqr_core.refuse('own_question');
    END IF;
END $$;

CREATE OR REPLACE FUNCTION pqr_effect.answer_input(
    c pqr.case_file, me pqr.person, outcome text, payload jsonb, command_id uuid
) RETURNS pqr_core.effect_result
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    result pqr_core.effect_result := pqr_core.nothing();
    asked int[] := ARRAY(SELECT k.claim_ordinal FROM pqr.escalation_claim k WHERE k.case_id = c.case_id ORDER BY 1);
    answered int[] := ARRAY(SELECT (a ->> 'claim')::int
                            FROM jsonb_array_elements(coalesce(payload -> 'answers', '[]')) a ORDER BY 1);
    given jsonb;
BEGIN
    PERFORM pqr_core.not_own_question(c, me);
    IF answered <> asked THEN
        PERFORM pqr_core.refuse('claims_without_answer', 'answers');
    END IF;
    FOR given IN SELECT a FROM jsonb_array_elements(payload -> 'answers') a LOOP
        PERFORM pqr_core.write_escalation_answer(c, me, given);
    END LOOP;
    UPDATE pqr.escalation e
    SET answered_by = me.person_id, answered_at = clock_timestamp(), check_result = NULL, checked_by = NULL,
        checked_at = NULL
    WHERE e.case_id = c.case_id;
    PERFORM pqr_core.tell_petition(c, 'input_received');
    result.status := 'input_received';
    RETURN result;
END $$;
