-- Ask the citizen to complete (art. 17) or to clarify (art. 19): within ten business days of reception, once; a month,
-- or ten business days, to answer; prolonged once at the citizen's request; the term goes on the day after the answer.

-- Where a request may be made, and where what came of it is written down: before the reply is being drafted.
CREATE OR REPLACE FUNCTION pqr_core.law_stages() RETURNS int[]
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$ SELECT '{6,7,8,9,13,14,15}'::int[] $$;

-- Last day on which a request may be sent: the tenth business day (Ley 1755 de 2015, art. 17).
CREATE OR REPLACE FUNCTION pqr_core.require_by(p_received date) RETURNS date
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$ SELECT pqr_core.add_business_days(p_received, 10) $$;

-- Why nothing may be asked of the citizen now, as a code of the refusals; NULL where it may.
CREATE OR REPLACE FUNCTION pqr_core.requirement_obstacle(c pqr.case_file, p_kind text) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    p pqr.petition;
BEGIN
    SELECT * INTO p FROM pqr.petition t WHERE t.case_id = c.case_id;
    RETURN CASE
        WHEN c.activity <> ALL (pqr_core.law_stages()) THEN 'wrong_activity'
        WHEN p.typed_due_at IS NOT NULL THEN 'requirement_typed'
        WHEN p.received_on IS NULL OR c.due_on IS NULL THEN 'term_unknown'
        WHEN pqr_core.proof_waits(c.case_id) THEN 'proof_waiting'
        WHEN EXISTS (SELECT FROM pqr.requirement r WHERE r.case_id = c.case_id AND r.kind = p_kind
                        AND r.answer_by IS NOT NULL) THEN 'requirement_again'
        WHEN EXISTS (SELECT FROM pqr.requirement r WHERE r.case_id = c.case_id AND r.kind <> p_kind
                        AND r.answer_by IS NOT NULL AND r.supplied_on IS NULL) THEN 'requirement_one'
        WHEN EXISTS (SELECT FROM pqr.endorsement e WHERE e.case_id = c.case_id AND e.decision IS NULL)
            THEN 'requirement_aval'
        WHEN pqr_core.today() > c.due_on THEN 'requirement_expired'
        WHEN pqr_core.today() > pqr_core.require_by(p.received_on) THEN 'requirement_late'
        WHEN p_kind = 'clarify' AND EXISTS (SELECT FROM pqr.claim k WHERE k.case_id = c.case_id)
            THEN 'clarify_understood' END;
END $$;

-- The things asked for, one by one; refuses an empty list.
CREATE OR REPLACE FUNCTION pqr_core.write_items(p_case uuid, p_kind text, p_items text[]) RETURNS void
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    asked text[] := ARRAY(SELECT pqr_core.visible(u.w) FROM unnest(p_items) WITH ORDINALITY AS u(w, n)
                           WHERE pqr_core.visible(u.w) <> '' ORDER BY u.n);
BEGIN
    IF cardinality(asked) NOT BETWEEN 1 AND 20 THEN
        PERFORM pqr_core.refuse('requirement_items', 'items');
    ELSIF EXISTS (SELECT FROM unnest(asked) u WHERE length(u) NOT BETWEEN 5 AND 500) THEN
        PERFORM pqr_core.refuse('requirement_item', 'items');
    END IF;
    INSERT INTO pqr.requirement_item (case_id, kind, item_no, words)
    SELECT p_case, p_kind, u.n, u.w FROM unnest(asked) WITH ORDINALITY AS u(w, n);
END $$;

-- Ask: reasons, list and a letter with its number. The clock does not stop until the citizen is told. One that nobody
-- was told of, of either kind, gives way to this one: its number is annulled.
CREATE OR REPLACE FUNCTION pqr_api.ask_requirement(
    p_letter uuid, p_case uuid, p_version int, p_kind text, p_reason text, p_items text[], p_own_files boolean)
RETURNS jsonb
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '3s' AS $$
DECLARE
    me pqr.person := pqr_core.me();
    made jsonb := pqr_core.letter_made(p_letter, me, p_case, CASE p_kind WHEN 'clarify' THEN 'clarification' ELSE 'requirement' END);
    c pqr.case_file;
    l pqr.legal_letter;
    why text;
