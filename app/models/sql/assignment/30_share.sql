-- Activity 5 as the assigner and the agents call it: simulate, share out, take the next. Every move goes through the door.

-- What sharing out the next p_limit cases would do; moves nothing.
CREATE OR REPLACE FUNCTION pqr_api.propose_assignment(p_limit int DEFAULT 200)
RETURNS jsonb LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    plan jsonb;
BEGIN
    PERFORM pqr_core.require_role('assigner', 'lead');
    SELECT coalesce(jsonb_agg(jsonb_build_object('case_id', b.case_id, 'version', b.version, 'weight', b.weight,
               'line', b.line, 'due_on', b.due_on, 'assignee_id', b.person_id)), '[]')
      INTO plan FROM pqr_core.balance(least(p_limit, 5000), false) b;
    RETURN jsonb_build_object('cases', plan, 'at', clock_timestamp());
END $$;

-- Shares out the next p_limit cases; the same p_command again answers the same and moves nothing more.
CREATE OR REPLACE FUNCTION pqr_api.assign_pool(p_command uuid, p_limit int DEFAULT 200)
RETURNS jsonb LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET lock_timeout = '3s' AS $$
DECLARE
    me pqr.person := pqr_core.require_role('assigner');
    answer jsonb := pqr_core.earlier_run(p_command, me);
BEGIN
    IF answer IS NOT NULL THEN
        RETURN answer;
    END IF;
    -- One sharing at a time: the second waits here and then counts the loads that the first left.
    PERFORM FROM pqr.person p JOIN pqr.person_role r USING (person_id)
      WHERE p.active AND r.role = 'agent' ORDER BY p.person_id FOR NO KEY UPDATE OF p;
    answer := pqr_core.carry_out(p_command, least(p_limit, 1000));
    INSERT INTO pqr.assignment_run (run_id, kind, run_by, result) VALUES (p_command, 'shared', me.person_id, answer);
    RETURN answer;
END $$;

CREATE OR REPLACE FUNCTION pqr_core.carry_out(p_command uuid, p_limit int)
RETURNS jsonb LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    b record;
    step jsonb;
    assigned jsonb := '[]';
    refused jsonb := '[]';
    without_room int := 0;
BEGIN
    FOR b IN SELECT * FROM pqr_core.balance(p_limit, true) LOOP
        IF b.person_id IS NULL THEN
            without_room := without_room + 1;
            CONTINUE;
        END IF;
        step := pqr_api.perform(pqr_core.derived_command(p_command, b.case_id), b.case_id, b.version, 'assign_case',
                                'assigned', jsonb_build_object('assignee_id', b.person_id));
        IF step ->> 'status' = 'applied' THEN
            assigned := assigned || jsonb_build_object('case_id', b.case_id, 'assignee_id', b.person_id, 'weight', b.weight);
        ELSE
            refused := refused || jsonb_build_object('case_id', b.case_id, 'reason', step ->> 'reason');
        END IF;
    END LOOP;
    RETURN jsonb_build_object('status', 'applied', 'assigned', assigned, 'refused', refused, 'without_room', without_room);
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
