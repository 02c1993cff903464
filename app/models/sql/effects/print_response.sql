-- 26: one printing of the signed letter, read back from its pile. The second and later ones say why.
CREATE OR REPLACE FUNCTION pqr_effect.print_response(
    c pqr.case_file, me pqr.person, outcome text, payload jsonb, command_id uuid) RETURNS pqr_core.effect_result
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    l pqr.letter := pqr_core.current_letter(c.case_id);
    b pqr.print_batch_letter;
    copies int;
    why text;
BEGIN
    IF l.uploaded_at IS NULL THEN
        PERFORM pqr_core.refuse('not_signed');
    END IF;
    -- What was sent to a printer is not what came out of it: each letter is marked only after its own code was read.
    SELECT x.* INTO b FROM pqr.print_batch_letter x WHERE x.case_id = c.case_id AND x.is_open FOR UPDATE;
    IF b.batch_id IS NULL OR b.batch_id IS DISTINCT FROM (payload ->> 'batch_id')::uuid OR b.letter_no <> l.letter_no
       OR b.read_at IS NULL THEN
        PERFORM pqr_core.refuse('not_read_back');
    ELSIF b.out_of_order THEN
        PERFORM pqr_core.refuse('out_of_order');
    END IF;
    SELECT count(*) INTO copies FROM pqr.letter_print x WHERE x.case_id = c.case_id AND x.letter_no = l.letter_no;
    why := pqr_core.reprint_reason(c.case_id);
    IF copies > 0 AND why IS NULL THEN
        why := pqr_core.require_text(payload, 'reason', 5);
    END IF;
    INSERT INTO pqr.letter_print (case_id, letter_no, print_no, batch_id, reason, printed_by)
    VALUES (c.case_id, l.letter_no, copies + 1, b.batch_id, why, me.person_id);
    UPDATE pqr.print_batch_letter x SET is_open = false WHERE x.batch_id = b.batch_id AND x.case_id = c.case_id;
    UPDATE pqr.print_batch x SET state = 'done', trouble = NULL
     WHERE x.batch_id = b.batch_id
       AND NOT EXISTS (SELECT FROM pqr.print_batch_letter y WHERE y.batch_id = b.batch_id AND y.is_open);
    RETURN pqr_core.nothing();
END $$;

-- Why the letter is printed again: the last order to reprint, or the return of the mail; NULL when neither is newer
-- than the last printing.
CREATE OR REPLACE FUNCTION pqr_core.reprint_reason(p_case uuid) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    why text;
BEGIN
    SELECT x.reason INTO why
      FROM (SELECT o.reason, o.ordered_at AS at FROM pqr.reprint_order o WHERE o.case_id = p_case
            UNION ALL
            SELECT 'Devuelta: ' || k.label, v.recorded_at FROM pqr.delivery v
              JOIN pqr.return_cause k ON k.code = v.cause_code
             WHERE v.case_id = p_case AND v.result = 'returned') x
     WHERE x.at > coalesce((SELECT max(p.printed_at) FROM pqr.letter_print p WHERE p.case_id = p_case),
                           '-infinity'::timestamptz)
     ORDER BY x.at DESC LIMIT 1;
    RETURN why;
END $$;
