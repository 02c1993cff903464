-- The editor of a reply (activity 17): keeping what is being written, and reading all that a reply is written with.

-- Keep the author's unsent version. It is overwritten only when it is exactly the one that the author last saw saved;
-- in any other case a new version is made, so nothing that anybody wrote is ever lost. Not a step of the procedure.
-- `p_recovered` names the older version whose words these are. The answer also says which words name somebody else.
DROP FUNCTION IF EXISTS pqr_api.save_draft(uuid, int, timestamptz, text, jsonb);
DROP FUNCTION IF EXISTS pqr_api.save_draft(uuid, int, timestamptz, text, jsonb, int);
CREATE OR REPLACE FUNCTION pqr_api.save_draft(
    p_case uuid, p_version int, p_saved_at timestamptz, p_opening text, p_answers jsonb, p_recovered int DEFAULT NULL,
    p_attachments jsonb DEFAULT '[]', p_copies jsonb DEFAULT '[]') RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '3s' AS $fn$
DECLARE
    me pqr.person := pqr_core.me();
    c pqr.case_file;
    v_own int;
    v_mine int;
    v_saved_at timestamptz;
    v_elsewhere boolean := false;
    v_known jsonb;
BEGIN
    SELECT * INTO c FROM pqr.case_file f WHERE f.case_id = p_case FOR NO KEY UPDATE;
    IF NOT pqr_core.drafts_here(c, me) THEN
        PERFORM pqr_core.refuse('not_your_draft');
    ELSIF octet_length(p_answers::text) > 1048576 OR octet_length(p_opening) > 65536 THEN
        PERFORM pqr_core.refuse('draft_too_large');
    END IF;
    PERFORM pqr_core.check_html(p_opening, 'opening_html');
    v_own := pqr_core.own_unsent(p_case, me.person_id);
    v_mine := v_own;
    v_known := pqr_core.foreign_json(p_case, v_own);
    UPDATE pqr.draft d SET saved_at = clock_timestamp(), opening_html = p_opening
     WHERE d.case_id = p_case AND d.version = v_mine AND d.version = p_version AND d.saved_at = p_saved_at
     RETURNING d.saved_at INTO v_saved_at;
    IF NOT FOUND THEN
        -- Another window wrote meanwhile: its version stays, and this text gets one of its own.
        v_elsewhere := v_own = p_version OR (SELECT max(d.version) FROM pqr.draft d WHERE d.case_id = p_case) > p_version;
        v_mine := pqr_core.new_draft(p_case, me.person_id, CASE WHEN p_recovered IS NULL THEN 'saved' ELSE 'recovered' END,
                                     p_opening, NULL);
        UPDATE pqr.draft d SET recovered_from = p_recovered
         WHERE d.case_id = p_case AND d.version = v_mine AND p_recovered < v_mine;
        SELECT d.saved_at INTO v_saved_at FROM pqr.draft d WHERE d.case_id = p_case AND d.version = v_mine;
    END IF;
    PERFORM pqr_core.write_answers(p_case, v_mine, p_answers, false);
    PERFORM pqr_core.set_foot(p_case, v_mine, p_attachments, p_copies);
    RETURN jsonb_build_object('version', v_mine, 'saved_at', v_saved_at,
                              'elsewhere', coalesce(v_elsewhere, false),
                              'foreign', pqr_core.told_foreign(p_case, v_mine, v_known, me));
END $fn$;

-- Whether this person writes the reply of this case now: it is in 17, and theirs.
CREATE OR REPLACE FUNCTION pqr_core.drafts_here(c pqr.case_file, me pqr.person) RETURNS boolean LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS
$$
SELECT c.case_id IS NOT NULL AND c.assignee_id = me.person_id AND EXISTS (
    SELECT FROM pqr.activity a WHERE a.procedure = c.procedure AND a.number = c.activity AND a.key = 'draft_response')
$$;

CREATE OR REPLACE FUNCTION pqr_core.draft_json(p_case uuid, p_version int) RETURNS jsonb LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS
$$
SELECT jsonb_build_object(
    'version', d.version, 'author_id', d.author_id, 'author', p.full_name, 'saved_at', d.saved_at, 'reason', d.reason,
    'opening_html', d.opening_html, 'attachments', to_jsonb(d.attachments), 'copies', to_jsonb(d.copies),
    'answers', (SELECT coalesce(jsonb_agg(jsonb_build_object(
        'claim', a.claim_ordinal, 'decision', a.decision, 'body_html', a.body_html, 'input_id', a.input_id,
        'text_id', a.text_id, 'text_version', a.text_version) ORDER BY a.claim_ordinal), '[]')
        FROM pqr.draft_answer a WHERE a.case_id = d.case_id AND a.version = d.version),
    'household', (SELECT coalesce(jsonb_agg(jsonb_build_object('number', h.document_number, 'reason', h.reason)), '[]')
        FROM pqr.draft_identity h WHERE h.case_id = d.case_id AND h.version = d.version),
    'named', (SELECT coalesce(jsonb_agg(jsonb_build_object('name', w.name_key, 'reason', w.reason)), '[]')
        FROM pqr.draft_name w WHERE w.case_id = d.case_id AND w.version = d.version),
    'foreign', pqr_core.foreign_json(d.case_id, d.version))
  FROM pqr.draft d JOIN pqr.person p ON p.person_id = d.author_id
 WHERE d.case_id = p_case AND d.version = p_version
