-- The library of approved texts («VF»): proposed by one person, approved by another; a change says which letters it touches.

-- Who may propose a text, and who may approve it (never the same person for one text).
CREATE OR REPLACE FUNCTION pqr_core.text_roles() RETURNS text[] LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, pg_temp AS $$ SELECT ARRAY['lawyer', 'lead', 'admin'] $$;

-- Fields that an approved text may name.
CREATE OR REPLACE FUNCTION pqr_core.known_fields() RETURNS text[] LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, pg_temp AS
$$
SELECT ARRAY['nombre', 'documento', 'municipio', 'radicado', 'fecha_radicado', 'lex', 'insumo', 'insumo_fecha',
             'insumo_sistema', 'insumo_area']
$$;

-- Propose a new text, or the next version of one. One open proposal a text.
CREATE OR REPLACE FUNCTION pqr_api.propose_text(
    p_proposal uuid, p_text text, p_claim_code text, p_title text, p_decision text, p_body text, p_legal_act text,
    p_from date, p_to date) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '3s' AS $fn$
DECLARE
    me pqr.person := pqr_core.require_role('lawyer', 'lead', 'admin');
    v_field text;
BEGIN
    IF EXISTS (SELECT FROM pqr.text_proposal t WHERE t.proposal_id = p_proposal AND t.proposed_by = me.person_id) THEN
        RETURN '{"status": "applied", "replayed": true}';
    ELSIF (SELECT count(*) FROM pqr.text_proposal t WHERE t.proposed_by = me.person_id AND t.decided_at IS NULL) >= 50 THEN
        PERFORM pqr_core.refuse('changes_waiting');
    ELSIF EXISTS (SELECT FROM pqr.text_proposal t WHERE t.text_id = p_text AND t.decided_at IS NULL) THEN
        PERFORM pqr_core.refuse('text_already_proposed', 'text_id');
    ELSIF p_from IS NULL OR p_from < pqr_core.today() THEN
        PERFORM pqr_core.refuse('text_from_the_past', 'valid_from');
    ELSIF p_claim_code IS NOT NULL AND NOT EXISTS (SELECT FROM pqr.claim_node n WHERE n.code = p_claim_code) THEN
        PERFORM pqr_core.refuse('unknown_leaf', 'claim_code');
    ELSIF pqr_core.plain_text(p_body) !~ '[[:alpha:]]{2}' THEN
        PERFORM pqr_core.refuse('text_empty', 'body_html');
    ELSIF pqr_core.unprintable(pqr_core.plain_text(p_body)) IS NOT NULL THEN
        PERFORM pqr_core.refuse('unprintable', 'body_html: ' || pqr_core.unprintable(pqr_core.plain_text(p_body)));
    END IF;
    PERFORM pqr_core.check_html(p_body, 'body_html');
    SELECT m[1] INTO v_field FROM regexp_matches(p_body, '\{\{([^{}]*)\}\}', 'g') m
     WHERE m[1] <> ALL (pqr_core.known_fields()) LIMIT 1;
    IF FOUND THEN
        PERFORM pqr_core.refuse('unknown_field', v_field);
    -- An open brace would stop each letter that takes the text.
    ELSIF regexp_replace(p_body, '\{\{[^{}]*\}\}', '', 'g') ~ '\{\{|\}\}' THEN
        PERFORM pqr_core.refuse('unknown_field', 'braces');
    END IF;
    INSERT INTO pqr.text_proposal (proposal_id, text_id, version, claim_code, title, decision, body_html, legal_act,
                                   valid_from, valid_to, proposed_by)
    SELECT p_proposal, p_text, coalesce(max(t.version), 0) + 1, p_claim_code, btrim(p_title), p_decision, p_body,
           btrim(p_legal_act), p_from, p_to, me.person_id
      FROM pqr.approved_text t WHERE t.text_id = p_text;
    RETURN '{"status": "applied"}';
EXCEPTION
    WHEN check_violation OR not_null_violation THEN
        PERFORM pqr_core.refuse('text_incomplete');
    -- Another proposal of the text was faster.
    WHEN unique_violation THEN
        PERFORM pqr_core.refuse('text_already_proposed', 'text_id');
END $fn$;

-- Approve or refuse a proposal of somebody else. Approved, it is in force from its day and the version before ends then.
CREATE OR REPLACE FUNCTION pqr_api.decide_text(p_proposal uuid, p_approve boolean, p_note text) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '3s' AS $fn$
DECLARE
    me pqr.person := pqr_core.require_role('lawyer', 'lead', 'admin');
    t pqr.text_proposal;
    v_from date;
