-- Escalation 3 (printed 15): what conforms becomes an input of the petition; what does not goes back to the area.

CREATE OR REPLACE FUNCTION pqr_core.take_answers(c pqr.case_file, me pqr.person) RETURNS void
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $$
    INSERT INTO pqr.input (case_id, input_id, claim_ordinal, area_id, system, content, content_sha256, found_on,
                           valid_until, document_id, escalation_case_id, recorded_by)
    SELECT e.petition_case_id, uuidv7(), a.claim_ordinal, e.area_id, 'escalation', a.content,
           sha256(convert_to(a.content, 'UTF8')), a.found_on, a.valid_until, a.document_id, e.case_id, me.person_id
    FROM pqr.escalation e JOIN pqr.escalation_answer a USING (case_id)
    WHERE e.case_id = c.case_id;
$$;

-- What is wrong with an answer, by code; a return says at least one.
CREATE OR REPLACE FUNCTION pqr_core.record_faults(c pqr.case_file, me pqr.person, payload jsonb) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    given text[] := ARRAY(SELECT DISTINCT jsonb_array_elements_text(coalesce(payload -> 'reasons', '[]')));
BEGIN
    IF cardinality(given) = 0 THEN
        PERFORM pqr_core.refuse('conformity_reason_missing', 'reasons');
    ELSIF (SELECT count(*) FROM pqr.conformity_reason r WHERE r.code = ANY (given)) <> cardinality(given) THEN
        PERFORM pqr_core.refuse('conformity_reason_unknown', 'reasons');
    END IF;
    INSERT INTO pqr.escalation_fault (case_id, turn, reason_code, checked_by)
    SELECT c.case_id, e.loop_count + 1, unnest(given), me.person_id FROM pqr.escalation e WHERE e.case_id = c.case_id;
END $$;

CREATE OR REPLACE FUNCTION pqr_effect.check_input(
    c pqr.case_file, me pqr.person, outcome text, payload jsonb, command_id uuid
) RETURNS pqr_core.effect_result
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    result pqr_core.effect_result := pqr_core.nothing();
    note text := nullif(pqr_core.visible(payload ->> 'note'), '');
    again date;
BEGIN
    IF EXISTS (SELECT FROM pqr.escalation e WHERE e.case_id = c.case_id AND e.answered_by = me.person_id) THEN
        PERFORM pqr_core.refuse('own_answer');
    END IF;
    PERFORM pqr_core.returns_as_it_may(c, outcome);
    IF outcome <> 'conforms' THEN
        IF note IS NULL THEN
            PERFORM pqr_core.refuse('note_missing', 'note');
        END IF;
        PERFORM pqr_core.record_faults(c, me, payload);
    ELSIF EXISTS (SELECT FROM pqr.escalation_answer a WHERE a.case_id = c.case_id AND a.valid_until < pqr_core.today()) THEN
        -- It held when the area sent it; the letter that would cite it comes later still.
        PERFORM pqr_core.refuse('answer_expired', 'answers');
    END IF;
    UPDATE pqr.escalation e
    SET check_result = CASE outcome WHEN 'conforms' THEN outcome ELSE 'not_conforming' END, check_note = left(note, 2000), checked_by = me.person_id,
        checked_at = clock_timestamp(), loop_count = e.loop_count + (outcome = 'not_conforming')::int
    WHERE e.case_id = c.case_id;
    IF outcome = 'conforms' THEN
        PERFORM pqr_core.take_answers(c, me);
        PERFORM pqr_core.tell_petition(c, 'input_received');
        RETURN result;
    END IF;
    IF outcome = 'disputed' THEN
        RETURN pqr_core.into_dispute(c);
    END IF;
    -- The area gets its term again from today; the date it promised first stays on record.
    again := pqr_core.begin_turn(c.case_id, c.area_id);
    PERFORM pqr_core.tell_petition(c, 'escalated');
    result.due_on := again;
    result.set_due := true;
    result.status := 'escalated';
    RETURN result;
END $$;