$$;

CREATE OR REPLACE FUNCTION pqr_core.draft_versions(p_case uuid) RETURNS jsonb LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS
$$
SELECT coalesce(jsonb_agg(jsonb_build_object(
    'version', d.version, 'author_id', d.author_id, 'author', p.full_name, 'saved_at', d.saved_at, 'reason', d.reason,
    'recovered_from', d.recovered_from,
    'verdict', (SELECT r.verdict FROM pqr.quality_review r WHERE r.case_id = d.case_id AND r.draft_version = d.version
                 AND r.withdrawn_at IS NULL
                 ORDER BY r.seq DESC LIMIT 1)) ORDER BY d.version DESC), '[]')
  FROM pqr.draft d JOIN pqr.person p ON p.person_id = d.author_id WHERE d.case_id = p_case
$$;

-- Claims with the inputs that may support their answers; a withdrawn or expired one is listed and says so.
CREATE OR REPLACE FUNCTION pqr_core.draft_claims(p_case uuid) RETURNS jsonb LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS
$$
SELECT coalesce(jsonb_agg(jsonb_build_object(
    'ordinal', k.ordinal, 'code', k.claim_code, 'title', coalesce(k.title, n.title), 'area', a.name, 'words', k.citizen_words,
    'texts', (SELECT count(*) FROM pqr.approved_text t WHERE t.claim_code = k.claim_code),
    'inputs', (SELECT coalesce(jsonb_agg(jsonb_build_object(
        'input_id', i.input_id, 'system', i.system, 'area', b.name, 'content', i.content, 'found_on', i.found_on,
        'valid_until', i.valid_until, 'withdrawn', i.withdrawn_at IS NOT NULL,
        'in_force', i.withdrawn_at IS NULL AND i.found_on <= pqr_core.today()
                    AND (i.valid_until IS NULL OR i.valid_until >= pqr_core.today()),
        'fields', pqr_core.input_fields(i.case_id, i.input_id)) ORDER BY i.found_on DESC, i.recorded_at DESC), '[]')
        FROM pqr.input i JOIN pqr.area b ON b.area_id = i.area_id
       WHERE i.case_id = k.case_id AND i.claim_ordinal = k.ordinal)) ORDER BY k.ordinal), '[]')
  FROM pqr.claim k JOIN pqr.claim_node n ON n.code = k.claim_code JOIN pqr.area a ON a.area_id = k.area_id
 WHERE k.case_id = p_case
$$;

-- What quality and signature asked to be changed, newest first.
CREATE OR REPLACE FUNCTION pqr_core.draft_returns(p_case uuid) RETURNS jsonb LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS
$$
SELECT coalesce(jsonb_agg(x.note ORDER BY x.at DESC), '[]') FROM (
    SELECT r.reviewed_at AS at, jsonb_build_object(
        'from', 'quality', 'by', p.full_name, 'at', r.reviewed_at, 'draft_version', r.draft_version,
        'notes', (SELECT jsonb_agg(jsonb_build_object('criterion', f.criterion, 'severity', f.severity,
            'fault_class', f.fault_class, 'claim', f.claim_ordinal, 'note', f.note) ORDER BY f.finding_no)
            FROM pqr.quality_finding f WHERE f.case_id = r.case_id AND f.seq = r.seq)) AS note
      FROM pqr.quality_review r JOIN pqr.person p ON p.person_id = r.reviewer_id
     WHERE r.case_id = p_case AND r.verdict = 'rejected' AND r.withdrawn_at IS NULL
    UNION ALL
    SELECT s.returned_at, jsonb_build_object('from', 'signature', 'by', p.full_name, 'at', s.returned_at,
        'notes', jsonb_build_array(jsonb_build_object('note', s.reason)))
      FROM pqr.signature_return s JOIN pqr.person p ON p.person_id = s.returned_by WHERE s.case_id = p_case) x
$$;

