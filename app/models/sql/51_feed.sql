-- What changed since a moment: the exact difference of two snapshots. No gaps, no repeats, no waiting for a slow
-- writer. On the primary only: a standby's snapshot does not know the transactions that are still running.
CREATE OR REPLACE FUNCTION pqr_api.cursor_now() RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $fn$
  SELECT pg_current_snapshot()::text
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
  area int := pqr_api.my_area_id();
  mine text[] := pqr_api.my_activities();
  everything boolean := pqr_api.i_oversee();
  changes int;
BEGIN
  next_cursor := pg_current_snapshot()::text;
  SELECT count(*) INTO changes FROM (
    SELECT FROM pqr_audit.case_event e
     WHERE e.xid >= pg_snapshot_xmin(prev) AND NOT pg_visible_in_snapshot(e.xid, prev) LIMIT 5001) some_of_them;
  kind := CASE WHEN changes > 5000 THEN 'resync' ELSE 'cursor' END;
  RETURN NEXT;
  IF changes = 0 OR changes > 5000 THEN
    RETURN;
  END IF;
  RETURN QUERY
  SELECT next_cursor, CASE WHEN s.now_seen THEN 'put' ELSE 'gone' END, c.case_id, c.version,
         CASE WHEN s.now_seen THEN c.procedure END, CASE WHEN s.now_seen THEN c.activity::int END,
         CASE WHEN s.now_seen THEN c.status END, CASE WHEN s.now_seen THEN c.assignee_id END,
         CASE WHEN s.now_seen THEN c.area_id END, CASE WHEN s.now_seen THEN c.due_on END,
         CASE WHEN s.now_seen THEN c.label END, CASE WHEN s.now_seen THEN c.lex_code END
    FROM (
      SELECT e.case_id, bool_or(coalesce(e.from_assignee = me.person_id, false) OR coalesce(e.from_area = area, false)
               OR (e.procedure || ':' || e.from_activity) = ANY (mine)) AS was_seen
        FROM pqr_audit.case_event e
       WHERE e.xid >= pg_snapshot_xmin(prev) AND NOT pg_visible_in_snapshot(e.xid, prev)
       GROUP BY e.case_id) changed
    JOIN pqr.case_file c ON c.case_id = changed.case_id
   CROSS JOIN LATERAL (SELECT everything OR coalesce(c.assignee_id = me.person_id, false)
           OR coalesce(c.area_id = area, false) OR (c.procedure || ':' || c.activity) = ANY (mine) AS now_seen) s
   WHERE s.now_seen OR changed.was_seen;
END $fn$;
