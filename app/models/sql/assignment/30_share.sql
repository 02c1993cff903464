-- Activity 5 as the assigner and the agents call it: simulate, share out, take the next. Every move goes through the door.

-- What sharing out the next p_limit cases would do; moves and writes nothing.
CREATE OR REPLACE FUNCTION pqr_api.propose_assignment(p_limit int DEFAULT 200)
RETURNS jsonb LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    plan jsonb;
BEGIN
    PERFORM pqr_core.require_role('assigner', 'lead');
    SELECT coalesce(jsonb_agg(jsonb_build_object('case_id', b.case_id, 'label', b.label, 'weight', b.weight, 'line', b.line,
               'due_on', b.due_on, 'assignee_id', b.person_id, 'why', b.why, 'load_before', b.load_before,
               'candidates', b.candidates)), '[]')
      INTO plan FROM pqr_core.balance(pqr_core.next_of_pool(least(p_limit, 20000)), false) b;
    RETURN jsonb_build_object('cases', plan, 'at', clock_timestamp());
END $$;

DROP FUNCTION IF EXISTS pqr_api.assign_pool(uuid, int);
DROP FUNCTION IF EXISTS pqr_core.carry_out(uuid, int);

-- Shares out those cases, in that order, with what is true now; the same p_command again answers the same and moves
-- nothing more. Cases that left the pool meanwhile are named. Calls with one p_act are undone together.
CREATE OR REPLACE FUNCTION pqr_api.assign_pool(p_command uuid, p_act uuid, p_cases uuid[])
RETURNS jsonb LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET lock_timeout = '3s' AS $$
DECLARE
    me pqr.person := pqr_core.require_role('assigner');
    answer jsonb := pqr_core.earlier_run(p_command, me);
BEGIN
    IF answer IS NOT NULL THEN
        RETURN answer;
    END IF;
    PERFORM pqr_core.begin_run(p_command, p_act, 'shared', p_cases, me);
    PERFORM pqr_core.carry_out(p_command, p_cases);
    RETURN pqr_core.end_run(p_command);
END $$;

-- A run begins: its cases are some and not too many, none of them twice, and its act is this person's own.
CREATE OR REPLACE FUNCTION pqr_core.begin_run(p_command uuid, p_act uuid, p_kind text, p_cases uuid[], me pqr.person)
RETURNS void LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF coalesce(cardinality(p_cases), 0) = 0 THEN
        PERFORM pqr_core.refuse('no_cases_given', 'cases');
    ELSIF cardinality(p_cases) > 1000 OR p_act IS NULL
          OR (SELECT count(DISTINCT c) FROM unnest(p_cases) c) <> cardinality(p_cases) THEN
        PERFORM pqr_core.refuse('payload', 'cases');
    ELSIF EXISTS (SELECT FROM pqr.assignment_run a WHERE a.act_id = p_act AND a.run_by <> me.person_id) THEN
        PERFORM pqr_core.refuse('command_uuid_reused');
    END IF;
    INSERT INTO pqr.assignment_run (run_id, act_id, kind, run_by, result) VALUES (p_command, p_act, p_kind, me.person_id, '{}');
    -- One at a time: the second waits here and then counts the loads that the first left.
    PERFORM FROM pqr.person p JOIN pqr.person_role r USING (person_id)
      WHERE p.active AND r.role = 'agent' ORDER BY p.person_id FOR NO KEY UPDATE OF p;
END $$;

-- Its answer, from what it did with each case; kept for a repeat.
CREATE OR REPLACE FUNCTION pqr_core.end_run(p_command uuid)
RETURNS jsonb LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    answer jsonb;
BEGIN
    SELECT jsonb_build_object('status', 'applied',
               'moved', coalesce(jsonb_agg(jsonb_build_object('case_id', m.case_id, 'assignee_id', m.to_person))
                                 FILTER (WHERE m.kept_because IS NULL), '[]'),
               'kept', coalesce(jsonb_agg(jsonb_build_object('case_id', m.case_id, 'reason', m.kept_because))
                                FILTER (WHERE m.kept_because IS NOT NULL), '[]'))
      INTO answer FROM pqr.assignment_move m WHERE m.run_id = p_command;
    UPDATE pqr.assignment_run a SET result = answer WHERE a.run_id = p_command;
    RETURN answer;
