-- The acts of avals: who signs them and by which delegation, what waits for it, and why avals are denied.

-- Lawyers who sign today, by a delegation in force: never for what they asked for themselves.
CREATE OR REPLACE FUNCTION pqr_core.act_signers(p_requester int) RETURNS SETOF pqr.act_signer
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT s.* FROM pqr.act_signer s JOIN pqr.person p ON p.person_id = s.person_id
     WHERE pqr_core.today() BETWEEN s.valid_from AND coalesce(s.valid_to, 'infinity')
       AND p.active AND s.person_id <> p_requester
       AND EXISTS (SELECT FROM pqr.person_role r WHERE r.person_id = s.person_id AND r.role = 'lawyer')
     ORDER BY s.valid_from DESC, s.person_id
$$;

-- Where the act of a granted aval goes: to whom it was delegated, or, with nobody delegated, signed by who granted it
-- (740.04.08-5, act. 8). Who granted and is delegated signs with the same hand.
CREATE OR REPLACE FUNCTION pqr_core.send_act(p_case uuid, me pqr.person) RETURNS void
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    e pqr.endorsement;
    s pqr.act_signer;
BEGIN
    SELECT * INTO e FROM pqr.endorsement x WHERE x.case_id = p_case ORDER BY x.seq DESC LIMIT 1;
    SELECT * INTO s FROM pqr_core.act_signers(e.requested_by) t ORDER BY t.person_id <> me.person_id LIMIT 1;
    IF s.person_id IS NULL OR s.person_id = me.person_id THEN
        UPDATE pqr.endorsement x SET act_state = 'signed', signer_id = me.person_id, signer_act = s.legal_act,
               signed_by = me.person_id, signed_at = clock_timestamp(),
               act_sha256 = sha256(convert_to(e.act_text, 'UTF8'))
         WHERE x.case_id = p_case AND x.seq = e.seq;
    ELSE
        UPDATE pqr.endorsement x SET act_state = 'to_sign', signer_id = s.person_id, signer_act = s.legal_act
         WHERE x.case_id = p_case AND x.seq = e.seq;
    END IF;
END $$;

-- The act, locked with its case at that version; refuses where it isn't in one of those states.
CREATE OR REPLACE FUNCTION pqr_core.act_in(p_case uuid, p_version int, p_state text, p_what text) RETURNS pqr.endorsement
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    e pqr.endorsement;
    c pqr.case_file := pqr_core.case_to_review(p_case, p_version, p_what);
BEGIN
    SELECT * INTO e FROM pqr.endorsement x WHERE x.case_id = p_case ORDER BY x.seq DESC LIMIT 1;
    IF e.act_state = 'signed' THEN
        PERFORM pqr_core.refuse('act_signed');
    ELSIF e.act_state IS DISTINCT FROM p_state THEN
        PERFORM pqr_core.refuse('act_not_here');
    END IF;
    RETURN e;
END $$;

-- Whether I sign it: it was sent to me, or I'm delegated today as well; never who asked for the aval.
CREATE OR REPLACE FUNCTION pqr_core.require_signer(e pqr.endorsement, me pqr.person) RETURNS text
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    delegation text := (SELECT s.legal_act FROM pqr_core.act_signers(e.requested_by) s WHERE s.person_id = me.person_id);
BEGIN
    IF e.requested_by = me.person_id THEN
        PERFORM pqr_core.refuse('not_own_request');
    ELSIF pqr_core.one_hand(e.requested_by, me.person_id) THEN
        PERFORM pqr_core.refuse('same_hand');
    ELSIF delegation IS NULL THEN
        PERFORM pqr_core.log_refusal(NULL, e.case_id, 'sign_act', NULL, 'act_not_delegated');
        PERFORM pqr_core.refuse('act_not_delegated');
    END IF;
    RETURN delegation;
END $$;

-- Sign the words that were read: with no words of the lawyer yet, those that the program drafted become the act's.
CREATE OR REPLACE FUNCTION pqr_api.sign_act(p_key uuid, p_case uuid, p_version int, p_body text) RETURNS jsonb
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '3s' AS $$
DECLARE
    me pqr.person := pqr_core.require_role('lawyer');
    e pqr.endorsement;
    delegation text;
    body text := pqr_core.visible(p_body);
BEGIN
    e := pqr_core.act_in(p_case, p_version, 'to_sign', 'sign_act');
    delegation := pqr_core.require_signer(e, me);
    IF length(body) NOT BETWEEN 40 AND 8000 THEN
        PERFORM pqr_core.refuse('act_text_length', 'act');
    ELSIF pqr_core.visible(e.act_text) NOT IN ('', body) THEN
        PERFORM pqr_core.refuse('act_changed', 'act');
    END IF;
    UPDATE pqr.endorsement x SET act_state = 'signed', signer_id = me.person_id, signer_act = delegation, act_text = body,
           signed_by = me.person_id, signed_at = clock_timestamp(), act_sha256 = sha256(convert_to(body, 'UTF8'))
     WHERE x.case_id = p_case AND x.seq = e.seq;
    PERFORM pqr_core.note_act((SELECT f FROM pqr.case_file f WHERE f.case_id = p_case), me, p_key, 'act_signed', body,
                              pqr_core.nothing());
    RETURN jsonb_build_object('status', 'applied', 'version', p_version + 1);
