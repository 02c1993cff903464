-- One answer for more than ten petitions of the same content (Ley 1755 de 2015, art. 22): published in a newspaper of wide
-- circulation and on the web page, and given to whoever asks for a copy. Neither bulk drafting (16) nor a split (9).

-- Whether a petition is of those that one answer may answer: of a class that asks for information or a concept, or any
-- that somebody marked of general interest, with reason. What one victim asks for themselves gets a letter of its own.
CREATE OR REPLACE FUNCTION pqr_core.is_of_general_interest(p pqr.petition) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT p.class_key IN ('documents', 'inquiry', 'suggestion')
        OR p.class_key = 'petition' AND EXISTS (SELECT FROM pqr.general_interest g WHERE g.case_id = p.case_id)
$$;

-- Mark it, or take the mark back: who answers it, while no answer to many holds it.
CREATE OR REPLACE FUNCTION pqr_api.mark_general_interest(p_case uuid, p_version int, p_reason text) RETURNS jsonb
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '3s' AS $$
DECLARE
    me pqr.person := pqr_core.me();
    c pqr.case_file;
    off boolean := pqr_core.visible(p_reason) = '';
BEGIN
    IF NOT off AND EXISTS (SELECT FROM pqr.general_interest g WHERE g.case_id = p_case AND g.marked_by = me.person_id
                              AND g.reason = pqr_core.visible(p_reason)) THEN
        RETURN '{"status": "applied", "replayed": true}';
    END IF;
    c := pqr_core.case_in_hand(p_case, p_version, 'general_interest', '{7,8,9,13,14,15,16}');
    IF EXISTS (SELECT FROM pqr.collective_case k JOIN pqr.collective_answer a ON a.collective_id = k.collective_id
                WHERE k.case_id = p_case AND a.withdrawn_at IS NULL) THEN
        PERFORM pqr_core.refuse('interest_taken');
    ELSIF NOT EXISTS (SELECT FROM pqr.petition p WHERE p.case_id = p_case AND p.class_key = 'petition') THEN
        PERFORM pqr_core.refuse('interest_class');
    ELSIF NOT off AND length(pqr_core.visible(p_reason)) NOT BETWEEN 40 AND 2000 THEN
        PERFORM pqr_core.refuse('requirement_reason', 'reason');
    ELSIF EXISTS (SELECT FROM pqr.general_interest g WHERE g.case_id = p_case) <> off THEN
        PERFORM pqr_core.refuse(CASE WHEN off THEN 'interest_none' ELSE 'interest_again' END);
    END IF;
    IF off THEN
        DELETE FROM pqr.general_interest g WHERE g.case_id = p_case;
    ELSE
        INSERT INTO pqr.general_interest (case_id, reason, marked_by) VALUES (p_case, pqr_core.visible(p_reason), me.person_id);
    END IF;
    PERFORM pqr_core.note_act(c, me, gen_random_uuid(), CASE WHEN off THEN 'particular_interest' ELSE 'general_interest' END,
                              p_reason, pqr_core.nothing());
    RETURN jsonb_build_object('status', 'applied', 'version', c.version + 1);
END $$;

-- Cases of a group with their verdict for one answer: alike as the proof of sameness says, and of general interest.
CREATE OR REPLACE FUNCTION pqr_core.collective_judged(p_group text, p_cases uuid[]) RETURNS TABLE (
    case_id uuid, version int, label text, due_on date, class_key text, reason text)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT j.case_id, j.version, j.label, j.due_on, p.class_key,
           CASE WHEN j.reason <> '' THEN j.reason
                WHEN NOT pqr_core.is_of_general_interest(p) THEN 'particular_interest' ELSE '' END
      FROM pqr_core.bulk_judged(p_group, p_cases) j JOIN pqr.petition p ON p.case_id = j.case_id
$$;

-- Groups that wait in 16 with at least eleven petitions that one answer could answer.
CREATE OR REPLACE FUNCTION pqr_api.collective_groups() RETURNS TABLE (
    group_key text, claims text[], petitions int, first_due date)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
BEGIN
    PERFORM pqr_core.require_bulk_drafter();
    RETURN QUERY
    WITH c AS MATERIALIZED (
        SELECT w.case_id, w.due_on FROM pqr_core.free_for_bulk() w JOIN pqr.petition p ON p.case_id = w.case_id
         WHERE pqr_core.is_of_general_interest(p))
    SELECT f.group_key, min(f.titles), count(*)::int, min(c.due_on)
      FROM pqr_core.bulk_facts(ARRAY(SELECT c.case_id FROM c)) f JOIN c ON c.case_id = f.case_id
     WHERE f.group_key IS NOT NULL GROUP BY f.group_key HAVING count(*) > 10 ORDER BY min(c.due_on);
