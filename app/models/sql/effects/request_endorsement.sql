-- Activity 8: an agent asks for an aval; a lawyer, who is someone else, gives or denies it with a numbered act.

-- The aval has its own hour: 17:00 of the same business day, or of the next one when asked after 13:00.
CREATE OR REPLACE FUNCTION pqr_core.endorsement_due() RETURNS timestamptz
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT (CASE
        WHEN (clock_timestamp() AT TIME ZONE INTERVAL '-05:00')::time > time '13:00'
            THEN pqr_core.add_business_days(pqr_core.today(), 1)
        ELSE pqr_core.add_business_days(pqr_core.today() - 1, 1)
    END + time '17:00') AT TIME ZONE INTERVAL '-05:00';
$$;

CREATE OR REPLACE FUNCTION pqr_core.ask_endorsement(c pqr.case_file, me pqr.person, payload jsonb) RETURNS timestamptz
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    due timestamptz := pqr_core.endorsement_due();
    asked text := payload ->> 'kind';
BEGIN
    IF NOT EXISTS (SELECT FROM pqr.endorsement_reason r
                   WHERE r.code = payload ->> 'reason_code' AND r.kind = asked) THEN
        PERFORM pqr_core.refuse('endorsement_reason_unknown', 'reason_code');
    END IF;
    IF asked = 'reassign' AND pqr_core.visible(payload ->> 'target') = '' THEN
        PERFORM pqr_core.refuse('target_missing', 'target');
    END IF;
    IF pqr_core.visible(payload ->> 'note') = '' THEN
        PERFORM pqr_core.refuse('note_missing', 'note');
    END IF;
    INSERT INTO pqr.endorsement (case_id, seq, kind, reason_code, note, target, requested_by, due_at)
    SELECT c.case_id, 1 + coalesce(max(e.seq), 0), asked, payload ->> 'reason_code',
           left(pqr_core.visible(payload ->> 'note'), 2000), nullif(pqr_core.visible(payload ->> 'target'), ''), me.person_id, due
    FROM pqr.endorsement e WHERE e.case_id = c.case_id;
    RETURN due;
END $$;

CREATE OR REPLACE FUNCTION pqr_effect.request_endorsement(
    c pqr.case_file, me pqr.person, outcome text, payload jsonb, command_id uuid
) RETURNS pqr_core.effect_result
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    result pqr_core.effect_result := pqr_core.nothing();
    granted boolean := outcome IN ('archived', 'reassigned');
BEGIN
    result.set_internal_due := true;
    IF outcome = 'requested' THEN
        result.internal_due_at := pqr_core.ask_endorsement(c, me, payload);
        result.status := 'endorsement_requested';
        RETURN result;
    END IF;
    IF NOT granted AND pqr_core.visible(payload ->> 'note') = '' THEN
        PERFORM pqr_core.refuse('note_missing', 'note');
    ELSIF NOT granted AND NOT EXISTS (
        SELECT FROM pqr.denial_reason r WHERE r.code = payload ->> 'denial_code' AND r.is_active) THEN
        PERFORM pqr_core.refuse('denial_reason_missing', 'denial_code');
    END IF;
    IF granted AND payload ->> 'act' IS NOT NULL AND length(pqr_core.visible(payload ->> 'act')) NOT BETWEEN 40 AND 8000 THEN
        PERFORM pqr_core.refuse('act_text_length', 'act');
    END IF;
    UPDATE pqr.endorsement e
    SET decision = CASE WHEN granted THEN 'granted' ELSE 'denied' END,
        decided_by = me.person_id,
        decided_at = clock_timestamp(),
        decision_note = nullif(pqr_core.visible(payload ->> 'note'), ''),
        denial_code = CASE WHEN NOT granted THEN payload ->> 'denial_code' END,
        -- Sent to whoever signs it in the next lines.
        act_state = CASE WHEN granted THEN 'to_sign' END,
        signer_id = CASE WHEN granted THEN me.person_id END,
        act_number = CASE WHEN granted THEN pqr_core.next_act_number('avales') END,
        act_text = CASE WHEN granted THEN nullif(pqr_core.visible(payload ->> 'act'), '') END
    WHERE e.case_id = c.case_id AND e.decision IS NULL;
    IF granted THEN
        PERFORM pqr_core.send_act(c.case_id, me);
    END IF;
    result.status := CASE outcome WHEN 'archived' THEN 'endorsed_archive' WHEN 'reassigned' THEN 'endorsed_reassign' END;
    RETURN result;
END $$;
