-- All that one letter prints, for the preview and for making the PDF (activities 20 to 25). Personal: counted.
CREATE OR REPLACE FUNCTION pqr_api.letter_sheet(p_case uuid, p_reason text) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    me pqr.person := pqr_core.me();
    c pqr.case_file;
    l pqr.letter := pqr_core.current_letter(p_case);
    f pqr.outgoing_filing := pqr_core.current_filing(p_case, l.letter_no);
    written int := coalesce(l.draft_version, pqr_core.sent_version(p_case));
    d pqr.director;
BEGIN
    SELECT x.* INTO c FROM pqr.case_file x WHERE x.case_id = p_case;
    IF NOT pqr_core.can_read(c) OR c.activity NOT BETWEEN 18 AND 27 THEN
        PERFORM pqr_core.log_refusal(NULL, p_case, 'letter_sheet', NULL, 'not_permitted');
        PERFORM pqr_core.refuse('not_permitted');
    ELSIF NOT pqr_core.spend('letter', me, p_case, p_reason) THEN
        PERFORM pqr_core.refuse('quota');
    END IF;
    IF l.case_id IS NOT NULL THEN
        SELECT x.* INTO d FROM pqr.director x WHERE x.director_id = l.director_id;
    ELSE
        d := pqr_core.director_of(pqr_core.letter_area(p_case, written), pqr_core.today());
    END IF;
    RETURN jsonb_build_object(
        'case_id', p_case, 'version', c.version, 'activity', c.activity, 'letter_no', l.letter_no,
        'lex_code', coalesce(c.lex_code, c.label), 'draft_version', written,
        'filing_number', f.filing_number, 'filed_at', f.taken_at,
        'unsigned_document_id', l.unsigned_document_id, 'signed_document_id', l.signed_document_id,
        'verification_url', pqr_core.verification_url(),
        'director', pqr_core.director_json(d), 'petition', pqr_core.letter_petition(p_case),
        'claims', pqr_core.letter_claims(p_case, written),
        'opening_html', (SELECT w.opening_html FROM pqr.draft w WHERE w.case_id = p_case AND w.version = written),
        'attachments', (SELECT to_jsonb(w.attachments) FROM pqr.draft w WHERE w.case_id = p_case AND w.version = written),
        'copies', (SELECT to_jsonb(w.copies) FROM pqr.draft w WHERE w.case_id = p_case AND w.version = written),
        'prepared_by', (SELECT p.full_name FROM pqr.draft w JOIN pqr.person p ON p.person_id = w.author_id
                         WHERE w.case_id = p_case AND w.version = written),
        'reviewed_by', (SELECT p.full_name FROM pqr.quality_review q JOIN pqr.person p ON p.person_id = q.reviewer_id
                         WHERE q.case_id = p_case AND q.draft_version = written AND q.verdict = 'approved' AND q.withdrawn_at IS NULL
                         ORDER BY q.seq DESC LIMIT 1));
END $$;

CREATE OR REPLACE FUNCTION pqr_core.director_json(d pqr.director) RETURNS jsonb
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    s pqr.signature_authority := pqr_core.authority_of(d.director_id, pqr_core.today());
BEGIN
    IF d.director_id IS NULL THEN
        RETURN NULL;
    END IF;
    RETURN jsonb_build_object(
        'director_id', d.director_id, 'name', d.full_name, 'position', d.position, 'act', d.act_number,
        'is_acting', d.is_acting, 'valid_to', d.valid_to, 'authority_act', s.act_number,
        'area', (SELECT a.name FROM pqr.area a WHERE a.area_id = d.area_id));
END $$;

-- Addressee, identity and the incoming filing.
CREATE OR REPLACE FUNCTION pqr_core.letter_petition(p_case uuid) RETURNS jsonb
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    a record;
    body jsonb;
BEGIN
    SELECT * INTO a FROM pqr_core.reply_address(p_case);
    SELECT jsonb_build_object(
               'filing_number', t.filing_number, 'received_on', t.received_on, 'subject', t.subject,
               'identity', nullif(concat_ws(' ', p.document_type, pqr_core.dotted(p.document_number)), ''),
               'is_anonymous', t.is_anonymous)
      INTO body FROM pqr.petition t LEFT JOIN pqr.petitioner p ON p.case_id = t.case_id AND p.ordinal = 1
     WHERE t.case_id = p_case;
    RETURN body || jsonb_build_object(
        'kind', a.kind, 'addressee', a.addressee, 'address', a.address, 'municipality_code', a.municipality_code,
        'municipality', a.municipality, 'department', a.department);
END $$;

-- Every claim in its order with its answer and the input it rests on.
CREATE OR REPLACE FUNCTION pqr_core.letter_claims(p_case uuid, p_version int) RETURNS jsonb
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    body jsonb;
BEGIN
    SELECT coalesce(jsonb_agg(jsonb_build_object(
               'ordinal', k.ordinal, 'title', coalesce(k.title, n.title), 'decision', w.decision, 'body_html', coalesce(w.body_html, ''),
               'system', i.system, 'found_on', i.found_on, 'area', a.name, 'request', k.citizen_words,
               'norm', t.legal_act) ORDER BY k.ordinal), '[]')
      INTO body
      FROM pqr.claim k
      JOIN pqr.claim_node n ON n.code = k.claim_code
      LEFT JOIN pqr.draft_answer w ON w.case_id = k.case_id AND w.version = p_version AND w.claim_ordinal = k.ordinal
      LEFT JOIN pqr.approved_text t ON t.text_id = w.text_id AND t.version = w.text_version
      LEFT JOIN pqr.input i ON i.case_id = w.case_id AND i.input_id = w.input_id
      LEFT JOIN pqr.area a ON a.area_id = coalesce(i.area_id, k.area_id)
     WHERE k.case_id = p_case;
    RETURN body;
END $$;

-- The image of the signature of the director of a letter that is being signed right now, and only then: to the
-- signer, while the letter waits for its stamp and the act is in force. It leaves the server by no other way.
CREATE OR REPLACE FUNCTION pqr_api.signature_image(p_case uuid) RETURNS bytea
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    me pqr.person := pqr_core.require_role('signer');
    l pqr.letter := pqr_core.current_letter(p_case);
    image bytea;
BEGIN
    IF NOT EXISTS (SELECT FROM pqr.case_file c WHERE c.case_id = p_case AND c.activity = 22)
       OR pqr_core.signing_obstacle(l, true) IS NOT NULL THEN
        PERFORM pqr_core.refuse(coalesce(pqr_core.signing_obstacle(l, true), 'signing_image_closed'));
    -- A certificate signs without an image too: with no act in force that allows it, words alone are shown.
    ELSIF (pqr_core.authority_of(l.director_id, pqr_core.today())).authority_id IS NULL THEN
        RETURN NULL;
    ELSIF NOT pqr_core.spend('document', me, p_case, 'Imagen de firma') THEN
        PERFORM pqr_core.refuse('quota');
    END IF;
    SELECT string_agg(k.bytes, ''::bytea ORDER BY k.chunk_no) INTO image
      FROM pqr.director d
      JOIN pqr.document x ON x.document_id = d.signature_document_id AND x.state = 'ready'
      JOIN pqr.document_chunk k ON k.year = x.year AND k.document_id = x.document_id
     WHERE d.director_id = l.director_id;
    RETURN image;
END $$;
