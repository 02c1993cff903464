-- Sessions that stand still hold locks and keep the server from cleaning up. Timeouts are the client's to change,
-- so the server's own watchdog ends them: a scheduled job, or the supervisor of the embedded server, every 15 s.
CREATE OR REPLACE FUNCTION pqr_watch.end_sessions(p_login text) RETURNS int
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $fn$
  SELECT count(*)::int FROM (
    SELECT pg_terminate_backend(a.pid) FROM pg_stat_activity a
     WHERE a.usename = p_login AND p_login LIKE 'u\_%' AND a.pid <> pg_backend_pid() OFFSET 0) ended
$fn$;

CREATE OR REPLACE FUNCTION pqr_watch.end_idle(p_idle interval, p_active interval) RETURNS int
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $fn$
DECLARE
  n int := 0;
  s record;
BEGIN
  FOR s IN
    SELECT a.pid, a.usename, a.state FROM pg_stat_activity a
     WHERE a.usename LIKE 'u\_%' AND a.pid <> pg_backend_pid() AND a.datname = current_database() AND (
       (a.state LIKE 'idle in transaction%' AND a.xact_start < clock_timestamp() - p_idle)
       OR (a.state = 'active' AND a.query_start < clock_timestamp() - p_active)
       -- Many short queries in one transaction hold its locks as well as one long query does.
       OR a.xact_start < clock_timestamp() - p_active)
  LOOP
    RAISE LOG 'pqr watchdog ends login=% state=%', s.usename, s.state;
    n := n + pg_terminate_backend(s.pid)::int;
  END LOOP;
  RETURN n;
END $fn$;

-- Ends staff sessions idle in a transaction for a minute or busy with one statement for five; how many.
CREATE OR REPLACE FUNCTION pqr_api.end_idle_sessions() RETURNS int
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $fn$
  SELECT pqr_watch.end_idle('60 s', '5 min')
$fn$;
