-- Activity 14: asks each mission area for the inputs that are missing; each request is a case of its own.

CREATE OR REPLACE FUNCTION pqr_core.claims_to_ask(c pqr.case_file, given jsonb) RETURNS int[]
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    asked int[] := ARRAY(SELECT DISTINCT jsonb_array_elements_text(coalesce(given -> 'claims', '[]'))::int);
BEGIN
    IF cardinality(asked) = 0 THEN
        PERFORM pqr_core.refuse('claims_to_ask_missing', 'requests');
    ELSIF (SELECT count(*) FROM pqr.claim k WHERE k.case_id = c.case_id AND k.ordinal = ANY (asked))
          <> cardinality(asked) THEN
        PERFORM pqr_core.refuse('claim_unknown', 'requests');
    ELSIF btrim(coalesce(given ->> 'question', '')) = '' THEN
        PERFORM pqr_core.refuse('question_missing', 'requests');
    ELSIF length(given ->> 'question') > 4000 THEN
        PERFORM pqr_core.refuse('text_too_long', 'requests');
    END IF;
    RETURN asked;
END $$;

-- The area follows from the claims. Another one is taken only if the area that refused proposed it.
CREATE OR REPLACE FUNCTION pqr_core.area_to_ask(c pqr.case_file, asked int[], given jsonb) RETURNS int
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    derived int[] := ARRAY(SELECT DISTINCT k.area_id FROM pqr.claim k
                           WHERE k.case_id = c.case_id AND k.ordinal = ANY (asked));
    wanted int := coalesce((given ->> 'area_id')::int, derived[1]);
BEGIN
    IF NOT (derived = ARRAY[wanted]) AND NOT EXISTS (
        SELECT FROM pqr.escalation e
        WHERE e.petition_case_id = c.case_id AND e.competence = 'rejected' AND e.proposed_area_id = wanted
    ) THEN
        PERFORM pqr_core.refuse('area_not_of_claims', 'requests');
    END IF;
    IF NOT EXISTS (SELECT FROM pqr.area a WHERE a.area_id = wanted AND a.kind <> 'external') THEN
        PERFORM pqr_core.refuse('area_outside', 'requests');
    END IF;
    RETURN wanted;
END $$;

-- The day an area would answer. The agent was shown one before asking: a later one is not taken without being seen.
CREATE OR REPLACE FUNCTION pqr_core.promise_as_shown(area int, given jsonb) RETURNS date
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    promised date := pqr_core.area_promise(area);
BEGIN
    IF promised > (given ->> 'expected_on')::date THEN
        PERFORM pqr_core.refuse('promise_moved', 'requests');
    END IF;
    RETURN promised;
END $$;

-- Asked a fourth time, or again after it was agreed that no area answers, it is not a request like the others.
CREATE OR REPLACE FUNCTION pqr_core.ask_area(
    c pqr.case_file, me pqr.person, given jsonb, round_no int, command_id uuid
) RETURNS date
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    asked int[] := pqr_core.claims_to_ask(c, given);
    area int := pqr_core.area_to_ask(c, asked, given);
    turns int := coalesce((SELECT max(e.loop_count + 1) FROM pqr_core.asked_before(c.case_id, asked) e), 0);
    settled int := coalesce((SELECT max(e.settled_turn) FROM pqr_core.asked_before(c.case_id, asked) e), 0);
    joint boolean := turns - settled >= 3;
    promised date;
    place int;
    child uuid := coalesce((given ->> 'case_id')::uuid, uuidv7());
    number_of int := 1 + (SELECT count(*) FROM pqr.escalation e WHERE e.petition_case_id = c.case_id);
BEGIN
    IF (pqr_core.last_agreed(c.case_id, asked)).ruling = 'without_area' THEN
        PERFORM pqr_core.refuse('joint_without_area', 'requests');
    END IF;
    PERFORM pqr_core.line_up(ARRAY[area]);
    promised := CASE WHEN joint THEN pqr_core.add_business_days(pqr_core.today(), 1)
                     ELSE pqr_core.promise_as_shown(area, given) END;
    place := (SELECT pqr_core.area_position(area) FROM pqr.area a
              WHERE a.area_id = area AND a.queue_capacity IS NOT NULL AND NOT joint);
    PERFORM pqr_core.open_case(child, 'escalation_v01', CASE WHEN joint THEN 4 ELSE 1 END, c, me,
                               format('Escalamiento %s', number_of), area, NULL, promised, command_id);
    INSERT INTO pqr.escalation (case_id, petition_case_id, round, area_id, question, requested_by, due_on, promised_on,
                                loop_count, settled_turn, queue_position)
    VALUES (child, c.case_id, round_no, area, btrim(given ->> 'question'), me.person_id, promised, promised, turns,
            settled, place);
    INSERT INTO pqr.escalation_claim (case_id, claim_ordinal) SELECT child, unnest(asked);
    RETURN promised;
END $$;

CREATE OR REPLACE FUNCTION pqr_effect.escalate_inputs(
    c pqr.case_file, me pqr.person, outcome text, payload jsonb, command_id uuid
) RETURNS pqr_core.effect_result
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    result pqr_core.effect_result := pqr_core.nothing();
    round_no int := 1 + coalesce((SELECT max(e.round) FROM pqr.escalation e WHERE e.petition_case_id = c.case_id), 0);
    given jsonb;
    promised date;
    latest date;
BEGIN
    FOR given IN SELECT r FROM jsonb_array_elements(coalesce(payload -> 'requests', '[]')) r LOOP
        promised := pqr_core.ask_area(c, me, given, round_no, command_id);
        latest := greatest(latest, promised);
    END LOOP;
    IF latest IS NULL THEN
        PERFORM pqr_core.refuse('requests_missing', 'requests');
    END IF;
    result.status := CASE WHEN EXISTS (
        SELECT FROM pqr.case_file f WHERE f.parent_id = c.case_id AND f.procedure = 'escalation_v01' AND f.activity = 4
    ) THEN 'joint_decision' ELSE 'escalated' END;
    result.internal_due_at := (latest + time '17:00') AT TIME ZONE INTERVAL '-05:00';
    result.set_internal_due := true;
    RETURN result;
END $$;
