-- What a program asks first: which database this is, and whether it may still work with it.
CREATE OR REPLACE FUNCTION pqr_api.server_identity() RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $fn$
  -- The system's number, the count of restores and the start tell cursors of one history from those of another: a copy
  -- of the data folder that is put back has the same number, but nobody puts it back under a running server.
  SELECT jsonb_build_object(
    'system_identifier', (SELECT system_identifier::text FROM pg_control_system()),
    'started', pg_postmaster_start_time(),
    'database', current_database(), 'restore_epoch', s.restore_epoch, 'min_client', s.min_client,
    'schema_version', (SELECT max(version_num) FROM pqr_meta.alembic_version),
    'cache_epoch', (SELECT cache_epoch FROM pqr.person WHERE login = session_user),
    'active', pqr_api.my_person_id() IS NOT NULL, 'now', clock_timestamp())
    FROM pqr_meta.server s
$fn$;

-- Me: for the window's title bar and what it shows.
CREATE OR REPLACE FUNCTION pqr_api.who_am_i() RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $fn$
  SELECT jsonb_build_object('person_id', p.person_id, 'login', p.login, 'full_name', p.full_name, 'initials', p.initials,
           'area_id', p.area_id, 'roles', to_jsonb(pqr_api.my_roles()))
    FROM pqr.person p WHERE p.login = session_user AND p.active
$fn$;

-- Whether the program that asks is older than the administrator allows; whoever is no program of ours is not asked.
CREATE OR REPLACE FUNCTION pqr_core.too_old() RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $fn$
  SELECT coalesce(string_to_array(substring(current_setting('application_name')
           FROM '^pqr/([0-9]{1,4}([.][0-9]{1,4}){0,3})( |$)'), '.')::int[] < string_to_array(s.min_client, '.')::int[], false)
    FROM pqr_meta.server s
$fn$;

-- Programs that people have open now, by version, and how many people have each.
CREATE OR REPLACE FUNCTION pqr_watch.programs() RETURNS TABLE (version text, people int)
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $fn$
  SELECT found.version, count(DISTINCT found.usename)::int
    FROM (SELECT a.usename, substring(a.application_name FROM '^pqr/([0-9]{1,4}([.][0-9]{1,4}){0,3})( |$)') AS version
            FROM pg_stat_activity a WHERE a.usename LIKE 'u\_%' AND a.datname = current_database()) found
   WHERE found.version IS NOT NULL GROUP BY 1 ORDER BY string_to_array(found.version, '.')::int[]
$fn$;

-- For who decides from which program on one may send: whom it would leave reading only.
CREATE OR REPLACE FUNCTION pqr_api.programs() RETURNS TABLE (version text, people int)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $fn$
BEGIN
  IF NOT 'admin' = ANY (pqr_api.my_roles()) THEN
    PERFORM pqr_core.refuse('not_permitted');
  END IF;
  RETURN QUERY SELECT p.version, p.people FROM pqr_watch.programs() p;
END $fn$;

-- The oldest program that may still change cases; older ones go on reading, and keep what waits to be sent.
CREATE OR REPLACE FUNCTION pqr_api.set_min_client(p_version text) RETURNS jsonb
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $fn$
BEGIN
  IF NOT 'admin' = ANY (pqr_api.my_roles()) THEN
    PERFORM pqr_core.refuse('not_permitted');
  END IF;
  IF p_version IS NULL OR p_version !~ '^[0-9]{1,4}([.][0-9]{1,4}){0,3}$' THEN
    PERFORM pqr_core.refuse('payload', 'p_version');
  END IF;
  RAISE LOG 'pqr min_client login=% version=%', session_user, p_version;
  INSERT INTO pqr_audit.staff_event (session_login, what, person_id, detail)
  SELECT session_user, 'min_client', pqr_api.my_person_id(), jsonb_build_object('old', s.min_client, 'new', p_version)
    FROM pqr_meta.server s;
  UPDATE pqr_meta.server SET min_client = p_version;
  RETURN '{"status": "applied"}';
END $fn$;
