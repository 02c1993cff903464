-- Who is working on a case: a courtesy by the server's clock. Correctness comes from the version, not from here.

-- Each window of the program names itself in its connections: «pqr/0.1.0 <window>».
CREATE OR REPLACE FUNCTION pqr_core.my_window() RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $fn$
  SELECT left(split_part(current_setting('application_name'), ' ', 2), 40)
$fn$;

-- Whether that window still has a connection: it was closed, killed or cut off, and with it what it held.
CREATE OR REPLACE FUNCTION pqr_watch.window_is_open(p_login text, p_window text) RETURNS boolean
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $fn$
  SELECT EXISTS (SELECT FROM pg_stat_activity a
   WHERE a.usename = p_login AND a.datname = current_database() AND split_part(a.application_name, ' ', 2) = p_window)
$fn$;

-- Whether somebody holds it now: in time, and from a window that is still there.
CREATE OR REPLACE FUNCTION pqr_core.is_held(c pqr.case_file) RETURNS boolean
LANGUAGE sql VOLATILE SET search_path = pg_catalog, pg_temp AS $fn$
  SELECT coalesce(c.lease_by IS NOT NULL AND c.lease_until > clock_timestamp() AND (coalesce(c.lease_window, '') = ''
    OR pqr_watch.window_is_open((SELECT p.login FROM pqr.person p WHERE p.person_id = c.lease_by), c.lease_window)), false)
$fn$;

-- Mine from now on, unless somebody else holds it, or another window of mine that I do not take it from.
DROP FUNCTION IF EXISTS pqr_api.claim(uuid, int);
CREATE OR REPLACE FUNCTION pqr_api.claim(p_case uuid, p_seconds int DEFAULT 120, p_take boolean DEFAULT false)
RETURNS jsonb
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s' AS $fn$
DECLARE
  me pqr.person := pqr_core.me();
  own_window text := pqr_core.my_window();
  c pqr.case_file;
BEGIN
  -- Asked without the lock first: who has no part in the case can't hold it.
  SELECT * INTO c FROM pqr.case_file WHERE case_id = p_case;
  IF c.case_id IS NULL OR c.closed_at IS NOT NULL OR NOT pqr_core.can_act(c, me) THEN
    RETURN '{"status": "refused", "reason": "not_permitted"}';
  END IF;
  -- Somebody works on a few cases at once; who holds many keeps the others from theirs.
  IF (SELECT count(*) FROM pqr.case_file f WHERE f.lease_by = me.person_id AND f.lease_until > clock_timestamp()
       AND f.case_id <> p_case) >= 10 THEN
    RETURN '{"status": "refused", "reason": "quota"}';
  END IF;
  UPDATE pqr.case_file f
     SET lease_by = me.person_id, lease_window = own_window,
         lease_until = clock_timestamp() + make_interval(secs => least(greatest(coalesce(p_seconds, 120), 10), 600))
   WHERE f.case_id = p_case AND f.version = c.version
     AND ((f.lease_by = me.person_id AND (p_take OR coalesce(f.lease_window, '') IN ('', own_window)))
          OR NOT pqr_core.is_held(f))
   RETURNING * INTO c;
  IF FOUND THEN
    RETURN jsonb_build_object('status', 'held', 'version', c.version,
      'ttl', ceil(extract(epoch FROM c.lease_until - clock_timestamp()))::int);
  END IF;
  RETURN coalesce(
    (SELECT jsonb_build_object('status', 'busy', 'by', p.initials, 'name', p.full_name, 'mine', p.person_id = me.person_id,
              'ttl', greatest(0, ceil(extract(epoch FROM f.lease_until - clock_timestamp())))::int)
       FROM pqr.case_file f JOIN pqr.person p ON p.person_id = f.lease_by WHERE f.case_id = p_case),
    '{"status": "refused", "reason": "not_permitted"}');
END $fn$;

-- Another window of the same person keeps what it holds.
CREATE OR REPLACE FUNCTION pqr_api.release(p_case uuid) RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s' AS $fn$
  UPDATE pqr.case_file SET lease_by = NULL, lease_until = NULL, lease_window = NULL
   WHERE case_id = p_case AND lease_by = pqr_api.my_person_id()
     AND coalesce(lease_window, '') IN ('', pqr_core.my_window())
$fn$;

-- Who holds these cases now, among those I may see; `mine` is another window of my own.
DROP FUNCTION IF EXISTS pqr_api.presence(uuid[]);
CREATE OR REPLACE FUNCTION pqr_api.presence(p_cases uuid[])
RETURNS TABLE (case_id uuid, initials text, ttl int, name text, mine boolean)
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $fn$
  SELECT c.case_id, p.initials, ceil(extract(epoch FROM c.lease_until - clock_timestamp()))::int, p.full_name,
         p.login = session_user
    FROM (SELECT DISTINCT unnest(p_cases[1:500]) AS case_id) asked
    JOIN pqr.case_file c USING (case_id) JOIN pqr.person p ON p.person_id = c.lease_by
   WHERE c.lease_until > clock_timestamp() AND pqr_core.can_see(c) AND pqr_core.is_held(c)
     AND NOT (p.login = session_user AND coalesce(c.lease_window, '') IN ('', pqr_core.my_window()))
$fn$;
