-- Escalation 1 (printed 14): the area says whether the input is its business; if not, why and whose it is.

-- Whether a joint decision already said that this claim is this area's.
CREATE OR REPLACE FUNCTION pqr_core.was_given_jointly(c pqr.case_file) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT coalesce((d).ruling = 'another_area' AND (d).area_id = c.area_id, false)
    FROM pqr_core.last_agreed(c.parent_id, ARRAY(SELECT k.claim_ordinal FROM pqr.escalation_claim k
                                                 WHERE k.case_id = c.case_id)) d;
$$;

CREATE OR REPLACE FUNCTION pqr_effect.decide_competence(
    c pqr.case_file, me pqr.person, outcome text, payload jsonb, command_id uuid
) RETURNS pqr_core.effect_result
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    result pqr_core.effect_result := pqr_core.nothing();
    reason text := nullif(pqr_core.visible(payload ->> 'reason'), '');
    proposed int := (payload ->> 'proposed_area_id')::int;
BEGIN
    PERFORM pqr_core.not_own_question(c, me);
    IF outcome <> 'accepted' AND pqr_core.was_given_jointly(c) THEN
        PERFORM pqr_core.refuse('joint_area_decided');
    END IF;
    PERFORM pqr_core.returns_as_it_may(c, outcome);
    IF outcome <> 'accepted' AND reason IS NULL THEN
        PERFORM pqr_core.refuse('rejection_without_reason', 'reason');
    ELSIF outcome <> 'accepted' AND proposed = c.area_id THEN
        PERFORM pqr_core.refuse('proposed_area_is_mine', 'proposed_area_id');
    END IF;
    UPDATE pqr.escalation e
    SET competence = CASE outcome WHEN 'accepted' THEN outcome ELSE 'rejected' END, competence_by = me.person_id, competence_at = clock_timestamp(),
        rejection_reason = left(reason, 2000),
        proposed_area_id = CASE WHEN outcome <> 'accepted' THEN proposed END
    WHERE e.case_id = c.case_id;
    IF outcome = 'rejected' THEN
        PERFORM pqr_core.tell_petition(c, 'escalation_rejected');
        result.status := 'escalation_rejected';
    ELSIF outcome = 'disputed' THEN
        RETURN pqr_core.into_dispute(c);
    END IF;
    RETURN result;
END $$;
