-- What of these acts ends in the archive: through the aval of a lawyer, notified with proof, and, where a withdrawal was
-- declared, after the ten days of the only remedy that there is (reposición; CPACA, art. 76).

-- Why the case may not be archived on that ground now, as a code of the refusals; NULL where it may. A ground that no
-- act of these precedes is the lawyer's to judge.
CREATE OR REPLACE FUNCTION pqr_core.ground_obstacle(p_case uuid, p_reason text) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    r pqr.requirement;
    v_kind text := CASE p_reason WHEN 'A05' THEN 'complete' WHEN 'A06' THEN 'clarify' END;
BEGIN
    IF v_kind IS NOT NULL THEN
        SELECT * INTO r FROM pqr.requirement x WHERE x.case_id = p_case AND x.kind = v_kind;
        RETURN CASE WHEN r.answer_by IS NULL THEN 'ground_unasked'
                    WHEN r.supplied_on IS NOT NULL THEN 'ground_supplied'
                    WHEN pqr_core.today() <= pqr_core.awaited_until(r) THEN 'ground_early' END;
    ELSIF p_reason = 'A04' THEN
        RETURN CASE WHEN NOT EXISTS (SELECT FROM pqr.express_withdrawal w WHERE w.case_id = p_case
                                        AND w.decision IS DISTINCT FROM 'continued') THEN 'ground_unwithdrawn' END;
    ELSIF p_reason = 'A07' THEN
        -- What was classified can be answered, and what can be answered is not rejected (C-951 de 2014).
        RETURN CASE WHEN EXISTS (SELECT FROM pqr.claim k WHERE k.case_id = p_case) THEN 'disrespect_answerable' END;
    END IF;
    RETURN NULL;
END $$;

-- The ground that the case is ready to be archived on; NULL: none.
CREATE OR REPLACE FUNCTION pqr_core.archive_ground(p_case uuid) RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT coalesce(
        (SELECT u FROM unnest(ARRAY['A04', 'A05', 'A06']) u WHERE pqr_core.ground_obstacle(p_case, u) IS NULL LIMIT 1),
        (SELECT 'A02' FROM pqr.earlier_answer x JOIN pqr.legal_letter l ON l.letter_id = x.letter_id
          WHERE x.case_id = p_case AND l.document_id IS NOT NULL))
$$;

-- Nobody asks for, or gives, an aval on a ground that is not there yet, or no longer.
CREATE OR REPLACE FUNCTION pqr_core.endorsement_is_grounded() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    why text := CASE WHEN NEW.decision IS DISTINCT FROM 'denied'
                     THEN pqr_core.ground_obstacle(NEW.case_id, NEW.reason_code) END;
BEGIN
    IF why IS NOT NULL THEN
        PERFORM pqr_core.refuse(why, 'reason_code');
    -- Between quotation marks, the expressions themselves: who decides, and who reads the act, judges those.
    ELSIF NEW.reason_code = 'A07' AND NEW.decision IS NULL AND NEW.note !~ '[«"“][^«»"“”]{3,}[»"”]' THEN
        PERFORM pqr_core.refuse('disrespect_quote', 'note');
    ELSIF NEW.reason_code = 'A04' AND NEW.decision IS NOT NULL THEN
        PERFORM pqr_core.settle_withdrawal(NEW);
    END IF;
    RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS endorsement_is_grounded ON pqr.endorsement;
CREATE TRIGGER endorsement_is_grounded BEFORE INSERT OR UPDATE OF decision ON pqr.endorsement FOR EACH ROW
    WHEN (current_user = 'pqr_kernel') EXECUTE FUNCTION pqr_core.endorsement_is_grounded();

-- The lawyer archives the withdrawn petition, or goes on ex officio: then the reason is the act's, with its own number.
CREATE OR REPLACE FUNCTION pqr_core.settle_withdrawal(e pqr.endorsement) RETURNS void
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF e.decision = 'denied' AND length(pqr_core.visible(e.decision_note)) < 40 THEN
        PERFORM pqr_core.refuse('continue_reason', 'note');
    END IF;
    UPDATE pqr.express_withdrawal w
       SET decision = CASE e.decision WHEN 'granted' THEN 'accepted' ELSE 'continued' END, reason = e.decision_note,
           act_number = coalesce(e.act_number, pqr_core.next_act_number('avales')), decided_by = e.decided_by,
           decided_at = e.decided_at
     WHERE w.case_id = e.case_id;
END $$;

-- The last act that was granted; NULL fields when there is none.
CREATE OR REPLACE FUNCTION pqr_core.granted_act(p_case uuid) RETURNS pqr.endorsement
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT e.* FROM pqr.endorsement e WHERE e.case_id = p_case AND e.decision = 'granted' ORDER BY e.seq DESC LIMIT 1
$$;

-- The letter that tells of that act: made after it.
CREATE OR REPLACE FUNCTION pqr_core.notice_of(e pqr.endorsement) RETURNS pqr.legal_letter
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT l.* FROM pqr.legal_letter l WHERE l.case_id = e.case_id AND l.annulled_at IS NULL
       AND (l.kind = 'act_notice' AND l.made_at > e.decided_at OR l.kind = 'earlier_answer' AND e.reason_code = 'A02')
     ORDER BY l.made_at DESC LIMIT 1
$$;

-- Whether the reason is one whose act the law has told to the citizen, and whether it has a remedy. What was answered
-- before (A02) is told by the letter that refers to that answer (art. 19) or, without one, by the notice of the act.
CREATE OR REPLACE FUNCTION pqr_core.is_told_act(e pqr.endorsement) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT e.reason_code IN ('A02', 'A04', 'A05', 'A06', 'A07')
$$;
CREATE OR REPLACE FUNCTION pqr_core.has_remedy(e pqr.endorsement) RETURNS boolean
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$ SELECT e.reason_code = 'A05' $$;

