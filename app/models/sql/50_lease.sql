-- Who is working on a case: a courtesy by the server's clock. Correctness comes from the version, not from here.
CREATE OR REPLACE FUNCTION pqr_api.claim(p_case uuid, p_seconds int DEFAULT 120) RETURNS jsonb
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s' AS $fn$
DECLARE
  me pqr.person := pqr_core.me();
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
     SET lease_by = me.person_id,
         lease_until = clock_timestamp() + make_interval(secs => least(greatest(coalesce(p_seconds, 120), 10), 600))
   WHERE f.case_id = p_case AND f.version = c.version
     AND (f.lease_by = me.person_id OR f.lease_until IS NULL OR f.lease_until < clock_timestamp())
   RETURNING * INTO c;
  IF FOUND THEN
    RETURN jsonb_build_object('status', 'held', 'version', c.version,
      'ttl', ceil(extract(epoch FROM c.lease_until - clock_timestamp()))::int);
  END IF;
  RETURN coalesce(
    (SELECT jsonb_build_object('status', 'busy', 'by', p.initials,
              'ttl', greatest(0, ceil(extract(epoch FROM f.lease_until - clock_timestamp())))::int)
       FROM pqr.case_file f JOIN pqr.person p ON p.person_id = f.lease_by WHERE f.case_id = p_case),
    '{"status": "refused", "reason": "not_permitted"}');
END $fn$;

CREATE OR REPLACE FUNCTION pqr_api.release(p_case uuid) RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s' AS $fn$
  UPDATE pqr.case_file SET lease_by = NULL, lease_until = NULL
   WHERE case_id = p_case AND lease_by = pqr_api.my_person_id()
$fn$;

-- Who holds these cases now, among those I may see.
CREATE OR REPLACE FUNCTION pqr_api.presence(p_cases uuid[]) RETURNS TABLE (case_id uuid, initials text, ttl int)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $fn$
  SELECT c.case_id, p.initials, ceil(extract(epoch FROM c.lease_until - clock_timestamp()))::int
    FROM (SELECT DISTINCT unnest(p_cases[1:500]) AS case_id) asked
    JOIN pqr.case_file c USING (case_id) JOIN pqr.person p ON p.person_id = c.lease_by
   WHERE c.lease_until > clock_timestamp() AND pqr_core.can_see(c)
$fn$;
