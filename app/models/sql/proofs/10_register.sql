-- Which file proves what: the same bytes prove nothing of another case, whatever their name and whoever brings them.

-- Note that a file proves something of a case, or of one answer to many; refuses one that proves something elsewhere. The
-- cases of one split are one: a receipt may name all who signed.
CREATE OR REPLACE FUNCTION pqr_core.use_proof(p_document uuid, p_whose uuid) RETURNS void
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    whose uuid := coalesce((SELECT f.root_id FROM pqr.case_file f WHERE f.case_id = p_whose), p_whose);
    holder uuid;
BEGIN
    INSERT INTO pqr.proof_use AS u (sha256, whose, document_id)
    SELECT d.sha256, whose, d.document_id FROM pqr.document d WHERE d.document_id = p_document
        ON CONFLICT (sha256) DO UPDATE SET whose = u.whose RETURNING u.whose INTO holder;
    IF holder <> whose THEN
        PERFORM pqr_core.refuse('proof_reused', 'document_id');
    END IF;
END $$;

-- Whether those bytes stand as a proof of something: given back, they do not.
CREATE OR REPLACE FUNCTION pqr_core.is_proof(p_sha256 bytea) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT EXISTS (
        SELECT FROM pqr.document d WHERE d.sha256 = p_sha256 AND (
               EXISTS (SELECT FROM pqr.term_proof t WHERE t.proof_document_id = d.document_id AND t.is_right IS NOT FALSE)
            OR EXISTS (SELECT FROM pqr.legal_letter l WHERE l.case_id = d.case_id AND l.proof_document_id = d.document_id)
            OR EXISTS (SELECT FROM pqr.delivery v WHERE v.case_id = d.case_id AND v.document_id = d.document_id)
            OR EXISTS (SELECT FROM pqr.collective_case k WHERE k.case_id = d.case_id AND k.copy_proof_id = d.document_id)
            OR EXISTS (SELECT FROM pqr.collective_answer a WHERE d.document_id IN (a.newspaper_proof_id, a.web_proof_id))))
$$;

-- Arguments: the column that says whose proof it is, then the columns of the files.
CREATE OR REPLACE FUNCTION pqr_core.proof_is_its_own() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    told jsonb := to_jsonb(NEW);
    was jsonb := CASE WHEN TG_OP = 'UPDATE' THEN to_jsonb(OLD) ELSE '{}' END;
BEGIN
    FOR n IN 1 .. TG_NARGS - 1 LOOP
        -- The letter of one answer to many is no case's: its proofs are of the answer, which says so itself.
        IF told ->> TG_ARGV[0] IS NOT NULL AND told ->> TG_ARGV[n] IS NOT NULL
           AND told ->> TG_ARGV[n] IS DISTINCT FROM was ->> TG_ARGV[n] THEN
            PERFORM pqr_core.use_proof((told ->> TG_ARGV[n])::uuid, (told ->> TG_ARGV[0])::uuid);
        END IF;
    END LOOP;
    RETURN NULL;
END $$;

DO $$
DECLARE
    g record;
BEGIN
    FOR g IN SELECT * FROM (VALUES
        ('term_proof', 'case_id', 'proof_document_id'), ('legal_letter', 'case_id', 'proof_document_id'),
        ('delivery', 'case_id', 'document_id'),
        ('collective_answer', 'collective_id', 'newspaper_proof_id, web_proof_id'),
        ('collective_case', 'case_id', 'copy_proof_id')) AS x(name, whose, files) LOOP
        EXECUTE format('DROP TRIGGER IF EXISTS proof_is_its_own ON pqr.%I', g.name);
        EXECUTE format('CREATE TRIGGER proof_is_its_own AFTER INSERT OR UPDATE OF %s ON pqr.%I FOR EACH ROW '
                       'WHEN (current_user = ''pqr_kernel'') EXECUTE FUNCTION pqr_core.proof_is_its_own(%s)',
                       g.files, g.name, g.whose || ', ' || g.files);
    END LOOP;
END $$;
