-- Acts on the cluster's logins, as the registrar: it makes staff logins and hands out staff roles, and can do no
-- more. It reads and writes no table. Only the kernel calls these.
CREATE OR REPLACE FUNCTION pqr_login.create_login(p_login text, p_verifier text) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $fn$
BEGIN
  PERFORM pqr_login.check_login(p_login);
  EXECUTE format('CREATE ROLE %I LOGIN NOINHERIT NOCREATEDB NOCREATEROLE CONNECTION LIMIT 6', p_login);
  EXECUTE format('ALTER ROLE %I INHERIT', p_login);
  PERFORM pqr_login.set_verifier(p_login, p_verifier);
  EXECUTE format('GRANT pqr_staff TO %I WITH INHERIT TRUE, SET FALSE, ADMIN FALSE', p_login);
END $fn$;

CREATE OR REPLACE FUNCTION pqr_login.check_login(p_login text) RETURNS void
LANGUAGE plpgsql IMMUTABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $fn$
BEGIN
  IF p_login IS NULL OR p_login !~ '^u_[a-z][a-z0-9_.]{0,40}$' THEN
    RAISE EXCEPTION 'not a login of the staff' USING ERRCODE = '42501';
  END IF;
END $fn$;

CREATE OR REPLACE FUNCTION pqr_login.set_verifier(p_login text, p_verifier text) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $fn$
BEGIN
  PERFORM pqr_login.check_login(p_login);
  IF p_verifier IS NULL OR p_verifier !~ '^SCRAM-SHA-256\$' THEN
    RAISE EXCEPTION 'not a SCRAM verifier' USING ERRCODE = '22023';
  END IF;
  EXECUTE format('ALTER ROLE %I PASSWORD %L', p_login, p_verifier);
END $fn$;

CREATE OR REPLACE FUNCTION pqr_login.set_login(p_login text, p_allowed boolean) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $fn$
BEGIN
  PERFORM pqr_login.check_login(p_login);
  EXECUTE format('ALTER ROLE %I %s', p_login, CASE WHEN p_allowed THEN 'LOGIN' ELSE 'NOLOGIN' END);
END $fn$;

-- SET FALSE: nobody becomes a role, they only have its rights; ADMIN FALSE: nobody passes it on.
CREATE OR REPLACE FUNCTION pqr_login.set_role(p_login text, p_role text, p_given boolean) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $fn$
BEGIN
  PERFORM pqr_login.check_login(p_login);
  IF p_given THEN
    EXECUTE format('GRANT %I TO %I WITH INHERIT TRUE, SET FALSE, ADMIN FALSE', 'pqr_' || p_role, p_login);
  ELSE
    EXECUTE format('REVOKE %I FROM %I', 'pqr_' || p_role, p_login);
  END IF;
END $fn$;