BEGIN
    SELECT * INTO t FROM pqr.text_proposal x WHERE x.proposal_id = p_proposal FOR UPDATE;
    IF NOT FOUND THEN
        PERFORM pqr_core.refuse('unknown_proposal');
    ELSIF t.decided_at IS NOT NULL THEN
        PERFORM pqr_core.refuse('proposal_decided');
    ELSIF t.proposed_by = me.person_id THEN
        PERFORM pqr_core.refuse('own_proposal');
    ELSIF p_approve AND pqr_core.same_hand(t.proposed_by, me.person_id) THEN
        PERFORM pqr_core.refuse('same_hand');
    ELSIF p_approve IS NULL OR (NOT p_approve AND length(pqr_core.visible(p_note)) < 5) THEN
        PERFORM pqr_core.refuse('refusal_without_note', 'note');
    END IF;
    UPDATE pqr.text_proposal x SET decided_by = me.person_id, decided_at = clock_timestamp(), approved = p_approve,
           note = nullif(left(btrim(p_note), 500), '') WHERE x.proposal_id = p_proposal;
    IF p_approve THEN
        -- Never from before it was approved.
        v_from := greatest(t.valid_from, pqr_core.today());
        IF t.valid_to < v_from THEN
            PERFORM pqr_core.refuse('text_from_the_past', 'valid_to');
        END IF;
        UPDATE pqr.approved_text a SET valid_to = v_from - 1
         WHERE a.text_id = t.text_id AND (a.valid_to IS NULL OR a.valid_to >= v_from);
        INSERT INTO pqr.approved_text (text_id, version, claim_code, title, decision, body_html, approved_by, approved_on,
                                       valid_from, valid_to, legal_act)
        VALUES (t.text_id, t.version, t.claim_code, t.title, t.decision, t.body_html, me.full_name, pqr_core.today(), v_from,
                t.valid_to, t.legal_act);
    END IF;
    RETURN '{"status": "applied"}';
END $fn$;

-- Who proposed a text may take it back while nobody has decided: the proposal goes away, and the record says so.
CREATE OR REPLACE FUNCTION pqr_api.withdraw_text(p_proposal uuid) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '3s' AS $fn$
DECLARE
    me pqr.person := pqr_core.require_role('lawyer', 'lead', 'admin');
    t pqr.text_proposal;
BEGIN
    DELETE FROM pqr.text_proposal x
     WHERE x.proposal_id = p_proposal AND x.proposed_by = me.person_id AND x.decided_at IS NULL RETURNING * INTO t;
    IF t.proposal_id IS NULL THEN
        PERFORM pqr_core.refuse(CASE WHEN EXISTS (SELECT FROM pqr.text_proposal x WHERE x.proposal_id = p_proposal
                    AND x.decided_at IS NOT NULL) THEN 'proposal_decided' ELSE 'unknown_proposal' END);
    END IF;
    INSERT INTO pqr_audit.staff_event (session_login, what, person_id, detail)
    VALUES (session_user, 'withdraw_text', me.person_id, jsonb_build_object('text', t.text_id, 'version', t.version));
    RETURN '{"status": "applied"}';
END $fn$;

-- End a text now: its words may not be sent from the day after `p_last`. Who ends it and why stays written.
CREATE OR REPLACE FUNCTION pqr_api.end_text(p_text text, p_version int, p_last date, p_reason text) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '3s' AS $fn$
DECLARE me pqr.person := pqr_core.require_role('lawyer', 'lead', 'admin');
BEGIN
    IF length(pqr_core.visible(p_reason)) NOT BETWEEN 5 AND 300 THEN
        PERFORM pqr_core.refuse('refusal_without_note', 'note');
    ELSIF p_last IS NULL OR p_last < pqr_core.today() - 1 THEN
        PERFORM pqr_core.refuse('text_from_the_past', 'valid_to');
    END IF;
    UPDATE pqr.approved_text a SET valid_to = p_last
     WHERE a.text_id = p_text AND a.version = p_version AND (a.valid_to IS NULL OR a.valid_to > p_last)
       AND a.valid_from <= p_last + 1;
    IF NOT FOUND THEN
        PERFORM pqr_core.refuse('text_already_ended');
    END IF;
    INSERT INTO pqr_audit.staff_event (session_login, what, person_id, detail)
    VALUES (session_user, 'end_text', me.person_id,
            jsonb_build_object('text', p_text, 'version', p_version, 'last', p_last, 'reason', btrim(p_reason)));
    RETURN '{"status": "applied"}';
END $fn$;

