-- «Verificar una carta»: a number and a code, typed or scanned from paper, compared with the stored letter.

GRANT USAGE ON SEQUENCE pqr.verification_address_address_id_seq TO pqr_kernel;

-- The page that the QR of letters names: the newest one that two administrators want; empty while the entity has none.
CREATE OR REPLACE FUNCTION pqr_core.verification_url() RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS
$$ SELECT coalesce((SELECT a.url FROM pqr.verification_address a WHERE a.confirmed_at IS NOT NULL
                     ORDER BY a.confirmed_at DESC, a.address_id DESC LIMIT 1), '') $$;

-- Propose another page. It counts for no letter until another administrator confirms it: whoever owns that page answers
-- every citizen who asks whether a letter is genuine.
DROP FUNCTION IF EXISTS pqr_api.set_verification_url(text);
CREATE OR REPLACE FUNCTION pqr_api.propose_verification_url(p_url text) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '3s' AS $fn$
DECLARE
    me pqr.person := pqr_core.require_role('admin');
    v_url text := btrim(coalesce(p_url, ''));
BEGIN
    LOCK TABLE pqr.verification_address IN SHARE ROW EXCLUSIVE MODE;
    IF v_url <> '' AND (length(v_url) > 120 OR v_url !~ '^https://[a-z0-9.-]+(:[0-9]+)?(/[A-Za-z0-9._~/-]*)?$') THEN
        PERFORM pqr_core.refuse('verification_url', 'url');
    ELSIF v_url = pqr_core.verification_url() THEN
        RETURN '{"status": "unchanged"}';
    ELSIF EXISTS (SELECT FROM pqr.verification_address a WHERE a.confirmed_at IS NULL) THEN
        PERFORM pqr_core.refuse('change_waiting', 'url');
    END IF;
    INSERT INTO pqr.verification_address (url, set_by) VALUES (v_url, me.person_id);
    PERFORM pqr_core.note_address(me, 'propose_verification_url', v_url);
    RETURN '{"status": "applied"}';
END $fn$;

-- Another administrator confirms it or not; who proposed it may only take it back.
CREATE OR REPLACE FUNCTION pqr_api.decide_verification_url(p_address int, p_approve boolean) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '3s' AS $fn$
DECLARE
    me pqr.person := pqr_core.require_role('admin');
    a pqr.verification_address;
BEGIN
    SELECT x.* INTO a FROM pqr.verification_address x WHERE x.address_id = p_address FOR UPDATE;
    IF a.address_id IS NULL OR a.confirmed_at IS NOT NULL OR p_approve IS NULL THEN
        PERFORM pqr_core.refuse('unknown_proposal');
    ELSIF p_approve AND a.set_by = me.person_id THEN
        PERFORM pqr_core.refuse('two_people');
    ELSIF p_approve AND pqr_core.same_hand(a.set_by, me.person_id) THEN
        PERFORM pqr_core.refuse('same_hand');
    ELSIF p_approve THEN
        UPDATE pqr.verification_address x SET confirmed_at = clock_timestamp(), confirmed_by = me.person_id
         WHERE x.address_id = p_address;
    ELSE
        DELETE FROM pqr.verification_address x WHERE x.address_id = p_address;
    END IF;
    PERFORM pqr_core.note_address(me, CASE WHEN p_approve THEN 'confirm_verification_url' ELSE 'drop_verification_url' END,
                                  a.url);
    RETURN '{"status": "applied"}';
END $fn$;

CREATE OR REPLACE FUNCTION pqr_core.note_address(me pqr.person, p_what text, p_url text) RETURNS void
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $$
    INSERT INTO pqr_audit.staff_event (session_login, what, person_id, detail)
    VALUES (session_user, p_what, me.person_id, jsonb_build_object('url', p_url))
$$;

-- What waits for a second administrator first, then the addresses there were, the one in use on top.
DROP FUNCTION IF EXISTS pqr_api.verification_urls();
CREATE FUNCTION pqr_api.verification_urls() RETURNS TABLE (
    address_id int, url text, set_at timestamptz, set_by text, confirmed_at timestamptz, confirmed_by text, mine boolean)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $fn$