END $$;

-- Gives each case through the door, and notes it; what left the pool, or nobody can take, is kept with its reason.
CREATE OR REPLACE FUNCTION pqr_core.carry_out(p_run uuid, p_cases uuid[])
RETURNS void LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    b record;
    step jsonb;
BEGIN
    FOR b IN SELECT * FROM pqr_core.balance(p_cases, true) LOOP
        step := '{}';
        IF b.person_id IS NOT NULL THEN
            step := pqr_api.perform(pqr_core.derived_command(p_run, b.case_id), b.case_id, b.version, 'assign_case',
                                    'assigned', jsonb_build_object('assignee_id', b.person_id));
        END IF;
        INSERT INTO pqr.assignment_move (run_id, case_id, version, to_person, weight, kept_because)
        VALUES (p_run, b.case_id, (step ->> 'version')::int, b.person_id, b.weight,
                CASE WHEN step ->> 'status' = 'applied' THEN NULL ELSE coalesce(step ->> 'reason', b.why) END);
    END LOOP;
    INSERT INTO pqr.assignment_move (run_id, case_id, weight, kept_because)
    SELECT p_run, f.case_id, f.weight, 'left_pool' FROM pqr.case_file f
     WHERE f.case_id = ANY (p_cases) AND NOT EXISTS (SELECT FROM pqr.assignment_move m WHERE m.run_id = p_run AND m.case_id = f.case_id);
END $$;

-- The command of one case of a sharing: always the same for the same two, so that a repeat is a repeat.
CREATE OR REPLACE FUNCTION pqr_core.derived_command(p_command uuid, p_case uuid)
RETURNS uuid LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT encode(substring(sha256(uuid_send(p_command) || uuid_send(p_case)) FOR 16), 'hex')::uuid
$$;

CREATE OR REPLACE FUNCTION pqr_core.earlier_run(p_command uuid, me pqr.person)
RETURNS jsonb LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    earlier pqr.assignment_run;
BEGIN
    SELECT * INTO earlier FROM pqr.assignment_run a WHERE a.run_id = p_command;
    IF earlier.run_id IS NOT NULL AND earlier.run_by <> me.person_id THEN
        PERFORM pqr_core.refuse('command_uuid_reused');
    END IF;
    RETURN earlier.result || '{"replayed": true}';
END $$;

-- An agent who ended takes the next case of the line without waiting for the assigner («gradualmente»).
CREATE OR REPLACE FUNCTION pqr_api.claim_next(p_command uuid)
RETURNS jsonb LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET lock_timeout = '3s' AS $$
DECLARE
    me pqr.person := pqr_core.require_role('agent');
    answer jsonb := pqr_core.earlier_run(p_command, me);
    f record;
BEGIN
    IF answer IS NOT NULL THEN
        RETURN answer;
    END IF;
    SELECT n.case_id, n.version INTO f FROM pqr.case_file n
     WHERE n.procedure = 'pqr_v08' AND n.activity = 5 AND n.closed_at IS NULL
       AND pqr_core.takes_line(me.line, pqr_core.case_line(n.case_id))
     ORDER BY n.priority DESC, n.due_on, n.case_id LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED;
    IF f.case_id IS NULL THEN
        RETURN jsonb_build_object('status', 'refused', 'reason', 'pool_empty');
    END IF;
    answer := pqr_api.perform(p_command, f.case_id, f.version, 'assign_case', 'claimed')
              || jsonb_build_object('case_id', f.case_id);
    IF answer ->> 'status' = 'applied' THEN
        INSERT INTO pqr.assignment_run (run_id, kind, run_by, result) VALUES (p_command, 'claimed', me.person_id, answer);
    END IF;
    RETURN answer;
END $$;
