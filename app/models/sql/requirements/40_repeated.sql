-- A repeated petition that was answered already (Ley 1755 de 2015, art. 19): a letter refers to the earlier answer, which
-- must have been delivered with proof; an aval archives it. Not where a right without prescription is at stake, nor
-- where it was denied for missing requirements that are met now.

-- The earlier petition that this one repeats, as an agent compared them last, with its delivery proved; no row: none.
-- Of the same person as they are filed, whatever was being typed when they were compared.
CREATE OR REPLACE FUNCTION pqr_core.proved_earlier(p_case uuid)
RETURNS TABLE (earlier_case_id uuid, filing_number text, answer_number text, attempt int, delivered_on date)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT k.earlier_case_id, p.filing_number, o.filing_number, v.attempt, v.happened_on
      FROM (SELECT DISTINCT ON (l.earlier_case_id) l.* FROM pqr.petition_link l WHERE l.case_id = p_case
             ORDER BY l.earlier_case_id, l.seq DESC) k
      JOIN pqr.petition p ON p.case_id = k.earlier_case_id
      JOIN pqr.dispatch d ON d.case_id = k.earlier_case_id AND d.state = 'delivered'
      JOIN pqr.delivery v ON v.case_id = d.case_id AND v.attempt = d.attempt AND v.result = 'delivered'
           AND v.document_id IS NOT NULL
      JOIN pqr.outgoing_filing o ON o.case_id = d.case_id AND o.letter_no = d.letter_no AND o.annulled_at IS NULL
     WHERE k.kind = 'repeated' AND EXISTS (
           SELECT FROM pqr_core.same_person(p_case, false) s WHERE s.case_id = k.earlier_case_id)
     ORDER BY k.seq DESC, v.attempt DESC LIMIT 1
$$;

CREATE OR REPLACE FUNCTION pqr_api.refer_to_earlier(
    p_letter uuid, p_case uuid, p_version int, p_reason text, p_exceptions boolean) RETURNS jsonb
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '3s' AS $$
DECLARE
    me pqr.person := pqr_core.me();
    made jsonb := pqr_core.letter_made(p_letter, me, p_case, 'earlier_answer');
    c pqr.case_file;
    l pqr.legal_letter;
    e record;
BEGIN
    IF made IS NOT NULL THEN
        RETURN made;
    END IF;
    c := pqr_core.case_in_hand(p_case, p_version, 'earlier_answer', pqr_core.law_stages());
    SELECT * INTO e FROM pqr_core.proved_earlier(p_case);
    IF e.earlier_case_id IS NULL THEN
        PERFORM pqr_core.refuse('earlier_unproved');
    ELSIF p_exceptions IS NOT TRUE THEN
        PERFORM pqr_core.refuse('earlier_exceptions', 'exceptions');
    ELSIF length(pqr_core.visible(p_reason)) NOT BETWEEN 40 AND 2000 THEN
        PERFORM pqr_core.refuse('requirement_reason', 'reason');
    ELSIF (pqr_core.letter_of(p_case, 'earlier_answer')).told_at IS NOT NULL THEN
        PERFORM pqr_core.refuse('letter_there');
    END IF;
    PERFORM pqr_core.annul_legal_letter(x.letter_id, me, 'Reemplazado antes de avisar al ciudadano.')
       FROM pqr.earlier_answer x WHERE x.case_id = p_case;
    DELETE FROM pqr.earlier_answer x WHERE x.case_id = p_case;
    l := pqr_core.new_legal_letter(c, me, p_letter, 'earlier_answer');
    INSERT INTO pqr.earlier_answer (case_id, earlier_case_id, attempt, reason, exceptions_checked, letter_id, linked_by)
    VALUES (p_case, e.earlier_case_id, e.attempt, pqr_core.visible(p_reason), true, p_letter, me.person_id);
    PERFORM pqr_core.note_act(c, me, p_letter, 'referred', e.answer_number || '|' || btrim(p_reason), pqr_core.nothing());
    RETURN jsonb_build_object('status', 'applied', 'filing_number', l.filing_number, 'version', c.version + 1);
END $$;
