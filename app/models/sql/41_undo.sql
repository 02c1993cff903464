-- Taking back one's own last steps: within ten minutes, while nobody else has gone on.

-- Why these events can't be taken back by this person, or NULL.
CREATE OR REPLACE FUNCTION pqr_core.undo_objection(c pqr.case_file, me pqr.person, p_version int, p_back_to int)
RETURNS text
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $fn$
DECLARE
  last_actor int := (SELECT e.actor_id FROM pqr_audit.case_event e WHERE e.case_id = c.case_id AND e.version = c.version);
BEGIN
  IF c.case_id IS NULL THEN
    RETURN 'no_such_case';
  ELSIF c.version <> p_version THEN
    RETURN CASE WHEN pqr_core.can_see(c) THEN 'stale_version' ELSE 'not_visible' END;
  ELSIF last_actor <> me.person_id THEN
    RETURN 'place';
  ELSIF p_back_to < 1 OR p_back_to >= c.version OR EXISTS (
    SELECT FROM pqr_audit.case_event e
      LEFT JOIN pqr.outcome o ON o.procedure = e.procedure AND o.activity = e.from_activity AND o.key = e.outcome
     WHERE e.case_id = c.case_id AND e.version > p_back_to
       AND (e.actor_id <> me.person_id OR o.may_undo IS NOT TRUE)
  ) THEN
    RETURN 'not_undoable';
  ELSIF EXISTS (
    -- Who lost the role that took the step has lost what it gave, taking it back included.
    SELECT FROM pqr_audit.case_event e
     WHERE e.case_id = c.case_id AND e.version > p_back_to AND e.outcome <> 'undone' AND NOT EXISTS (
       SELECT FROM pqr.outcome_role r
        WHERE r.procedure = e.procedure AND r.activity = e.from_activity AND r.outcome = e.outcome
          AND pg_has_role(session_user, ('pqr_' || r.role)::name, 'USAGE'))
  ) THEN
    RETURN 'role';
  ELSIF EXISTS (
    SELECT FROM pqr_audit.case_event e WHERE e.case_id = c.case_id AND e.version = p_back_to + 1
       AND e.recorded_at < clock_timestamp() - interval '10 minutes'
  ) THEN
    RETURN 'undo_too_late';
  ELSIF pqr_core.verdict_is_in_act(c.case_id, p_back_to) THEN
    RETURN 'verdict_in_act';
  END IF;
  RETURN NULL;
END $fn$;

-- Put the case back to where it was after version `p_back_to`. What the steps wrote stays: done again, they overwrite it.
-- A verdict of quality counts until it is marked as taken back, which is done here.
CREATE OR REPLACE FUNCTION pqr_api.undo(p_command uuid, p_case uuid, p_version int, p_back_to int) RETURNS jsonb
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '3s' AS $fn$
DECLARE
  me pqr.person;
  c pqr.case_file;
  earlier pqr.command;
  first pqr_audit.case_event;
  request bytea := sha256(convert_to(concat_ws(E'\x1f', 'undo', p_case, p_version, p_back_to), 'UTF8'));
  why text;
  locked boolean := false;
  result jsonb;
BEGIN
  IF p_command IS NULL OR p_case IS NULL OR p_version IS NULL OR p_back_to IS NULL THEN
    RAISE EXCEPTION 'malformed command' USING ERRCODE = '22023';
  END IF;
  -- Conditions are asked of the present: in an old snapshot what was withdrawn since would still hold.
  IF current_setting('transaction_isolation') <> 'read committed' THEN
    RAISE EXCEPTION 'commands are sent in READ COMMITTED' USING ERRCODE = '22023';
  END IF;
  SELECT * INTO me FROM pqr.person WHERE login = session_user AND active;
  IF NOT FOUND THEN
    RETURN pqr_core.answer_refusal(p_command, p_case, NULL, 'undone', NULL, 'no_person');
  ELSIF pqr_core.too_old() THEN
    RETURN pqr_core.answer_refusal(p_command, p_case, NULL, 'undone', NULL, 'client_too_old');
  END IF;
  SELECT * INTO c FROM pqr.case_file WHERE case_id = p_case;
  LOOP
    SELECT * INTO earlier FROM pqr.command WHERE case_id = p_case AND command_id = p_command;
    IF FOUND THEN
      IF earlier.actor_id = me.person_id AND earlier.request_hash = request THEN
        RETURN earlier.result || '{"replayed": true}';
      END IF;
      RETURN pqr_core.answer_refusal(p_command, p_case, NULL, 'undone', c, 'command_reused');
    END IF;
    why := pqr_core.undo_objection(c, me, p_version, p_back_to);
    IF why IS NOT NULL THEN
      RETURN pqr_core.answer_refusal(p_command, p_case, NULL, 'undone', c, why);
    END IF;
    EXIT WHEN locked;
    SELECT * INTO c FROM pqr.case_file WHERE case_id = p_case FOR NO KEY UPDATE;
    locked := true;
  END LOOP;
  IF c.lease_until > clock_timestamp() AND c.lease_by <> me.person_id AND pqr_core.is_held(c) THEN
    RETURN pqr_core.answer_refusal(p_command, p_case, NULL, 'undone', c, 'leased');
  END IF;
  SELECT * INTO STRICT first FROM pqr_audit.case_event WHERE case_id = p_case AND version = p_back_to + 1;
  PERFORM pqr_core.move(c, me, p_command, 'undone', first.from_activity, first.from_assignee, first.from_area,
    first.from_status, request, NULL);
  PERFORM pqr_core.withdraw_verdict(p_case, p_back_to, me.person_id);
  result := jsonb_build_object('status', 'applied', 'version', c.version + 1, 'activity',
    (SELECT a.key FROM pqr.activity a WHERE a.procedure = c.procedure AND a.number = first.from_activity));
  INSERT INTO pqr.command (case_id, command_id, actor_id, request_hash, result)
  VALUES (p_case, p_command, me.person_id, request, result);
  RETURN result;
END $fn$;
