-- What the open case says of these acts: read with its sheet, so that it is there without a network too.

CREATE OR REPLACE FUNCTION pqr_core.sheet_law(p_case uuid) RETURNS jsonb
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT jsonb_build_object(
        'priority', (SELECT jsonb_build_object('ground', m.ground, 'reason', m.reason, 'measures', m.measures,
                            'marked_by', w.full_name, 'marked_at', m.marked_at)
                       FROM pqr.priority_mark m JOIN pqr.person w ON w.person_id = m.marked_by
                      WHERE m.case_id = p_case AND m.removed_at IS NULL),
        'transfers', (SELECT coalesce(jsonb_agg(jsonb_build_object(
                            'transfer_id', t.transfer_id, 'entity', e.name, 'destination', t.destination,
                            'is_whole', t.is_whole, 'due_on', t.due_on, 'reason', t.reason,
                            'letter', pqr_core.letter_json(a), 'copy', pqr_core.letter_json(b),
                            'is_confirmed', t.confirmed_at IS NOT NULL,
                            'is_approved', t.approved_at IS NOT NULL OR t.entity_key IS NOT NULL OR t.is_whole,
                            'is_late', coalesce(pqr_core.transferred_on(t), pqr_core.today()) > t.due_on,
                            'claims', ARRAY(SELECT k.claim_ordinal FROM pqr.transfer_claim k
                                             WHERE k.transfer_id = t.transfer_id ORDER BY 1)) ORDER BY t.decided_at), '[]')
                        FROM pqr.transfer t LEFT JOIN pqr.competent_entity e ON e.key = t.entity_key
                        LEFT JOIN pqr.legal_letter a ON a.letter_id = t.letter_id
                        LEFT JOIN pqr.legal_letter b ON b.letter_id = t.copy_letter_id
                       WHERE t.case_id = p_case),
        'awaiting', pqr_core.sheet_awaiting(p_case), 'closing', pqr_core.closing_obstacle(p_case),
        'withdrawn_on', (SELECT w.withdrawn_on FROM pqr.express_withdrawal w WHERE w.case_id = p_case AND w.decision IS NULL),
        'general_interest', (SELECT g.reason FROM pqr.general_interest g WHERE g.case_id = p_case),
        'transfer_by', (SELECT pqr_core.transfer_due(p) FROM pqr.petition p WHERE p.case_id = p_case),
        'data_claim', (SELECT jsonb_build_object('about', d.about, 'systems', d.systems, 'mark_by', d.mark_by,
                              'marked_on', d.marked_on, 'marked_by', w.full_name, 'is_lifted', d.lifted_at IS NOT NULL)
                         FROM pqr.data_claim d JOIN pqr.person w ON w.person_id = d.marked_by WHERE d.case_id = p_case),
        'mark_by', (SELECT CASE WHEN p.class_key = 'data_claim' THEN pqr_core.add_business_days(p.received_on, 2) END
                      FROM pqr.petition p WHERE p.case_id = p_case),
        'decide_by', (SELECT CASE WHEN p.class_key = 'data_claim'
                                  THEN pqr_core.add_business_days(p.received_on, t.days + coalesce(t.extension_days, t.days)) END
                        FROM pqr.petition p LEFT JOIN pqr.term_rule t ON t.class_key = p.class_key
                         AND t.regime_id = p.regime_id WHERE p.case_id = p_case))
$$;
