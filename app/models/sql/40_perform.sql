-- The door: the only way a case moves.

-- The step that took the case from me where this outcome was mine to take, at the version I decided from; empty for
-- everybody else. Whoever had the case in their hands is told that it moved on, and where to: nothing of what came later.
CREATE OR REPLACE FUNCTION pqr_core.moved_on(c pqr.case_file, o pqr.outcome, me pqr.person, p_version int)
RETURNS pqr_audit.case_event
LANGUAGE plpgsql STABLE AS $fn$
DECLARE
  before pqr_audit.case_event;
  step pqr_audit.case_event;
BEGIN
  SELECT * INTO before FROM pqr_audit.case_event e WHERE e.case_id = c.case_id AND e.version = p_version;
  IF before.to_activity = o.activity THEN
    c.assignee_id := before.to_assignee; c.area_id := before.to_area;
    IF pqr_core.standing(o, c, me) = 2 THEN
      SELECT * INTO step FROM pqr_audit.case_event e WHERE e.case_id = c.case_id AND e.version = p_version + 1;
    END IF;
  END IF;
  RETURN step;
END $fn$;

-- Why this person may not take this outcome now, or NULL. Reads no lock, so it can be asked before holding one.
CREATE OR REPLACE FUNCTION pqr_core.objection(
  c pqr.case_file, o pqr.outcome, me pqr.person, p_version int, p_created boolean) RETURNS text
LANGUAGE plpgsql STABLE AS $fn$
DECLARE
  standing int;
BEGIN
  IF c.case_id IS NULL THEN
    RETURN 'no_such_case';
  ELSIF o.key IS NULL THEN
    RETURN 'unknown_outcome';
  END IF;
  standing := pqr_core.standing(o, c, me);
  IF standing = 0 THEN
    RETURN 'role';
  ELSIF c.version <> p_version THEN
    RETURN CASE WHEN pqr_core.can_see(c) THEN 'stale_version'
                WHEN (pqr_core.moved_on(c, o, me, p_version)).case_id IS NOT NULL THEN 'moved_on' ELSE 'not_visible' END;
  ELSIF c.activity <> o.activity THEN
    RETURN CASE WHEN pqr_core.can_see(c) THEN 'wrong_activity' ELSE 'not_visible' END;
  ELSIF standing = 1 THEN
    RETURN 'place';
  ELSIF p_created AND NOT 'new_case' = ANY (o.guards) THEN
    RETURN 'no_such_case';
  END IF;
  RETURN NULL;
END $fn$;

-- The case that a first command would create: version 0, not stored yet.
CREATE OR REPLACE FUNCTION pqr_core.blank_case(p_case uuid, p_procedure text) RETURNS pqr.case_file
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $fn$
DECLARE
  c pqr.case_file;
BEGIN
  SELECT p_case, a.procedure, a.number, 0, p_case INTO c.case_id, c.procedure, c.activity, c.version, c.root_id
    FROM pqr.activity a WHERE a.procedure = p_procedure ORDER BY a.number LIMIT 1;
  c.label := ''; c.status := ''; c.weight := 1; c.priority := 0; c.chain_head := ''::bytea;
  c.opened_at := clock_timestamp(); c.changed_at := c.opened_at;
  RETURN c;
END $fn$;

-- First name in `names` whose condition does not hold, as a reason, or NULL.
CREATE OR REPLACE FUNCTION pqr_core.first_failing(
  names text[], c pqr.case_file, me pqr.person, outcome text, payload jsonb) RETURNS text
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $fn$
DECLARE
  name text;
  why text;
BEGIN
  FOREACH name IN ARRAY names LOOP
    IF to_regprocedure(format('pqr_guard.%I(pqr.case_file, pqr.person, text, jsonb)', name)) IS NULL THEN
      RETURN 'not_installed';
    END IF;
    EXECUTE format('SELECT pqr_guard.%I($1, $2, $3, $4)', name) INTO why USING c, me, outcome, payload;
    IF why IS NOT NULL THEN
      RETURN why;
    END IF;
  END LOOP;
  RETURN NULL;
END $fn$;

-- Guards, effect and checks in a subtransaction: refused, nothing of them remains.
CREATE OR REPLACE FUNCTION pqr_core.run(
  c pqr.case_file, o pqr.outcome, me pqr.person, payload jsonb, command_id uuid) RETURNS pqr_core.run_result
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $fn$
DECLARE
  r pqr_core.run_result;
  constraint_name text;
  column_name text;
