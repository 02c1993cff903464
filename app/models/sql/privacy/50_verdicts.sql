-- A verdict of quality, opened by the auditor from what somebody did: to read only, counted and written down.

-- The verdict that was given at that moment, with its faults. Where what the petition asks is reserved, the notes are too:
-- the auditor has no step in the case that would let them look.
CREATE OR REPLACE FUNCTION pqr_api.read_verdict(p_case uuid, p_at timestamptz) RETURNS jsonb
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    me pqr.person := pqr_core.require_role('auditor');
    r pqr.quality_review;
    hidden boolean := pqr_core.is_reserved(p_case);
BEGIN
    SELECT * INTO r FROM pqr.quality_review x WHERE x.case_id = p_case AND x.reviewed_at = p_at;
    IF r.case_id IS NULL THEN
        PERFORM pqr_core.refuse('verdict_gone', 'case');
    ELSIF NOT pqr_core.spend('verdict', me, p_case, 'veredicto de ' || (SELECT p.login FROM pqr.person p WHERE p.person_id = r.reviewer_id)) THEN
        PERFORM pqr_core.refuse('quota');
    END IF;
    RETURN jsonb_build_object(
        'label', (SELECT f.label FROM pqr.case_file f WHERE f.case_id = p_case), 'version', r.draft_version,
        'author', (SELECT p.full_name FROM pqr.person p WHERE p.person_id = r.author_id),
        'reviewer', (SELECT p.full_name FROM pqr.person p WHERE p.person_id = r.reviewer_id),
        'verdict', r.verdict, 'reviewed_at', r.reviewed_at, 'withdrawn_at', r.withdrawn_at,
        'lot', (SELECT pqr_core.scope_title(l.scope) FROM pqr.quality_lot l WHERE l.lot_id = r.lot_id),
        'is_closed', coalesce((SELECT l.scope LIKE 'closed:%' FROM pqr.quality_lot l WHERE l.lot_id = r.lot_id), false),
        'findings', (SELECT coalesce(jsonb_agg(jsonb_build_object('criterion', f.criterion, 'code', f.code, 'title', k.title,
                            'fault_class', f.fault_class, 'severity', f.severity, 'claim', f.claim_ordinal,
                            'note', CASE WHEN hidden THEN pqr_core.reserved_words() ELSE f.note END) ORDER BY f.finding_no), '[]')
                       FROM pqr.quality_finding f LEFT JOIN pqr.quality_code k ON k.code = f.code
                      WHERE f.case_id = r.case_id AND f.seq = r.seq));
END $$;