END $$;

-- The petitions of a group that one answer could answer, and those that it could not, with why. No names.
CREATE OR REPLACE FUNCTION pqr_api.collective_candidates(p_group text) RETURNS TABLE (
    case_id uuid, version int, label text, due_on date, class_key text, reason text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
BEGIN
    PERFORM pqr_core.require_bulk_drafter();
    RETURN QUERY
    SELECT j.* FROM pqr_core.collective_judged(p_group, ARRAY(
        SELECT c.case_id FROM pqr_core.free_for_bulk() c JOIN pqr.claim q ON q.case_id = c.case_id AND q.ordinal = 1
         WHERE q.claim_code = split_part(p_group, '/', 1) ORDER BY c.due_on, c.case_id LIMIT 2000)) j
     ORDER BY j.reason <> '', j.due_on, j.case_id;
END $$;

-- Write the one answer, and take its number. The cases wait where they are, out of reach of a batch, until it is published.
DROP FUNCTION IF EXISTS pqr_api.prepare_collective(uuid, text, text, text, uuid, uuid[]);
CREATE FUNCTION pqr_api.prepare_collective(
    p_collective uuid, p_group text, p_title text, p_body text, p_letter uuid, p_cases uuid[]) RETURNS jsonb
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '3s' AS $$
DECLARE
    me pqr.person := pqr_core.me();
    l pqr.legal_letter;
    n int;
BEGIN
    PERFORM pqr_core.require_bulk_drafter();
    IF EXISTS (SELECT FROM pqr.collective_answer a WHERE a.collective_id = p_collective AND a.prepared_by = me.person_id) THEN
        RETURN pqr_core.letter_made(p_letter, me, NULL, 'collective');
    ELSIF length(p_group) > 4000 OR cardinality(p_cases) > 2000 THEN
        PERFORM pqr_core.refuse('payload', 'cases');
    END IF;
    l := pqr_core.new_legal_letter(NULL::pqr.case_file, me, p_letter, 'collective');
    INSERT INTO pqr.collective_answer (collective_id, group_key, title, body, letter_id, prepared_by)
    VALUES (p_collective, p_group, pqr_core.said(p_title, 'title', 10, 200), pqr_core.said(p_body, 'body', 100, 20000),
            p_letter, me.person_id);
    -- A person who asked twice is one petitioner, and a case that somebody is about to draft is not taken from them.
    INSERT INTO pqr.collective_case (case_id, collective_id, row_no)
    SELECT j.case_id, p_collective, row_number() OVER (ORDER BY j.due_on, j.case_id)
      FROM pqr_core.collective_judged(p_group, p_cases) j JOIN pqr_core.free_for_bulk() f ON f.case_id = j.case_id
     WHERE j.reason = '' ON CONFLICT (case_id) DO UPDATE SET collective_id = excluded.collective_id, row_no = excluded.row_no
     WHERE EXISTS (SELECT FROM pqr.collective_answer o WHERE o.collective_id = collective_case.collective_id
                      AND o.withdrawn_at IS NOT NULL);
    GET DIAGNOSTICS n = ROW_COUNT;
    IF n <= 10 THEN
        PERFORM pqr_core.refuse('collective_few', 'cases');
    END IF;
    RETURN jsonb_build_object('status', 'applied', 'petitions', n, 'filing_number', l.filing_number);
END $$;

-- Give it up before it is published: its number is annulled, and its petitions are free again.
CREATE OR REPLACE FUNCTION pqr_api.withdraw_collective(p_collective uuid) RETURNS jsonb
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '3s' AS $$
DECLARE
    v_letter uuid;
BEGIN
    PERFORM pqr_core.require_bulk_drafter();
    UPDATE pqr.collective_answer a SET withdrawn_at = clock_timestamp()
     WHERE a.collective_id = p_collective AND a.published_at IS NULL AND a.withdrawn_at IS NULL
    RETURNING a.letter_id INTO v_letter;
    IF NOT FOUND THEN
        PERFORM pqr_core.refuse('collective_done');
    END IF;
    PERFORM pqr_core.annul_legal_letter(v_letter, pqr_core.me(), 'Respuesta única retirada antes de publicarse.');
    RETURN '{"status": "applied"}';
END $$;

-- A file that no case holds, of this person and of that kind.
DROP FUNCTION IF EXISTS pqr_core.loose_proof(uuid, pqr.person);
CREATE OR REPLACE FUNCTION pqr_core.loose_paper(p_document uuid, p_kind text, me pqr.person) RETURNS uuid
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM pqr.document d WHERE d.document_id = p_document AND d.kind = p_kind
                      AND d.state = 'ready' AND d.case_id IS NULL AND d.created_by = me.person_id) THEN
        PERFORM pqr_core.refuse('document_missing', 'document_id');
    END IF;
    RETURN p_document;