BEGIN
    IF made IS NOT NULL THEN
        RETURN made;
    ELSIF p_kind IS NULL OR p_kind NOT IN ('complete', 'clarify') THEN
        PERFORM pqr_core.refuse('payload', 'kind');
    END IF;
    c := pqr_core.case_in_hand(p_case, p_version, 'requirement', pqr_core.law_stages());
    why := pqr_core.requirement_obstacle(c, p_kind);
    IF why IS NOT NULL THEN
        PERFORM pqr_core.refuse(why, CASE why WHEN 'term_unknown' THEN 'received_on' END);
    ELSIF p_kind = 'complete' AND p_own_files IS NOT TRUE THEN
        PERFORM pqr_core.refuse('own_files', 'own_files');
    ELSIF length(pqr_core.visible(p_reason)) NOT BETWEEN 40 AND 2000 THEN
        PERFORM pqr_core.refuse('requirement_reason', 'reason');
    END IF;
    PERFORM pqr_core.annul_legal_letter(r.letter_id, me, 'Reemplazado antes de avisar al ciudadano.')
       FROM pqr.requirement r WHERE r.case_id = p_case AND r.answer_by IS NULL;
    DELETE FROM pqr.requirement_item i USING pqr.requirement r
     WHERE i.case_id = p_case AND r.case_id = p_case AND r.kind = i.kind AND r.answer_by IS NULL;
    DELETE FROM pqr.requirement r WHERE r.case_id = p_case AND r.answer_by IS NULL;
    l := pqr_core.new_legal_letter(c, me, p_letter, CASE p_kind WHEN 'complete' THEN 'requirement' ELSE 'clarification' END);
    INSERT INTO pqr.requirement (case_id, kind, letter_id, reason, own_files_checked, send_by, asked_by)
    SELECT p_case, p_kind, p_letter, pqr_core.visible(p_reason), coalesce(p_own_files, false),
           pqr_core.require_by(p.received_on), me.person_id FROM pqr.petition p WHERE p.case_id = p_case;
    PERFORM pqr_core.write_items(p_case, p_kind, p_items);
    PERFORM pqr_core.note_act(c, me, p_letter, 'asked_to_' || p_kind, l.filing_number || '|' || btrim(p_reason),
                              pqr_core.nothing());
    RETURN jsonb_build_object('status', 'applied', 'filing_number', l.filing_number, 'version', c.version + 1);
END $$;

-- The one of my case, locked with it; refuses where there is none, or where it is not at that point.
CREATE OR REPLACE FUNCTION pqr_core.requirement_in_hand(p_case uuid, p_kind text, p_told boolean) RETURNS pqr.requirement
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    r pqr.requirement;
BEGIN
    SELECT * INTO r FROM pqr.requirement x WHERE x.case_id = p_case AND x.kind = p_kind FOR UPDATE;
    IF r.case_id IS NULL OR (p_told AND r.answer_by IS NULL) THEN
        PERFORM pqr_core.refuse('requirement_untold');
    ELSIF NOT p_told AND r.answer_by IS NOT NULL THEN
        PERFORM pqr_core.refuse('requirement_again');
    ELSIF r.supplied_on IS NOT NULL THEN
        PERFORM pqr_core.refuse('requirement_supplied');
    END IF;
    RETURN r;
END $$;

-- Write the new legal date with the event of what moved it.
CREATE OR REPLACE FUNCTION pqr_core.move_term(c pqr.case_file, me pqr.person, p_key uuid, p_outcome text, p_said text)
RETURNS jsonb LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    r pqr_core.effect_result := pqr_core.nothing();
BEGIN
    r.set_due := true;
    r.due_on := pqr_core.lawful_due(c.case_id);
    PERFORM pqr_core.note_act(c, me, p_key, p_outcome, concat_ws('|', r.due_on, p_said), r);
    RETURN jsonb_build_object('status', 'applied', 'version', c.version + 1, 'due_on', r.due_on);
END $$;

-- The citizen was told, says who asks, with proof. The clock does not stop: another person looks at the proof first.
CREATE OR REPLACE FUNCTION pqr_api.confirm_requirement(
    p_case uuid, p_version int, p_kind text, p_sent date, p_told date, p_means text, p_proof uuid) RETURNS jsonb
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '3s' AS $$
DECLARE
    me pqr.person := pqr_core.me();
    c pqr.case_file;
    r pqr.requirement;
    l pqr.legal_letter;
BEGIN
    IF pqr_core.proof_recorded(p_proof, me) THEN
        RETURN '{"status": "applied", "replayed": true}';
    END IF;
    c := pqr_core.case_in_hand(p_case, p_version, 'requirement', pqr_core.law_stages());
    r := pqr_core.requirement_in_hand(p_case, p_kind, false);
    IF p_sent > r.send_by THEN
        PERFORM pqr_core.refuse('requirement_late', 'sent_on');
    ELSIF p_told > c.due_on THEN
        PERFORM pqr_core.refuse('requirement_expired', 'told_on');
    END IF;
    SELECT * INTO l FROM pqr.legal_letter x WHERE x.letter_id = r.letter_id FOR UPDATE;
    PERFORM pqr_core.check_told(l, p_sent, p_told, p_means);
    PERFORM pqr_core.take_document(p_proof, 'legal_proof', c, me);
    RETURN pqr_core.record_proof(c, me, p_kind, p_proof, l.document_id, p_told, p_sent, p_means);
END $$;

-- The proof was found right: the clock stands still from the day the citizen was told, and the citizen's own time begins.
CREATE OR REPLACE FUNCTION pqr_core.suspend_term(c pqr.case_file, me pqr.person, t pqr.term_proof) RETURNS jsonb
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    r pqr.requirement := pqr_core.requirement_in_hand(c.case_id, t.kind, false);
    teller pqr.person;
    until date;
