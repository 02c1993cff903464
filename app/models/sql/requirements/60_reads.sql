-- What the window reads of these acts: how each stands on a case, what a letter says, and who waits for a citizen.

-- How these acts are called in the history of a case; NULL for any other.
CREATE OR REPLACE FUNCTION pqr_core.requirement_words(p_outcome text) RETURNS text
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT CASE p_outcome
        WHEN 'asked_to_complete' THEN 'Requerimiento para completar (art. 17)'
        WHEN 'asked_to_clarify' THEN 'Devolución para aclarar (art. 19)'
        WHEN 'told_to_complete' THEN 'Requerimiento avisado: el término se suspende'
        WHEN 'told_to_clarify' THEN 'Devolución avisada: el término se suspende'
        WHEN 'proof_recorded' THEN 'Prueba del aviso, por confirmar'
        WHEN 'proof_returned' THEN 'Prueba del aviso devuelta: no prueba lo que dice'
        WHEN 'prolonged' THEN 'Prórroga del plazo del ciudadano'
        WHEN 'completed' THEN 'El ciudadano completó: el término se reactiva'
        WHEN 'clarified' THEN 'El ciudadano aclaró: el término se reactiva'
        WHEN 'withdrawn' THEN 'El peticionario desistió (art. 18)'
        WHEN 'withdrawn_late' THEN 'El peticionario desistió: la carta en preparación se detuvo (art. 18)'
        WHEN 'continuation_letter' THEN 'Carta: la Unidad continúa de oficio'
        WHEN 'told_continuation' THEN 'Avisado que la Unidad continúa de oficio'
        WHEN 'referred' THEN 'Remisión a la respuesta anterior (art. 19)'
        WHEN 'told_earlier_answer' THEN 'Remisión entregada al ciudadano'
        WHEN 'notice_letter' THEN 'Carta de notificación del acto'
        WHEN 'told_act_notice' THEN 'Acto notificado'
        WHEN 'appeal_filed' THEN 'Recurso de reposición recibido'
    END
$$;

CREATE OR REPLACE FUNCTION pqr_core.letter_json(l pqr.legal_letter) RETURNS jsonb
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT CASE WHEN l.letter_id IS NOT NULL THEN jsonb_build_object(
        'letter_id', l.letter_id, 'kind', l.kind, 'filing_number', l.filing_number, 'made_at', l.made_at,
        'document_id', l.document_id, 'sent_on', l.sent_on, 'told_on', l.told_on, 'means', l.means) END
$$;

CREATE OR REPLACE FUNCTION pqr_core.requirement_json(c pqr.case_file, p_kind text) RETURNS jsonb
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    r pqr.requirement;
    l pqr.legal_letter;
BEGIN
    SELECT * INTO r FROM pqr.requirement x WHERE x.case_id = c.case_id AND x.kind = p_kind;
    SELECT * INTO l FROM pqr.legal_letter x WHERE x.letter_id = r.letter_id;
    RETURN jsonb_build_object(
        'obstacle', pqr_core.requirement_obstacle(c, p_kind), 'send_by', r.send_by, 'reason', r.reason,
        'items', ARRAY(SELECT i.words FROM pqr.requirement_item i WHERE i.case_id = c.case_id AND i.kind = p_kind
                        ORDER BY i.item_no),
        'letter', pqr_core.letter_json(l), 'old_due_on', r.old_due_on, 'answer_by', r.answer_by,
        'prolonged_to', r.prolonged_to, 'prolong_most', CASE WHEN r.answer_by IS NOT NULL THEN pqr_core.prolong_most(r) END,
        'supplied_on', r.supplied_on, 'proof', pqr_core.proof_json(c.case_id, p_kind));
END $$;

-- How the acts of arts. 17 to 19 stand on a case, in the words that were written of it. NULL where the case, or what it
-- asks, is not to be seen. Counted as an opening of the case: it holds what people wrote of it.
CREATE OR REPLACE FUNCTION pqr_api.law_acts(p_case uuid) RETURNS jsonb
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    c pqr.case_file;
    e pqr.endorsement;
    n pqr.legal_letter;