END $$;

-- Back to who granted it, with what is wrong.
CREATE OR REPLACE FUNCTION pqr_api.return_act(p_key uuid, p_case uuid, p_version int, p_note text) RETURNS jsonb
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '3s' AS $$
DECLARE
    me pqr.person := pqr_core.require_role('lawyer');
    e pqr.endorsement;
BEGIN
    e := pqr_core.act_in(p_case, p_version, 'to_sign', 'return_act');
    PERFORM pqr_core.require_signer(e, me);
    UPDATE pqr.endorsement x SET act_state = 'returned', return_note = pqr_core.said(p_note, 'note', 10, 2000)
     WHERE x.case_id = p_case AND x.seq = e.seq;
    PERFORM pqr_core.note_act((SELECT f FROM pqr.case_file f WHERE f.case_id = p_case), me, p_key, 'act_returned', p_note,
                              pqr_core.nothing());
    RETURN jsonb_build_object('status', 'applied', 'version', p_version + 1);
END $$;

-- Corrected by who granted it, and sent again; its number stays, for nobody signed it.
CREATE OR REPLACE FUNCTION pqr_api.correct_act(p_key uuid, p_case uuid, p_version int, p_body text) RETURNS jsonb
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '3s' AS $$
DECLARE
    me pqr.person := pqr_core.require_role('lawyer');
    e pqr.endorsement;
BEGIN
    e := pqr_core.act_in(p_case, p_version, 'returned', 'correct_act');
    IF e.decided_by <> me.person_id THEN
        PERFORM pqr_core.refuse('act_of_another');
    ELSIF length(pqr_core.visible(p_body)) NOT BETWEEN 40 AND 8000 THEN
        PERFORM pqr_core.refuse('act_text_length', 'act');
    END IF;
    UPDATE pqr.endorsement x SET return_note = NULL, act_text = pqr_core.visible(p_body)
     WHERE x.case_id = p_case AND x.seq = e.seq;
    PERFORM pqr_core.send_act(p_case, me);
    PERFORM pqr_core.note_act((SELECT f FROM pqr.case_file f WHERE f.case_id = p_case), me, p_key, 'act_corrected', p_body,
                              pqr_core.nothing());
    RETURN jsonb_build_object('status', 'applied', 'version', p_version + 1);
END $$;