BEGIN
  r.reason := pqr_core.first_failing(o.guards, c, me, o.key, payload);
  IF r.reason IS NOT NULL THEN
    RETURN r;
  END IF;
  IF c.version = 0 THEN
    INSERT INTO pqr.case_file (case_id, procedure, activity, root_id) VALUES (c.case_id, c.procedure, c.activity, c.root_id)
      ON CONFLICT DO NOTHING;
    IF NOT FOUND THEN
      RAISE EXCEPTION 'the case is being created by another command' USING ERRCODE = '40001';
    END IF;
  END IF;
  IF o.has_effect THEN
    IF to_regprocedure(format('pqr_effect.%I(pqr.case_file, pqr.person, text, jsonb, uuid)', o.activity_key)) IS NULL THEN
      PERFORM pqr_core.refuse('not_installed');
    END IF;
    EXECUTE format('SELECT pqr_effect.%I($1, $2, $3, $4, $5)', o.activity_key)
      INTO r.done USING c, me, o.key, payload, command_id;
  END IF;
  r.reason := pqr_core.first_failing(o.checks, c, me, o.key, payload);
  IF r.reason IS NOT NULL THEN
    PERFORM pqr_core.refuse(r.reason);
  END IF;
  RETURN r;
EXCEPTION
  WHEN SQLSTATE 'PQ100' THEN
    GET STACKED DIAGNOSTICS column_name = PG_EXCEPTION_DETAIL;
    r.reason := SQLERRM; r.field := column_name;
    RETURN r;
  WHEN data_exception OR integrity_constraint_violation THEN
    GET STACKED DIAGNOSTICS constraint_name = CONSTRAINT_NAME, column_name = COLUMN_NAME;
    -- The message may quote what was typed: it goes back to who typed it and nowhere else.
    r.reason := 'payload'; r.field := coalesce(nullif(constraint_name, ''), nullif(column_name, '')); r.detail := SQLERRM;
    RETURN r;
END $fn$;

-- Who holds the case after the step, by the outcome's rule. A person who can't work on it is refused.
CREATE OR REPLACE FUNCTION pqr_core.next_assignee(
  c pqr.case_file, o pqr.outcome, me pqr.person, payload jsonb, OUT assignee int, OUT why text)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $fn$
DECLARE
  given text := payload ->> 'assignee_id';
BEGIN
  assignee := CASE o.assignee_rule WHEN 'keep' THEN c.assignee_id WHEN 'actor' THEN me.person_id END;
  IF o.assignee_rule <> 'payload' THEN
    RETURN;
  END IF;
  IF given ~ '^[0-9]{1,9}$' AND EXISTS (
    SELECT FROM pqr.person p JOIN pqr.person_role held USING (person_id)
      JOIN pqr.outcome_role r ON r.procedure = o.procedure AND r.activity = o.to_activity AND r.role = held.role
     WHERE p.person_id = given::int AND p.active
  ) THEN
    assignee := given::int;
  ELSE
    why := 'assignee_unfit';
  END IF;
END $fn$;

CREATE OR REPLACE FUNCTION pqr_api.perform(
  p_command uuid, p_case uuid, p_version int, p_activity text, p_outcome text,
  p_payload jsonb DEFAULT '{}', p_procedure text DEFAULT NULL) RETURNS jsonb
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET lock_timeout = '3s' AS $fn$
DECLARE
  me pqr.person;
  c pqr.case_file;
  o pqr.outcome;
  earlier pqr.command;
  r pqr_core.run_result;
  request bytea;
  body bytea;
  seen int;
  created boolean := false;
  why text;
  assignee int;
  result jsonb;
