-- Express withdrawal (Ley 1755 de 2015, art. 18): at any time, with the petitioner's writing. A lawyer archives it, or
-- goes on ex officio for the public interest by a reasoned act.

CREATE OR REPLACE FUNCTION pqr_api.record_withdrawal(p_case uuid, p_version int, p_on date, p_paper uuid) RETURNS jsonb
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '3s' AS $$
DECLARE
    me pqr.person := pqr_core.me();
    c pqr.case_file;
    w pqr.express_withdrawal;
    received timestamptz;
BEGIN
    SELECT * INTO w FROM pqr.express_withdrawal x WHERE x.case_id = p_case;
    IF w.document_id = p_paper AND w.recorded_by = me.person_id THEN
        RETURN '{"status": "applied", "replayed": true}';
    END IF;
    c := pqr_core.case_in_hand(p_case, p_version, 'withdrawal', pqr_core.law_stages());
    IF w.case_id IS NOT NULL THEN
        PERFORM pqr_core.refuse('withdrawal_again');
    END IF;
    SELECT p.received_on::timestamp AT TIME ZONE INTERVAL '-05:00' INTO received
      FROM pqr.petition p WHERE p.case_id = p_case;
    PERFORM pqr_core.take_document(p_paper, 'citizen_paper', c, me);
    INSERT INTO pqr.express_withdrawal (case_id, withdrawn_on, document_id, recorded_by)
    VALUES (p_case, pqr_core.done_on(p_on, 'withdrawn_on', received), p_paper, me.person_id);
    PERFORM pqr_core.note_act(c, me, p_paper, 'withdrawn', p_on::text, pqr_core.nothing());
    RETURN jsonb_build_object('status', 'applied', 'version', c.version + 1);
END $$;

-- The letter that tells the petitioner that the Unidad goes on ex officio, with the number of the act.
CREATE OR REPLACE FUNCTION pqr_api.start_continuation(p_letter uuid, p_case uuid, p_version int) RETURNS jsonb
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '3s' AS $$
DECLARE
    me pqr.person := pqr_core.me();
    made jsonb := pqr_core.letter_made(p_letter, me);
    c pqr.case_file;
    l pqr.legal_letter;
BEGIN
    IF made IS NOT NULL THEN
        RETURN made;
    END IF;
    c := pqr_core.case_in_hand(p_case, p_version, 'continuation', pqr_core.law_stages());
    IF NOT EXISTS (SELECT FROM pqr.express_withdrawal w WHERE w.case_id = p_case AND w.decision = 'continued') THEN
        PERFORM pqr_core.refuse('withdrawal_open');
    ELSIF (pqr_core.letter_of(p_case, 'continuation')).letter_id IS NOT NULL THEN
        PERFORM pqr_core.refuse('letter_there');
    END IF;
    l := pqr_core.new_legal_letter(c, me, p_letter, 'continuation');
    PERFORM pqr_core.note_act(c, me, p_letter, 'continuation_letter', l.filing_number, pqr_core.nothing());
    RETURN jsonb_build_object('status', 'applied', 'filing_number', l.filing_number, 'version', c.version + 1);
END $$;

-- The letter of a kind that the case has now; NULL fields when there is none.
CREATE OR REPLACE FUNCTION pqr_core.letter_of(p_case uuid, p_kind text) RETURNS pqr.legal_letter
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT l.* FROM pqr.legal_letter l WHERE l.case_id = p_case AND l.kind = p_kind AND l.annulled_at IS NULL
     ORDER BY l.made_at DESC LIMIT 1
$$;

-- Whatever the letter tells, with no clock of its own: the continuation, the earlier answer, the notice of an act.
CREATE OR REPLACE FUNCTION pqr_api.tell_legal_letter(
    p_letter uuid, p_case uuid, p_version int, p_sent date, p_told date, p_means text, p_proof uuid) RETURNS jsonb
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '3s' AS $$
DECLARE
    me pqr.person := pqr_core.me();
    c pqr.case_file;
    l pqr.legal_letter;
BEGIN
    SELECT * INTO l FROM pqr.legal_letter x WHERE x.letter_id = p_letter AND x.case_id = p_case;
    IF l.proof_document_id = p_proof AND l.told_by = me.person_id THEN
        RETURN '{"status": "applied", "replayed": true}';
    END IF;
    c := pqr_core.case_in_hand(p_case, p_version, 'legal_letter', pqr_core.law_stages() || 10);
    IF l.kind IN ('requirement', 'clarification') THEN
        PERFORM pqr_core.refuse('payload', 'letter_id');
    END IF;
    l := pqr_core.tell_letter(p_letter, c, me, p_sent, p_told, p_means, p_proof);
    PERFORM pqr_core.note_act(c, me, p_proof, 'told_' || l.kind, l.told_on::text, pqr_core.nothing());
    RETURN jsonb_build_object('status', 'applied', 'version', c.version + 1);
END $$;
