-- Activity 19: records the verdict and its findings; a critical or major fault sends the letter back to 17.
-- Payload: findings [{criterion, code, fault_class, severity, note, claim?}]. The verdict follows from them, nobody chooses it.

CREATE OR REPLACE FUNCTION pqr_effect.review_quality(
    c pqr.case_file, me pqr.person, outcome text, payload jsonb, command_id uuid) RETURNS pqr_core.effect_result
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $fn$
DECLARE
    r pqr_core.effect_result := pqr_core.nothing();
    v_findings jsonb := coalesce(payload -> 'findings', '[]');
    v_version int := pqr_core.sent_version(c.case_id);
    v_author int;
BEGIN
    PERFORM pqr_core.check_findings(v_findings, outcome);
    SELECT author_id INTO v_author FROM pqr.draft WHERE case_id = c.case_id AND version = v_version;
    PERFORM pqr_core.write_review(c.case_id, pqr_core.lot_in_review(c.case_id, v_version), v_version, v_author, me.person_id,
                                  outcome, v_findings);
    IF outcome = 'rejected' THEN
        r.status := 'quality_returned';
        IF c.assignee_id IS NULL THEN
            r.assignee_id := v_author;
            r.set_assignee := true;
        END IF;
    END IF;
    RETURN r;
END $fn$;

-- The lot in which that version of a letter is held.
CREATE OR REPLACE FUNCTION pqr_core.lot_in_review(p_case uuid, p_version int) RETURNS uuid LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS
$$
SELECT m.lot_id FROM pqr.quality_lot_case m JOIN pqr.quality_lot l ON l.lot_id = m.lot_id
 WHERE m.case_id = p_case AND m.draft_version = p_version AND m.is_sampled AND l.scope NOT LIKE 'closed:%'
 ORDER BY l.drawn_at DESC LIMIT 1
$$;
