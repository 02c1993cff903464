-- The one extension of a petition's term (CPACA, art. 14 par.): asked with reasons before expiry, and counted only
-- once the proof that the citizen was told is there. Nothing else lengthens a term.

-- Refuses, saying why, an extension that the law does not give on that day.
DROP FUNCTION IF EXISTS pqr_core.check_extension(pqr.case_file, date);
CREATE OR REPLACE FUNCTION pqr_core.check_extension(c pqr.case_file, p_new_due date, p_on date) RETURNS void
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    p pqr.petition;
    most int;
BEGIN
    SELECT * INTO p FROM pqr.petition t WHERE t.case_id = c.case_id;
    -- Twice the term (CPACA), or what the law of the class adds (eight days to a data claim).
    SELECT r.days + coalesce(r.extension_days, r.days) INTO most FROM pqr.term_rule r WHERE r.class_key = p.class_key AND r.regime_id = p.regime_id;
    IF most IS NULL THEN
        PERFORM pqr_core.refuse('extension_typed');
    ELSIF c.due_on IS NULL THEN
        PERFORM pqr_core.refuse('term_unknown', 'received_on');
    ELSIF p_on > c.due_on THEN
        PERFORM pqr_core.refuse('extension_late');
    ELSIF (pqr_core.open_requirement(c.case_id)).case_id IS NOT NULL THEN
        PERFORM pqr_core.refuse('extension_paused');
    ELSIF p_new_due IS NULL OR p_new_due <= c.due_on OR NOT pqr_core.is_business_day(p_new_due) THEN
        PERFORM pqr_core.refuse('extension_date', 'new_due_on');
    ELSIF p_new_due > pqr_core.after_pauses(c.case_id, pqr_core.add_business_days(p.received_on, most)) THEN
        PERFORM pqr_core.refuse('extension_too_long', 'new_due_on');
    END IF;
END $$;

-- The case, locked, if it is mine to answer and stands before its letter is printed.
CREATE OR REPLACE FUNCTION pqr_core.case_to_extend(p_case uuid, p_version int) RETURNS pqr.case_file
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RETURN pqr_core.case_in_hand(
        p_case, p_version, 'extension', '{6,7,8,9,13,14,15,16,17,18,19,20,21,22,23,24,25}');
END $$;

-- Ask for it: reasons, the new date and the number of the letter that tells the citizen. The term does not move yet.
DROP FUNCTION IF EXISTS pqr_api.ask_extension(uuid, int, date, text, uuid);
CREATE OR REPLACE FUNCTION pqr_api.ask_extension(p_letter uuid, p_case uuid, p_version int, p_new_due date, p_reason text)
RETURNS jsonb
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '3s' AS $$
DECLARE
    me pqr.person := pqr_core.me();
    made jsonb := pqr_core.letter_made(p_letter, me, p_case, 'extension');
    c pqr.case_file;
    l pqr.legal_letter;
    was pqr.extension;
BEGIN
    IF made IS NOT NULL THEN
        RETURN made;
    END IF;
    c := pqr_core.case_to_extend(p_case, p_version);
    SELECT * INTO was FROM pqr.extension x WHERE x.case_id = p_case;
    IF was.confirmed_at IS NOT NULL THEN
        PERFORM pqr_core.refuse('extension_again');
    ELSIF length(pqr_core.visible(p_reason)) NOT BETWEEN 40 AND 2000 THEN
        PERFORM pqr_core.refuse('extension_reason', 'reason');
    ELSIF pqr_core.proof_waits(p_case) THEN
        PERFORM pqr_core.refuse('proof_waiting');
    END IF;
    PERFORM pqr_core.check_extension(c, p_new_due, pqr_core.today());
    -- One that nobody was told of yet may be written again: its number is annulled.
    IF was.case_id IS NOT NULL THEN
        DELETE FROM pqr.extension x WHERE x.case_id = p_case;
        PERFORM pqr_core.annul_legal_letter(was.letter_id, me, 'Reemplazado antes de avisar al ciudadano.');
    END IF;
    l := pqr_core.new_legal_letter(c, me, p_letter, 'extension');
    INSERT INTO pqr.extension (case_id, old_due_on, new_due_on, reason, letter_id, asked_by)
    VALUES (p_case, c.due_on, p_new_due, pqr_core.visible(p_reason), p_letter, me.person_id);
    PERFORM pqr_core.note_act(c, me, p_letter, 'extension_letter', concat_ws('|', l.filing_number, p_new_due, p_reason),
                              pqr_core.nothing());
    RETURN jsonb_build_object('status', 'applied', 'filing_number', l.filing_number, 'version', c.version + 1);
END $$;

-- The citizen was told, in time, says who asks, and here is the proof. The term does not move: another person looks at
-- the proof first.
DROP FUNCTION IF EXISTS pqr_api.confirm_extension(uuid, int, date, uuid);
CREATE OR REPLACE FUNCTION pqr_api.confirm_extension(
    p_case uuid, p_version int, p_sent date, p_told date, p_means text, p_proof uuid) RETURNS jsonb
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '3s' AS $$
DECLARE
    me pqr.person := pqr_core.me();
    c pqr.case_file;
    x pqr.extension;
    l pqr.legal_letter;
