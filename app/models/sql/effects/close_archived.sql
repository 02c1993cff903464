-- Activity 10: the report of an archived or reassigned case, and its mirror in the filing system.

CREATE OR REPLACE FUNCTION pqr_effect.close_archived(
    c pqr.case_file, me pqr.person, outcome text, payload jsonb, command_id uuid
) RETURNS pqr_core.effect_result
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    result pqr_core.effect_result := pqr_core.nothing();
    granted pqr.endorsement;
    report text := pqr_core.next_act_number('archivo');
BEGIN
    SELECT * INTO STRICT granted FROM pqr.endorsement e
    WHERE e.case_id = c.case_id AND e.decision = 'granted' ORDER BY e.seq DESC LIMIT 1;
    -- What is another entity's business ends here once it and the petitioner have their letters (art. 21).
    IF granted.kind = 'reassign' AND granted.reason_code = 'R02' AND (
        NOT EXISTS (SELECT FROM pqr.transfer t WHERE t.case_id = c.case_id AND t.is_whole)
        OR EXISTS (SELECT FROM pqr.transfer t WHERE t.case_id = c.case_id AND t.confirmed_at IS NULL)) THEN
        PERFORM pqr_core.refuse('transfer_missing');
    END IF;
    -- The embedded filing system is this database: its mirror is written in the same transaction.
    INSERT INTO pqr.archive_report (case_id, kind, report_number, reported_by, mirrored_at)
    VALUES (c.case_id, granted.kind, report, me.person_id, clock_timestamp());
    PERFORM pqr_core.mirror_in_filing(c, me, granted, report);
    result.status := CASE granted.kind WHEN 'archive' THEN 'archived' ELSE 'reassigned' END;
    RETURN result;
END $$;
