-- Letters of legal acts (arts. 14 and 17 to 22): a number of the same series as the replies, a file, and the proof that
-- whoever it is for got it. There is no other way for one of them to leave.

-- A letter with its number. Asked again with the same key it is the same letter: whatever is killed, never two numbers.
CREATE OR REPLACE FUNCTION pqr_core.new_legal_letter(c pqr.case_file, me pqr.person, p_letter uuid, p_kind text)
RETURNS pqr.legal_letter LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    l pqr.legal_letter;
BEGIN
    IF p_letter IS NULL THEN
        PERFORM pqr_core.refuse('payload', 'letter_id');
    -- Numbers are not written again, so nobody takes and annuls them until the year has none.
    ELSIF (SELECT count(*) FROM pqr.legal_letter x WHERE x.case_id = c.case_id) >= 12
       OR c.case_id IS NULL AND (SELECT count(*) FROM pqr.legal_letter x WHERE x.case_id IS NULL AND x.made_by = me.person_id
              AND x.annulled_at > clock_timestamp() - interval '7 days') >= 5 THEN
        PERFORM pqr_core.refuse('numbers_annulled');
    END IF;
    INSERT INTO pqr.legal_letter (letter_id, case_id, kind, filing_number, made_by)
    VALUES (p_letter, c.case_id, p_kind,
            pqr_core.next_filing_number(extract(year FROM pqr_core.today())::int), me.person_id)
    RETURNING * INTO l;
    RETURN l;
END $$;

-- What was answered when this person made that letter of that case; NULL where nobody made it. The key of another letter
-- answers for none.
DROP FUNCTION IF EXISTS pqr_core.letter_made(uuid, pqr.person);
CREATE OR REPLACE FUNCTION pqr_core.letter_made(p_letter uuid, me pqr.person, p_case uuid, p_kind text) RETURNS jsonb
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    l pqr.legal_letter;
BEGIN
    SELECT * INTO l FROM pqr.legal_letter x WHERE x.letter_id = p_letter;
    IF l.letter_id IS NULL THEN
        RETURN NULL;
    ELSIF l.made_by <> me.person_id OR l.case_id IS DISTINCT FROM p_case OR l.kind IS DISTINCT FROM p_kind THEN
        PERFORM pqr_core.log_refusal(NULL, p_case, 'legal_letter', NULL, 'not_permitted');
        PERFORM pqr_core.refuse('not_permitted');
    END IF;
    RETURN jsonb_build_object('status', 'applied', 'replayed', true, 'filing_number', l.filing_number);
END $$;

-- Annul the number of a letter that nobody was told of; it is not used again.
CREATE OR REPLACE FUNCTION pqr_core.annul_legal_letter(p_letter uuid, me pqr.person, p_reason text) RETURNS void
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    UPDATE pqr.legal_letter l SET annulled_at = clock_timestamp(), annulled_by = me.person_id,
           annulled_reason = pqr_core.said(p_reason, 'reason', 20, 1000)
     WHERE l.letter_id = p_letter AND l.told_at IS NULL AND l.annulled_at IS NULL;
    IF NOT FOUND THEN
        PERFORM pqr_core.refuse('letter_told');
    END IF;
END $$;

-- Give the letter its file. The same file again is nothing; another one only while nobody was told. That of one answer to
-- many belongs to no case: who prepared it gives it.
CREATE OR REPLACE FUNCTION pqr_api.file_legal_letter(p_letter uuid, p_document uuid) RETURNS jsonb
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '3s' AS $$
DECLARE
    me pqr.person := pqr_core.require_role('agent', 'lawyer', 'analyst');
    l pqr.legal_letter;
    c pqr.case_file;
BEGIN
    SELECT * INTO l FROM pqr.legal_letter x WHERE x.letter_id = p_letter FOR UPDATE;
    SELECT * INTO c FROM pqr.case_file f WHERE f.case_id = l.case_id;
    IF l.letter_id IS NULL
       OR (CASE l.kind WHEN 'collective' THEN l.made_by ELSE c.assignee_id END) IS DISTINCT FROM me.person_id THEN
        PERFORM pqr_core.log_refusal(NULL, l.case_id, 'legal_letter', NULL, 'not_permitted');
        PERFORM pqr_core.refuse('not_permitted');
    ELSIF l.document_id = p_document THEN
        RETURN '{"status": "applied", "replayed": true}';
    ELSIF l.told_at IS NOT NULL OR l.annulled_at IS NOT NULL THEN
        PERFORM pqr_core.refuse('letter_told');
    -- A lawyer is looking at its proof against that file.
    ELSIF EXISTS (SELECT FROM pqr.term_proof t WHERE t.letter_document_id = l.document_id AND t.checked_at IS NULL) THEN
        PERFORM pqr_core.refuse('proof_waiting');
    ELSIF l.kind = 'collective' THEN
        PERFORM pqr_core.loose_paper(p_document, 'collective_answer', me);
    ELSE
        PERFORM pqr_core.take_document(p_document, 'legal_letter', c, me);
    END IF;
    UPDATE pqr.legal_letter x SET document_id = p_document WHERE x.letter_id = p_letter;
    RETURN '{"status": "applied"}';
END $$;