BEGIN
    IF pqr_core.proof_recorded(p_proof, me) THEN
        RETURN '{"status": "applied", "replayed": true}';
    END IF;
    c := pqr_core.case_to_extend(p_case, p_version);
    SELECT * INTO x FROM pqr.extension e WHERE e.case_id = p_case;
    IF x.case_id IS NULL THEN
        PERFORM pqr_core.refuse('extension_unasked');
    ELSIF x.confirmed_at IS NOT NULL THEN
        PERFORM pqr_core.refuse('extension_again');
    END IF;
    SELECT * INTO l FROM pqr.legal_letter o WHERE o.letter_id = x.letter_id;
    PERFORM pqr_core.check_extension(c, x.new_due_on, pqr_core.today());
    PERFORM pqr_core.check_told(l, p_sent, p_told, p_means);
    PERFORM pqr_core.take_document(p_proof, 'legal_proof', c, me);
    RETURN pqr_core.record_proof(c, me, 'extension', p_proof, l.document_id, p_told, p_sent, p_means);
END $$;

-- The proof was found right: only now the term moves, with an event of its own. What counts is the day of the notice: one
-- given in time is not lost because it was looked at later.
CREATE OR REPLACE FUNCTION pqr_core.extend_term(c pqr.case_file, me pqr.person, t pqr.term_proof) RETURNS jsonb
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    x pqr.extension;
    teller pqr.person;
    l pqr.legal_letter;
    r pqr_core.effect_result := pqr_core.nothing();
BEGIN
    SELECT * INTO x FROM pqr.extension e WHERE e.case_id = c.case_id FOR UPDATE;
    IF c.activity NOT BETWEEN 6 AND 25 THEN
        PERFORM pqr_core.refuse('wrong_activity');
    END IF;
    PERFORM pqr_core.check_extension(c, x.new_due_on, t.told_on);
    SELECT * INTO teller FROM pqr.person p WHERE p.person_id = t.recorded_by;
    l := pqr_core.tell_letter(x.letter_id, c, teller, t.sent_on, t.told_on, t.means, t.proof_document_id);
    UPDATE pqr.extension e SET notified_on = t.told_on, confirmed_by = t.recorded_by, confirmed_at = clock_timestamp(),
           old_due_on = c.due_on WHERE e.case_id = c.case_id;
    r.set_due := true;
    r.due_on := x.new_due_on;
    PERFORM pqr_core.note_act(c, me, gen_random_uuid(), 'extended',
                              concat_ws('|', x.new_due_on, l.filing_number, t.proof_document_id), r);
    RETURN jsonb_build_object('status', 'applied', 'due_on', x.new_due_on, 'version', c.version + 1);
END $$;

-- How the extension of a case stands, and the latest date it may have. No row where the case is not to be seen. Its
-- reasons are typed, so that reading them counts as opening the case.
DROP FUNCTION IF EXISTS pqr_api.extension_of(uuid);
CREATE FUNCTION pqr_api.extension_of(p_case uuid) RETURNS TABLE (due_on date, latest_on date,
    is_open boolean, old_due_on date, new_due_on date, reason text, asked_at timestamptz, notified_on date,
    confirmed_at timestamptz, letter jsonb, proof jsonb)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    me pqr.person := pqr_core.me();
    c pqr.case_file;
BEGIN
    SELECT * INTO c FROM pqr.case_file f WHERE f.case_id = p_case;
    IF NOT pqr_core.can_read(c) THEN
        RETURN;
    ELSIF NOT pqr_core.spend('sheet', me, p_case, 'ampliación') THEN
        PERFORM pqr_core.refuse('quota');
    END IF;
    RETURN QUERY
    SELECT c.due_on, pqr_core.after_pauses(p_case, pqr_core.add_business_days(p.received_on, t.days + coalesce(t.extension_days, t.days))),
           x.confirmed_at IS NULL AND pqr_core.today() <= c.due_on AND t.days IS NOT NULL,
           x.old_due_on, x.new_due_on,
           CASE WHEN pqr_core.sees_claims(c, pqr_core.me()) THEN x.reason ELSE pqr_core.reserved_words() END,
           x.asked_at, x.notified_on, x.confirmed_at, pqr_core.letter_json(l), pqr_core.proof_json(p_case, 'extension')
               || CASE WHEN pqr_core.sees_claims(c, pqr_core.me()) THEN '{}' ELSE jsonb_build_object('note', pqr_core.reserved_words()) END
      FROM pqr.petition p
      LEFT JOIN pqr.term_rule t ON t.class_key = p.class_key AND t.regime_id = p.regime_id
      LEFT JOIN pqr.extension x ON x.case_id = p.case_id
      LEFT JOIN pqr.legal_letter l ON l.letter_id = x.letter_id
     WHERE p.case_id = p_case;
END $$;

-- Whatever function moves a petition: its legal date is what the law counts (its pauses included) or what the citizen was
-- told in time.
CREATE OR REPLACE FUNCTION pqr_core.due_date_is_lawful() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NEW.due_on IS DISTINCT FROM pqr_core.lawful_due(NEW.case_id) THEN
        PERFORM pqr_core.refuse('due_date_fixed');
    END IF;
    RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS due_date_is_lawful ON pqr.case_file;
CREATE TRIGGER due_date_is_lawful BEFORE UPDATE OF due_on ON pqr.case_file FOR EACH ROW
    WHEN (NEW.procedure = 'pqr_v08' AND OLD.due_on IS NOT NULL AND NEW.due_on IS DISTINCT FROM OLD.due_on
          AND current_user = 'pqr_kernel')
    EXECUTE FUNCTION pqr_core.due_date_is_lawful();
