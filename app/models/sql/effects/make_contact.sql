-- Effect of outbound 4 for a person: an attempt that reached nobody is counted, never repeated blindly.
CREATE OR REPLACE FUNCTION pqr_effect.make_contact(
    c pqr.case_file, me pqr.person, outcome text, payload jsonb, command_id uuid
) RETURNS pqr_core.effect_result LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF coalesce(payload ->> 'outcome_code', '') NOT IN
       ('no_answer', 'busy', 'voicemail', 'off', 'out_of_service', 'wrong_number', 'invalid_number') THEN
        PERFORM pqr_core.refuse('campaign_field', 'outcome_code');
    END IF;
    PERFORM pqr_core.write_attempt(c.case_id, me, payload ->> 'outcome_code', NULL, NULL, payload ->> 'note');
    RETURN pqr_core.nothing();
END $$;

CREATE OR REPLACE FUNCTION pqr_core.write_attempt(
    p_case uuid, me pqr.person, p_code text, p_right int, p_passed boolean, p_note text
) RETURNS void LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $$
    INSERT INTO pqr.contact_attempt (case_id, attempt, made_by, outcome_code, right_answers, passed, note)
    SELECT p_case, coalesce(max(a.attempt), 0) + 1, me.person_id, p_code, p_right, p_passed, left(p_note, 500)
      FROM pqr.contact_attempt a WHERE a.case_id = p_case
$$;