-- Refuses what can't have told the citizen: no letter, told already, no way, or days that are not between its number and now.
CREATE OR REPLACE FUNCTION pqr_core.check_told(l pqr.legal_letter, p_sent date, p_told date, p_means text) RETURNS void
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF l.letter_id IS NULL OR l.document_id IS NULL OR l.annulled_at IS NOT NULL THEN
        PERFORM pqr_core.refuse('letter_unmade');
    ELSIF l.told_at IS NOT NULL THEN
        PERFORM pqr_core.refuse('letter_told');
    ELSIF p_means IS NULL OR p_means NOT IN ('personal', 'post', 'email', 'notice') THEN
        PERFORM pqr_core.refuse('letter_means', 'means');
    ELSIF p_told < p_sent THEN
        PERFORM pqr_core.refuse('told_before_sent', 'told_on');
    END IF;
    PERFORM pqr_core.done_on(p_sent, 'letter_sent', l.made_at), pqr_core.done_on(p_told, 'letter_told', l.made_at);
END $$;

-- The citizen got it: when it left, when it came, how, and the paper that proves it.
CREATE OR REPLACE FUNCTION pqr_core.tell_letter(
    p_letter uuid, c pqr.case_file, me pqr.person, p_sent date, p_told date, p_means text, p_proof uuid)
RETURNS pqr.legal_letter LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    l pqr.legal_letter;
BEGIN
    SELECT * INTO l FROM pqr.legal_letter x WHERE x.letter_id = p_letter AND x.case_id = c.case_id FOR UPDATE;
    PERFORM pqr_core.check_told(l, p_sent, p_told, p_means);
    PERFORM pqr_core.take_document(p_proof, 'legal_proof', c, me);
    UPDATE pqr.legal_letter x SET sent_on = p_sent, told_on = p_told, means = p_means, proof_document_id = p_proof,
           told_by = me.person_id, told_at = clock_timestamp()
     WHERE x.letter_id = p_letter RETURNING * INTO l;
    RETURN l;
END $$;

-- Wherever a case stands that somebody still works on, a letter of its acts may come to whom it is for.
CREATE OR REPLACE FUNCTION pqr_core.telling_stages() RETURNS int[]
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$ SELECT '{6,7,8,9,10,13,14,15,16,17,18,19,20,21,22,23,24,25}'::int[] $$;

-- Whatever the letter tells, with no clock of its own: the continuation, the earlier answer, the notice of an act, the
-- transfer and its notice. With both of those told, the claims are another entity's.
CREATE OR REPLACE FUNCTION pqr_api.tell_legal_letter(
    p_letter uuid, p_case uuid, p_version int, p_sent date, p_told date, p_means text, p_proof uuid) RETURNS jsonb
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '3s' AS $$
DECLARE
    me pqr.person := pqr_core.me();
    c pqr.case_file;
    l pqr.legal_letter;
    said text;
BEGIN
    SELECT * INTO l FROM pqr.legal_letter x WHERE x.letter_id = p_letter AND x.case_id = p_case;
    IF l.proof_document_id = p_proof AND l.told_by = me.person_id THEN
        RETURN '{"status": "applied", "replayed": true}';
    END IF;
    c := pqr_core.case_in_hand(p_case, p_version, 'legal_letter', pqr_core.telling_stages());
    IF l.kind IN ('requirement', 'clarification', 'extension', 'collective') THEN
        PERFORM pqr_core.refuse('payload', 'letter_id');
    END IF;
    l := pqr_core.tell_letter(p_letter, c, me, p_sent, p_told, p_means, p_proof);
    said := coalesce(CASE WHEN l.kind IN ('transfer', 'transfer_notice') THEN pqr_core.settle_transfer(l, me) END,
                     'told_' || l.kind);
    PERFORM pqr_core.note_act(c, me, p_proof, said, concat_ws('|', l.filing_number, l.told_on, l.means, l.document_id), pqr_core.nothing());
    RETURN jsonb_build_object('status', 'applied', 'version', c.version + 1, 'settled', said IN
        ('transferred', 'transferred_late', 'told_nobody'), 'late', said = 'transferred_late');
END $$;

-- A letter of a legal act leaves the program, to be sent: who holds its case, counted, and written down as an export
-- before any byte goes out. Gives the hash of the file.
CREATE OR REPLACE FUNCTION pqr_api.export_legal_paper(p_document uuid) RETURNS jsonb
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    me pqr.person := pqr_core.me();
    d pqr.document;
BEGIN
    SELECT x.* INTO d FROM pqr.document x JOIN pqr.case_file f ON f.case_id = x.case_id
     WHERE x.document_id = p_document AND x.state = 'ready' AND f.assignee_id = me.person_id AND f.closed_at IS NULL
       AND x.kind = 'legal_letter';
    IF d.document_id IS NULL OR NOT pqr_core.can_read_document(d) THEN
        PERFORM pqr_core.log_refusal(NULL, d.case_id, 'export_legal_paper', NULL, 'not_permitted');
        PERFORM pqr_core.refuse('not_permitted');
    ELSIF NOT pqr_core.spend('export', me, d.case_id, 'Exportación: carta de un trámite de ley') THEN
        PERFORM pqr_core.refuse('quota');
    END IF;
    RETURN jsonb_build_object('document_id', d.document_id, 'sha256', encode(d.sha256, 'hex'));
END $$;
