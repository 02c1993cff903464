-- Each act of signing, written in the transaction of the step that stamps and chained by director.

-- The link of a director's chain: every field but the hash itself, as one row's text, empty where NULL.
CREATE OR REPLACE FUNCTION pqr_core.signing_hash(r pqr_audit.signing_record) RETURNS bytea
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT sha256(r.prev_hash || convert_to(jsonb_build_array(
        r.director_id, r.seq, r.case_id, r.letter_no, r.batch_id, r.incoming, r.outgoing, r.method, r.result, r.reason,
        r.level, encode(r.sha256_before, 'hex'), encode(r.sha256_after, 'hex'), r.certificate_serial,
        r.certificate_issuer, r.certificate_thumbprint, r.token_serial, r.director_act, r.director_from, r.director_to,
        r.authority_act, r.authority_from, r.authority_to, r.actor_id, r.session_login, r.workstation,
        extract(epoch FROM r.recorded_at), extract(epoch FROM r.timestamp_at))::text, 'UTF8'))
$$;

-- A text of the act, within its limit; NULL when it was not given. Refuses one that is longer.
CREATE OR REPLACE FUNCTION pqr_core.act_text(p_act jsonb, p_key text, p_limit int) RETURNS text
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    word text := nullif(btrim(p_act ->> p_key), '');
BEGIN
    IF length(word) > p_limit OR jsonb_typeof(p_act -> p_key) NOT IN ('string', 'null') THEN
        PERFORM pqr_core.refuse('payload', p_key);
    END IF;
    RETURN word;
END $$;

-- What the program says of the act; the rest is the server's own. By certificate it must say which one and what level.
CREATE OR REPLACE FUNCTION pqr_core.act_of(p_method text, p_act jsonb) RETURNS pqr_audit.signing_record
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    a jsonb := CASE WHEN jsonb_typeof(p_act) = 'object' THEN p_act ELSE '{}' END;
    r pqr_audit.signing_record;
    k text;
BEGIN
    r.batch_id := pqr_core.act_text(a, 'batch_id', 36)::uuid;
    r.level := pqr_core.act_text(a, 'level', 5);
    r.certificate_serial := pqr_core.act_text(a, 'certificate_serial', 80);
    r.certificate_issuer := pqr_core.act_text(a, 'certificate_issuer', 600);
    r.certificate_thumbprint := lower(pqr_core.act_text(a, 'certificate_thumbprint', 64));
    r.token_serial := pqr_core.act_text(a, 'token_serial', 80);
    r.workstation := pqr_core.act_text(a, 'workstation', 120);
    r.timestamp_at := pqr_core.act_text(a, 'timestamp_at', 40)::timestamptz;
    IF p_method = 'mechanical' THEN
        -- Nothing of a certificate belongs to an image.
        r.level := NULL;
        RETURN r;
    END IF;
    FOREACH k IN ARRAY ARRAY['level', 'certificate_serial', 'certificate_issuer', 'certificate_thumbprint'] LOOP
        IF pqr_core.act_text(a, k, 600) IS NULL THEN
            PERFORM pqr_core.refuse('payload', k);
        END IF;
    END LOOP;
    IF r.level NOT IN ('B-B', 'B-T') THEN
        PERFORM pqr_core.refuse('payload', 'level');
    ELSIF r.certificate_thumbprint !~ '^[0-9a-f]{64}$' THEN
        PERFORM pqr_core.refuse('payload', 'certificate_thumbprint');
    ELSIF (r.level = 'B-T') IS DISTINCT FROM (r.timestamp_at IS NOT NULL) THEN
        PERFORM pqr_core.refuse('payload', 'timestamp_at');
    END IF;
    RETURN r;
END $$;

-- Append a record to the director's chain. Two at once wait for each other, so no number is used twice.
CREATE OR REPLACE FUNCTION pqr_core.append_signing(r pqr_audit.signing_record, l pqr.letter, me pqr.person) RETURNS int
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    d pqr.director;
    last pqr_audit.signing_record;
BEGIN
    PERFORM FROM pqr.director x WHERE x.director_id = l.director_id FOR NO KEY UPDATE;
    SELECT x.* INTO last FROM pqr_audit.signing_record x
     WHERE x.director_id = l.director_id ORDER BY x.seq DESC LIMIT 1;
    SELECT x.* INTO d FROM pqr.director x WHERE x.director_id = l.director_id;
    r.director_id := l.director_id;
    r.seq := coalesce(last.seq, 0) + 1;
    r.case_id := l.case_id;
    r.letter_no := l.letter_no;
    r.incoming := (SELECT t.filing_number FROM pqr.petition t WHERE t.case_id = l.case_id);
    r.outgoing := (pqr_core.current_filing(l.case_id, l.letter_no)).filing_number;
    r.director_act := d.act_number;
    r.director_from := d.valid_from;
    r.director_to := d.valid_to;
    r.actor_id := me.person_id;
    r.session_login := session_user;
    r.recorded_at := clock_timestamp();
    r.xid := pg_current_xact_id();
    r.prev_hash := coalesce(last.hash, ''::bytea);
    r.hash := pqr_core.signing_hash(r);
    INSERT INTO pqr_audit.signing_record SELECT r.*;
    RETURN r.seq;
