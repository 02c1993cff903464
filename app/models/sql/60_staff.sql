-- Administering the staff: administrators only, never on themselves, each act written down.
CREATE OR REPLACE FUNCTION pqr_core.role_keys() RETURNS text[]
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $fn$
  SELECT ARRAY['records', 'lead', 'assigner', 'agent', 'analyst', 'lawyer', 'escalation_control', 'mission', 'quality',
    'signer', 'printing', 'phone_lead', 'phone_agent', 'admin', 'auditor']
$fn$;

-- Why this session may not administer, or NULL. The superuser may: somebody must make the first administrator.
CREATE OR REPLACE FUNCTION pqr_core.admin_objection(p_person int, p_roles text[] DEFAULT '{admin}') RETURNS text
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $fn$
BEGIN
  IF (SELECT r.rolsuper FROM pg_roles r WHERE r.rolname = session_user) THEN
    RETURN NULL;
  ELSIF pqr_api.my_person_id() IS NULL THEN
    RETURN 'no_person';
  ELSIF NOT pqr_api.my_roles() && p_roles THEN
    RETURN 'not_permitted';
  ELSIF p_person = pqr_api.my_person_id() THEN
    RETURN 'own_account';
  ELSIF p_person IS NOT NULL AND NOT EXISTS (SELECT FROM pqr.person p WHERE p.person_id = p_person) THEN
    RETURN 'no_such_person';
  END IF;
  RETURN NULL;
END $fn$;

CREATE OR REPLACE FUNCTION pqr_core.staff_refusal(what text, why text) RETURNS jsonb
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $fn$
BEGIN
  PERFORM pqr_core.log_refusal(NULL, NULL, what, NULL, why);
  RETURN jsonb_build_object('status', 'refused', 'reason', why);
END $fn$;

CREATE OR REPLACE FUNCTION pqr_core.staff_done(what text, p_person int, p_detail jsonb) RETURNS jsonb
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $fn$
BEGIN
  RAISE LOG 'pqr staff % by=% person=%', what, session_user, p_person;
  INSERT INTO pqr_audit.staff_event (session_login, what, person_id, detail) VALUES (session_user, what, p_person, p_detail);
  RETURN jsonb_build_object('status', 'applied', 'person_id', p_person);
END $fn$;

-- Why these roles can't be one person's, or NULL: who administers does not audit.
CREATE OR REPLACE FUNCTION pqr_core.roles_objection(p_roles text[]) RETURNS text
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $fn$
  SELECT CASE WHEN NOT p_roles <@ pqr_core.role_keys() THEN 'no_such_role'
              WHEN p_roles @> ARRAY['admin', 'auditor'] THEN 'roles_conflict' END
$fn$;

-- A new person with a login. `p_verifier` is a SCRAM verifier: the password itself never reaches the server.
CREATE OR REPLACE FUNCTION pqr_api.add_person(
  p_login text, p_full_name text, p_initials text, p_area int, p_roles text[], p_verifier text, p_line text DEFAULT NULL,
  p_capacity numeric DEFAULT 45) RETURNS jsonb
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $fn$
DECLARE
  why text := coalesce(pqr_core.admin_objection(NULL), pqr_core.roles_objection(p_roles));
  person int;
  role text;
BEGIN
  IF why IS NULL AND p_login !~ '^u_[a-z][a-z0-9_.]{0,40}$' THEN
    why := 'bad_login';
  ELSIF why IS NULL AND NOT pqr_core.is_verifier(p_verifier) THEN
    why := 'bad_verifier';
  ELSIF why IS NULL AND (length(btrim(p_full_name)) < 3 OR length(btrim(p_initials)) NOT BETWEEN 1 AND 4) THEN
    why := 'bad_name';
  ELSIF why IS NULL AND EXISTS (SELECT FROM pg_roles r WHERE r.rolname = p_login) THEN
    why := 'login_exists';
  END IF;
  IF why IS NOT NULL THEN
    RETURN pqr_core.staff_refusal('add_person', why);
  END IF;
  INSERT INTO pqr.person (login, full_name, initials, area_id, line, capacity_units)
  VALUES (p_login, btrim(p_full_name), btrim(p_initials), p_area, p_line, p_capacity) RETURNING person_id INTO person;
  PERFORM pqr_login.create_login(p_login, p_verifier);
  FOREACH role IN ARRAY p_roles LOOP
    PERFORM pqr_login.set_role(p_login, role, true);
    INSERT INTO pqr.person_role (person_id, role) VALUES (person, role) ON CONFLICT DO NOTHING;
  END LOOP;
  RETURN pqr_core.staff_done('add_person', person, jsonb_build_object('login', p_login, 'roles', p_roles, 'area', p_area));
END $fn$;

CREATE OR REPLACE FUNCTION pqr_core.is_verifier(p_verifier text) RETURNS boolean
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $fn$
  SELECT coalesce(p_verifier ~ '^SCRAM-SHA-256\$[0-9]{4,7}:[A-Za-z0-9+/]{16,}={0,2}\$[A-Za-z0-9+/]{43}=:[A-Za-z0-9+/]{43}=$', false)
$fn$;

-- Withdraw or give back a person's access: their open sessions see nothing from then on, and are ended.
CREATE OR REPLACE FUNCTION pqr_api.set_person_active(p_person int, p_active boolean) RETURNS jsonb
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $fn$
DECLARE
  why text := pqr_core.admin_objection(p_person);
  login text;
BEGIN
  IF why IS NOT NULL THEN
    RETURN pqr_core.staff_refusal('set_person_active', why);
  END IF;
  UPDATE pqr.person SET active = p_active, cache_epoch = cache_epoch + CASE WHEN p_active THEN 0 ELSE 1 END
   WHERE person_id = p_person RETURNING person.login INTO STRICT login;
  PERFORM pqr_login.set_login(login, p_active);
  IF NOT p_active THEN
    PERFORM pqr_watch.end_sessions(login);
  END IF;
  RETURN pqr_core.staff_done('set_person_active', p_person, jsonb_build_object('active', p_active));
END $fn$;

CREATE OR REPLACE FUNCTION pqr_api.reset_password(p_person int, p_verifier text) RETURNS jsonb
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $fn$
DECLARE
  why text := coalesce(pqr_core.admin_objection(p_person), CASE WHEN NOT pqr_core.is_verifier(p_verifier) THEN 'bad_verifier' END);
  login text := (SELECT p.login FROM pqr.person p WHERE p.person_id = p_person);
BEGIN
  IF why IS NOT NULL THEN
    RETURN pqr_core.staff_refusal('reset_password', why);
  END IF;
  PERFORM pqr_login.set_verifier(login, p_verifier);
  -- A password is replaced because another may know it: what that one has open ends now.
  PERFORM pqr_watch.end_sessions(login);
  RETURN pqr_core.staff_done('reset_password', p_person, '{}');
END $fn$;
