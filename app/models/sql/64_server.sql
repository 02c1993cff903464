-- What a program asks first: which database this is, and whether it may still work with it.
CREATE OR REPLACE FUNCTION pqr_api.server_identity() RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $fn$
  -- The system's number and the count of restores tell cursors of one history from those of another.
  SELECT jsonb_build_object(
    'system_identifier', (SELECT system_identifier::text FROM pg_control_system()),
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
