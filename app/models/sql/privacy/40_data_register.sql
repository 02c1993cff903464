-- The register of data claims that the Superintendencia de Industria y Comercio asks for (Ley 1581 de 2012, arts. 14 and 15):
-- how each one stood, never what it was about nor who asked.

-- Received on those days: consultations (ten days, five more) and claims (fifteen, eight more), with the legend of art. 15,
-- the term and its extension, the answer, when and how the citizen was told, and how the datum stands. Two thousand at
-- most. `state`: unmarked, in_process, lifted, answered, told or ended.
CREATE OR REPLACE FUNCTION pqr_api.data_register(p_from date, p_to date) RETURNS TABLE (
    case_id uuid, label text, kind text, received_on date, assignee text, mark_by date, marked_on date, marked_by text,
    systems text[], lifted_on date, term_on date, extended_to date, extension_told_on date, outgoing text, answered_on date,
    told_on date, told_how text, closed_on date, state text, days int, is_late boolean)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    me pqr.person := pqr_core.require_role('auditor');
BEGIN
    IF p_from IS NULL OR p_to IS NULL OR p_to < p_from OR p_to - p_from > 400 THEN
        PERFORM pqr_core.refuse('payload', 'dates');
    ELSIF NOT pqr_core.spend('search', me, NULL, format('reclamos de datos del %s al %s', p_from, p_to)) THEN
        PERFORM pqr_core.refuse('quota');
    END IF;
    RETURN QUERY
    SELECT r.case_id, r.label, r.kind, r.received_on, r.assignee, r.mark_by, r.marked_on, r.marked_by, r.systems, r.lifted_on,
           r.term_on, r.extended_to, r.extension_told_on, r.outgoing, r.answered_on, r.told_on, r.told_how, r.closed_on,
           CASE WHEN r.told_on IS NOT NULL THEN 'told' WHEN r.answered_on IS NOT NULL THEN 'answered'
                WHEN r.closed_on IS NOT NULL THEN 'ended' WHEN r.lifted_on IS NOT NULL THEN 'lifted'
                WHEN r.marked_on IS NOT NULL OR r.kind = 'data_query' THEN 'in_process' ELSE 'unmarked' END,
           pqr_core.business_days_between(r.received_on, coalesce(r.told_on, r.closed_on, pqr_core.today())),
           coalesce(r.told_on, r.closed_on, pqr_core.today()) > coalesce(r.extended_to, r.term_on)
      FROM (
        SELECT f.case_id, f.label, CASE p.class_key WHEN 'data_query' THEN 'data_query' ELSE 'data_claim' END AS kind,
               p.received_on, w.full_name AS assignee,
               CASE WHEN p.class_key <> 'data_query' THEN coalesce(d.mark_by, pqr_core.add_business_days(p.received_on, 2)) END AS mark_by,
               d.marked_on, q.full_name AS marked_by, d.systems, (d.lifted_at AT TIME ZONE INTERVAL '-05:00')::date AS lifted_on,
               coalesce(x.old_due_on, f.due_on) AS term_on, x.new_due_on AS extended_to, x.notified_on AS extension_told_on,
               o.filing_number AS outgoing, (o.taken_at AT TIME ZONE INTERVAL '-05:00')::date AS answered_on,
               t.happened_on AS told_on, t.kind AS told_how, (f.closed_at AT TIME ZONE INTERVAL '-05:00')::date AS closed_on
          FROM pqr.petition p JOIN pqr.case_file f ON f.case_id = p.case_id
          LEFT JOIN pqr.data_claim d ON d.case_id = p.case_id
          LEFT JOIN pqr.person q ON q.person_id = d.marked_by LEFT JOIN pqr.person w ON w.person_id = f.assignee_id
          LEFT JOIN pqr.extension x ON x.case_id = p.case_id AND x.confirmed_at IS NOT NULL
          LEFT JOIN LATERAL (SELECT g.filing_number, g.taken_at FROM pqr.outgoing_filing g
                              WHERE g.case_id = p.case_id AND g.annulled_at IS NULL ORDER BY g.taken_at DESC LIMIT 1) o ON true
          LEFT JOIN LATERAL (SELECT v.happened_on, s.kind FROM pqr.delivery v
                               JOIN pqr.dispatch s ON s.case_id = v.case_id AND s.attempt = v.attempt
                              WHERE v.case_id = p.case_id AND v.result = 'delivered' ORDER BY v.attempt DESC LIMIT 1) t ON true
         WHERE p.received_on BETWEEN p_from AND p_to
           AND (p.class_key IN ('data_claim', 'data_query') OR d.case_id IS NOT NULL)) r
     ORDER BY r.closed_on IS NOT NULL, coalesce(r.extended_to, r.term_on), r.label LIMIT 2000;
END $$;
