-- What PostgreSQL leaves open to every login by default, and we close.
REVOKE ALL ON SCHEMA public FROM PUBLIC;
ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
ALTER DEFAULT PRIVILEGES FOR ROLE pqr_owner REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
ALTER DEFAULT PRIVILEGES FOR ROLE pqr_kernel REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
ALTER DEFAULT PRIVILEGES FOR ROLE pqr_registrar REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
ALTER DEFAULT PRIVILEGES FOR ROLE pqr_watchdog REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
ALTER DEFAULT PRIVILEGES FOR ROLE pqr_owner REVOKE USAGE ON TYPES FROM PUBLIC;

-- No blocks of code: with them anyone writes what they like in the server's log, other people's traces included.
REVOKE USAGE ON LANGUAGE plpgsql FROM PUBLIC;

-- Rights on a database are not copied when it is cloned or restored: run this in every copy.
CREATE OR REPLACE PROCEDURE pqr_core.harden_database()
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $fn$
DECLARE
  other text;
BEGIN
  EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
  -- CONNECT without TEMP: no temporary tables, hence no functions or tables in pg_temp to shadow ours.
  EXECUTE format('GRANT CONNECT ON DATABASE %I TO pqr_staff, pqr_job', current_database());
  -- The databases that every cluster has are not hardened: in them a stolen login could fill the disk.
  FOR other IN SELECT d.datname FROM pg_catalog.pg_database d
                WHERE d.datname IN ('postgres', 'template1') AND has_database_privilege('public', d.oid, 'CONNECT') LOOP
    EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', other);
  END LOOP;
END $fn$;
CALL pqr_core.harden_database();

-- Storage abuse, locks of no table, pinned snapshots, sleeping sessions: nothing of the program needs them.
DO $$
DECLARE
  f regprocedure;
BEGIN
  FOR f IN
    SELECT p.oid::regprocedure FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
     WHERE n.nspname = 'pg_catalog' AND (
       p.proname LIKE 'pg\_advisory%' OR p.proname LIKE 'pg\_try\_advisory%' OR p.proname LIKE 'lo\_%'
       OR p.proname LIKE 'pg\_sleep%' OR p.proname LIKE 'pg\_ls\_%' OR p.proname LIKE 'pg\_logical\_%'
       OR p.proname LIKE '%\_to\_xml%' OR p.proname IN (
         'lowrite', 'loread', 'pg_current_xact_id', 'txid_current', 'pg_notify', 'pg_export_snapshot',
         'pg_read_file', 'pg_read_binary_file', 'pg_stat_file', 'pg_reload_conf', 'pg_rotate_logfile'))
  LOOP
    EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', f);
  END LOOP;
END $$;
GRANT EXECUTE ON FUNCTION pg_catalog.pg_current_xact_id() TO pqr_kernel;
