-- One look of a window: which server this is, what changed, and who has open what is on screen, in one journey. Four
-- hundred windows look every three seconds: asked one by one, the three questions made everybody's steps wait.

-- `p_cursor` is the one that the last look gave, or NULL for a first one. `everything`: fetch anew.
CREATE OR REPLACE FUNCTION pqr_api.look(p_cursor text, p_cases uuid[]) RETURNS json
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $fn$
DECLARE
  -- Also where nothing is asked of the feed: whoever may not be here any more is told so.
  me pqr.person := pqr_core.me();
  cursor_next text;
  what text;
  changed json;
  held json;
BEGIN
  IF p_cursor IS NULL THEN
    cursor_next := pg_current_snapshot()::text; what := 'resync';
  ELSE
    SELECT max(s.next_cursor), max(s.kind) FILTER (WHERE s.case_id IS NULL),
           json_agg(json_build_array(s.kind, s.case_id, s.version, s.label, s.status, s.assignee_id, s.area_id))
             FILTER (WHERE s.case_id IS NOT NULL)
      INTO cursor_next, what, changed FROM pqr_api.changes_since(p_cursor) s;
  END IF;
  IF p_cases <> '{}' THEN
    SELECT json_agg(p) INTO held FROM pqr_api.presence(p_cases) p;
  END IF;
  RETURN json_build_object('identity', pqr_api.server_identity(), 'cursor', cursor_next, 'everything', what = 'resync',
    'changed', coalesce(changed, '[]'), 'held', coalesce(held, '[]'));
END $fn$;
