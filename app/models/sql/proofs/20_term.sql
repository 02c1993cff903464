-- Proofs that move a term (arts. 14, 17 and 19): who attaches one does not make it count. A lawyer looks at it, against the
-- letter, and only then the clock moves; or gives it back with what is wrong.

-- Whether a proof of the case waits for somebody to look at it.
CREATE OR REPLACE FUNCTION pqr_core.proof_waits(p_case uuid) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT EXISTS (SELECT FROM pqr.term_proof t WHERE t.case_id = p_case AND t.checked_at IS NULL)
$$;

-- Whether this person recorded that very proof: asked again, it is the same.
CREATE OR REPLACE FUNCTION pqr_core.proof_recorded(p_proof uuid, me pqr.person) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT EXISTS (SELECT FROM pqr.term_proof t WHERE t.proof_document_id = p_proof AND t.recorded_by = me.person_id)
$$;

-- Write it down; the term stays as it is.
CREATE OR REPLACE FUNCTION pqr_core.record_proof(
    c pqr.case_file, me pqr.person, p_kind text, p_proof uuid, p_letter uuid, p_told date, p_sent date,
    p_means text) RETURNS jsonb
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF pqr_core.proof_waits(c.case_id) THEN
        PERFORM pqr_core.refuse('proof_waiting');
    END IF;
    INSERT INTO pqr.term_proof (proof_document_id, letter_document_id, case_id, kind, sent_on, told_on, means, recorded_by)
    VALUES (p_proof, p_letter, c.case_id, p_kind, p_sent, p_told, p_means, me.person_id);
    PERFORM pqr_core.note_act(c, me, p_proof, 'proof_recorded', concat_ws('|', p_kind, p_sent, p_told, p_proof, p_letter),
                              pqr_core.nothing());
    RETURN jsonb_build_object('status', 'applied', 'version', c.version + 1);
END $$;

-- Another person looked at it: right, and the term moves; or not, with what is wrong, and it is attached again.
CREATE OR REPLACE FUNCTION pqr_api.check_term_proof(p_proof uuid, p_version int, p_right boolean, p_note text)
RETURNS jsonb
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '3s' AS $$
DECLARE
    me pqr.person := pqr_core.require_role('lawyer');
    t pqr.term_proof;
    c pqr.case_file;
BEGIN
    SELECT * INTO t FROM pqr.term_proof x WHERE x.proof_document_id = p_proof;
    IF t.checked_by = me.person_id AND t.is_right = p_right THEN
        RETURN '{"status": "applied", "replayed": true}';
    ELSIF p_right IS NULL THEN
        PERFORM pqr_core.refuse('payload', 'right');
    ELSIF t.checked_at IS NOT NULL OR t.proof_document_id IS NULL THEN
        PERFORM pqr_core.refuse('proof_done');
    ELSIF t.recorded_by = me.person_id THEN
        PERFORM pqr_core.refuse('proof_two_people');
    ELSIF pqr_core.one_hand(t.recorded_by, me.person_id) THEN
        PERFORM pqr_core.refuse('same_hand');
    END IF;
    c := pqr_core.case_to_review(t.case_id, p_version, 'check_term_proof');
    UPDATE pqr.term_proof x SET checked_by = me.person_id, checked_at = clock_timestamp(), is_right = p_right,
           note = CASE WHEN NOT p_right THEN pqr_core.said(p_note, 'note', 20, 1000) END
     WHERE x.proof_document_id = p_proof AND x.checked_at IS NULL;
    IF p_right THEN
        RETURN CASE t.kind WHEN 'extension' THEN pqr_core.extend_term(c, me, t) ELSE pqr_core.suspend_term(c, me, t) END;
    END IF;
    -- It may well be the proof of another case: there it can be used, unless it proves something here all the same.
    DELETE FROM pqr.proof_use u WHERE u.document_id = p_proof AND NOT pqr_core.is_proof(u.sha256);
    PERFORM pqr_core.note_act(c, me, gen_random_uuid(), 'proof_returned', p_note, pqr_core.nothing());
    RETURN jsonb_build_object('status', 'applied', 'version', c.version + 1);
END $$;

-- How the last proof of a kind stands: waiting, or given back with its note. NULL when it was right or there is none.
CREATE OR REPLACE FUNCTION pqr_core.proof_json(p_case uuid, p_kind text) RETURNS jsonb
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT CASE WHEN x.is_right IS NOT TRUE
                THEN jsonb_build_object('told_on', x.told_on, 'recorded_at', x.recorded_at, 'note', x.note) END
      FROM (SELECT t.* FROM pqr.term_proof t WHERE t.case_id = p_case AND t.kind = p_kind
             ORDER BY t.recorded_at DESC LIMIT 1) x
$$;

-- Proofs that wait to be looked at, the nearest date first: for lawyers and for who recorded them. No names.
CREATE OR REPLACE FUNCTION pqr_api.proofs_to_check() RETURNS TABLE (
    proof_document_id uuid, letter_document_id uuid, case_id uuid, version int, label text, due_on date, kind text,
    letter_on date, sent_on date, told_on date, means text, recorded_by text, is_mine boolean, recorded_at timestamptz,
    proof_mime text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    me pqr.person := pqr_core.require_role('agent', 'lawyer', 'lead', 'auditor');
    everything boolean := pqr_api.my_roles() && ARRAY['lawyer', 'lead', 'auditor'];
BEGIN
    RETURN QUERY
    SELECT t.proof_document_id, t.letter_document_id, t.case_id, f.version, f.label, f.due_on, t.kind,
           (l.created_at AT TIME ZONE INTERVAL '-05:00')::date, t.sent_on, t.told_on, t.means, p.full_name,
           t.recorded_by = me.person_id, t.recorded_at, d.mime
      FROM pqr.term_proof t JOIN pqr.case_file f ON f.case_id = t.case_id
      JOIN pqr.person p ON p.person_id = t.recorded_by
      JOIN pqr.document d ON d.document_id = t.proof_document_id
      JOIN pqr.document l ON l.document_id = t.letter_document_id
     WHERE t.checked_at IS NULL AND f.closed_at IS NULL AND (everything OR t.recorded_by = me.person_id)
     ORDER BY f.due_on, t.recorded_at LIMIT 500;
END $$;

-- Whether a document is a proof, or its letter, that this lawyer is to look at.
CREATE OR REPLACE FUNCTION pqr_core.is_to_check(p_document uuid) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT 'lawyer' = ANY (pqr_api.my_roles()) AND EXISTS (
        SELECT FROM pqr.term_proof t JOIN pqr.case_file f ON f.case_id = t.case_id
         WHERE p_document IN (t.proof_document_id, t.letter_document_id) AND t.checked_at IS NULL AND f.closed_at IS NULL
           AND t.recorded_by <> pqr_api.my_person_id())
$$;