BEGIN
    SELECT * INTO c FROM pqr.case_file f WHERE f.case_id = p_case AND f.procedure = 'pqr_v08';
    IF c.case_id IS NULL OR NOT pqr_core.can_read(c) OR NOT pqr_core.sees_claims(c, pqr_core.me()) THEN
        RETURN NULL;
    ELSIF NOT pqr_core.spend('sheet', pqr_core.me(), p_case, 'trámites de ley') THEN
        PERFORM pqr_core.refuse('quota');
    END IF;
    e := pqr_core.granted_act(p_case);
    n := pqr_core.notice_of(e);
    RETURN jsonb_build_object(
        'today', pqr_core.today(), 'activity', c.activity, 'due_on', c.due_on,
        'require_by', (SELECT pqr_core.require_by(p.received_on) FROM pqr.petition p WHERE p.case_id = p_case),
        'complete', pqr_core.requirement_json(c, 'complete'), 'clarify', pqr_core.requirement_json(c, 'clarify'),
        'withdrawal', (SELECT jsonb_build_object('withdrawn_on', w.withdrawn_on, 'decision', w.decision,
            'act_number', w.act_number, 'reason', w.reason) FROM pqr.express_withdrawal w WHERE w.case_id = p_case),
        'continuation', pqr_core.letter_json(pqr_core.letter_of(p_case, 'continuation')),
        'earlier', (SELECT to_jsonb(x) FROM pqr_core.proved_earlier(p_case) x),
        'referral', (SELECT jsonb_build_object('reason', x.reason, 'letter', pqr_core.letter_json(l))
            FROM pqr.earlier_answer x JOIN pqr.legal_letter l ON l.letter_id = x.letter_id WHERE x.case_id = p_case),
        'act', CASE WHEN e.case_id IS NOT NULL THEN jsonb_build_object('number', e.act_number, 'reason_code', e.reason_code,
            'decided_at', e.decided_at, 'is_told', pqr_core.is_told_act(e), 'has_remedy', pqr_core.has_remedy(e),
            'note', e.note, 'letter', pqr_core.letter_json(n),
            'appeal_by', CASE WHEN n.told_on IS NOT NULL AND pqr_core.has_remedy(e) THEN pqr_core.appeal_by(n) END) END,
        'appeal_on', (SELECT max(a.filed_on) FROM pqr.act_appeal a WHERE a.case_id = p_case AND a.act_seq = e.seq),
        'had_appeal', EXISTS (SELECT FROM pqr.act_appeal a WHERE a.case_id = p_case),
        'aval_open', EXISTS (SELECT FROM pqr.endorsement o WHERE o.case_id = p_case AND o.decision IS NULL),
        'has_claims', EXISTS (SELECT FROM pqr.claim k WHERE k.case_id = p_case),
        'ground', pqr_core.archive_ground(p_case), 'closing', pqr_core.closing_obstacle(p_case));
END $$;

-- How far the wait for the citizen has come, computed when it is read, so that no night that was missed hides one.
CREATE OR REPLACE FUNCTION pqr_core.awaiting_state(r pqr.requirement) RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT CASE WHEN r.answer_by IS NULL AND pqr_core.proof_waits(r.case_id) THEN 'unconfirmed'
                WHEN r.answer_by IS NULL THEN 'unsent'
                WHEN pqr_core.today() > pqr_core.awaited_until(r) THEN 'lapsed'
                WHEN pqr_core.business_days_between(pqr_core.today(), pqr_core.awaited_until(r)) <= 3 THEN 'soon'
                ELSE 'waiting' END
$$;

-- What the open case says of it: read with its sheet, so that it is there without a network too.
CREATE OR REPLACE FUNCTION pqr_core.sheet_awaiting(p_case uuid) RETURNS jsonb
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT jsonb_build_object('kind', r.kind, 'state', pqr_core.awaiting_state(r),
                              'until', coalesce(pqr_core.awaited_until(r), r.send_by))
      FROM pqr.requirement r JOIN pqr.case_file f ON f.case_id = r.case_id
     WHERE r.case_id = p_case AND r.supplied_on IS NULL AND f.activity NOT IN (0, 10) LIMIT 1
$$;

-- Petitions of a list that wait for a citizen, or whose citizen's time has run out. `state`: unsent, unconfirmed (its proof
-- waits for a lawyer), waiting, soon (three business days or less), lapsed. At most 1000.
CREATE OR REPLACE FUNCTION pqr_api.awaiting_citizen(p_cases uuid[])
RETURNS TABLE (case_id uuid, kind text, state text, until date)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
BEGIN
    IF cardinality(p_cases) > 1000 THEN
        PERFORM pqr_core.refuse('payload', 'p_cases');
    END IF;
    RETURN QUERY
    SELECT r.case_id, r.kind, pqr_core.awaiting_state(r), coalesce(pqr_core.awaited_until(r), r.send_by)
      FROM pqr.requirement r JOIN pqr.case_file f ON f.case_id = r.case_id
     WHERE r.case_id = ANY (p_cases) AND r.supplied_on IS NULL AND f.closed_at IS NULL AND f.activity <> 10
       AND pqr_core.can_see(f);
END $$;
