-- Escalation 4: after the third return a lawyer proposes who answers, and the area agrees or says why not. Control
-- agrees in its place when it objected or let a business day pass, so that this too has an end. Always two people.

CREATE OR REPLACE FUNCTION pqr_core.open_proposal(c pqr.case_file) RETURNS pqr.joint_decision
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT d.* FROM pqr.joint_decision d WHERE d.case_id = c.case_id ORDER BY d.seq DESC LIMIT 1;
$$;

CREATE OR REPLACE FUNCTION pqr_core.propose_jointly(c pqr.case_file, me pqr.person, payload jsonb) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    before pqr.joint_decision := pqr_core.open_proposal(c);
    reason text := pqr_core.visible(payload ->> 'reason');
    ruling text := payload ->> 'ruling';
    area int := (payload ->> 'area_id')::int;
BEGIN
    IF ruling IS NULL OR ruling NOT IN ('area_answers', 'another_area', 'without_area') THEN
        PERFORM pqr_core.refuse('ruling_missing', 'ruling');
    ELSIF reason = '' THEN
        PERFORM pqr_core.refuse('note_missing', 'reason');
    ELSIF length(reason) > 2000 THEN
        PERFORM pqr_core.refuse('text_too_long', 'reason');
    ELSIF before.case_id IS NOT NULL AND before.agreed_at IS NULL AND before.objection IS NULL THEN
        PERFORM pqr_core.refuse('proposal_open');
    ELSIF ruling = 'another_area' AND area = c.area_id THEN
        PERFORM pqr_core.refuse('joint_same_area', 'area_id');
    ELSIF ruling = 'another_area' AND NOT EXISTS (
        SELECT FROM pqr.area a WHERE a.area_id = area AND a.kind <> 'external') THEN
        PERFORM pqr_core.refuse('area_outside', 'area_id');
    END IF;
    INSERT INTO pqr.joint_decision (case_id, seq, turn, ruling, area_id, reason, proposed_by)
    SELECT c.case_id, 1 + coalesce(before.seq, 0), e.loop_count + 1, ruling,
           CASE ruling WHEN 'another_area' THEN area END, reason, me.person_id
    FROM pqr.escalation e WHERE e.case_id = c.case_id;
END $$;

-- Whether this proposal is mine to agree to; refuses otherwise.
CREATE OR REPLACE FUNCTION pqr_core.may_agree(c pqr.case_file, me pqr.person, d pqr.joint_decision, outcome text)
RETURNS void
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF d.case_id IS NULL OR d.agreed_at IS NOT NULL THEN
        PERFORM pqr_core.refuse('proposal_missing');
    ELSIF d.proposed_by = me.person_id THEN
        PERFORM pqr_core.refuse('own_joint_proposal');
    ELSIF (d.ruling = 'area_answers') <> (outcome = 'answers') THEN
        PERFORM pqr_core.refuse('other_proposal');
    ELSIF me.area_id IS DISTINCT FROM c.area_id AND d.objection IS NULL AND pqr_core.business_days_between(
        (d.proposed_at AT TIME ZONE INTERVAL '-05:00')::date, pqr_core.today()) < 1 THEN
        PERFORM pqr_core.refuse('area_first');
    ELSIF me.area_id IS NOT DISTINCT FROM c.area_id AND d.objection IS NOT NULL THEN
        PERFORM pqr_core.refuse('already_objected');
    END IF;
END $$;

-- What was agreed: the area answers, from the end of its line; or it does not, and the petition goes on from 15.
CREATE OR REPLACE FUNCTION pqr_core.agree_jointly(
    c pqr.case_file, me pqr.person, d pqr.joint_decision
) RETURNS pqr_core.effect_result
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    result pqr_core.effect_result := pqr_core.nothing();
BEGIN
    UPDATE pqr.joint_decision j SET agreed_by = me.person_id, agreed_at = clock_timestamp()
    WHERE j.case_id = d.case_id AND j.seq = d.seq;
    -- Where the area never had it in this turn (asked a fourth time), this turn has not been spent.
    UPDATE pqr.escalation e SET loop_count = e.loop_count + CASE
        WHEN d.ruling = 'area_answers' THEN (e.competence IS NOT NULL)::int ELSE -(e.competence IS NULL)::int END
    WHERE e.case_id = c.case_id;
    IF d.ruling = 'area_answers' THEN
        UPDATE pqr.escalation e
        SET settled_turn = e.loop_count, competence = 'accepted', competence_by = me.person_id,
            competence_at = clock_timestamp(), rejection_reason = NULL, proposed_area_id = NULL
        WHERE e.case_id = c.case_id;
        result.due_on := pqr_core.begin_turn(c.case_id, c.area_id);
        result.set_due := true;
        PERFORM pqr_core.tell_petition(c, 'escalated');
    ELSE
        UPDATE pqr.escalation e
        SET settled_turn = e.loop_count + 1, competence = 'rejected', competence_by = me.person_id,
            competence_at = clock_timestamp(), rejection_reason = d.reason, proposed_area_id = d.area_id
        WHERE e.case_id = c.case_id;
        PERFORM pqr_core.tell_petition(c, 'escalation_rejected');
    END IF;
    RETURN result;
END $$;

CREATE OR REPLACE FUNCTION pqr_effect.decide_jointly(
    c pqr.case_file, me pqr.person, outcome text, payload jsonb, command_id uuid
) RETURNS pqr_core.effect_result
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    d pqr.joint_decision := pqr_core.open_proposal(c);
    objection text := pqr_core.visible(payload ->> 'reason');
BEGIN
    IF outcome = 'proposed' THEN
        PERFORM pqr_core.propose_jointly(c, me, payload);
        RETURN pqr_core.nothing();
    ELSIF outcome <> 'objected' THEN
        PERFORM pqr_core.may_agree(c, me, d, outcome);
        RETURN pqr_core.agree_jointly(c, me, d);
    END IF;
    IF d.case_id IS NULL OR d.objection IS NOT NULL THEN
        PERFORM pqr_core.refuse('proposal_missing');
    ELSIF d.proposed_by = me.person_id THEN
        PERFORM pqr_core.refuse('own_joint_proposal');
    ELSIF objection = '' THEN
        PERFORM pqr_core.refuse('note_missing', 'reason');
    ELSIF length(objection) > 2000 THEN
        PERFORM pqr_core.refuse('text_too_long', 'reason');
    END IF;
    UPDATE pqr.joint_decision j SET objection = btrim(payload ->> 'reason'), objected_by = me.person_id,
        objected_at = clock_timestamp()
    WHERE j.case_id = d.case_id AND j.seq = d.seq;
    RETURN pqr_core.nothing();
END $$;
