-- What changed since a moment: the exact difference of two snapshots. No gaps, no repeats, no waiting for a slow
-- writer. On the primary only: a standby's snapshot does not know the transactions that are still running.
CREATE OR REPLACE FUNCTION pqr_api.cursor_now() RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $fn$
  SELECT pg_current_snapshot()::text
$fn$;

-- A row that changes without a step (its status by news from a child, its due date by the calendar) is told as well.
CREATE OR REPLACE FUNCTION pqr_core.note_touch() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $fn$
BEGIN
  INSERT INTO pqr_audit.case_touch (case_id) VALUES (NEW.case_id);
  RETURN NULL;
END $fn$;
DROP TRIGGER IF EXISTS touched ON pqr.case_file;
CREATE TRIGGER touched AFTER UPDATE ON pqr.case_file FOR EACH ROW
  WHEN (OLD.version = NEW.version AND (OLD.status, OLD.label, OLD.due_on, OLD.internal_due_at, OLD.lex_code, OLD.priority,
    OLD.weight, OLD.bulk_group) IS DISTINCT FROM (NEW.status, NEW.label, NEW.due_on, NEW.internal_due_at, NEW.lex_code,
    NEW.priority, NEW.weight, NEW.bulk_group))
  EXECUTE FUNCTION pqr_core.note_touch();

-- What a snapshot did not see yet: the events of steps and the touches of rows.
CREATE OR REPLACE FUNCTION pqr_core.unseen(prev pg_snapshot)
RETURNS TABLE (case_id uuid, procedure text, from_activity int, from_assignee int, from_area int)
LANGUAGE sql STABLE AS $fn$
  SELECT e.case_id, e.procedure, e.from_activity, e.from_assignee, e.from_area FROM pqr_audit.case_event e
   WHERE e.xid >= pg_snapshot_xmin(prev) AND NOT pg_visible_in_snapshot(e.xid, prev)
  UNION ALL
  SELECT t.case_id, NULL, NULL, NULL, NULL FROM pqr_audit.case_touch t
   WHERE t.xid >= pg_snapshot_xmin(prev) AND NOT pg_visible_in_snapshot(t.xid, prev)
$fn$;

-- First row: kind 'cursor' with the next cursor, or 'resync' when so much changed that fetching anew is cheaper.
-- Then one row for each changed case: 'put' if I see it now, 'gone' if I saw it before and no longer do.
CREATE OR REPLACE FUNCTION pqr_api.changes_since(p_prev text)
RETURNS TABLE (next_cursor text, kind text, case_id uuid, version int, procedure text, activity int, status text,
  assignee_id int, area_id int, due_on date, label text, lex_code text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $fn$
#variable_conflict use_column
DECLARE
  prev pg_snapshot := p_prev::pg_snapshot;
  me pqr.person := pqr_core.me();
  area int;
  mine text[];
  everything boolean;
  changes int;
BEGIN
  next_cursor := pg_current_snapshot()::text;
  SELECT count(*) INTO changes FROM (SELECT FROM pqr_core.unseen(prev) LIMIT 5001) some_of_them;
  kind := CASE WHEN changes > 5000 THEN 'resync' ELSE 'cursor' END;
  RETURN NEXT;
  IF changes = 0 OR changes > 5000 THEN
    RETURN;
  END IF;
  area := pqr_api.my_area_id(); mine := pqr_api.my_activities(); everything := pqr_api.i_oversee();
  RETURN QUERY
  SELECT next_cursor, CASE WHEN s.now_seen THEN 'put' ELSE 'gone' END, c.case_id, c.version,
         CASE WHEN s.now_seen THEN c.procedure END, CASE WHEN s.now_seen THEN c.activity::int END,
         CASE WHEN s.now_seen THEN c.status END, CASE WHEN s.now_seen THEN c.assignee_id END,
         CASE WHEN s.now_seen THEN pqr_core.shown_area(c.area_id, area) END, CASE WHEN s.now_seen THEN c.due_on END,
         CASE WHEN s.now_seen THEN c.label END, CASE WHEN s.now_seen THEN c.lex_code END
    FROM (
      SELECT e.case_id, bool_or(coalesce(e.from_assignee = me.person_id, false) OR coalesce(e.from_area = area, false)
               OR (e.procedure || ':' || e.from_activity) = ANY (mine)) AS was_seen
        FROM pqr_core.unseen(prev) e GROUP BY e.case_id) changed
    JOIN pqr.case_file c ON c.case_id = changed.case_id
   CROSS JOIN LATERAL (SELECT everything OR coalesce(c.assignee_id = me.person_id, false)
           OR coalesce(c.area_id = area, false) OR (c.procedure || ':' || c.activity) = ANY (mine) AS now_seen) s
   WHERE s.now_seen OR changed.was_seen;
END $fn$;
