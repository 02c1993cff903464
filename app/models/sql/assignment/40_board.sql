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
                        WHEN n.is_sensitive THEN pqr_core.reserved_words()
                        ELSE coalesce(n.title, 'Sin tema al ingreso') END AS topic,
                   CASE WHEN k.has_typed_term THEN 'Especiales' WHEN p.source = 'split' THEN 'Asignador · 12 → 5'
                        ELSE coalesce(n.line, 'Cualquier línea') END AS line
              FROM pqr.case_file f JOIN pqr.petition p USING (case_id) JOIN pqr.petition_class k ON k.key = p.class_key
              LEFT JOIN pqr.claim_node n ON n.code = p.topic_code
             WHERE f.procedure = 'pqr_v08' AND f.activity = 5 AND f.closed_at IS NULL) g
     GROUP BY g.topic, g.line ORDER BY min(g.due_on) NULLS LAST, g.topic;
END $$;

DROP FUNCTION IF EXISTS pqr_api.assignment_load();
-- Each agent's weighted load: due within three business days, the rest, the ceiling, and why they do not receive; how
-- many are overdue, how many wait for an area, and how many of somebody absent can't wait until they are back.
CREATE OR REPLACE FUNCTION pqr_api.assignment_load()
RETURNS TABLE (person_id int, full_name text, initials text, line text, load_soon numeric, load_rest numeric,
               open_cases bigint, ceiling numeric, away_reason text, away_until date, overdue bigint, waiting bigint,
               to_pass bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    today date := pqr_core.today();
    soon date := pqr_core.add_business_days(pqr_core.today(), 3);
BEGIN
    PERFORM pqr_core.require_role('assigner', 'lead', 'auditor');
    RETURN QUERY
    WITH held AS MATERIALIZED (
        SELECT f.assignee_id, coalesce(sum(f.weight) FILTER (WHERE f.due_on <= soon), 0) AS soon_load,
               coalesce(sum(f.weight) FILTER (WHERE f.due_on > soon OR f.due_on IS NULL), 0) AS rest_load,
               count(*) AS cases, count(*) FILTER (WHERE f.due_on < today) AS late,
               count(*) FILTER (WHERE f.procedure = 'pqr_v08' AND f.activity = 15) AS waits
          FROM pqr.case_file f WHERE f.closed_at IS NULL AND f.assignee_id IS NOT NULL GROUP BY f.assignee_id),
    passing AS MATERIALIZED (SELECT w.person_id, count(*) AS cases FROM pqr_core.cannot_wait() w GROUP BY w.person_id)
    SELECT p.person_id, p.full_name, p.initials, p.line, coalesce(h.soon_load, 0), coalesce(h.rest_load, 0),
           coalesce(h.cases, 0), p.capacity_units, a.reason, a.ends_on, coalesce(h.late, 0), coalesce(h.waits, 0),
           coalesce(w.cases, 0)
      FROM pqr.person p
      JOIN pqr.person_role r ON r.person_id = p.person_id AND r.role = 'agent'
      LEFT JOIN held h ON h.assignee_id = p.person_id
      LEFT JOIN passing w ON w.person_id = p.person_id
      LEFT JOIN LATERAL (SELECT x.reason, x.ends_on FROM pqr.absence x WHERE x.person_id = p.person_id
                            AND today BETWEEN x.starts_on AND x.ends_on ORDER BY x.ends_on DESC LIMIT 1) a ON true
     WHERE p.active ORDER BY p.line NULLS LAST, p.full_name;
END $$;

-- Sharings since a moment, newest first, a long one once: when somebody else confirmed theirs, this one is told.
DROP FUNCTION IF EXISTS pqr_api.assignment_runs(timestamptz);
CREATE OR REPLACE FUNCTION pqr_api.assignment_runs(p_since timestamptz)
RETURNS TABLE (act_id uuid, kind text, run_by text, run_at timestamptz, moved bigint, kept bigint, returned bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM pqr_core.require_role('assigner', 'lead', 'auditor');
    RETURN QUERY
    SELECT r.act_id, min(r.kind) FILTER (WHERE r.kind <> 'returned'), min(w.full_name), min(r.run_at),
           count(m.*) FILTER (WHERE r.kind <> 'returned' AND m.kept_because IS NULL),
           count(m.*) FILTER (WHERE r.kind <> 'returned' AND m.kept_because IS NOT NULL),
           count(m.*) FILTER (WHERE r.kind = 'returned' AND m.kept_because IS NULL)
      FROM pqr.assignment_run r JOIN pqr.person w ON w.person_id = r.run_by
      LEFT JOIN pqr.assignment_move m USING (run_id)
     WHERE r.act_id IS NOT NULL AND r.run_at >= p_since GROUP BY r.act_id ORDER BY min(r.run_at) DESC LIMIT 100;
END $$;

-- At the pace of the last five business days: how many of the pool would be given too late to be answered in term, how
-- many agents are missing so that none is, and the pace itself; by line. Without a measured pace nothing is foretold.
CREATE OR REPLACE FUNCTION pqr_api.assignment_outlook()
RETURNS TABLE (line text, waiting bigint, agents bigint, pace numeric, late bigint, missing_agents int)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    today date := pqr_core.today();
    work int := (SELECT ceil(sum(s.days))::int FROM pqr.stage_term s WHERE s.procedure = 'pqr_v08' AND s.position >=
                   (SELECT x.position FROM pqr.stage_term x WHERE x.procedure = 'pqr_v08' AND x.activity = 6));
    since timestamptz := pqr_core.subtract_business_days(pqr_core.today(), 5)::timestamp AT TIME ZONE INTERVAL '-05:00';
BEGIN
    PERFORM pqr_core.require_role('assigner', 'lead', 'auditor');
    RETURN QUERY
    WITH hands AS MATERIALIZED (SELECT d.person_id, coalesce(d.line, 'General') AS line FROM pqr_core.receivers() d),
    done AS MATERIALIZED (SELECT e.actor_id, count(*) AS cases FROM pqr_audit.case_event e
                           WHERE e.recorded_at >= since AND e.recorded_at < today::timestamp AT TIME ZONE INTERVAL '-05:00'
                             AND e.procedure = 'pqr_v08' AND e.from_activity = 17 AND e.to_activity > 17 GROUP BY e.actor_id),
    lines AS MATERIALIZED (SELECT h.line, count(*) AS agents, coalesce(sum(d.cases), 0) / 5.0 AS pace
                             FROM hands h LEFT JOIN done d ON d.actor_id = h.person_id GROUP BY h.line),
    pool AS MATERIALIZED (SELECT coalesce(l.line, 'General') AS line, f.due_on,
                                 row_number() OVER (PARTITION BY coalesce(l.line, 'General')
                                                    ORDER BY f.priority DESC, f.due_on, f.case_id) AS place
                            FROM pqr.case_file f LEFT JOIN lines l ON l.line = pqr_core.case_line(f.case_id)
                           WHERE f.procedure = 'pqr_v08' AND f.activity = 5 AND f.closed_at IS NULL),
    room AS MATERIALIZED (SELECT p.line, p.place, pqr_core.business_days_between(today, p.due_on) - work AS days FROM pool p)
    SELECT p.line, count(*), max(coalesce(l.agents, 0)), round(max(coalesce(l.pace, 0)), 1),
           count(*) FILTER (WHERE l.pace > 0 AND ceil(p.place / l.pace) > p.days),
           coalesce(ceil(greatest(0, max(p.place::numeric / greatest(p.days, 1)) FILTER (WHERE p.days > 0) - max(l.pace))
                         / nullif(max(l.pace / l.agents), 0)), 0)::int
      FROM room p LEFT JOIN lines l ON l.line = p.line GROUP BY p.line ORDER BY p.line;
END $$;