-- Open proposals, oldest first.
CREATE OR REPLACE FUNCTION pqr_api.text_proposals() RETURNS TABLE (
    proposal_id uuid, text_id text, version int, claim_code text, claim text, title text, decision text, body_html text,
    legal_act text, valid_from date, valid_to date, proposed_by int, proposer text, proposed_at timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $fn$
BEGIN
    PERFORM pqr_core.require_role('lawyer', 'lead', 'admin');
    RETURN QUERY
    SELECT t.proposal_id, t.text_id, t.version, t.claim_code, n.title, t.title, t.decision, t.body_html, t.legal_act,
           t.valid_from, t.valid_to, t.proposed_by, p.full_name, t.proposed_at
      FROM pqr.text_proposal t JOIN pqr.person p ON p.person_id = t.proposed_by
      LEFT JOIN pqr.claim_node n ON n.code = t.claim_code
     WHERE t.decided_at IS NULL ORDER BY t.proposed_at;
END $fn$;

-- Letters that use a version and are not signed yet: their last version of the reply, whoever writes it.
CREATE OR REPLACE FUNCTION pqr_core.open_letters(p_text text, p_version int) RETURNS SETOF pqr.case_file LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS
$$
SELECT c.* FROM pqr.case_file c
 WHERE c.closed_at IS NULL AND c.case_id IN (
       SELECT a.case_id FROM pqr.draft_answer a
        WHERE a.text_id = p_text AND a.text_version = p_version
          AND a.version = (SELECT max(d.version) FROM pqr.draft d WHERE d.case_id = a.case_id))
   AND NOT EXISTS (SELECT FROM pqr.outgoing_filing o WHERE o.case_id = c.case_id)
$$;

-- What a change of this version touches: open letters, those due within three days, and those already sent.
CREATE OR REPLACE FUNCTION pqr_api.text_effect(p_text text, p_version int) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $fn$
BEGIN
    PERFORM pqr_core.require_role('lawyer', 'lead', 'admin');
    RETURN (SELECT jsonb_build_object('open', count(*), 'soon', count(*) FILTER (WHERE o.due_on <= pqr_core.today() + 3))
              FROM pqr_core.open_letters(p_text, p_version) o)
        || (SELECT jsonb_build_object('sent', count(DISTINCT a.case_id)) FROM pqr.draft_answer a
              JOIN pqr.outgoing_filing o ON o.case_id = a.case_id
             WHERE a.text_id = p_text AND a.text_version = p_version);
END $fn$;

-- Those open letters, one by one, most urgent first: routing data, as the person may see it.
CREATE OR REPLACE FUNCTION pqr_api.letters_with_text(p_text text, p_version int) RETURNS TABLE (
    case_id uuid, label text, status text, due_on date, assignee text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $fn$
BEGIN
    PERFORM pqr_core.me();
    RETURN QUERY
    -- A text of a reserved leaf says beside a case what it is about: only whose case it is reads which.
    SELECT CASE WHEN k.hidden THEN NULL ELSE c.case_id END, CASE WHEN k.hidden THEN pqr_core.reserved_words() ELSE c.label END,
           c.status, c.due_on, p.full_name
      FROM pqr_core.open_letters(p_text, p_version) c
      CROSS JOIN LATERAL (SELECT pqr_core.is_reserved_text(p_text) AND c.assignee_id IS DISTINCT FROM pqr_api.my_person_id()
                              AS hidden) k LEFT JOIN pqr.person p ON p.person_id = c.assignee_id
     WHERE pqr_core.can_see(c) ORDER BY c.due_on NULLS LAST, c.case_id LIMIT 500;
END $fn$;

-- The first text which is not in force and whose words a version holds, whatever it says of their origin: every fixed
-- part of some ended version, of a leaf of the case or of no leaf, stands in one answer or in the opening, and no text in
-- force explains them.
CREATE OR REPLACE FUNCTION pqr_core.ended_words(p_case uuid, p_version int) RETURNS text LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS
$$
WITH said AS (
    SELECT b.ordinal AS claim, pqr_core.name_key(pqr_core.plain_text(b.body)) AS words
      FROM pqr_core.draft_bodies(p_case, p_version) b
), part AS (
    SELECT t.text_id, t.version,
           t.valid_from <= pqr_core.today() AND (t.valid_to IS NULL OR pqr_core.today() <= t.valid_to) AS in_force,
           pqr_core.name_key(piece) AS words
      FROM pqr.approved_text t, regexp_split_to_table(pqr_core.plain_text(t.body_html), '\{\{[^{}]*\}\}') piece
     WHERE t.claim_code IS NULL OR t.claim_code IN (SELECT k.claim_code FROM pqr.claim k WHERE k.case_id = p_case)
), copied AS (
    SELECT s.claim, p.text_id, p.version, p.in_force FROM said s CROSS JOIN part p
     WHERE length(p.words) >= 12
     GROUP BY s.claim, s.words, p.text_id, p.version, p.in_force
    HAVING bool_and(strpos(s.words, p.words) > 0) AND sum(length(p.words)) >= 60
)
SELECT c.text_id FROM copied c
 WHERE NOT c.in_force AND NOT EXISTS (SELECT FROM copied k WHERE k.claim = c.claim AND k.in_force)
 ORDER BY c.claim, c.text_id LIMIT 1
$$;
