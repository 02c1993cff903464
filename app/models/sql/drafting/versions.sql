-- Versions of the reply: which one counts, opening one, and writing its answers.

-- The version that goes on to quality and signature: the last one sent by a person or by a batch.
CREATE OR REPLACE FUNCTION pqr_core.sent_version(p_case uuid) RETURNS int LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS
$$ SELECT max(version) FROM pqr.draft WHERE case_id = p_case AND reason IN ('sent', 'bulk') $$;

-- The author's own unsent version when it is the last one; otherwise NULL. Nobody writes over another's text.
CREATE OR REPLACE FUNCTION pqr_core.own_unsent(p_case uuid, p_author int) RETURNS int LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS
$$
SELECT version FROM pqr.draft
 WHERE case_id = p_case AND author_id = p_author AND reason IN ('saved', 'recovered')
   AND version = (SELECT max(version) FROM pqr.draft WHERE case_id = p_case)
$$;

CREATE OR REPLACE FUNCTION pqr_core.new_draft(p_case uuid, p_author int, p_reason text, p_opening text, p_batch uuid)
RETURNS int LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $fn$
DECLARE v_version int;
BEGIN
    SELECT coalesce(max(version), 0) + 1 INTO v_version FROM pqr.draft WHERE case_id = p_case;
    IF v_version > 500 THEN
        PERFORM pqr_core.refuse('too_many_versions');
    END IF;
    INSERT INTO pqr.draft (case_id, version, author_id, reason, opening_html, batch_id)
    VALUES (p_case, v_version, p_author, p_reason, p_opening, p_batch);
    RETURN v_version;
END $fn$;

-- Write the answers given; a claim that is not among them is left unanswered in this version, never with older text.
CREATE OR REPLACE FUNCTION pqr_core.write_answers(p_case uuid, p_version int, p_answers jsonb, p_final boolean)
RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $fn$
DECLARE a jsonb;
BEGIN
    IF jsonb_typeof(p_answers) IS DISTINCT FROM 'array' OR jsonb_array_length(p_answers) > 60 THEN
        PERFORM pqr_core.refuse('payload', 'answers');
    ELSIF (SELECT count(*) > count(DISTINCT e ->> 'claim') FROM jsonb_array_elements(p_answers) e) THEN
        -- The second would silently take the place of the first.
        PERFORM pqr_core.refuse('answer_twice', 'answers');
    END IF;
    UPDATE pqr.draft_answer SET decision = NULL, body_html = '', input_id = NULL, text_id = NULL, text_version = NULL
     WHERE case_id = p_case AND version = p_version
       AND claim_ordinal NOT IN (SELECT (e ->> 'claim')::int FROM jsonb_array_elements(p_answers) e);
    FOR a IN SELECT value FROM jsonb_array_elements(p_answers) LOOP
        PERFORM pqr_core.write_answer(p_case, p_version, a, p_final);
    END LOOP;
END $fn$;

CREATE OR REPLACE FUNCTION pqr_core.write_answer(p_case uuid, p_version int, a jsonb, p_final boolean)
RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $fn$
DECLARE
    v_claim int := (a ->> 'claim')::int;
    v_input uuid := (a ->> 'input_id')::uuid;
    v_html text := coalesce(a ->> 'body_html', '');
BEGIN
    IF NOT EXISTS (SELECT FROM pqr.claim WHERE case_id = p_case AND ordinal = v_claim) THEN
        PERFORM pqr_core.refuse('claim_of_other_case', 'answers');
    END IF;
    IF v_input IS NOT NULL AND NOT EXISTS (SELECT FROM pqr.input WHERE case_id = p_case AND input_id = v_input) THEN
        PERFORM pqr_core.refuse('input_of_other_case', 'claim.' || v_claim);
    END IF;
    PERFORM pqr_core.check_html(v_html, 'claim.' || v_claim);
    IF p_final THEN
        v_html := pqr_core.merged(v_html, pqr_core.merge_fields(p_case, v_input));
        PERFORM pqr_core.check_text_in_force(a ->> 'text_id', (a ->> 'text_version')::int);
    END IF;
    INSERT INTO pqr.draft_answer (case_id, version, claim_ordinal, decision, body_html, input_id, text_id, text_version)
    VALUES (p_case, p_version, v_claim, a ->> 'decision', v_html, v_input, a ->> 'text_id', (a ->> 'text_version')::int)
    ON CONFLICT (case_id, version, claim_ordinal) DO UPDATE
       SET decision = excluded.decision, body_html = excluded.body_html, input_id = excluded.input_id,
           text_id = excluded.text_id, text_version = excluded.text_version;
