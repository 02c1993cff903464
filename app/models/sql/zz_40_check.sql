-- Functions may name others of later files, so their bodies are checked here, once all of them are there.
DO $$
DECLARE
  f record;
BEGIN
  SET LOCAL check_function_bodies = on;
  FOR f IN
    SELECT p.oid, p.oid::regprocedure AS name, l.lanname
      FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace JOIN pg_language l ON l.oid = p.prolang
     WHERE n.nspname LIKE 'pqr%' AND l.lanname IN ('sql', 'plpgsql')
  LOOP
    BEGIN
      IF f.lanname = 'sql' THEN
        PERFORM fmgr_sql_validator(f.oid);
      ELSE
        PERFORM plpgsql_validator(f.oid);
      END IF;
    EXCEPTION WHEN OTHERS THEN
      RAISE EXCEPTION '%: %', f.name, SQLERRM USING ERRCODE = SQLSTATE;
    END;
  END LOOP;
END $$;
