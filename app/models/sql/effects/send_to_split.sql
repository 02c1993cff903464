-- Activity 11: the petition goes to Gestión Documental to be divided, one case for each person who signed.

CREATE OR REPLACE FUNCTION pqr_effect.send_to_split(
    c pqr.case_file, me pqr.person, outcome text, payload jsonb, command_id uuid
) RETURNS pqr_core.effect_result
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    result pqr_core.effect_result := pqr_core.nothing();
BEGIN
    UPDATE pqr.split s SET sent_by = me.person_id, sent_at = clock_timestamp() WHERE s.case_id = c.case_id;
    IF NOT FOUND THEN
        PERFORM pqr_core.refuse('several_signatories');
    END IF;
    result.status := 'split_sent';
    RETURN result;
END $$;
