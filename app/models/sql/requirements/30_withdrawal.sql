-- Express withdrawal (Ley 1755 de 2015, art. 18): at any time, with the petitioner's writing. A lawyer archives it, or
-- goes on ex officio for the public interest by a reasoned act.

-- Why a withdrawal can't be taken to a lawyer from where the case stands, as a code of the refusals; NULL where it can.
-- A letter in preparation stops; one that holds a number is annulled first, with its reason, by who signs; one that is
-- signed is the answer already, and one that Quality reads comes out with its verdict.
CREATE OR REPLACE FUNCTION pqr_core.withdrawal_obstacle(c pqr.case_file) RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT CASE
        WHEN EXISTS (SELECT FROM pqr.express_withdrawal w WHERE w.case_id = c.case_id) THEN 'withdrawal_again'
        WHEN c.activity = ANY (pqr_core.law_stages()) OR c.activity IN (16, 17, 18, 20, 21) THEN NULL
        WHEN c.activity = 19 THEN 'withdrawal_in_review'
        WHEN c.activity IN (22, 23, 24) THEN CASE WHEN (pqr_core.current_filing(
            c.case_id, (pqr_core.current_letter(c.case_id)).letter_no)).filing_number IS NOT NULL THEN 'withdrawal_numbered' END
        WHEN c.activity = 25 THEN 'withdrawal_signed'
        WHEN c.activity IN (26, 27) THEN 'withdrawal_sent'
        ELSE 'wrong_activity' END
$$;

CREATE OR REPLACE FUNCTION pqr_api.record_withdrawal(p_case uuid, p_version int, p_on date, p_paper uuid) RETURNS jsonb
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '3s' AS $$
DECLARE
    me pqr.person := pqr_core.me();
    c pqr.case_file;
    why text;
    received timestamptz;
    heard bytea := sha256(convert_to(p_on::text, 'UTF8'));
BEGIN
    IF EXISTS (SELECT FROM pqr.express_withdrawal x WHERE x.case_id = p_case AND x.document_id = p_paper
                  AND x.recorded_by = me.person_id) THEN
        RETURN '{"status": "applied", "replayed": true}';
    END IF;
    c := pqr_core.case_in_hand(p_case, p_version, 'withdrawal',
                               pqr_core.law_stages() || '{16,17,18,19,20,21,22,23,24,25,26,27}'::int[]);
    why := pqr_core.withdrawal_obstacle(c);
    IF why IS NOT NULL THEN
        PERFORM pqr_core.refuse(why);
    END IF;
    SELECT p.received_on::timestamp AT TIME ZONE INTERVAL '-05:00' INTO received
      FROM pqr.petition p WHERE p.case_id = p_case;
    PERFORM pqr_core.take_document(p_paper, 'citizen_paper', c, me);
    INSERT INTO pqr.express_withdrawal (case_id, withdrawn_on, document_id, recorded_by)
    VALUES (p_case, pqr_core.done_on(p_on, 'withdrawn_on', received), p_paper, me.person_id);
    IF c.activity >= 16 THEN
        -- The letter stays as history and its text as a draft: if the Unidad goes on ex officio, it is taken up again.
        UPDATE pqr.letter x SET withdrawn_at = clock_timestamp() WHERE x.case_id = p_case AND x.withdrawn_at IS NULL;
        PERFORM pqr_core.move(c, me, p_paper, 'withdrawn_late', 8, c.assignee_id, c.area_id, 'withdrawn', heard,
                              pqr_core.nothing());
    ELSE
        PERFORM pqr_core.note_act(c, me, p_paper, 'withdrawn', p_on::text, pqr_core.nothing());
    END IF;
    RETURN jsonb_build_object('status', 'applied', 'version', c.version + 1, 'stopped', c.activity >= 16);
END $$;

-- Withdrawals that no lawyer has decided, and the letters in preparation in which one may still arrive: routing data
-- only, of whose they are; lawyers and who directs see every withdrawal. `obstacle`: why it can't be taken there.
CREATE OR REPLACE FUNCTION pqr_api.withdrawal_list() RETURNS TABLE (
    case_id uuid, version int, label text, due_on date, activity int, activity_label text, assignee text, is_mine boolean,
    withdrawn_on date, decision text, act_number text, obstacle text, filing_number text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    me pqr.person := pqr_core.require_role('agent', 'lawyer', 'lead', 'auditor');
    everything boolean := pqr_api.my_roles() && ARRAY['lawyer', 'lead', 'auditor'];
BEGIN
    RETURN QUERY
    SELECT f.case_id, f.version, f.label, f.due_on, f.activity::int, a.label, p.full_name, f.assignee_id = me.person_id,
           w.withdrawn_on, w.decision, w.act_number, pqr_core.withdrawal_obstacle(f),
           (pqr_core.current_filing(f.case_id, (pqr_core.current_letter(f.case_id)).letter_no)).filing_number
      FROM pqr.case_file f
      JOIN pqr.activity a ON a.procedure = f.procedure AND a.number = f.activity
      LEFT JOIN pqr.person p ON p.person_id = f.assignee_id
      LEFT JOIN pqr.express_withdrawal w ON w.case_id = f.case_id
     WHERE f.procedure = 'pqr_v08' AND f.closed_at IS NULL
       AND (w.case_id IS NOT NULL AND (everything OR f.assignee_id = me.person_id)
            OR f.assignee_id = me.person_id AND f.activity BETWEEN 16 AND 27)
     ORDER BY w.case_id IS NULL, w.decision IS NOT NULL, f.due_on LIMIT 500;
END $$;

-- The letter that tells the petitioner that the Unidad goes on ex officio, with the number of the act.
CREATE OR REPLACE FUNCTION pqr_api.start_continuation(p_letter uuid, p_case uuid, p_version int) RETURNS jsonb
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '3s' AS $$
DECLARE
    me pqr.person := pqr_core.me();
    made jsonb := pqr_core.letter_made(p_letter, me, p_case, 'continuation');
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
