-- Taking back a confirmed sharing or passing on: ten minutes long, case by case, only what nobody has touched.

-- Why a case stays with whoever got it, or NULL: it moved on, somebody has it open, or its person has read it since.
-- What a program fetches to be carried without network is not read by a person.
CREATE OR REPLACE FUNCTION pqr_core.stays_because(c pqr.case_file, m pqr.assignment_move)
RETURNS text LANGUAGE sql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
    SELECT CASE WHEN c.version <> m.version OR c.assignee_id IS DISTINCT FROM m.to_person THEN 'worked_on'
                WHEN pqr_core.is_held(c) THEN 'open_now'
                WHEN EXISTS (SELECT FROM pqr_audit.read_log l JOIN pqr.person p ON p.login = l.session_login
                              WHERE l.case_id = c.case_id AND l.at >= m.moved_at AND p.person_id = m.to_person
                                AND l.reason <> 'para trabajar sin conexión') THEN 'opened' END
$$;

-- Puts the cases of an act back where they were; those that stay are named with their reason.
CREATE OR REPLACE FUNCTION pqr_api.undo_assignment(p_command uuid, p_act uuid)
RETURNS jsonb LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET lock_timeout = '3s' AS $$
DECLARE
    me pqr.person := pqr_core.require_role('assigner');
    answer jsonb := pqr_core.earlier_run(p_command, me);
    given uuid[];
BEGIN
    IF answer IS NOT NULL THEN
        RETURN answer;
    END IF;
    SELECT array_agg(DISTINCT m.case_id) INTO given FROM pqr.assignment_run a JOIN pqr.assignment_move m USING (run_id)
     WHERE a.act_id = p_act AND a.run_by = me.person_id AND a.kind IN ('shared', 'passed') AND m.kept_because IS NULL;
    IF given IS NULL THEN
        PERFORM pqr_core.refuse('nothing_to_undo');
    ELSIF (SELECT min(a.run_at) FROM pqr.assignment_run a WHERE a.act_id = p_act AND a.kind <> 'returned')
          < clock_timestamp() - interval '10 minutes' THEN
        PERFORM pqr_core.refuse('undo_too_late');
    END IF;
    INSERT INTO pqr.assignment_run (run_id, act_id, kind, run_by, result) VALUES (p_command, p_act, 'returned', me.person_id, '{}');
    PERFORM pqr_core.take_back(m, p_command, me)
       FROM pqr.assignment_run a JOIN pqr.assignment_move m USING (run_id)
      WHERE a.act_id = p_act AND a.kind IN ('shared', 'passed') AND m.kept_because IS NULL AND NOT pqr_core.was_returned(m)
      ORDER BY m.case_id;
    RETURN pqr_core.end_run(p_command);
END $$;

-- One case of it.
CREATE OR REPLACE FUNCTION pqr_core.take_back(m pqr.assignment_move, p_run uuid, me pqr.person)
RETURNS void LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    c pqr.case_file;
    given pqr_audit.case_event;
    request bytea := sha256(convert_to(concat_ws(E'\x1f', 'undo_assignment', m.run_id, m.case_id), 'UTF8'));
    command uuid := pqr_core.derived_command(p_run, m.case_id);
    why text;
BEGIN
    SELECT * INTO c FROM pqr.case_file f WHERE f.case_id = m.case_id FOR NO KEY UPDATE SKIP LOCKED;
    why := CASE WHEN c.case_id IS NULL THEN 'open_now' ELSE pqr_core.stays_because(c, m) END;
    IF why IS NULL THEN
        SELECT * INTO STRICT given FROM pqr_audit.case_event e WHERE e.case_id = m.case_id AND e.version = m.version;
        PERFORM pqr_core.move(c, me, command, 'undone', given.from_activity, given.from_assignee, given.from_area,
                              given.from_status, request, NULL);
        INSERT INTO pqr.command (case_id, command_id, actor_id, request_hash, result)
        VALUES (m.case_id, command, me.person_id, request, jsonb_build_object('status', 'applied', 'version', c.version + 1));
    END IF;
    INSERT INTO pqr.assignment_move (run_id, case_id, version, from_person, to_person, weight, kept_because)
    VALUES (p_run, m.case_id, CASE WHEN why IS NULL THEN c.version + 1 END, m.to_person, given.from_assignee, m.weight, why);
END $$;
