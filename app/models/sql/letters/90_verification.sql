-- «Verificar una carta»: a number and a code, typed or scanned from paper, compared with the stored letter.

GRANT USAGE ON SEQUENCE pqr.verification_address_address_id_seq TO pqr_kernel;

-- The page that the QR of letters names; empty while the entity has none.
CREATE OR REPLACE FUNCTION pqr_core.verification_url() RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS
$$ SELECT coalesce((SELECT a.url FROM pqr.verification_address a ORDER BY a.address_id DESC LIMIT 1), '') $$;

CREATE OR REPLACE FUNCTION pqr_api.set_verification_url(p_url text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $fn$
DECLARE
    me pqr.person := pqr_core.require_role('admin');
    v_url text := btrim(coalesce(p_url, ''));
BEGIN
    IF v_url <> '' AND (length(v_url) > 120 OR v_url !~ '^https://[a-z0-9.-]+(:[0-9]+)?(/[A-Za-z0-9._~/-]*)?$') THEN
        PERFORM pqr_core.refuse('verification_url', 'url');
    ELSIF v_url IS DISTINCT FROM pqr_core.verification_url() THEN
        INSERT INTO pqr.verification_address (url, set_by) VALUES (v_url, me.person_id);
    END IF;
END $fn$;

-- The addresses there were, the newest first.
CREATE OR REPLACE FUNCTION pqr_api.verification_urls() RETURNS TABLE (url text, set_at timestamptz, set_by text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $fn$
BEGIN
    PERFORM pqr_core.require_role('admin');
    RETURN QUERY SELECT a.url, a.set_at, p.full_name FROM pqr.verification_address a
        JOIN pqr.person p ON p.person_id = a.set_by ORDER BY a.address_id DESC LIMIT 50;
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

-- genuine, annulled, unsigned or not: a wrong code and a number that doesn't exist get the same answer. Counted as a
-- search whatever the answer; a genuine one is written down under its case. Says nothing of whom the letter is for.
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
        RETURN '{"state": "not"}';
    END IF;
    RETURN jsonb_build_object(
        'state', CASE WHEN r.annulled_at IS NOT NULL OR r.withdrawn_at IS NOT NULL THEN 'annulled'
                      WHEN r.signed_document_id IS NULL THEN 'unsigned' ELSE 'genuine' END,
        'filed_at', r.taken_at, 'annulled_at', coalesce(r.annulled_at, r.withdrawn_at),
        'director', r.full_name, 'position', r.position);
END $fn$;
