-- Effect of outbound 8: the attention is registered with its code, or another try is set for a later time.
CREATE OR REPLACE FUNCTION pqr_effect.record_contact(
    c pqr.case_file, me pqr.person, outcome text, payload jsonb, command_id uuid
) RETURNS pqr_core.effect_result LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    last_try int := (SELECT max(a.attempt) FROM pqr.contact_attempt a WHERE a.case_id = c.case_id);
    next_try timestamptz := (payload ->> 'next_try_at')::timestamptz;
    r pqr_core.effect_result := pqr_core.nothing();
BEGIN
    IF outcome = 'retry' AND (next_try IS NULL OR next_try <= clock_timestamp()) THEN
        PERFORM pqr_core.refuse('campaign_field', 'next_try_at');
    END IF;
    UPDATE pqr.contact_attempt a
       SET outcome_code = coalesce(a.outcome_code, payload ->> 'outcome_code'), next_try_at = next_try
     WHERE a.case_id = c.case_id AND a.attempt = last_try;
    IF next_try IS NOT NULL THEN
        r.internal_due_at := next_try;
    END IF;
    RETURN r;
END $$;
