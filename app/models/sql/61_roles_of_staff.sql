-- Giving and taking roles, absences, and quotas.
CREATE OR REPLACE FUNCTION pqr_core.change_role(p_person int, p_role text, p_given boolean, what text) RETURNS jsonb
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $fn$
DECLARE
  why text := coalesce(pqr_core.admin_objection(p_person), pqr_core.roles_objection(ARRAY[p_role]));
  held text[] := ARRAY(SELECT r.role FROM pqr.person_role r WHERE r.person_id = p_person);
BEGIN
  IF p_given THEN
    why := coalesce(why, pqr_core.roles_objection(held || p_role));
  END IF;
  IF why IS NOT NULL THEN
    RETURN pqr_core.staff_refusal(what, why);
  END IF;
  PERFORM pqr_login.set_role((SELECT p.login FROM pqr.person p WHERE p.person_id = p_person), p_role, p_given);
  IF p_given THEN
    INSERT INTO pqr.person_role (person_id, role) VALUES (p_person, p_role) ON CONFLICT DO NOTHING;
  ELSE
    DELETE FROM pqr.person_role r WHERE r.person_id = p_person AND r.role = p_role;
  END IF;
  RETURN pqr_core.staff_done(what, p_person, jsonb_build_object('role', p_role));
END $fn$;

CREATE OR REPLACE FUNCTION pqr_api.grant_role(p_person int, p_role text) RETURNS jsonb
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $fn$
  SELECT pqr_core.change_role(p_person, p_role, true, 'grant_role')
$fn$;

CREATE OR REPLACE FUNCTION pqr_api.revoke_role(p_person int, p_role text) RETURNS jsonb
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $fn$
  SELECT pqr_core.change_role(p_person, p_role, false, 'revoke_role')
$fn$;

-- Days on which a person gets no cases. Leaders record them too, their own included.
CREATE OR REPLACE FUNCTION pqr_api.set_absence(
  p_person int, p_starts date, p_ends date, p_reason text, p_covered_by int DEFAULT NULL) RETURNS jsonb
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $fn$
DECLARE
  why text := nullif(pqr_core.admin_objection(p_person, '{admin,lead}'), 'own_account');
  made int;
BEGIN
  IF why IS NULL AND (p_starts IS NULL OR p_ends < p_starts OR p_ends > p_starts + 730) THEN
    why := 'bad_dates';
  END IF;
  IF why IS NOT NULL THEN
    RETURN pqr_core.staff_refusal('set_absence', why);
  END IF;
  INSERT INTO pqr.absence (person_id, starts_on, ends_on, reason, covered_by)
  VALUES (p_person, p_starts, p_ends, left(coalesce(p_reason, ''), 200), p_covered_by) RETURNING absence_id INTO made;
  RETURN pqr_core.staff_done('set_absence', p_person,
    jsonb_build_object('absence_id', made, 'starts_on', p_starts, 'ends_on', p_ends)) || jsonb_build_object('absence_id', made);
END $fn$;

CREATE OR REPLACE FUNCTION pqr_api.remove_absence(p_absence int) RETURNS jsonb
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $fn$
DECLARE
  why text := pqr_core.admin_objection(NULL, '{admin,lead}');
  gone pqr.absence;
BEGIN
  IF why IS NULL THEN
    DELETE FROM pqr.absence a WHERE a.absence_id = p_absence RETURNING * INTO gone;
    why := CASE WHEN NOT FOUND THEN 'no_such_absence' END;
  END IF;
  IF why IS NOT NULL THEN
    RETURN pqr_core.staff_refusal('remove_absence', why);
  END IF;
  RETURN pqr_core.staff_done('remove_absence', gone.person_id, to_jsonb(gone) - 'reason');
END $fn$;

-- How many answers of a kind each person gets.
CREATE OR REPLACE FUNCTION pqr_api.set_quota(p_kind text, p_allowed int) RETURNS jsonb
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $fn$
DECLARE
  why text := coalesce(pqr_core.admin_objection(NULL), CASE
    WHEN p_allowed NOT BETWEEN 0 AND 1000000 THEN 'payload'
    WHEN p_kind = 'refusal' AND p_allowed < 10 THEN 'payload' END);  -- with none, no refusal would be written down
BEGIN
  IF why IS NULL THEN
    UPDATE pqr.quota SET allowed = p_allowed WHERE kind = p_kind;
    why := CASE WHEN NOT FOUND THEN 'payload' END;
  END IF;
  IF why IS NOT NULL THEN
    RETURN pqr_core.staff_refusal('set_quota', why);
  END IF;
  RETURN pqr_core.staff_done('set_quota', 0, jsonb_build_object('kind', p_kind, 'allowed', p_allowed));
END $fn$;
