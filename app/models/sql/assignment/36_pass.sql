-- Passing the open cases of one agent to others: because of an absence, or to level. The case keeps its activity, what
-- was done in it and its term; only the hands change.

-- Cases that an agent works on and another could go on with.
CREATE OR REPLACE FUNCTION pqr_core.is_passable(c pqr.case_file)
RETURNS boolean LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT c.procedure = 'pqr_v08' AND c.closed_at IS NULL AND c.assignee_id IS NOT NULL AND EXISTS (
        SELECT FROM pqr.outcome_role r WHERE r.procedure = c.procedure AND r.activity = c.activity AND r.role = 'agent'
           AND r.place = 'assignee')
$$;

-- What an absent agent has that can't wait: due before the third business day after they come back.
CREATE OR REPLACE FUNCTION pqr_core.cannot_wait()
RETURNS TABLE (case_id uuid, person_id int) LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT f.case_id, a.person_id
      FROM (SELECT x.person_id, pqr_core.add_business_days(max(x.ends_on), 3) AS by FROM pqr.absence x
             WHERE pqr_core.today() BETWEEN x.starts_on AND x.ends_on GROUP BY x.person_id) a
      JOIN pqr.case_file f ON f.assignee_id = a.person_id AND f.closed_at IS NULL AND f.due_on <= a.by
     WHERE pqr_core.is_passable(f)
$$;

CREATE OR REPLACE FUNCTION pqr_api.cases_to_pass()
RETURNS TABLE (case_id uuid, person_id int) LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM pqr_core.require_role('assigner', 'lead', 'auditor');
    RETURN QUERY SELECT w.case_id, w.person_id FROM pqr_core.cannot_wait() w JOIN pqr.case_file f USING (case_id)
                  ORDER BY f.due_on, f.case_id;
END $$;

-- Passes those cases to p_to, or each to the person of its line who has least; an outcome for each.
CREATE OR REPLACE FUNCTION pqr_api.pass_cases(p_command uuid, p_act uuid, p_cases uuid[], p_to int DEFAULT NULL)
RETURNS jsonb LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET lock_timeout = '3s' AS $$
DECLARE
    me pqr.person := pqr_core.require_role('assigner');
    answer jsonb := pqr_core.earlier_run(p_command, me);
BEGIN
    IF answer IS NOT NULL THEN
        RETURN answer;
    ELSIF p_to IS NOT NULL AND NOT EXISTS (SELECT FROM pqr.person p JOIN pqr.person_role r USING (person_id)
                                            WHERE p.person_id = p_to AND p.active AND r.role = 'agent') THEN
        PERFORM pqr_core.refuse('assignee_unfit', 'assignee_id');
    ELSIF p_to IS NOT NULL AND pqr_core.is_away(p_to, pqr_core.today()) THEN
        PERFORM pqr_core.refuse('assignee_absent', 'assignee_id');
    END IF;
    PERFORM pqr_core.begin_run(p_command, p_act, 'passed', p_cases, me);
    PERFORM pqr_core.pass_one(g.case_id, p_to, p_command, me) FROM unnest(p_cases) AS g(case_id)
       JOIN pqr.case_file f USING (case_id) ORDER BY f.weight DESC, g.case_id;
    RETURN pqr_core.end_run(p_command);
END $$;

CREATE OR REPLACE FUNCTION pqr_core.pass_one(p_case uuid, p_to int, p_run uuid, me pqr.person)
RETURNS void LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    c pqr.case_file;
    request bytea := sha256(convert_to(concat_ws(E'\x1f', 'pass', p_run, p_case, p_to), 'UTF8'));
    command uuid := pqr_core.derived_command(p_run, p_case);
    weight numeric;
    heir int;
    why text;
BEGIN
    SELECT * INTO c FROM pqr.case_file f WHERE f.case_id = p_case FOR NO KEY UPDATE SKIP LOCKED;
    why := CASE WHEN c.case_id IS NULL OR pqr_core.is_held(c) THEN 'open_now'
                WHEN NOT pqr_core.is_passable(c) THEN 'not_with_agent'
                WHEN c.assignee_id = p_to THEN 'already_theirs' END;
    IF why IS NULL THEN
        SELECT d.person_id INTO heir FROM pqr_core.receivers() d
         WHERE d.person_id <> c.assignee_id AND d.load + c.weight <= d.ceiling
           AND CASE WHEN p_to IS NULL THEN pqr_core.takes_line(d.line, pqr_core.case_line(p_case)) ELSE d.person_id = p_to END
         ORDER BY d.load, d.person_id LIMIT 1;
        why := CASE WHEN heir IS NULL THEN 'no_room' END;
    END IF;
    IF why IS NULL THEN
        PERFORM pqr_core.move(c, me, command, 'passed', c.activity::int, heir, c.area_id, c.status, request, NULL);
        INSERT INTO pqr.command (case_id, command_id, actor_id, request_hash, result)
        VALUES (p_case, command, me.person_id, request, jsonb_build_object('status', 'applied', 'version', c.version + 1));
    END IF;
    SELECT f.weight INTO weight FROM pqr.case_file f WHERE f.case_id = p_case;
    INSERT INTO pqr.assignment_move (run_id, case_id, version, from_person, to_person, weight, kept_because)
    VALUES (p_run, p_case, CASE WHEN why IS NULL THEN c.version + 1 END, c.assignee_id, heir, weight, why);
END $$;
