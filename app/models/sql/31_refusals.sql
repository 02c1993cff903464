-- Refusing a command: written down, counted by minute, and told without saying more than the person may know.
CREATE OR REPLACE FUNCTION pqr_core.answer_refusal(
  p_command uuid, p_case uuid, p_activity text, p_outcome text, c pqr.case_file, why text,
  p_field text DEFAULT NULL, p_detail text DEFAULT NULL) RETURNS jsonb
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $fn$
DECLARE
  -- An outsider is not told whether the case exists, what state it is in, or whose the command was.
  told text := CASE WHEN why IN ('unknown_outcome', 'role', 'place', 'no_such_case', 'not_visible', 'command_reused')
                    THEN 'not_permitted' WHEN why = 'moved_on' THEN 'stale_version' ELSE why END;
BEGIN
  IF NOT pqr_core.log_refusal(p_command, p_case, p_activity, p_outcome, why) THEN
    RETURN jsonb_build_object('status', 'refused', 'reason', 'too_many_refusals');
  END IF;
  IF told IN ('stale_version', 'leased') THEN
    RETURN jsonb_build_object('status', 'conflict', 'reason', told, 'version', c.version, 'activity',
      (SELECT a.key FROM pqr.activity a WHERE a.procedure = c.procedure AND a.number = c.activity))
      -- Who may act on the case may know who holds it, and for how long.
      || CASE WHEN told = 'leased' AND pqr_core.can_see(c) THEN jsonb_build_object(
           'by', (SELECT p.initials FROM pqr.person p WHERE p.person_id = c.lease_by),
           'ttl', greatest(1, ceil(extract(epoch FROM c.lease_until - clock_timestamp())))::int) ELSE '{}' END;
  END IF;
  RETURN jsonb_strip_nulls(jsonb_build_object('status', 'refused', 'reason', told, 'field', nullif(p_field, ''),
    'detail', p_detail));
END $fn$;

-- Write a refusal down; false beyond so many in a minute, which then only go to the server's log.
CREATE OR REPLACE FUNCTION pqr_core.log_refusal(
  p_command uuid, p_case uuid, p_activity text, p_outcome text, why text) RETURNS boolean
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $fn$
DECLARE
  quota pqr.quota;
  person int := (SELECT p.person_id FROM pqr.person p WHERE p.login = session_user);
BEGIN
  RAISE LOG 'pqr refusal login=% case=% reason=%', session_user, p_case, left(why, 60);
  SELECT * INTO STRICT quota FROM pqr.quota q WHERE q.kind = 'refusal';
  IF person IS NOT NULL AND pqr_core.count_up('refusal', person, quota.period_seconds) > quota.allowed THEN
    RETURN false;
  END IF;
  INSERT INTO pqr_audit.refusal (session_login, command_id, case_id, activity, outcome, reason)
  VALUES (session_user, p_command, p_case, left(p_activity, 60), left(p_outcome, 60), left(why, 60));
  RETURN true;
END $fn$;