END $fn$;

-- An approved text outside its validity can't be sent, even if it was inserted while it was in force.
CREATE OR REPLACE FUNCTION pqr_core.check_text_in_force(p_text text, p_version int) RETURNS void LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp AS $fn$
BEGIN
    IF p_text IS NOT NULL AND NOT EXISTS (
        SELECT FROM pqr.approved_text t
         WHERE t.text_id = p_text AND t.version = p_version AND t.valid_from <= pqr_core.today()
           AND (t.valid_to IS NULL OR pqr_core.today() <= t.valid_to)) THEN
        PERFORM pqr_core.refuse('text_not_in_force', p_text);
    END IF;
END $fn$;

-- Nor can its words, without saying where they come from.
CREATE OR REPLACE FUNCTION pqr_core.check_no_ended_words(p_case uuid, p_version int) RETURNS void LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp AS $fn$
DECLARE v_text text := pqr_core.ended_words(p_case, p_version);
BEGIN
    IF v_text IS NOT NULL THEN
        PERFORM pqr_core.refuse('text_not_in_force', v_text);
    END IF;
END $fn$;

-- Who else may be named, and why: document numbers and names, as the author gave them.
CREATE OR REPLACE FUNCTION pqr_core.note_household(p_case uuid, p_version int, p_household jsonb, me pqr.person)
RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $fn$
BEGIN
    IF jsonb_typeof(coalesce(p_household, '[]')) <> 'array' OR jsonb_array_length(coalesce(p_household, '[]')) > 60 THEN
        PERFORM pqr_core.refuse('payload', 'household');
    END IF;
    INSERT INTO pqr.draft_identity (case_id, version, document_number, reason, noted_by)
    SELECT DISTINCT ON (1, 2, 3) p_case, p_version, regexp_replace(h ->> 'number', '\D', '', 'g'), h ->> 'reason', me.person_id
      FROM jsonb_array_elements(coalesce(p_household, '[]')) h WHERE h ->> 'number' <> ''
    ON CONFLICT DO NOTHING;
    INSERT INTO pqr.draft_name (case_id, version, name_key, reason, noted_by)
    SELECT DISTINCT ON (1, 2, 3) p_case, p_version, pqr_core.name_key(h ->> 'name'), h ->> 'reason', me.person_id
      FROM jsonb_array_elements(coalesce(p_household, '[]')) h WHERE h ->> 'name' <> ''
    ON CONFLICT DO NOTHING;
END $fn$;

-- All that a version says: its opening and each answer, with the place that a refusal names.
CREATE OR REPLACE FUNCTION pqr_core.draft_bodies(p_case uuid, p_version int)
RETURNS TABLE (ordinal int, place text, body text) LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS
$$
SELECT 0, 'opening_html', d.opening_html FROM pqr.draft d WHERE d.case_id = p_case AND d.version = p_version
UNION ALL
SELECT a.claim_ordinal, 'claim.' || a.claim_ordinal, a.body_html FROM pqr.draft_answer a
 WHERE a.case_id = p_case AND a.version = p_version
UNION ALL
SELECT 1000, 'foot', pqr_core.foot_text(p_case, p_version)
$$;

-- Identity numbers of other people in the version: refused unless the author said why they stand there.
CREATE OR REPLACE FUNCTION pqr_core.check_identities(p_case uuid, p_version int) RETURNS void LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp AS $fn$
DECLARE v_where text; v_number text;
BEGIN
    SELECT a.place, n.number INTO v_where, v_number
      FROM pqr_core.draft_bodies(p_case, p_version) a,
           pqr_core.identity_numbers(pqr_core.plain_text(a.body)) n(number)
     WHERE n.number NOT IN (
           SELECT p.document_number FROM pqr.petitioner p WHERE p.case_id = p_case AND p.document_number IS NOT NULL
           UNION ALL
           SELECT d.document_number FROM pqr.draft_identity d WHERE d.case_id = p_case AND d.version = p_version)
     ORDER BY a.ordinal LIMIT 1;
    IF FOUND THEN
        PERFORM pqr_core.refuse('foreign_identity', v_where || ': ' || pqr_core.dotted(v_number));
    END IF;
    PERFORM pqr_core.check_names(p_case, p_version);
END $fn$;
