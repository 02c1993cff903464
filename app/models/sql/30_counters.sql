-- Counters that a rollback does not turn back: sequences, one for each person and kind, and lines in the log.
CREATE OR REPLACE FUNCTION pqr_core.make_counters() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $fn$
DECLARE
  kind text;
BEGIN
  -- Made with the person: made by the first read, the client could roll it back with the count.
  FOR kind IN SELECT q.kind FROM pqr.quota q LOOP
    EXECUTE format('CREATE SEQUENCE IF NOT EXISTS pqr_quota.%I AS bigint MINVALUE 0 START 0 CACHE 1',
      kind || '_' || NEW.person_id);
  END LOOP;
  RETURN NEW;
END $fn$;
DROP TRIGGER IF EXISTS counters ON pqr.person;
CREATE TRIGGER counters AFTER INSERT ON pqr.person FOR EACH ROW EXECUTE FUNCTION pqr_core.make_counters();

-- How many of this kind in the present period, after adding `amount`. Periods are whole days of Bogotá, or whatever
-- length the quota says.
CREATE OR REPLACE FUNCTION pqr_core.count_up(kind text, person_id int, period_seconds int, amount int DEFAULT 1)
RETURNS bigint
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $fn$
DECLARE
  counter regclass := format('pqr_quota.%I', kind || '_' || person_id)::regclass;
  period bigint := floor((extract(epoch FROM clock_timestamp()) - 5 * 3600) / period_seconds);
  value bigint;
BEGIN
  FOR i IN 1..greatest(amount, 1) LOOP
    value := nextval(counter);
    IF value / 1000000000 <> period THEN
      value := setval(counter, period * 1000000000 + 1);
    END IF;
  END LOOP;
  RETURN value % 1000000000;
END $fn$;

-- Count a read of personal data and write it down, in the log first; whether it is within the person's quota.
-- `p_names` are the cases whose names a list shows, so that «Quién vio a…» finds them.
DROP FUNCTION IF EXISTS pqr_core.spend(text, pqr.person, uuid, text, int);
CREATE OR REPLACE FUNCTION pqr_core.spend(
  kind text, me pqr.person, p_case uuid, p_reason text, amount int DEFAULT 1, p_names uuid[] DEFAULT NULL) RETURNS boolean
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $fn$
DECLARE
  quota pqr.quota;
  n bigint;
BEGIN
  SELECT q.* INTO STRICT quota FROM pqr.quota q WHERE q.kind = spend.kind;
  n := pqr_core.count_up(kind, me.person_id, quota.period_seconds, amount);
  RAISE LOG 'pqr read % login=% case=% n=%', kind, session_user, p_case, n;
  IF n > quota.allowed THEN
    RETURN false;
  END IF;
  INSERT INTO pqr_audit.read_log (session_login, what, case_id, reason, n, names)
  VALUES (session_user, kind, p_case, left(coalesce(p_reason, ''), 300), n, p_names);
  RETURN true;
END $fn$;
