-- Roles of the cluster. They have no login: persons' logins are granted them.
DO $$
DECLARE
  wanted text;
BEGIN
  FOREACH wanted IN ARRAY ARRAY['pqr_owner', 'pqr_kernel', 'pqr_registrar', 'pqr_watchdog', 'pqr_job', 'pqr_staff',
    'pqr_records', 'pqr_lead', 'pqr_assigner', 'pqr_agent', 'pqr_analyst', 'pqr_lawyer', 'pqr_escalation_control',
    'pqr_mission', 'pqr_quality', 'pqr_signer', 'pqr_printing', 'pqr_phone_lead', 'pqr_phone_agent', 'pqr_admin',
    'pqr_auditor'] LOOP
    BEGIN
      IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = wanted) THEN
        EXECUTE format('CREATE ROLE %I NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS NOREPLICATION', wanted);
      END IF;
    EXCEPTION WHEN duplicate_object OR unique_violation THEN
      NULL;  -- another database of this cluster made it at the same time
    END;
  END LOOP;
END $$;

-- The registrar makes the logins of the staff and may hand out the staff's roles; it can't use them itself.
ALTER ROLE pqr_registrar CREATEROLE;
DO $$
DECLARE
  handed text;
BEGIN
  FOREACH handed IN ARRAY ARRAY['pqr_staff', 'pqr_records', 'pqr_lead', 'pqr_assigner', 'pqr_agent', 'pqr_analyst',
    'pqr_lawyer', 'pqr_escalation_control', 'pqr_mission', 'pqr_quality', 'pqr_signer', 'pqr_printing',
    'pqr_phone_lead', 'pqr_phone_agent', 'pqr_admin', 'pqr_auditor'] LOOP
    IF NOT EXISTS (
      SELECT FROM pg_catalog.pg_auth_members m
       WHERE m.roleid = handed::regrole AND m.member = 'pqr_registrar'::regrole AND m.admin_option
    ) THEN
      EXECUTE format('GRANT %I TO pqr_registrar WITH ADMIN TRUE, INHERIT FALSE, SET FALSE', handed);
    END IF;
  END LOOP;
  -- The watchdog sees which sessions stand still and ends them: nothing else.
  IF NOT pg_has_role('pqr_watchdog', 'pg_signal_backend', 'USAGE') THEN
    GRANT pg_signal_backend, pg_read_all_stats TO pqr_watchdog WITH INHERIT TRUE, SET FALSE, ADMIN FALSE;
  END IF;
END $$;