END $$;

-- It came out, in the newspaper and on the page, with both proofs: only now its petitions end. By a lawyer who did not
-- write it. A petition that went on by another way keeps its own letter.
CREATE OR REPLACE FUNCTION pqr_api.publish_collective(
    p_collective uuid, p_newspaper text, p_newspaper_on date, p_newspaper_proof uuid, p_web_url text, p_web_on date,
    p_web_proof uuid) RETURNS jsonb
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '3s' AS $$
DECLARE
    me pqr.person := pqr_core.require_role('lawyer');
    a pqr.collective_answer;
    c pqr.case_file;
    n int := 0;
BEGIN
    SELECT * INTO a FROM pqr.collective_answer x WHERE x.collective_id = p_collective FOR UPDATE;
    IF a.newspaper_proof_id = p_newspaper_proof AND a.published_by = me.person_id THEN
        RETURN '{"status": "applied", "replayed": true}';
    ELSIF a.collective_id IS NULL OR a.withdrawn_at IS NOT NULL OR a.published_at IS NOT NULL THEN
        PERFORM pqr_core.refuse('collective_done');
    ELSIF a.prepared_by = me.person_id THEN
        PERFORM pqr_core.refuse('law_two_people');
    ELSIF pqr_core.one_hand(a.prepared_by, me.person_id) THEN
        PERFORM pqr_core.refuse('same_hand');
    ELSIF p_web_url IS NULL OR p_web_url !~ '^https?://[^\s]+\.[^\s]+$' OR length(p_web_url) > 500 THEN
        PERFORM pqr_core.refuse('collective_url', 'web_url');
    ELSIF (SELECT count(DISTINCT d.sha256) < 2 FROM pqr.document d WHERE d.document_id IN (p_newspaper_proof, p_web_proof)) THEN
        -- The law asks for both: one file proves one of them.
        PERFORM pqr_core.refuse('document_missing', 'web_proof');
    END IF;
    UPDATE pqr.legal_letter l SET sent_on = least(p_newspaper_on, p_web_on), told_on = greatest(p_newspaper_on, p_web_on),
           means = 'notice', proof_document_id = p_newspaper_proof, told_by = me.person_id, told_at = clock_timestamp()
     WHERE l.letter_id = a.letter_id AND l.document_id IS NOT NULL;
    IF NOT FOUND THEN
        PERFORM pqr_core.refuse('letter_unmade');
    END IF;
    UPDATE pqr.collective_answer x
       SET newspaper = pqr_core.said(p_newspaper, 'newspaper', 3, 120),
           newspaper_on = pqr_core.done_on(p_newspaper_on, 'newspaper_on', a.prepared_at),
           newspaper_proof_id = pqr_core.loose_paper(p_newspaper_proof, 'publication_proof', me), web_url = p_web_url,
           web_on = pqr_core.done_on(p_web_on, 'web_on', a.prepared_at),
           web_proof_id = pqr_core.loose_paper(p_web_proof, 'publication_proof', me),
           published_by = me.person_id, published_at = clock_timestamp()
     WHERE x.collective_id = p_collective;
    FOR c IN SELECT f.* FROM pqr.collective_case k JOIN pqr.case_file f ON f.case_id = k.case_id
                JOIN pqr.petition p ON p.case_id = k.case_id
              WHERE k.collective_id = p_collective AND f.activity = 16 AND f.closed_at IS NULL
                -- Since it was written, one of them may have turned out to ask about their own data.
                AND pqr_core.is_of_general_interest(p)
              ORDER BY f.case_id FOR NO KEY UPDATE OF f LOOP
        PERFORM pqr_core.move(c, me, p_newspaper_proof, 'collective', 0, c.assignee_id, c.area_id, 'answered_together',
                              sha256(convert_to(p_collective::text, 'UTF8')), pqr_core.nothing());
        n := n + 1;
    END LOOP;
    -- Those that went on alone are no longer of many: fewer than eleven are not a collective answer.
    IF n <= 10 THEN
        PERFORM pqr_core.refuse('collective_few', 'cases');
    END IF;
    DELETE FROM pqr.collective_case k USING pqr.case_file f
     WHERE k.collective_id = p_collective AND f.case_id = k.case_id AND f.status <> 'answered_together';
    RETURN jsonb_build_object('status', 'applied', 'petitions', n);
