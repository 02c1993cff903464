-- What the acts of the law on a petition share: the case in hand, its event, the words of its history.

-- The case, locked, if it is mine to answer and stands in one of those activities.
CREATE OR REPLACE FUNCTION pqr_core.case_in_hand(p_case uuid, p_version int, p_act text, p_activities int[])
RETURNS pqr.case_file LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    me pqr.person := pqr_core.require_role('agent', 'lawyer');
    c pqr.case_file;
BEGIN
    SELECT * INTO c FROM pqr.case_file f WHERE f.case_id = p_case FOR NO KEY UPDATE;
    IF c.case_id IS NULL OR c.procedure <> 'pqr_v08' OR c.closed_at IS NOT NULL
       OR c.assignee_id IS DISTINCT FROM me.person_id THEN
        PERFORM pqr_core.log_refusal(NULL, p_case, p_act, NULL, 'not_permitted');
        PERFORM pqr_core.refuse('not_permitted');
    ELSIF c.activity <> ALL (p_activities) THEN
        PERFORM pqr_core.refuse('wrong_activity');
    ELSIF c.version IS DISTINCT FROM p_version THEN
        PERFORM pqr_core.refuse('stale_version');
    END IF;
    RETURN c;
END $$;

-- The case, locked, for a lawyer who takes back what somebody else decided about it.
CREATE OR REPLACE FUNCTION pqr_core.case_to_review(p_case uuid, p_version int, p_act text)
RETURNS pqr.case_file LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    c pqr.case_file;
BEGIN
    PERFORM pqr_core.require_role('lawyer');
    SELECT * INTO c FROM pqr.case_file f WHERE f.case_id = p_case FOR NO KEY UPDATE;
    IF c.case_id IS NULL OR c.procedure <> 'pqr_v08' OR c.closed_at IS NOT NULL THEN
        PERFORM pqr_core.log_refusal(NULL, p_case, p_act, NULL, 'not_permitted');
        PERFORM pqr_core.refuse('not_permitted');
    ELSIF c.version IS DISTINCT FROM p_version THEN
        PERFORM pqr_core.refuse('stale_version');
    END IF;
    RETURN c;
END $$;

-- What one person put on a case another takes off; refuses where nobody put it (p_by NULL), with that reason.
CREATE OR REPLACE FUNCTION pqr_core.require_other(p_by int, me pqr.person, p_none text) RETURNS void
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF p_by IS NULL THEN
        PERFORM pqr_core.refuse(p_none);
    ELSIF p_by = me.person_id THEN
        PERFORM pqr_core.refuse('law_two_people');
    ELSIF pqr_core.one_hand(p_by, me.person_id) THEN
        PERFORM pqr_core.refuse('same_hand');
    END IF;
END $$;

-- Write the event of an act that leaves the case where it is.
CREATE OR REPLACE FUNCTION pqr_core.note_act(
    c pqr.case_file, me pqr.person, p_key uuid, p_outcome text, p_said text, r pqr_core.effect_result) RETURNS void
LANGUAGE sql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
    SELECT pqr_core.move(c, me, p_key, p_outcome, c.activity::int, c.assignee_id, c.area_id, c.status,
                         sha256(convert_to(coalesce(p_said, ''), 'UTF8')), r)
$$;

-- A text that people type, or the refusal that names its field.
CREATE OR REPLACE FUNCTION pqr_core.said(p_text text, p_field text, p_least int, p_most int) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF length(pqr_core.visible(p_text)) < p_least THEN
        PERFORM pqr_core.refuse('law_text_short', p_field);
    ELSIF length(p_text) > p_most THEN
        PERFORM pqr_core.refuse('text_too_long', p_field);
    END IF;
    RETURN pqr_core.visible(p_text);
END $$;

-- A day on which something was done: not before the act it belongs to, not after today.
CREATE OR REPLACE FUNCTION pqr_core.done_on(p_day date, p_field text, p_since timestamptz) RETURNS date
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF p_day IS NULL OR p_day > pqr_core.today() OR p_day < (p_since AT TIME ZONE INTERVAL '-05:00')::date THEN
        PERFORM pqr_core.refuse('law_day', p_field);
    END IF;
    RETURN p_day;
END $$;

-- How these acts are called in the history of a case; NULL for any other.
CREATE OR REPLACE FUNCTION pqr_core.law_act_words(p_outcome text) RETURNS text
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT CASE p_outcome
        WHEN 'prioritised' THEN 'Atención prioritaria (art. 20)'
        WHEN 'priority_removed' THEN 'Prioridad retirada'
        WHEN 'transfer_started' THEN 'Oficio de traslado (art. 21)'
        WHEN 'transfer_withdrawn' THEN 'Oficio de traslado retirado'
        WHEN 'transferred' THEN 'Trasladado por competencia (art. 21)'
        WHEN 'transferred_late' THEN 'Trasladado por competencia, fuera de los cinco días'
        WHEN 'told_transfer' THEN 'La entidad recibió el oficio de traslado'
        WHEN 'told_transfer_notice' THEN 'El peticionario recibió el aviso del traslado'
        WHEN 'nobody_approved' THEN 'Aprobado: ninguna entidad es competente'
        WHEN 'nobody_letter' THEN 'Carta: ninguna entidad es competente'
        WHEN 'extension_letter' THEN 'Carta de ampliación del término (art. 14)'
        WHEN 'general_interest' THEN 'Marcada de interés general (art. 22)'
        WHEN 'particular_interest' THEN 'Retirada la marca de interés general'
        WHEN 'told_nobody' THEN 'Avisado que ninguna entidad es competente (art. 21)'
        WHEN 'collective' THEN 'Respuesta única publicada (art. 22)'
        WHEN 'data_claim_marked' THEN 'Marcado «reclamo en trámite»'
        WHEN 'area_extended' THEN 'Plazo del área ampliado'
        WHEN 'extra_adopted' THEN 'Firmante incorporado al desglose'
        WHEN 'extra_set_aside' THEN 'Fila devuelta que se deja fuera del desglose'
        WHEN 'act_signed' THEN 'Acto del aval firmado'
        WHEN 'act_returned' THEN 'Acto del aval devuelto sin firmar'
        WHEN 'act_corrected' THEN 'Acto del aval corregido'
        WHEN 'data_claim_lifted' THEN 'Retirada la marca «reclamo en trámite»'
    END
$$;
