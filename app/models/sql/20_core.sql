-- What guards and effects are written with: refusing, answering, opening a child.
DO $$
BEGIN
  IF to_regtype('pqr_core.effect_result') IS NULL THEN
    -- A NULL says «no change»; where NULL is itself a value, its set_ flag says that it is meant.
    CREATE TYPE pqr_core.effect_result AS (
      assignee_id int, set_assignee boolean, area_id int, set_area boolean, due_on date, set_due boolean,
      internal_due_at timestamptz, set_internal_due boolean, status text, label text, lex_code text,
      bulk_group text, priority smallint, weight numeric);
  END IF;
  IF to_regtype('pqr_core.run_result') IS NULL THEN
    CREATE TYPE pqr_core.run_result AS (reason text, field text, detail text, done pqr_core.effect_result);
  END IF;
END $$;

-- Stop the step: nothing of the effect remains. `reason` is a code of resources/texts/refusals.toml.
CREATE OR REPLACE FUNCTION pqr_core.refuse(reason text, field text DEFAULT NULL) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $fn$
BEGIN
  RAISE EXCEPTION USING ERRCODE = 'PQ100', MESSAGE = reason, DETAIL = coalesce(field, '');
END $fn$;

-- A text as it is read: without marks that nobody sees, which fill a reason with nothing or turn its words around.
CREATE OR REPLACE FUNCTION pqr_core.visible(p_text text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $fn$
  SELECT btrim(regexp_replace(coalesce(p_text, ''),
    '[\u0001-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e'
    '\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U000e0000-\U000e0fff]',
    '', 'g'), E' \t\n\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000')
$fn$;

CREATE OR REPLACE FUNCTION pqr_core.nothing() RETURNS pqr_core.effect_result
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $fn$
  SELECT NULL::pqr_core.effect_result
$fn$;

-- Status of a case after a step whose effect names none: the activity it waits in.
CREATE OR REPLACE FUNCTION pqr_core.status_for(o pqr.outcome) RETURNS text
LANGUAGE sql IMMUTABLE AS $fn$
  SELECT CASE
    WHEN o.procedure = 'pqr_v08' AND o.activity_key = 'receive_inputs' AND o.key = 'rejected' THEN 'escalation_rejected'
    WHEN o.to_key IS NULL THEN 'closed'
    ELSE o.to_key END
$fn$;

-- The link of a case's chain. Every field is written, empty where NULL, so that no two rows read the same.
CREATE OR REPLACE FUNCTION pqr_core.event_hash(
  prev bytea, case_id uuid, version int, recorded_at timestamptz, actor_id int, login text, command_id uuid,
  procedure text, from_activity int, outcome text, to_activity int, from_assignee int, to_assignee int,
  from_area int, to_area int, from_status text, payload_sha256 bytea) RETURNS bytea
LANGUAGE sql STABLE AS $fn$
  SELECT sha256(prev || convert_to(concat_ws(E'\x1f', case_id, version, extract(epoch FROM recorded_at), actor_id,
    login, command_id, procedure, from_activity, outcome, to_activity, coalesce(from_assignee::text, ''),
    coalesce(to_assignee::text, ''), coalesce(from_area::text, ''), coalesce(to_area::text, ''), from_status,
    encode(payload_sha256, 'hex')), 'UTF8'))
$fn$;

-- Move the (locked) case and write its event: the only place where either is done.
CREATE OR REPLACE FUNCTION pqr_core.move(
  c pqr.case_file, me pqr.person, command_id uuid, outcome text, to_activity int, assignee int, area int,
  status text, payload_sha256 bytea, e pqr_core.effect_result) RETURNS void
LANGUAGE plpgsql AS $fn$
#variable_conflict use_variable
DECLARE
  at timestamptz := clock_timestamp();
  link bytea := pqr_core.event_hash(c.chain_head, c.case_id, c.version + 1, at, me.person_id, session_user,
    command_id, c.procedure, c.activity, outcome, to_activity, c.assignee_id, assignee, c.area_id, area, c.status,
    payload_sha256);
BEGIN
  IF e IS NULL THEN
    UPDATE pqr.case_file f SET activity = to_activity, version = c.version + 1, assignee_id = assignee,
      area_id = area, status = status, changed_at = at, closed_at = CASE WHEN to_activity = 0 THEN coalesce(f.closed_at, at) END,
      chain_head = link, lease_by = NULL, lease_until = NULL, lease_window = NULL
     WHERE f.case_id = c.case_id;
  ELSE
    UPDATE pqr.case_file f SET activity = to_activity, version = c.version + 1, assignee_id = assignee,
      area_id = area, status = status, changed_at = at, closed_at = CASE WHEN to_activity = 0 THEN coalesce(f.closed_at, at) END,
      chain_head = link, lease_by = NULL, lease_until = NULL, lease_window = NULL,
      due_on = CASE WHEN e.set_due THEN e.due_on ELSE coalesce(e.due_on, f.due_on) END,
      internal_due_at = CASE WHEN e.set_internal_due THEN e.internal_due_at
                             ELSE coalesce(e.internal_due_at, f.internal_due_at) END,
      label = coalesce(e.label, f.label), lex_code = coalesce(e.lex_code, f.lex_code),
      bulk_group = coalesce(e.bulk_group, f.bulk_group), priority = coalesce(e.priority, f.priority),
      weight = coalesce(e.weight, f.weight)
     WHERE f.case_id = c.case_id;
  END IF;
  INSERT INTO pqr_audit.case_event (case_id, version, recorded_at, actor_id, session_login, command_id, procedure,
    from_activity, outcome, to_activity, from_assignee, to_assignee, from_area, to_area, from_status,
    payload_sha256, prev_hash, hash)
  VALUES (c.case_id, c.version + 1, at, me.person_id, session_user, command_id, c.procedure, c.activity, outcome,
    to_activity, c.assignee_id, assignee, c.area_id, area, c.status, payload_sha256, c.chain_head, link);
END $fn$;

-- Open a child in another procedure (version 1, event 'opened'); `p_case` is the caller's choice of key, so that
-- a repeated command makes the same child.
CREATE OR REPLACE FUNCTION pqr_core.open_case(
  p_case uuid, p_procedure text, p_activity int, p_parent pqr.case_file, me pqr.person, p_label text,
  p_area int, p_assignee int, p_due_on date, p_command uuid) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $fn$
DECLARE
  c pqr.case_file;
  key text := (SELECT a.key FROM pqr.activity a WHERE a.procedure = p_procedure AND a.number = p_activity);
BEGIN
  IF key IS NULL THEN
    RAISE EXCEPTION 'no activity % in %', p_activity, p_procedure USING ERRCODE = '22023';
  END IF;
  INSERT INTO pqr.case_file (case_id, procedure, activity, parent_id, root_id, label, due_on, status)
  VALUES (p_case, p_procedure, p_activity, p_parent.case_id, coalesce(p_parent.root_id, p_case), p_label, p_due_on, key)
  RETURNING * INTO c;
  PERFORM pqr_core.move(c, me, p_command, 'opened', p_activity, p_assignee, p_area, key, sha256(''::bytea), NULL);
END $fn$;