END $$;

-- Somebody asked for the copy and has it, with proof.
CREATE OR REPLACE FUNCTION pqr_api.deliver_copy(p_collective uuid, p_case uuid, p_on date, p_proof uuid) RETURNS jsonb
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '3s' AS $$
DECLARE
    me pqr.person := pqr_core.require_role('agent', 'analyst', 'lawyer');
    k pqr.collective_case;
    a pqr.collective_answer;
    c pqr.case_file;
BEGIN
    SELECT * INTO k FROM pqr.collective_case x WHERE x.case_id = p_case AND x.collective_id = p_collective FOR UPDATE;
    SELECT * INTO a FROM pqr.collective_answer x WHERE x.collective_id = k.collective_id;
    IF k.copy_proof_id = p_proof AND k.copy_by = me.person_id THEN
        RETURN '{"status": "applied", "replayed": true}';
    ELSIF k.case_id IS NULL OR a.published_at IS NULL THEN
        PERFORM pqr_core.refuse('collective_unpublished');
    ELSIF k.copy_on IS NOT NULL THEN
        PERFORM pqr_core.refuse('copy_done');
    END IF;
    SELECT * INTO c FROM pqr.case_file f WHERE f.case_id = p_case;
    PERFORM pqr_core.take_document(p_proof, 'copy_proof', c, me);
    UPDATE pqr.collective_case x SET copy_on = pqr_core.done_on(p_on, 'copy_on', a.published_at), copy_proof_id = p_proof,
           copy_by = me.person_id WHERE x.case_id = p_case;
    RETURN '{"status": "applied"}';
END $$;

-- The answers, newest first, with how many petitions and copies each has.
DROP FUNCTION IF EXISTS pqr_api.collective_list();
CREATE FUNCTION pqr_api.collective_list() RETURNS TABLE (
    collective_id uuid, title text, prepared_by text, is_mine boolean, prepared_at timestamptz, petitions int,
    first_due date, newspaper text, newspaper_on date, web_url text, web_on date, published_by text,
    published_at timestamptz, withdrawn_at timestamptz, copies int, answer_document_id uuid,
    filing_number text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    me pqr.person := pqr_core.require_role('agent', 'analyst', 'lawyer', 'lead', 'auditor');
BEGIN
    RETURN QUERY
    SELECT a.collective_id, CASE WHEN a.prepared_by <> me.person_id AND pqr_core.is_reserved_group(a.group_key)
                                 THEN pqr_core.reserved_words() ELSE a.title END, p.full_name, a.prepared_by = me.person_id, a.prepared_at, k.n, k.due, a.newspaper,
           a.newspaper_on, a.web_url, a.web_on, q.full_name, a.published_at, a.withdrawn_at, k.copies, l.document_id,
           l.filing_number
      FROM pqr.collective_answer a JOIN pqr.legal_letter l ON l.letter_id = a.letter_id
      JOIN pqr.person p ON p.person_id = a.prepared_by
      LEFT JOIN pqr.person q ON q.person_id = a.published_by
      CROSS JOIN LATERAL (SELECT count(*)::int AS n, min(f.due_on) AS due, count(x.copy_on)::int AS copies
                            FROM pqr.collective_case x JOIN pqr.case_file f ON f.case_id = x.case_id
                           WHERE x.collective_id = a.collective_id) k
     ORDER BY a.published_at IS NOT NULL OR a.withdrawn_at IS NOT NULL, a.prepared_at DESC LIMIT 100;
END $$;

-- The petitions of one, and who already has the copy. No names.
CREATE OR REPLACE FUNCTION pqr_api.collective_cases(p_collective uuid) RETURNS TABLE (
    case_id uuid, label text, due_on date, closed_at timestamptz, copy_on date)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
BEGIN
    PERFORM pqr_core.require_role('agent', 'analyst', 'lawyer', 'lead', 'auditor');
    RETURN QUERY
    SELECT k.case_id, f.label, f.due_on, f.closed_at, k.copy_on
      FROM pqr.collective_case k JOIN pqr.case_file f ON f.case_id = k.case_id
     WHERE k.collective_id = p_collective ORDER BY k.row_no;
END $$;