-- Acts that wait or were signed in thirty days: a lawyer's own (granted, sent to them, or delegated to them), all of them
-- for the lead and the auditor. No personal data.
DROP FUNCTION IF EXISTS pqr_api.act_list();
CREATE FUNCTION pqr_api.act_list() RETURNS TABLE (
    case_id uuid, version int, label text, due_on date, kind text, reason text, act_number text, granted_by text,
    granted_at timestamptz, state text, signer text, signer_act text, signed_by text, signed_at timestamptz,
    may_sign boolean, may_correct boolean, return_note text, sha256 text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    me pqr.person := pqr_core.require_role('lawyer', 'lead', 'auditor');
    sees_all boolean := pqr_api.my_roles() && ARRAY['lead', 'auditor'];
    is_lawyer boolean := 'lawyer' = ANY (pqr_api.my_roles());
BEGIN
    RETURN QUERY
    SELECT e.case_id, f.version, f.label, f.due_on, e.kind, r.label, e.act_number, d.full_name, e.decided_at, e.act_state,
           s.full_name, e.signer_act, b.full_name, e.signed_at,
           is_lawyer AND e.act_state = 'to_sign' AND EXISTS (
               SELECT FROM pqr_core.act_signers(e.requested_by) t WHERE t.person_id = me.person_id),
           is_lawyer AND e.act_state = 'returned' AND e.decided_by = me.person_id, e.return_note,
           encode(e.act_sha256, 'hex')
      FROM pqr.endorsement e JOIN pqr.case_file f USING (case_id)
      JOIN pqr.endorsement_reason r ON r.code = e.reason_code
      JOIN pqr.person d ON d.person_id = e.decided_by JOIN pqr.person s ON s.person_id = e.signer_id
      LEFT JOIN pqr.person b ON b.person_id = e.signed_by
     WHERE e.decision = 'granted'
       AND (e.act_state <> 'signed' AND f.closed_at IS NULL OR e.signed_at > now() - interval '30 days')
       AND (sees_all OR me.person_id IN (e.decided_by, e.signer_id, e.signed_by)
            OR is_lawyer AND e.act_state = 'to_sign' AND EXISTS (
               SELECT FROM pqr_core.act_signers(e.requested_by) t WHERE t.person_id = me.person_id))
     ORDER BY e.act_state = 'signed', f.due_on NULLS LAST, e.signed_at DESC, e.case_id LIMIT 500;
END $$;

-- What an act says, for whoever signs or corrects it, or did: counted like any other reading of a case.
CREATE OR REPLACE FUNCTION pqr_api.act_sheet(p_case uuid) RETURNS jsonb
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    me pqr.person := pqr_core.require_role('lawyer');
    e pqr.endorsement;
BEGIN
    SELECT * INTO e FROM pqr.endorsement x WHERE x.case_id = p_case ORDER BY x.seq DESC LIMIT 1;
    IF e.act_state IS NULL OR NOT (me.person_id IN (e.decided_by, e.signer_id, e.signed_by) OR e.act_state = 'to_sign' AND EXISTS (
        SELECT FROM pqr_core.act_signers(e.requested_by) t WHERE t.person_id = me.person_id)) THEN
        PERFORM pqr_core.log_refusal(NULL, p_case, 'act_sheet', NULL, 'not_permitted');
        PERFORM pqr_core.refuse('not_permitted');
    ELSIF NOT pqr_core.spend('sheet', me, p_case, 'acto de un aval') THEN
        PERFORM pqr_core.refuse('quota');
    END IF;
    RETURN (
        SELECT jsonb_build_object('kind', e.kind, 'filing_number', p.filing_number, 'received_on', p.received_on,
            'petitioner', t.full_name, 'reason', r.label, 'ground', r.code, 'demands', r.demands, 'note', e.note,
            'target', coalesce(e.target, ''), 'lawyer', coalesce(b.full_name, s.full_name), 'signer_act', e.signer_act,
            'granted_by', d.full_name, 'day', (e.decided_at AT TIME ZONE INTERVAL '-05:00')::date,
            'number', e.act_number, 'body', coalesce(e.act_text, ''), 'state', e.act_state,
            'claims', coalesce((SELECT jsonb_agg(coalesce(k.title, n.title) ORDER BY k.ordinal) FROM pqr.claim k
                       JOIN pqr.claim_node n ON n.code = k.claim_code WHERE k.case_id = p_case), '[]'))
          FROM pqr.petition p LEFT JOIN pqr.petitioner t ON t.case_id = p.case_id AND t.ordinal = 1
          JOIN pqr.endorsement_reason r ON r.code = e.reason_code JOIN pqr.person d ON d.person_id = e.decided_by
          JOIN pqr.person s ON s.person_id = e.signer_id LEFT JOIN pqr.person b ON b.person_id = e.signed_by
         WHERE p.case_id = p_case);
END $$;

-- How many avals were denied for each reason: a lawyer's own, all of them for the lead and the auditor.
CREATE OR REPLACE FUNCTION pqr_api.denial_counts(p_from date, p_to date) RETURNS TABLE (
    code text, label text, is_active boolean, archive int, reassign int, decided int, lawyers jsonb, agents jsonb)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    me pqr.person := pqr_core.require_role('lawyer', 'lead', 'auditor');
    sees_all boolean := pqr_api.my_roles() && ARRAY['lead', 'auditor'];
BEGIN
    IF p_from IS NULL OR p_to < p_from OR p_to > p_from + 366 THEN
        PERFORM pqr_core.refuse('report_days', 'p_from');
    END IF;
    RETURN QUERY
    WITH seen AS MATERIALIZED (
        SELECT e.* FROM pqr.endorsement e WHERE e.decided_at >= p_from::timestamp AT TIME ZONE INTERVAL '-05:00'
           AND e.decided_at < (p_to + 1)::timestamp AT TIME ZONE INTERVAL '-05:00'
           AND (sees_all OR e.decided_by = me.person_id)
    )
    SELECT n.code, n.label, n.is_active, count(s.case_id) FILTER (WHERE s.kind = 'archive')::int,
           count(s.case_id) FILTER (WHERE s.kind = 'reassign')::int, (SELECT count(*)::int FROM seen),
           (SELECT coalesce(jsonb_agg(jsonb_build_object('name', q.name, 'count', q.n) ORDER BY q.n DESC, q.name), '[]')
              FROM (SELECT p.full_name AS name, count(*) AS n FROM seen z JOIN pqr.person p ON p.person_id = z.decided_by
                     WHERE z.denial_code = n.code GROUP BY 1) q),
           (SELECT coalesce(jsonb_agg(jsonb_build_object('name', q.name, 'count', q.n) ORDER BY q.n DESC, q.name), '[]')
              FROM (SELECT p.full_name AS name, count(*) AS n FROM seen z JOIN pqr.person p ON p.person_id = z.requested_by
                     WHERE z.denial_code = n.code GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 10) q)
      FROM pqr.denial_reason n LEFT JOIN seen s ON s.denial_code = n.code
     GROUP BY n.code, n.label, n.is_active HAVING n.is_active OR count(s.case_id) > 0
     ORDER BY count(s.case_id) DESC, n.code;
END $$;
