-- Who owns what, whoever wrote it: tables pqr_owner, functions the role they run as. Applied after every change.
-- Owner is not executor: an error in a function can't rewrite history.
DO $$
DECLARE
  s text;
  t record;
  f record;
  owner text;
BEGIN
  FOREACH s IN ARRAY ARRAY['pqr', 'pqr_api', 'pqr_guard', 'pqr_effect', 'pqr_core', 'pqr_audit', 'pqr_quota', 'pqr_chunk',
    'pqr_login', 'pqr_watch'] LOOP
    EXECUTE format('ALTER SCHEMA %I OWNER TO pqr_owner', s);
    EXECUTE format('REVOKE ALL ON SCHEMA %I FROM PUBLIC', s);
  END LOOP;
  FOR t IN
    SELECT k.oid::regclass AS name FROM pg_class k JOIN pg_namespace n ON n.oid = k.relnamespace
     WHERE n.nspname IN ('pqr', 'pqr_audit', 'pqr_chunk') AND k.relkind IN ('r', 'p', 'v')
       AND k.relowner <> 'pqr_owner'::regrole
  LOOP
    EXECUTE format('ALTER TABLE %s OWNER TO pqr_owner', t.name);
  END LOOP;
  FOR f IN
    SELECT p.oid::regprocedure AS name, n.nspname, p.proowner::regrole::text AS owner
      FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
     WHERE n.nspname IN ('pqr', 'pqr_api', 'pqr_guard', 'pqr_effect', 'pqr_core', 'pqr_audit', 'pqr_login', 'pqr_watch')
  LOOP
    owner := CASE f.nspname WHEN 'pqr_login' THEN 'pqr_registrar' WHEN 'pqr_watch' THEN 'pqr_watchdog' ELSE 'pqr_kernel' END;
    IF f.owner <> owner THEN
      EXECUTE format('ALTER ROUTINE %s OWNER TO %I', f.name, owner);
    END IF;
    EXECUTE format('REVOKE ALL ON ROUTINE %s FROM PUBLIC', f.name);
  END LOOP;
  ALTER TYPE pqr_core.effect_result OWNER TO pqr_kernel;
  ALTER TYPE pqr_core.run_result OWNER TO pqr_kernel;
END $$;
