-- 27: handed to the operator, printed again, delivered with proof, returned with its cause, or sent again.
CREATE OR REPLACE FUNCTION pqr_effect.hand_to_courier(
    c pqr.case_file, me pqr.person, outcome text, payload jsonb, command_id uuid) RETURNS pqr_core.effect_result
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    result pqr_core.effect_result := pqr_core.nothing();
BEGIN
    CASE outcome
        WHEN 'handed' THEN
            PERFORM pqr_core.hand_letter(c, me, payload);
            result.status := 'in_transit';
        WHEN 'reprint' THEN
            INSERT INTO pqr.reprint_order (case_id, seq, letter_no, reason, ordered_by)
            SELECT c.case_id, coalesce(max(x.seq), 0) + 1, (pqr_core.current_letter(c.case_id)).letter_no,
                   pqr_core.require_text(payload, 'reason', 5), me.person_id
              FROM pqr.reprint_order x WHERE x.case_id = c.case_id;
        WHEN 'sent_again' THEN
            PERFORM pqr_core.correct_address(c, payload);
        ELSE
            PERFORM pqr_core.record_delivery(c, me, outcome, payload);
            result.status := CASE outcome WHEN 'delivered' THEN 'delivered' ELSE 'mail_returned' END;
    END CASE;
    RETURN result;
END $$;
