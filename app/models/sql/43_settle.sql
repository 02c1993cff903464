-- Asking what became of a command whose answer got lost, so that it can't still be done later.

-- Whether some step of mine opens cases.
CREATE OR REPLACE FUNCTION pqr_core.makes_cases() RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $fn$
  SELECT EXISTS (SELECT FROM pqr.outcome o
    JOIN pqr.outcome_role r ON r.procedure = o.procedure AND r.activity = o.activity AND r.outcome = o.key
   WHERE 'new_case' = ANY (o.guards) AND pg_has_role(session_user, ('pqr_' || r.role)::name, 'USAGE'))
$fn$;

-- Whether the last step of a case was this person's.
CREATE OR REPLACE FUNCTION pqr_core.took_last(c pqr.case_file, me pqr.person) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $fn$
  SELECT EXISTS (SELECT FROM pqr_audit.case_event e
    WHERE e.case_id = c.case_id AND e.version = c.version AND e.actor_id = me.person_id)
$fn$;

-- The result of my own command; when it was not done it is withdrawn here and now: a first sending that is still on its
-- way finds its number taken. {"status": "refused", "reason": "withdrawn"} says that it was not done and never will be.
CREATE OR REPLACE FUNCTION pqr_api.settle_command(p_command uuid, p_case uuid) RETURNS jsonb
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '3s' AS $fn$
DECLARE
  me pqr.person := pqr_core.me();
  c pqr.case_file;
  earlier pqr.command;
  withdrawn constant jsonb := '{"status": "refused", "reason": "withdrawn"}';
BEGIN
  IF p_command IS NULL OR p_case IS NULL THEN
    RAISE EXCEPTION 'malformed command' USING ERRCODE = '22023';
  END IF;
  SELECT * INTO earlier FROM pqr.command WHERE case_id = p_case AND command_id = p_command;
  IF NOT FOUND THEN
    SELECT * INTO c FROM pqr.case_file WHERE case_id = p_case;
    -- Written down only where the step could still be taken, a case that is not there yet included, and no more often
    -- than refusals: nobody fills the log with numbers.
    -- Whoever took the last step could still be taking it back.
    IF NOT (CASE WHEN c.case_id IS NULL THEN pqr_core.makes_cases()
                 ELSE pqr_core.can_act(c, me) OR pqr_core.took_last(c, me) END) THEN
      RETURN withdrawn;
    ELSIF NOT pqr_core.log_refusal(p_command, p_case, NULL, '', 'withdrawn') THEN
      RETURN '{"status": "refused", "reason": "too_many_refusals"}';
    END IF;
    INSERT INTO pqr.command (case_id, command_id, actor_id, request_hash, result)
    VALUES (p_case, p_command, me.person_id, sha256('withdrawn'), withdrawn) ON CONFLICT DO NOTHING;
    -- A first sending that committed while we waited for it.
    SELECT * INTO earlier FROM pqr.command WHERE case_id = p_case AND command_id = p_command;
  END IF;
  IF earlier.actor_id <> me.person_id THEN
    RETURN '{"status": "refused", "reason": "not_permitted"}';
  END IF;
  RETURN earlier.result || CASE WHEN earlier.result ->> 'status' = 'applied' THEN '{"replayed": true}'::jsonb ELSE '{}' END;
END $fn$;
