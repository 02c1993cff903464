-- Control de Escalamiento: how each area is doing, and the queue whose date depends on its length (5.3).

CREATE OR REPLACE FUNCTION pqr_core.may_control_escalations() RETURNS void
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NOT pqr_api.my_roles() && ARRAY['escalation_control', 'lead', 'auditor'] THEN
        PERFORM pqr_core.refuse('not_permitted');
    END IF;
END $$;

-- Figures by area, no personal data. `answered` and `in_time` are of the last ninety days.
DROP FUNCTION IF EXISTS pqr_api.escalations_by_area();
CREATE OR REPLACE FUNCTION pqr_api.escalations_by_area() RETURNS TABLE (
    area_id int, area text, term_days int, queue_capacity int, sent int, due_today int, overdue int, answered int,
    in_time int, returned int, rounds int, promised_on date, late_for_person int,
    reminded_at timestamptz, untold int)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    today date := pqr_core.today();
BEGIN
    PERFORM pqr_core.may_control_escalations();
    RETURN QUERY
    SELECT a.area_id, a.name, a.term_days, a.queue_capacity, s.sent, s.due_today, s.overdue, s.answered, s.in_time,
           s.returned, s.rounds, pqr_core.area_promise(a.area_id), s.late_for_person,
           k.reminded_at, k.untold
    FROM pqr.area a CROSS JOIN LATERAL (
        SELECT count(*) FILTER (WHERE w.waits)::int AS sent,
               count(*) FILTER (WHERE w.waits AND w.due_on = today)::int AS due_today,
               count(*) FILTER (WHERE w.waits AND w.due_on < today)::int AS overdue,
               count(*) FILTER (WHERE w.answered_on IS NOT NULL)::int AS answered,
               count(*) FILTER (WHERE w.answered_on <= w.promised_on)::int AS in_time,
               count(*) FILTER (WHERE w.check_result = 'not_conforming' OR w.competence = 'rejected')::int AS returned,
               count(*) FILTER (WHERE w.waits AND w.loop_count > 0)::int AS rounds,
               count(*) FILTER (WHERE w.waits AND w.due_on >= w.legal_due_on)::int AS late_for_person
        FROM (SELECT f.closed_at IS NULL AND f.activity < 3 AS waits, f.due_on, e.promised_on, e.check_result,
                     e.competence, e.loop_count, m.due_on AS legal_due_on,
                     (e.answered_at AT TIME ZONE INTERVAL '-05:00')::date AS answered_on
              FROM pqr.escalation e
              JOIN pqr.case_file f ON f.case_id = e.case_id
              JOIN pqr.case_file m ON m.case_id = e.petition_case_id
              WHERE e.area_id = a.area_id AND (f.closed_at IS NULL OR e.requested_at > now() - interval '90 days')) w
    ) s CROSS JOIN LATERAL (
        SELECT max(m.asked_at) FILTER (WHERE m.day = today) AS reminded_at,
               (count(*) FILTER (WHERE m.told_at IS NULL))::int AS untold
        FROM pqr.escalation_reminder m JOIN pqr.case_file f USING (case_id)
        WHERE f.area_id = a.area_id AND f.closed_at IS NULL AND m.kind = 'asked'
    ) k
    WHERE a.kind <> 'external' AND (a.kind = 'mission' OR s.sent + s.answered + s.returned > 0)
    ORDER BY s.sent DESC, a.area_id;
END $$;

-- A queue in its quotas: when each comes back, how many places it holds, how many people it makes late.
CREATE OR REPLACE FUNCTION pqr_api.area_queue(p_area int) RETURNS TABLE (
    quota int, returns_on date, places int, capacity int, late int)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
BEGIN
    PERFORM pqr_core.may_control_escalations();
    RETURN QUERY
    WITH line AS MATERIALIZED (
        SELECT 1 + (row_number() OVER (ORDER BY e.queued_at, e.case_id) - 1) / a.queue_capacity AS quota,
               m.due_on AS legal, a.queue_capacity, a.term_days
        FROM pqr.escalation e
        JOIN pqr.area a ON a.area_id = e.area_id
        JOIN pqr.case_file f ON f.case_id = e.case_id AND f.closed_at IS NULL AND f.activity < 3
        JOIN pqr.case_file m ON m.case_id = e.petition_case_id
        WHERE e.area_id = p_area AND a.queue_capacity IS NOT NULL
    ), dated AS MATERIALIZED (  -- the day of a quota is counted once, not for each of its places
        SELECT l.*, pqr_core.add_business_days(pqr_core.today(), (l.term_days * l.quota)::int) AS returns_on
        FROM (SELECT DISTINCT quota, term_days, queue_capacity FROM line) l
    )
    SELECT d.quota::int, d.returns_on, count(*)::int, d.queue_capacity,
           count(*) FILTER (WHERE l.legal <= d.returns_on)::int
    FROM dated d JOIN line l USING (quota)
    GROUP BY d.quota, d.returns_on, d.queue_capacity ORDER BY 1;
END $$;

-- Petitions that wait in 15 and whose areas have all spoken: Control decides whether what came resolves them.
CREATE OR REPLACE FUNCTION pqr_api.escalated_petitions() RETURNS TABLE (
    case_id uuid, version int, filing_number text, due_on date, status text, title text, areas text, open_requests int,
    rounds int, claims int, claims_with_input int, rejected boolean, assignee text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    SELECT f.case_id, f.version, p.filing_number, f.due_on, f.status,
           (SELECT CASE WHEN pqr_core.is_reserved(f.case_id) THEN pqr_core.reserved_words() ELSE n.title END FROM pqr.claim k JOIN pqr.claim_node n ON n.code = k.claim_code
            WHERE k.case_id = f.case_id AND k.ordinal = 1),
           (SELECT string_agg(pqr_core.shown_area_name(a, NULL), ' → ' ORDER BY e.requested_at)
            FROM pqr.escalation e JOIN pqr.area a USING (area_id) WHERE e.petition_case_id = f.case_id),
           (SELECT count(*)::int FROM pqr.escalation e JOIN pqr.case_file o USING (case_id)
            WHERE e.petition_case_id = f.case_id AND o.closed_at IS NULL),
           (SELECT max(e.loop_count) + 1 FROM pqr.escalation e WHERE e.petition_case_id = f.case_id),
           (SELECT count(*)::int FROM pqr.claim k WHERE k.case_id = f.case_id),
           (SELECT count(DISTINCT i.claim_ordinal)::int FROM pqr.input i
            WHERE i.case_id = f.case_id AND i.withdrawn_at IS NULL
              AND (i.valid_until IS NULL OR i.valid_until >= pqr_core.today())),
           EXISTS (SELECT FROM pqr.escalation e WHERE e.petition_case_id = f.case_id AND e.competence = 'rejected'
                   AND e.round = (SELECT max(o.round) FROM pqr.escalation o WHERE o.petition_case_id = f.case_id)),
           (SELECT w.full_name FROM pqr.person w WHERE w.person_id = f.assignee_id)
    FROM pqr.case_file f JOIN pqr.petition p USING (case_id)
    WHERE f.procedure = 'pqr_v08' AND f.activity = 15 AND f.closed_at IS NULL AND pqr_core.can_see(f)
    ORDER BY f.due_on, f.case_id LIMIT 500;
END $$;
