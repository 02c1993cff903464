-- Escalation 1 (printed 14): the area says whether the input is its business; if not, why and whose it is.

CREATE OR REPLACE FUNCTION pqr_effect.decide_competence(
    c pqr.case_file, me pqr.person, outcome text, payload jsonb, command_id uuid
) RETURNS pqr_core.effect_result
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    result pqr_core.effect_result := pqr_core.nothing();
    reason text := nullif(btrim(coalesce(payload ->> 'reason', '')), '');
    proposed int := (payload ->> 'proposed_area_id')::int;
BEGIN
    PERFORM pqr_core.not_own_question(c, me);
    IF outcome = 'rejected' AND reason IS NULL THEN
        PERFORM pqr_core.refuse('rejection_without_reason', 'reason');
    ELSIF outcome = 'rejected' AND proposed = c.area_id THEN
        PERFORM pqr_core.refuse('proposed_area_is_mine', 'proposed_area_id');
    END IF;
    UPDATE pqr.escalation e
    SET competence = outcome, competence_by = me.person_id, competence_at = clock_timestamp(),
        rejection_reason = left(reason, 2000), proposed_area_id = CASE outcome WHEN 'rejected' THEN proposed END
    WHERE e.case_id = c.case_id;
    IF outcome = 'rejected' THEN
        PERFORM pqr_core.tell_petition(c, 'escalation_rejected');
        result.status := 'escalation_rejected';
    END IF;
    RETURN result;
END $$;
