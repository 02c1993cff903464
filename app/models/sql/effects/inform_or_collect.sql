-- Effect of outbound 6: what was told or collected, in the attempt that is under way.
CREATE OR REPLACE FUNCTION pqr_effect.inform_or_collect(
    c pqr.case_file, me pqr.person, outcome text, payload jsonb, command_id uuid
) RETURNS pqr_core.effect_result LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    UPDATE pqr.contact_attempt a SET note = left(payload ->> 'note', 500), outcome_code = 'informed'
     WHERE a.case_id = c.case_id AND a.attempt = (SELECT max(b.attempt) FROM pqr.contact_attempt b
                                                   WHERE b.case_id = c.case_id);
    IF NOT FOUND THEN
        PERFORM pqr_core.refuse('enough_right_answers');
    END IF;
    RETURN pqr_core.nothing();
END $$;
