-- Activity 19: records the verdict and its findings; a critical or major fault sends the letter back to 17.
-- Payload: findings [{criterion, fault_class, severity, note, claim?}]. The verdict follows from them, nobody chooses it.

CREATE OR REPLACE FUNCTION pqr_effect.review_quality(
    c pqr.case_file, me pqr.person, outcome text, payload jsonb, command_id uuid) RETURNS pqr_core.effect_result
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $fn$
DECLARE
    r pqr_core.effect_result := pqr_core.nothing();
    v_findings jsonb := coalesce(payload -> 'findings', '[]');
    v_version int := pqr_core.sent_version(c.case_id);
    v_author int;
    v_seq int;
BEGIN
    PERFORM pqr_core.check_findings(v_findings, outcome);
    SELECT author_id INTO v_author FROM pqr.draft WHERE case_id = c.case_id AND version = v_version;
    SELECT coalesce(max(seq), 0) + 1 INTO v_seq FROM pqr.quality_review WHERE case_id = c.case_id;
    INSERT INTO pqr.quality_review (case_id, seq, draft_version, author_id, reviewer_id, verdict)
    VALUES (c.case_id, v_seq, v_version, v_author, me.person_id, outcome);
    INSERT INTO pqr.quality_finding (case_id, seq, finding_no, criterion, fault_class, severity, claim_ordinal, note)
    SELECT c.case_id, v_seq, n, f ->> 'criterion', f ->> 'fault_class', f ->> 'severity', (f ->> 'claim')::int,
           coalesce(f ->> 'note', '')
      FROM jsonb_array_elements(v_findings) WITH ORDINALITY AS e(f, n);
    IF outcome = 'rejected' THEN
        r.status := 'quality_returned';
        IF c.assignee_id IS NULL THEN
            r.assignee_id := v_author;
            r.set_assignee := true;
        END IF;
    END IF;
    RETURN r;
END $fn$;

CREATE OR REPLACE FUNCTION pqr_core.check_findings(p_findings jsonb, p_outcome text) RETURNS void LANGUAGE plpgsql IMMUTABLE
SET search_path = pg_catalog, pg_temp AS $fn$
DECLARE v_fault boolean;
BEGIN
    IF jsonb_typeof(p_findings) <> 'array' OR jsonb_array_length(p_findings) > 50 THEN
        PERFORM pqr_core.refuse('payload', 'findings');
    END IF;
    SELECT coalesce(bool_or(f ->> 'severity' IN ('critical', 'major')), false) INTO v_fault
      FROM jsonb_array_elements(p_findings) f;
    IF v_fault <> (p_outcome = 'rejected') THEN
        PERFORM pqr_core.refuse('verdict_differs', 'findings');
    END IF;
    IF EXISTS (SELECT FROM jsonb_array_elements(p_findings) f
                WHERE length(btrim(coalesce(f ->> 'note', ''))) < 5 OR length(f ->> 'note') > 2000) THEN
        PERFORM pqr_core.refuse('finding_without_note', 'findings');
    END IF;
END $fn$;