-- All a reply is written or reviewed with: counted as an opening of the case. `p_version` reads an older version.
CREATE OR REPLACE FUNCTION pqr_api.read_draft(p_case uuid, p_reason text DEFAULT 'proyección', p_version int DEFAULT NULL)
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $fn$
DECLARE
    me pqr.person := pqr_core.me();
    c pqr.case_file;
BEGIN
    SELECT * INTO c FROM pqr.case_file f WHERE f.case_id = p_case;
    IF c.case_id IS NULL OR NOT pqr_core.can_read(c) OR NOT pqr_core.sees_claims(c, me) THEN
        PERFORM pqr_core.log_refusal(NULL, p_case, 'read_draft', NULL, 'not_permitted');
        PERFORM pqr_core.refuse('not_permitted');
    ELSIF NOT pqr_core.spend('sheet', me, p_case, p_reason) THEN
        PERFORM pqr_core.refuse('quota');
    END IF;
    RETURN pqr_core.draft_sheet(c, me, p_version);
END $fn$;

-- The sheet itself, for those who checked who reads it.
CREATE OR REPLACE FUNCTION pqr_core.draft_sheet(c pqr.case_file, me pqr.person, p_version int) RETURNS jsonb
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $fn$
DECLARE
    p_case uuid := c.case_id;
    v_last int;
BEGIN
    SELECT max(version) INTO v_last FROM pqr.draft WHERE case_id = p_case;
    RETURN jsonb_build_object(
        'case_id', p_case, 'version', c.version, 'procedure', c.procedure, 'status', c.status, 'label', c.label,
        'due_on', c.due_on, 'may_write', pqr_core.drafts_here(c, me), 'today', pqr_core.today(),
        'lex_code', coalesce(c.lex_code, c.label),
        'petition', pqr_core.letter_petition(p_case), 'document_id', pqr_core.petition_document(p_case),
        'identities', (SELECT coalesce(jsonb_agg(p.document_number), '[]') FROM pqr.petitioner p
                        WHERE p.case_id = p_case AND p.document_number IS NOT NULL),
        'fields', pqr_core.case_fields(p_case), 'claims', pqr_core.draft_claims(p_case),
        'director', pqr_core.director_json(pqr_core.director_of(pqr_core.expected_area(p_case), pqr_core.today())),
        'draft', pqr_core.draft_json(p_case, coalesce(p_version, v_last)), 'last_version', v_last,
        'versions', pqr_core.draft_versions(p_case), 'returns', pqr_core.draft_returns(p_case));
END $fn$;

-- The newest scan of the petition.
CREATE OR REPLACE FUNCTION pqr_core.petition_document(p_case uuid) RETURNS uuid LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS
$$ SELECT t.document_id FROM pqr.petition t WHERE t.case_id = p_case $$;

-- The area that would sign if the reply left now; before anything is written, that of the first claim.
CREATE OR REPLACE FUNCTION pqr_core.expected_area(p_case uuid) RETURNS int LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp AS $fn$
BEGIN
    RETURN coalesce(pqr_core.letter_area(p_case, (SELECT max(d.version) FROM pqr.draft d WHERE d.case_id = p_case)),
                    (SELECT k.area_id FROM pqr.claim k WHERE k.case_id = p_case ORDER BY k.ordinal LIMIT 1));
END $fn$;

DROP FUNCTION IF EXISTS pqr_api.text_library();
-- Approved texts with how often each version was used and how many of those letters quality returned.
CREATE OR REPLACE FUNCTION pqr_api.text_library() RETURNS TABLE (
    text_id text, version int, claim_code text, claim text, parent_code text, parent text, title text, decision text,
    body_html text, approved_by text, approved_on date, valid_from date, valid_to date, used int, returned int,
    legal_act text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$
SELECT t.text_id, t.version, t.claim_code, n.title, n.parent_code, g.title, t.title, t.decision, t.body_html, t.approved_by,
       t.approved_on, t.valid_from, t.valid_to, coalesce(u.used, 0), coalesce(u.returned, 0), t.legal_act
  FROM pqr.approved_text t
  LEFT JOIN pqr.claim_node n ON n.code = t.claim_code
  LEFT JOIN pqr.claim_node g ON g.code = n.parent_code
  LEFT JOIN LATERAL (
      SELECT count(*)::int AS used, count(r.seq)::int AS returned
        FROM pqr.draft_answer a
        JOIN pqr.draft d ON d.case_id = a.case_id AND d.version = a.version AND d.reason IN ('sent', 'bulk')
        LEFT JOIN pqr.quality_review r ON r.case_id = a.case_id AND r.draft_version = a.version AND r.verdict = 'rejected'
                                        AND r.withdrawn_at IS NULL
       WHERE a.text_id = t.text_id AND a.text_version = t.version) u ON true
 ORDER BY t.claim_code, t.text_id, t.version DESC
$$;
