-- What happened to a case, and which cases it belongs with: routing data of a case that I may see.
CREATE OR REPLACE FUNCTION pqr_api.case_history(p_case uuid) RETURNS TABLE (
  version int, recorded_at timestamptz, actor_id int, actor text, from_activity int, activity_key text, activity_label text,
  seed int, outcome text, outcome_label text, to_activity int, to_key text, to_assignee text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $fn$
DECLARE
  c pqr.case_file;
BEGIN
  SELECT * INTO c FROM pqr.case_file f WHERE f.case_id = p_case;
  IF NOT pqr_core.can_see(c) AND NOT EXISTS (
    SELECT FROM pqr.case_file p WHERE p.case_id = c.parent_id AND pqr_core.can_see(p)) THEN
    RETURN;
  END IF;
  RETURN QUERY
  SELECT e.version, e.recorded_at, e.actor_id, p.full_name, e.from_activity::int, a.key, a.label, a.seed::int, e.outcome,
         CASE e.outcome WHEN 'number_annulled' THEN pqr_core.annulment_words(e.case_id, e.recorded_at)
              WHEN 'closed_reviewed' THEN 'Revisada en la segunda muestra de calidad'
              WHEN 'extended' THEN 'Ampliar el término' WHEN 'rescheduled' THEN 'Contar de nuevo el término'
              WHEN 'linked' THEN 'Comparar con una petición anterior'
              ELSE coalesce(o.label, pqr_core.law_act_words(e.outcome), pqr_core.requirement_words(e.outcome), '') END, e.to_activity::int, t.key, h.full_name
    FROM pqr_audit.case_event e
    LEFT JOIN pqr.person p ON p.person_id = e.actor_id
    LEFT JOIN pqr.person h ON h.person_id = e.to_assignee AND e.to_assignee IS DISTINCT FROM e.from_assignee
    LEFT JOIN pqr.activity a ON a.procedure = e.procedure AND a.number = e.from_activity
    LEFT JOIN pqr.activity t ON t.procedure = e.procedure AND t.number = e.to_activity
    LEFT JOIN pqr.outcome o ON o.procedure = e.procedure AND o.activity = e.from_activity AND o.key = e.outcome
   WHERE e.case_id = p_case ORDER BY e.version;
END $fn$;

-- The parent and the children of a case I see, each with where it stands.
CREATE OR REPLACE FUNCTION pqr_api.family(p_case uuid) RETURNS TABLE (
  case_id uuid, relation text, procedure text, activity int, version int, status text, label text, lex_code text,
  assignee_id int, area_id int, due_on date, opened_at timestamptz, closed_at timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $fn$
DECLARE
  c pqr.case_file;
BEGIN
  SELECT * INTO c FROM pqr.case_file f WHERE f.case_id = p_case;
  IF NOT pqr_core.can_see(c) THEN
    RETURN;
  END IF;
  RETURN QUERY
  SELECT f.case_id, CASE WHEN f.parent_id = p_case THEN 'child' ELSE 'parent' END, f.procedure, f.activity::int, f.version,
         f.status, f.label, f.lex_code, f.assignee_id, pqr_core.shown_area(f.area_id, pqr_api.my_area_id()), f.due_on, f.opened_at, f.closed_at
    FROM pqr.case_file f WHERE f.parent_id = p_case OR f.case_id = c.parent_id
   ORDER BY f.opened_at, f.case_id;
END $fn$;

-- Which number was annulled then, and why: no more than the staff reads in pqr.outgoing_filing.
CREATE OR REPLACE FUNCTION pqr_core.annulment_words(p_case uuid, p_at timestamptz) RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $fn$
  SELECT 'Anular el radicado ' || f.filing_number || ': ' || f.annulled_reason FROM pqr.outgoing_filing f
   WHERE f.case_id = p_case AND f.annulled_at <= p_at ORDER BY f.annulled_at DESC LIMIT 1
$fn$;