BEGIN
    IF c.activity <> ALL (pqr_core.law_stages()) THEN
        PERFORM pqr_core.refuse('wrong_activity');
    END IF;
    SELECT * INTO teller FROM pqr.person x WHERE x.person_id = t.recorded_by;
    PERFORM pqr_core.tell_letter(r.letter_id, c, teller, t.sent_on, t.told_on, t.means, t.proof_document_id);
    until := CASE t.kind WHEN 'complete' THEN pqr_core.add_months(t.told_on, 1)
                         ELSE pqr_core.add_business_days(t.told_on, 10) END;
    UPDATE pqr.requirement x SET old_due_on = c.due_on, answer_by = until WHERE x.case_id = c.case_id AND x.kind = t.kind;
    RETURN pqr_core.move_term(c, me, gen_random_uuid(), 'told_to_' || t.kind, t.told_on::text)
        || jsonb_build_object('answer_by', until);
END $$;

-- The citizen asked for more time before it ran out (art. 17): up to another month, once.
CREATE OR REPLACE FUNCTION pqr_api.prolong_requirement(p_case uuid, p_version int, p_asked_on date, p_until date, p_paper uuid)
RETURNS jsonb
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '3s' AS $$
DECLARE
    me pqr.person := pqr_core.me();
    c pqr.case_file;
    r pqr.requirement;
BEGIN
    SELECT * INTO r FROM pqr.requirement x WHERE x.case_id = p_case AND x.kind = 'complete';
    IF r.prolong_document_id = p_paper AND r.prolonged_by = me.person_id THEN
        RETURN '{"status": "applied", "replayed": true}';
    END IF;
    c := pqr_core.case_in_hand(p_case, p_version, 'requirement', pqr_core.law_stages());
    r := pqr_core.requirement_in_hand(p_case, 'complete', true);
    IF r.prolonged_to IS NOT NULL THEN
        PERFORM pqr_core.refuse('prolonged_again');
    ELSIF p_asked_on > r.answer_by THEN
        PERFORM pqr_core.refuse('prolonged_late', 'asked_on');
    ELSIF p_until IS NULL OR p_until <= r.answer_by OR NOT pqr_core.is_business_day(p_until) THEN
        PERFORM pqr_core.refuse('prolonged_date', 'until');
    ELSIF p_until > pqr_core.prolong_most(r) THEN
        PERFORM pqr_core.refuse('prolonged_long', 'until');
    END IF;
    PERFORM pqr_core.done_on(p_asked_on, 'asked_on', r.asked_at);
    PERFORM pqr_core.take_document(p_paper, 'citizen_paper', c, me);
    UPDATE pqr.requirement x SET prolonged_to = p_until, prolong_document_id = p_paper, prolonged_by = me.person_id,
           prolonged_at = clock_timestamp() WHERE x.case_id = p_case AND x.kind = 'complete';
    RETURN pqr_core.move_term(c, me, p_paper, 'prolonged', p_until::text);
END $$;

-- The longest that the citizen may get: a second month, from the day the letter came.
CREATE OR REPLACE FUNCTION pqr_core.prolong_most(r pqr.requirement) RETURNS date
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT pqr_core.add_months(l.told_on, 2) FROM pqr.legal_letter l WHERE l.letter_id = r.letter_id
$$;

-- The papers came: the term goes on the day after. They count as long as no act has declared the withdrawal.
CREATE OR REPLACE FUNCTION pqr_api.supply_requirement(p_case uuid, p_version int, p_kind text, p_on date, p_paper uuid)
RETURNS jsonb
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '3s' AS $$
DECLARE
    me pqr.person := pqr_core.me();
    c pqr.case_file;
    r pqr.requirement;
    told timestamptz;
BEGIN
    SELECT * INTO r FROM pqr.requirement x WHERE x.case_id = p_case AND x.kind = p_kind;
    IF r.supplied_document_id = p_paper AND r.supplied_by = me.person_id THEN
        RETURN '{"status": "applied", "replayed": true}';
    END IF;
    c := pqr_core.case_in_hand(p_case, p_version, 'requirement', pqr_core.law_stages());
    r := pqr_core.requirement_in_hand(p_case, p_kind, true);
    SELECT l.told_on::timestamp AT TIME ZONE INTERVAL '-05:00' INTO told
      FROM pqr.legal_letter l WHERE l.letter_id = r.letter_id;
    PERFORM pqr_core.done_on(p_on, 'supplied_on', told);
    PERFORM pqr_core.take_document(p_paper, 'citizen_paper', c, me);
    UPDATE pqr.requirement x SET supplied_on = p_on, supplied_document_id = p_paper, supplied_by = me.person_id,
           supplied_at = clock_timestamp() WHERE x.case_id = p_case AND x.kind = p_kind;
    RETURN pqr_core.move_term(c, me, p_paper, CASE p_kind WHEN 'complete' THEN 'completed' ELSE 'clarified' END, p_on::text);
END $$;
