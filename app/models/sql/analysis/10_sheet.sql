-- Pieces of what a person at work reads of a petition: who, what is asked, what was found, what was asked of others.

CREATE OR REPLACE FUNCTION pqr_core.sheet_petition(p_case uuid) RETURNS jsonb
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT jsonb_build_object(
        'filing_number', p.filing_number, 'received_on', p.received_on, 'channel', ch.label, 'class', k.label,
        'class_key', p.class_key, 'subject', p.subject, 'page_count', p.page_count,
        'signatory_count', p.signatory_count, 'is_anonymous', p.is_anonymous, 'is_oral', p.is_oral,
        'response_channel', p.response_channel, 'document_id', p.document_id, 'typed_due_at', p.typed_due_at)
    FROM pqr.petition p
    JOIN pqr.channel ch ON ch.key = p.channel
    JOIN pqr.petition_class k ON k.key = p.class_key
    WHERE p.case_id = p_case;
$$;

CREATE OR REPLACE FUNCTION pqr_core.sheet_people(p_case uuid) RETURNS jsonb
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT coalesce(jsonb_agg(jsonb_build_object(
        'ordinal', t.ordinal, 'capacity', t.capacity, 'full_name', t.full_name, 'document_type', t.document_type,
        'document_number', t.document_number, 'phone', t.phone, 'email', t.email, 'address', t.address,
        'municipality_code', t.municipality_code, 'municipality', m.name, 'accepts_email', t.accepts_email,
        'birth_date', t.birth_date,
        'differential', CASE WHEN pqr_core.is_revealed(p_case) THEN t.differential END) ORDER BY t.ordinal), '[]')
    FROM pqr.petitioner t LEFT JOIN pqr.municipality m ON m.code = t.municipality_code
    WHERE t.case_id = p_case;
$$;

CREATE OR REPLACE FUNCTION pqr_core.sheet_claims(p_case uuid) RETURNS jsonb
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT coalesce(jsonb_agg(jsonb_build_object(
        'ordinal', k.ordinal, 'code', k.claim_code, 'title', coalesce(k.title, n.title), 'area_id', k.area_id, 'area', a.name,
        'systems', n.lookup_systems, 'is_sensitive', n.is_sensitive, 'words', k.citizen_words) ORDER BY k.ordinal), '[]')
    FROM pqr.claim k
    JOIN pqr.claim_node n ON n.code = k.claim_code
    JOIN pqr.area a ON a.area_id = k.area_id
    WHERE k.case_id = p_case;
$$;

CREATE OR REPLACE FUNCTION pqr_core.sheet_inputs(p_case uuid) RETURNS jsonb
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT coalesce(jsonb_agg(jsonb_build_object(
        'input_id', i.input_id, 'claim', i.claim_ordinal, 'area', a.name, 'system', i.system, 'content', i.content,
        'found_on', i.found_on, 'valid_until', i.valid_until, 'document_id', i.document_id,
        'facts', coalesce(pqr_core.input_facts(i.case_id, i.input_id), '{}'), 'note', i.note,
        'reused_case_id', i.reused_case_id, 'reused_input_id', i.reused_input_id, 'trouble', pqr_core.input_trouble(i),
        'recorded_by', w.full_name, 'recorded_at', i.recorded_at) ORDER BY i.claim_ordinal, i.recorded_at), '[]')
    FROM pqr.input i
    JOIN pqr.area a ON a.area_id = i.area_id
    JOIN pqr.person w ON w.person_id = i.recorded_by
    WHERE i.case_id = p_case AND i.withdrawn_at IS NULL;
$$;

CREATE OR REPLACE FUNCTION pqr_core.sheet_joint(p_case uuid) RETURNS jsonb
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT coalesce(jsonb_agg(jsonb_build_object(
        'seq', d.seq, 'ruling', d.ruling, 'area', a.name, 'reason', d.reason, 'proposed_by', p.full_name,
        'proposed_by_id', d.proposed_by, 'proposed_at', d.proposed_at, 'objection', d.objection,
        'agreed_by', g.full_name, 'agreed_at', d.agreed_at) ORDER BY d.seq), '[]')
    FROM pqr.joint_decision d
    JOIN pqr.person p ON p.person_id = d.proposed_by
    LEFT JOIN pqr.person g ON g.person_id = d.agreed_by
    LEFT JOIN pqr.area a ON a.area_id = d.area_id
    WHERE d.case_id = p_case;
$$;

CREATE OR REPLACE FUNCTION pqr_core.sheet_escalations(p_case uuid) RETURNS jsonb
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT coalesce(jsonb_agg(jsonb_build_object(
        'case_id', e.case_id, 'version', f.version, 'activity', f.activity, 'round', e.round, 'area_id', e.area_id,
        'area', a.name, 'question', e.question, 'requested_at', e.requested_at, 'due_on', e.due_on,
        'promised_on', e.promised_on, 'competence', e.competence, 'rejection_reason', e.rejection_reason,
        'proposed_area_id', e.proposed_area_id, 'proposed_area', o.name, 'answered_at', e.answered_at,
        'check_result', e.check_result, 'check_note', e.check_note, 'loop_count', e.loop_count,
        'settled_turn', e.settled_turn, 'queue_position', e.queue_position,
        'faults', ARRAY(SELECT r.label FROM pqr.escalation_fault x JOIN pqr.conformity_reason r ON r.code = x.reason_code
                        WHERE x.case_id = e.case_id
                          AND x.turn = (SELECT max(z.turn) FROM pqr.escalation_fault z WHERE z.case_id = e.case_id)
                        ORDER BY r.code),
        'joint', pqr_core.sheet_joint(e.case_id),
        'claims', ARRAY(SELECT k.claim_ordinal FROM pqr.escalation_claim k WHERE k.case_id = e.case_id ORDER BY 1),
        'answers', (SELECT coalesce(jsonb_agg(jsonb_build_object(
            'claim', w.claim_ordinal, 'content', w.content, 'found_on', w.found_on, 'valid_until', w.valid_until,
            'document_id', w.document_id) ORDER BY w.claim_ordinal), '[]')
            FROM pqr.escalation_answer w WHERE w.case_id = e.case_id)) ORDER BY e.requested_at), '[]')
    FROM pqr.escalation e
    JOIN pqr.case_file f USING (case_id)
    JOIN pqr.area a ON a.area_id = e.area_id
    LEFT JOIN pqr.area o ON o.area_id = e.proposed_area_id
    WHERE e.petition_case_id = p_case;