BEGIN
  IF p_command IS NULL OR p_case IS NULL OR p_version IS NULL OR p_activity IS NULL OR p_outcome IS NULL
     OR jsonb_typeof(p_payload) IS DISTINCT FROM 'object' OR octet_length(p_payload::text) > 4194304 THEN
    RAISE EXCEPTION 'malformed command' USING ERRCODE = '22023';
  END IF;
  -- Conditions are asked of the present: in an old snapshot what was withdrawn since would still hold.
  IF current_setting('transaction_isolation') <> 'read committed' THEN
    RAISE EXCEPTION 'commands are sent in READ COMMITTED' USING ERRCODE = '22023';
  END IF;
  SELECT * INTO me FROM pqr.person WHERE login = session_user AND active;
  IF NOT FOUND THEN
    RETURN pqr_core.answer_refusal(p_command, p_case, p_activity, p_outcome, NULL, 'no_person');
  ELSIF pqr_core.too_old() THEN
    RETURN pqr_core.answer_refusal(p_command, p_case, p_activity, p_outcome, NULL, 'client_too_old');
  END IF;
  body := sha256(convert_to(p_payload::text, 'UTF8'));
  request := sha256(body || convert_to(concat_ws(E'\x1f', p_case, p_version, p_activity, p_outcome), 'UTF8'));
  SELECT * INTO c FROM pqr.case_file WHERE case_id = p_case;
  IF NOT FOUND AND p_version = 0 THEN
    c := pqr_core.blank_case(p_case, p_procedure);
    created := c.case_id IS NOT NULL;
  END IF;
  -- First without the lock: who may not take the step can't make others wait. Then holding it, if the case changed.
  LOOP
    SELECT * INTO earlier FROM pqr.command WHERE case_id = p_case AND command_id = p_command;
    IF FOUND THEN
      IF earlier.actor_id = me.person_id AND earlier.request_hash = request THEN
        RETURN earlier.result || '{"replayed": true}';
      END IF;
      RETURN pqr_core.answer_refusal(p_command, p_case, p_activity, p_outcome, c, 'command_reused');
    END IF;
    SELECT * INTO o FROM pqr.outcome
     WHERE procedure = c.procedure AND activity_key = p_activity AND key = p_outcome;
    why := pqr_core.objection(c, o, me, p_version, created);
    IF why = 'moved_on' THEN
      SELECT m.version, m.to_activity, m.actor_id INTO c.version, c.activity, c.assignee_id
        FROM pqr_core.moved_on(c, o, me, p_version) m;
      RETURN pqr_core.answer_refusal(p_command, p_case, p_activity, p_outcome, c, why)
        || jsonb_build_object('gone', true, 'own', c.assignee_id = me.person_id);
    ELSIF why IS NOT NULL THEN
      RETURN pqr_core.answer_refusal(p_command, p_case, p_activity, p_outcome, c, why);
    END IF;
    EXIT WHEN created OR seen IS NOT NULL;
    seen := c.version;
    SELECT * INTO c FROM pqr.case_file WHERE case_id = p_case FOR NO KEY UPDATE;
    EXIT WHEN c.version = seen;  -- every step and every result raises it: nothing to ask again
  END LOOP;
  IF c.lease_until > clock_timestamp() AND c.lease_by <> me.person_id AND pqr_core.is_held(c) THEN
    RETURN pqr_core.answer_refusal(p_command, p_case, p_activity, p_outcome, c, 'leased');
  END IF;
  IF o.assignee_rule = 'keep' THEN
    assignee := c.assignee_id;
  ELSE
    SELECT n.assignee, n.why INTO assignee, why FROM pqr_core.next_assignee(c, o, me, p_payload) n;
    IF why IS NOT NULL THEN
      RETURN pqr_core.answer_refusal(p_command, p_case, p_activity, p_outcome, c, why, 'assignee_id');
    END IF;
  END IF;
  -- A subtransaction costs: only where something may have to be taken back.
  IF o.has_effect OR o.guards <> '{}' OR o.checks <> '{}' THEN
    r := pqr_core.run(c, o, me, p_payload, p_command);
    IF r.reason IS NOT NULL THEN
      RETURN pqr_core.answer_refusal(p_command, p_case, p_activity, p_outcome, c, r.reason, r.field, r.detail);
    END IF;
  END IF;
  PERFORM pqr_core.move(c, me, p_command, o.key, o.to_activity,
    CASE WHEN (r.done).set_assignee THEN (r.done).assignee_id ELSE coalesce((r.done).assignee_id, assignee) END,
    CASE WHEN (r.done).set_area THEN (r.done).area_id ELSE coalesce((r.done).area_id, c.area_id) END,
    coalesce((r.done).status, pqr_core.status_for(o)), body, r.done);
  result := jsonb_build_object('status', 'applied', 'version', c.version + 1, 'activity', o.to_key);
  INSERT INTO pqr.command (case_id, command_id, actor_id, request_hash, result)
  VALUES (p_case, p_command, me.person_id, request, result);
  RETURN result;
END $fn$;
