-- Open cases whose document fixes an hour (judge, control body, Congress) that comes within a day, or went by: their own
-- to whom they are assigned, all to who leads. Read when it is asked for: a lost night loses no alarm (domain.md §6, 29).
CREATE OR REPLACE FUNCTION pqr_api.hours_alarm()
RETURNS TABLE (case_id uuid, label text, class_label text, due_at timestamptz, assignee text, mine boolean)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $fn$
#variable_conflict use_column
DECLARE
    me int := (pqr_core.me()).person_id;
    leads boolean := 'lead' = ANY (pqr_api.my_roles());
    today date := pqr_core.today();
BEGIN
    RETURN QUERY
    SELECT f.case_id, f.label, k.label, p.typed_due_at, w.full_name, coalesce(f.assignee_id = me, false)
      FROM pqr.case_file f
      JOIN pqr.petition p ON p.case_id = f.case_id
      JOIN pqr.petition_class k ON k.key = p.class_key
      LEFT JOIN pqr.person w ON w.person_id = f.assignee_id
     WHERE f.closed_at IS NULL AND f.procedure = 'pqr_v08' AND f.activity < 27 AND (leads OR f.assignee_id = me)
       AND f.due_on BETWEEN today - 30 AND today + 1 AND p.typed_due_at < clock_timestamp() + INTERVAL '24 hours'
     ORDER BY p.typed_due_at, f.case_id LIMIT 50;
END $fn$;
