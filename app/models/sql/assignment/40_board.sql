-- What the assigner sees: the pool by topic and line, and each agent's load.

-- The pool grouped by topic and line, sorted by the first legal due date.
CREATE OR REPLACE FUNCTION pqr_api.assignment_pool()
RETURNS TABLE (topic text, line text, cases bigint, weight numeric, first_due date, days_left int,
               due_now bigint, due_soon bigint, due_later bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    today date := pqr_core.today();
    soon date := pqr_core.add_business_days(pqr_core.today(), 3);
BEGIN
    PERFORM pqr_core.require_role('assigner', 'lead', 'auditor');
    RETURN QUERY
    SELECT g.topic, g.line, count(*), sum(g.weight), min(g.due_on), pqr_core.business_days_between(today, min(g.due_on)),
           count(*) FILTER (WHERE g.due_on <= today), count(*) FILTER (WHERE g.due_on > today AND g.due_on <= soon),
           count(*) FILTER (WHERE g.due_on IS NULL OR g.due_on > soon)
      FROM (SELECT f.weight, f.due_on,
                   CASE WHEN k.has_typed_term THEN k.label WHEN p.source = 'split' THEN 'Vienen de desglose'
                        ELSE coalesce(n.title, 'Sin tema al ingreso') END AS topic,
                   CASE WHEN k.has_typed_term THEN 'Especiales' WHEN p.source = 'split' THEN 'Asignador · 12 → 5'
                        ELSE coalesce(n.line, 'Cualquier línea') END AS line
              FROM pqr.case_file f JOIN pqr.petition p USING (case_id) JOIN pqr.petition_class k ON k.key = p.class_key
              LEFT JOIN pqr.claim_node n ON n.code = p.topic_code
             WHERE f.procedure = 'pqr_v08' AND f.activity = 5 AND f.closed_at IS NULL) g
     GROUP BY g.topic, g.line ORDER BY min(g.due_on) NULLS LAST, g.topic;
END $$;

-- Each agent's weighted load: due within three business days, the rest, the ceiling, and why they do not receive.
CREATE OR REPLACE FUNCTION pqr_api.assignment_load()
RETURNS TABLE (person_id int, full_name text, initials text, line text, load_soon numeric, load_rest numeric,
               open_cases bigint, ceiling numeric, away_reason text, away_until date)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    today date := pqr_core.today();
    soon date := pqr_core.add_business_days(pqr_core.today(), 3);
BEGIN
    PERFORM pqr_core.require_role('assigner', 'lead', 'auditor');
    RETURN QUERY
    SELECT p.person_id, p.full_name, p.initials, p.line,
           coalesce(sum(f.weight) FILTER (WHERE f.due_on <= soon), 0),
           coalesce(sum(f.weight) FILTER (WHERE f.due_on > soon OR f.due_on IS NULL), 0),
           count(f.case_id), p.capacity_units, a.reason, a.ends_on
      FROM pqr.person p
      JOIN pqr.person_role r ON r.person_id = p.person_id AND r.role = 'agent'
      LEFT JOIN pqr.case_file f ON f.assignee_id = p.person_id AND f.closed_at IS NULL
      LEFT JOIN LATERAL (SELECT x.reason, x.ends_on FROM pqr.absence x WHERE x.person_id = p.person_id
                            AND today BETWEEN x.starts_on AND x.ends_on ORDER BY x.ends_on DESC LIMIT 1) a ON true
     WHERE p.active GROUP BY p.person_id, a.reason, a.ends_on ORDER BY p.line NULLS LAST, p.full_name;
END $$;

-- Sharings of a day, newest first: when somebody else confirmed theirs, this one is told.
CREATE OR REPLACE FUNCTION pqr_api.assignment_runs(p_since timestamptz)
RETURNS TABLE (run_id uuid, run_by text, run_at timestamptz, assigned int)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM pqr_core.require_role('assigner', 'lead', 'auditor');
    RETURN QUERY
    SELECT r.run_id, w.full_name, r.run_at, jsonb_array_length(r.result -> 'assigned')
      FROM pqr.assignment_run r JOIN pqr.person w ON w.person_id = r.run_by
     WHERE r.kind = 'shared' AND r.run_at >= p_since ORDER BY r.run_at DESC LIMIT 100;
END $$;