-- Last day to ask for the act to be taken back: ten business days after its notice.
CREATE OR REPLACE FUNCTION pqr_core.appeal_by(l pqr.legal_letter) RETURNS date
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$ SELECT pqr_core.add_business_days(l.told_on, 10) $$;

-- Why the archived case can't be reported and closed yet (10), as a code of the refusals; NULL where it can.
CREATE OR REPLACE FUNCTION pqr_core.closing_obstacle(p_case uuid) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    e pqr.endorsement := pqr_core.granted_act(p_case);
    l pqr.legal_letter := pqr_core.notice_of(e);
    confirmed boolean := EXISTS (SELECT FROM pqr.act_appeal a WHERE a.case_id = p_case AND a.act_seq < e.seq);
BEGIN
    RETURN CASE
        WHEN e.case_id IS NULL OR NOT pqr_core.is_told_act(e) THEN NULL
        WHEN l.told_at IS NULL THEN 'act_untold'
        WHEN NOT pqr_core.has_remedy(e) OR confirmed THEN NULL
        WHEN EXISTS (SELECT FROM pqr.act_appeal a WHERE a.case_id = p_case AND a.act_seq = e.seq) THEN 'act_appealed'
        WHEN pqr_core.today() <= pqr_core.appeal_by(l) THEN 'act_appealable' END;
END $$;
CREATE OR REPLACE FUNCTION pqr_core.archive_is_told() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    why text := pqr_core.closing_obstacle(NEW.case_id);
BEGIN
    IF why IS NOT NULL THEN
        PERFORM pqr_core.refuse(why);
    END IF;
    RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS archive_is_told ON pqr.archive_report;
CREATE TRIGGER archive_is_told BEFORE INSERT ON pqr.archive_report FOR EACH ROW
    WHEN (current_user = 'pqr_kernel') EXECUTE FUNCTION pqr_core.archive_is_told();

-- The letter that notifies the act: its number, with the case in 10.
CREATE OR REPLACE FUNCTION pqr_api.start_notice(p_letter uuid, p_case uuid, p_version int) RETURNS jsonb
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '3s' AS $$
DECLARE
    me pqr.person := pqr_core.me();
    made jsonb := pqr_core.letter_made(p_letter, me, p_case, 'act_notice');
    c pqr.case_file;
    l pqr.legal_letter;
    e pqr.endorsement;
BEGIN
    IF made IS NOT NULL THEN
        RETURN made;
    END IF;
    c := pqr_core.case_in_hand(p_case, p_version, 'act_notice', '{10}');
    e := pqr_core.granted_act(p_case);
    IF e.case_id IS NULL OR NOT pqr_core.is_told_act(e) THEN
        PERFORM pqr_core.refuse('notice_needless');
    ELSIF (pqr_core.notice_of(e)).letter_id IS NOT NULL THEN
        PERFORM pqr_core.refuse('letter_there');
    END IF;
    l := pqr_core.new_legal_letter(c, me, p_letter, 'act_notice');
    PERFORM pqr_core.note_act(c, me, p_letter, 'notice_letter', l.filing_number || '|' || e.act_number, pqr_core.nothing());
    RETURN jsonb_build_object('status', 'applied', 'filing_number', l.filing_number, 'version', c.version + 1);
END $$;

-- The petitioner asked for the act to be taken back, within its ten days: a lawyer decides it (8) with a new act.
CREATE OR REPLACE FUNCTION pqr_api.record_appeal(p_case uuid, p_version int, p_on date, p_paper uuid) RETURNS jsonb
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '3s' AS $$
DECLARE
    me pqr.person := pqr_core.me();
    c pqr.case_file;
    e pqr.endorsement := pqr_core.granted_act(p_case);
    l pqr.legal_letter := pqr_core.notice_of(e);
BEGIN
    IF EXISTS (SELECT FROM pqr.act_appeal a WHERE a.case_id = p_case AND a.document_id = p_paper
                  AND a.recorded_by = me.person_id) THEN
        RETURN '{"status": "applied", "replayed": true}';
    END IF;
    c := pqr_core.case_in_hand(p_case, p_version, 'appeal', '{10}');
    IF e.case_id IS NULL OR NOT pqr_core.has_remedy(e) THEN
        PERFORM pqr_core.refuse('appeal_none');
    ELSIF l.told_at IS NULL THEN
        PERFORM pqr_core.refuse('act_untold');
    ELSIF EXISTS (SELECT FROM pqr.act_appeal a WHERE a.case_id = p_case) THEN
        PERFORM pqr_core.refuse('appeal_again');
    ELSIF p_on > pqr_core.appeal_by(l) THEN
        PERFORM pqr_core.refuse('appeal_late', 'filed_on');
    END IF;
    PERFORM pqr_core.done_on(p_on, 'filed_on', l.told_on::timestamp AT TIME ZONE INTERVAL '-05:00');
    PERFORM pqr_core.take_document(p_paper, 'citizen_paper', c, me);
    INSERT INTO pqr.act_appeal (case_id, act_seq, filed_on, document_id, recorded_by)
    VALUES (p_case, e.seq, p_on, p_paper, me.person_id);
    PERFORM pqr_core.note_act(c, me, p_paper, 'appeal_filed', p_on::text, pqr_core.nothing());
    RETURN jsonb_build_object('status', 'applied', 'version', c.version + 1);
END $$;
