-- Findings of a review: what they must bring, and how they are written. The same for letters held and for closed cases.

CREATE OR REPLACE FUNCTION pqr_core.check_findings(p_findings jsonb, p_outcome text) RETURNS void LANGUAGE plpgsql STABLE
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
    ELSIF EXISTS (SELECT FROM jsonb_array_elements(p_findings) f WHERE NOT EXISTS (
                   SELECT FROM pqr.quality_code k WHERE k.code = f ->> 'code' AND k.criterion = f ->> 'criterion')) THEN
        PERFORM pqr_core.refuse('finding_without_code', 'findings');
    END IF;
END $fn$;

CREATE OR REPLACE FUNCTION pqr_core.write_review(
    p_case uuid, p_lot uuid, p_version int, p_author int, p_reviewer int, p_verdict text, p_findings jsonb) RETURNS void
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $fn$
DECLARE
    v_seq int := (SELECT coalesce(max(seq), 0) + 1 FROM pqr.quality_review WHERE case_id = p_case);
BEGIN
    INSERT INTO pqr.quality_review (case_id, seq, lot_id, draft_version, author_id, reviewer_id, verdict)
    VALUES (p_case, v_seq, p_lot, p_version, p_author, p_reviewer, p_verdict);
    INSERT INTO pqr.quality_finding (case_id, seq, finding_no, criterion, code, fault_class, severity, claim_ordinal, note)
    SELECT p_case, v_seq, n, f ->> 'criterion', f ->> 'code', f ->> 'fault_class', f ->> 'severity', (f ->> 'claim')::int,
           coalesce(f ->> 'note', '')
      FROM jsonb_array_elements(p_findings) WITH ORDINALITY AS e(f, n);
END $fn$;