END $$;

-- For the effect of activity 22, after the letter's row in signing_act: the act that put this signature.
DROP FUNCTION IF EXISTS pqr_core.record_signing(pqr.case_file, pqr.letter, pqr.person, text, jsonb, bytea, bytea,
    pqr.signature_authority);
CREATE FUNCTION pqr_core.record_signing(
    c pqr.case_file, l pqr.letter, me pqr.person, p_method text, p_act jsonb, p_before bytea, p_after bytea,
    p_authority pqr.signature_authority) RETURNS int
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    r pqr_audit.signing_record := pqr_core.act_of(p_method, p_act);
BEGIN
    r.method := p_method;
    r.result := 'signed';
    r.sha256_before := p_before;
    r.sha256_after := p_after;
    r.authority_act := p_authority.act_number;
    r.authority_from := p_authority.valid_from;
    r.authority_to := p_authority.valid_to;
    RETURN pqr_core.append_signing(r, l, me);
END $$;

-- An act of signing that was refused by the key, its device or its certificate: for signers, of a letter in their hands.
-- At most fifty a day for one letter, so that nobody fills the chain.
CREATE OR REPLACE FUNCTION pqr_api.note_signing_failure(p_case uuid, p_act jsonb, p_reason text) RETURNS int
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '3s' AS $$
DECLARE
    me pqr.person := pqr_core.require_role('signer');
    c pqr.case_file := pqr_core.lock_for_signer(p_case);
    r pqr_audit.signing_record;
    recent int;
BEGIN
    IF coalesce(p_reason, '') !~ '^[a-z_]{3,40}$' THEN
        PERFORM pqr_core.refuse('payload', 'reason');
    END IF;
    SELECT count(*) INTO recent FROM pqr_audit.signing_record x
     WHERE x.case_id = p_case AND x.result = 'failed' AND x.recorded_at > clock_timestamp() - interval '1 day';
    IF recent >= 50 THEN
        PERFORM pqr_core.refuse('quota');
    END IF;
    r := pqr_core.act_of('mechanical', p_act);
    r.method := 'certificate';
    r.result := 'failed';
    r.reason := p_reason;
    r.level := NULL;
    RETURN pqr_core.append_signing(r, pqr_core.current_letter(p_case), me);
EXCEPTION WHEN data_exception THEN
    PERFORM pqr_core.refuse('payload', 'act');
    RETURN NULL;
END $$;

-- What is wrong in the chains, for the auditor: 'gap', 'broken_link', 'altered', and acts that have no record or
-- records that have no act or another hash; empty when all is well.
CREATE OR REPLACE FUNCTION pqr_api.verify_signing_records() RETURNS TABLE (director_id int, seq int, problem text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    WITH linked AS (
        SELECT r AS row, r.director_id, r.seq, r.prev_hash, r.hash, lag(r.hash, 1, ''::bytea) OVER w AS before,
               row_number() OVER w AS n
          FROM pqr_audit.signing_record r WINDOW w AS (PARTITION BY r.director_id ORDER BY r.seq)
    ), judged AS (
        SELECT k.director_id, k.seq, CASE
            WHEN k.seq <> k.n THEN 'gap'
            WHEN k.prev_hash <> k.before THEN 'broken_link'
            WHEN k.hash <> pqr_core.signing_hash(k.row) THEN 'altered' END AS problem
          FROM linked k
    )
    SELECT j.director_id, j.seq, j.problem FROM judged j WHERE j.problem IS NOT NULL
    UNION ALL
    SELECT coalesce(a.director_id, r.director_id), r.seq,
           CASE WHEN r.case_id IS NULL THEN 'act_without_record' ELSE 'record_without_act' END
      FROM pqr.signing_act a
      FULL JOIN (SELECT x.* FROM pqr_audit.signing_record x WHERE x.result = 'signed') r
        ON r.case_id = a.case_id AND r.letter_no = a.letter_no AND r.sha256_after = a.sha256_after
       AND r.director_id = a.director_id
     WHERE a.case_id IS NULL OR r.case_id IS NULL
$$;