$$;

CREATE OR REPLACE FUNCTION pqr_core.sheet_endorsements(p_case uuid) RETURNS jsonb
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT coalesce(jsonb_agg(jsonb_build_object(
        'seq', e.seq, 'kind', e.kind, 'reason_code', e.reason_code, 'reason', r.label, 'demands', r.demands,
        'note', e.note, 'target', e.target, 'requested_by', q.full_name, 'requested_by_id', e.requested_by,
        'requested_at', e.requested_at, 'due_at', e.due_at, 'decision', e.decision, 'decided_by', d.full_name,
        'decided_at', e.decided_at, 'decision_note', e.decision_note, 'act_number', e.act_number,
        'act_text', e.act_text, 'denial', n.label, 'act_state', e.act_state, 'signer', s.full_name) ORDER BY e.seq), '[]')
    FROM pqr.endorsement e
    JOIN pqr.endorsement_reason r ON r.code = e.reason_code
    JOIN pqr.person q ON q.person_id = e.requested_by
    LEFT JOIN pqr.person d ON d.person_id = e.decided_by
    LEFT JOIN pqr.person s ON s.person_id = e.signer_id
    LEFT JOIN pqr.denial_reason n ON n.code = e.denial_code
    WHERE e.case_id = p_case;
$$;

-- What happened to the case and to its escalations, newest first, each step under its printed activity number.
CREATE OR REPLACE FUNCTION pqr_core.sheet_history(p_case uuid) RETURNS jsonb
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT coalesce(jsonb_agg(jsonb_build_object(
        'at', h.recorded_at, 'number', h.seed, 'label', h.label, 'outcome', h.outcome, 'who', h.who,
        'about', h.about) ORDER BY h.recorded_at DESC, h.version DESC), '[]')
    FROM (
        SELECT v.recorded_at, v.version, a.seed, v.outcome, w.full_name AS who,
               CASE v.outcome WHEN 'undone' THEN 'Deshecho' WHEN 'opened' THEN 'Abierto'
                    WHEN 'passed' THEN 'Pasado a otro agente' WHEN 'extended' THEN 'Término ampliado'
                    WHEN 'rescheduled' THEN 'Término contado de nuevo'
                    WHEN 'linked' THEN 'Comparada con una petición anterior'
                    ELSE coalesce(o.label, pqr_core.law_act_words(v.outcome), pqr_core.requirement_words(v.outcome), v.outcome) END AS label,
               CASE WHEN f.case_id <> p_case THEN f.label END AS about
        FROM pqr.case_file f
        JOIN pqr_audit.case_event v ON v.case_id = f.case_id
        JOIN pqr.activity a ON a.procedure = v.procedure AND a.number = v.from_activity
        JOIN pqr.person w ON w.person_id = v.actor_id
        LEFT JOIN pqr.outcome o ON o.procedure = v.procedure AND o.activity = v.from_activity AND o.key = v.outcome
        WHERE f.case_id = p_case OR (f.parent_id = p_case AND f.procedure = 'escalation_v01')
        ORDER BY v.recorded_at DESC, v.version DESC LIMIT 80
    ) h;
$$;

CREATE OR REPLACE FUNCTION pqr_core.sheet_documents(p_case uuid) RETURNS jsonb
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT coalesce(jsonb_agg(jsonb_build_object(
        'document_id', d.document_id, 'kind', d.kind, 'label', d.file_label, 'pages', d.page_count, 'mime', d.mime)
        ORDER BY d.created_at), '[]')
    FROM pqr.document d
    WHERE d.case_id = p_case AND d.state = 'ready'
      AND NOT EXISTS (SELECT FROM pqr.document n WHERE n.supersedes = d.document_id AND n.state = 'ready');
$$;

CREATE OR REPLACE FUNCTION pqr_core.sheet_signatories(p_case uuid) RETURNS jsonb
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT coalesce(jsonb_agg(jsonb_build_object(
        'ordinal', s.ordinal, 'full_name', s.full_name, 'document_type', s.document_type,
        'document_number', s.document_number, 'address', s.address, 'municipality_code', s.municipality_code,
        'child_case_id', s.child_case_id) ORDER BY s.ordinal), '[]')
    FROM pqr.signatory s WHERE s.case_id = p_case;
$$;

-- How many other petitions the same identity document has: the number only, never which.
CREATE OR REPLACE FUNCTION pqr_core.earlier_petitions(p_case uuid) RETURNS int
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT count(DISTINCT o.case_id)::int
    FROM pqr.petitioner t
    JOIN pqr.petitioner o ON o.document_number = t.document_number AND o.document_type = t.document_type
    WHERE t.case_id = p_case AND t.ordinal = 1 AND t.document_number IS NOT NULL AND o.case_id <> p_case;
$$;
