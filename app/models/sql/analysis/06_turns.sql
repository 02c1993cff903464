-- Turns of a claim between PQR and the areas (13-14-13, 14-15-14): counted from the last joint decision, and broken at
-- the third return. Queues: the place an escalation takes and the day it comes back by.

-- Which turn of three this escalation is in; more than three can't be.
CREATE OR REPLACE FUNCTION pqr_core.turn_of_three(p_case uuid) RETURNS int
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT e.loop_count + 1 - e.settled_turn FROM pqr.escalation e WHERE e.case_id = p_case;
$$;

-- Escalations of a petition that ask about any of these claims.
CREATE OR REPLACE FUNCTION pqr_core.asked_before(p_petition uuid, p_claims int[]) RETURNS SETOF pqr.escalation
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT e.* FROM pqr.escalation e
    WHERE e.petition_case_id = p_petition
      AND EXISTS (SELECT FROM pqr.escalation_claim k WHERE k.case_id = e.case_id AND k.claim_ordinal = ANY (p_claims));
$$;

-- What was last agreed about any of these claims, or nothing.
CREATE OR REPLACE FUNCTION pqr_core.last_agreed(p_petition uuid, p_claims int[]) RETURNS pqr.joint_decision
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT d.* FROM pqr_core.asked_before(p_petition, p_claims) e JOIN pqr.joint_decision d USING (case_id)
    WHERE d.agreed_at IS NOT NULL ORDER BY d.agreed_at DESC LIMIT 1;
$$;

-- A third return is no return: it goes to a joint decision; and no first one does.
CREATE OR REPLACE FUNCTION pqr_core.returns_as_it_may(c pqr.case_file, outcome text) RETURNS void
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    third boolean := pqr_core.turn_of_three(c.case_id) >= 3;
BEGIN
    IF outcome IN ('rejected', 'not_conforming') AND third THEN
        PERFORM pqr_core.refuse('joint_decision_needed');
    ELSIF outcome = 'disputed' AND NOT third THEN
        PERFORM pqr_core.refuse('not_third_turn');
    END IF;
END $$;

-- The step into a joint decision: one business day for it, and the petition's agent sees why it waits.
CREATE OR REPLACE FUNCTION pqr_core.into_dispute(c pqr.case_file) RETURNS pqr_core.effect_result
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    result pqr_core.effect_result := pqr_core.nothing();
BEGIN
    PERFORM pqr_core.tell_petition(c, 'joint_decision');
    result.due_on := pqr_core.add_business_days(pqr_core.today(), 1);
    result.set_due := true;
    RETURN result;
END $$;

-- Business days until the p_position-th of a queue comes back (5.3: «4000 escalamientos x 2 días hábiles»).
CREATE OR REPLACE FUNCTION pqr_core.queue_days(p_position int, p_term int, p_capacity int) RETURNS int
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT CASE WHEN p_capacity IS NULL THEN p_term ELSE p_term * ((p_position + p_capacity - 1) / p_capacity) END;
$$;

-- The place that what is asked of an area now would take: behind all that it has not answered.
CREATE OR REPLACE FUNCTION pqr_core.area_position(the_area int) RETURNS int
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT 1 + count(*)::int FROM pqr.case_file f
    WHERE f.area_id = the_area AND f.closed_at IS NULL AND f.procedure = 'escalation_v01' AND f.activity < 3;
$$;

-- Two agents may not take the same place of a queue: whoever asks an area with capacity waits for the one before.
CREATE OR REPLACE FUNCTION pqr_core.line_up(areas int[]) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM FROM pqr.area a WHERE a.area_id = ANY (areas) AND a.queue_capacity IS NOT NULL
    ORDER BY a.area_id FOR NO KEY UPDATE;
END $$;

-- A turn at the area begins (again): its term from today, at the end of its queue. Returns the day.
CREATE OR REPLACE FUNCTION pqr_core.begin_turn(p_case uuid, the_area int) RETURNS date
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    promised date;
BEGIN
    PERFORM pqr_core.line_up(ARRAY[the_area]);
    promised := pqr_core.area_promise(the_area);
    UPDATE pqr.escalation e
    SET due_on = promised, queued_at = clock_timestamp(),
        queue_position = (SELECT pqr_core.area_position(the_area) FROM pqr.area a
                          WHERE a.area_id = the_area AND a.queue_capacity IS NOT NULL)
    WHERE e.case_id = p_case;
    RETURN promised;
END $$;