DECLARE
    me pqr.person := pqr_core.require_role('admin');
BEGIN
    RETURN QUERY SELECT a.address_id, a.url, a.set_at, p.full_name, a.confirmed_at, q.full_name, a.set_by = me.person_id
      FROM pqr.verification_address a JOIN pqr.person p ON p.person_id = a.set_by
      LEFT JOIN pqr.person q ON q.person_id = a.confirmed_by
     ORDER BY a.confirmed_at DESC NULLS FIRST, a.address_id DESC LIMIT 50;
END $fn$;

-- Written when the letter is made (23); made again for the same number, the newest file is the one that is signed.
CREATE OR REPLACE FUNCTION pqr_core.note_letter_code(p_number text, p_code text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $fn$
BEGIN
    IF p_code IS NULL THEN
        RETURN;
    ELSIF p_code !~ '^[A-Z2-7]{4}-[A-Z2-7]{4}-[A-Z2-7]{4}$' THEN
        PERFORM pqr_core.refuse('payload', 'verification_code');
    END IF;
    INSERT INTO pqr.letter_code AS k (filing_number, code) VALUES (p_number, p_code)
        ON CONFLICT (filing_number) DO UPDATE SET code = excluded.code, noted_at = clock_timestamp()
        WHERE k.code <> excluded.code;
END $fn$;

-- genuine, annulled, unsigned or not: a wrong code and a number that doesn't exist get the same answer. no_code: the letter
-- was made before letters carried one, so that its paper has none to compare. Counted as a search whatever the answer; a genuine one is written down under its case. Says nothing of whom the letter is for.
CREATE OR REPLACE FUNCTION pqr_api.verify_letter(p_number text, p_code text) RETURNS jsonb
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $fn$
DECLARE
    me pqr.person := pqr_core.require_role(
        'agent', 'lawyer', 'quality', 'signer', 'printing', 'records', 'lead', 'phone_agent', 'phone_lead');
    v_number text := regexp_replace(left(coalesce(p_number, ''), 60), '[^0-9]', '', 'g');
    v_code text := regexp_replace(upper(left(coalesce(p_code, ''), 60)), '[^A-Z0-9]', '', 'g');
    r record;
BEGIN
    SELECT f.case_id, f.taken_at, f.annulled_at, l.withdrawn_at, l.uploaded_at, l.signed_document_id, d.full_name, d.position
      INTO r
      FROM pqr.letter_code k
      JOIN pqr.outgoing_filing f ON f.filing_number = k.filing_number
      JOIN pqr.letter l ON l.case_id = f.case_id AND l.letter_no = f.letter_no
      LEFT JOIN pqr.director d ON d.director_id = l.director_id
     WHERE k.filing_number = v_number AND replace(k.code, '-', '') = v_code;
    IF NOT pqr_core.spend('search', me, r.case_id, 'Verificación de una carta') THEN
        PERFORM pqr_core.refuse('quota');
    ELSIF r.case_id IS NULL THEN
        RETURN jsonb_build_object('state', CASE WHEN EXISTS (
            SELECT FROM pqr.outgoing_filing f JOIN pqr.letter l ON l.case_id = f.case_id AND l.letter_no = f.letter_no
             WHERE f.filing_number = v_number AND f.annulled_at IS NULL AND l.signed_document_id IS NOT NULL
               AND NOT EXISTS (SELECT FROM pqr.letter_code k WHERE k.filing_number = f.filing_number))
            THEN 'no_code' ELSE 'not' END);
    END IF;
    RETURN jsonb_build_object(
        'state', CASE WHEN r.annulled_at IS NOT NULL OR r.withdrawn_at IS NOT NULL THEN 'annulled'
                      WHEN r.signed_document_id IS NULL THEN 'unsigned' ELSE 'genuine' END,
        'filed_at', r.taken_at, 'annulled_at', coalesce(r.annulled_at, r.withdrawn_at),
        'director', r.full_name, 'position', r.position);
END $fn$;
