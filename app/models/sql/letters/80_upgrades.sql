-- Letters whose signature waits for the proofs that keep it valid for years (PAdES B-LT and B-LTA). What fails today,
-- because a time stamping authority is down, waits here and is tried again later; the signed letter goes on its way.

CREATE OR REPLACE FUNCTION pqr_core.level_rank(p_level text) RETURNS int
LANGUAGE sql IMMUTABLE AS $$ SELECT array_position(ARRAY['B-B', 'B-T', 'B-LT', 'B-LTA'], p_level) $$;

-- Called by the act of signing (activity 22) with the level that the letter got at once.
CREATE OR REPLACE FUNCTION pqr_core.queue_upgrade(p_case uuid, p_letter_no int, p_level text) RETURNS void
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF pqr_core.level_rank(p_level) IS NULL THEN
        PERFORM pqr_core.refuse('payload', 'level');
    END IF;
    INSERT INTO pqr.signature_upgrade (case_id, letter_no, wanted, reached, done_at)
    VALUES (p_case, p_letter_no, 'B-LTA', p_level, CASE WHEN p_level = 'B-LTA' THEN clock_timestamp() END);
END $$;

-- What waits, the oldest first, and how many times it was tried.
DROP FUNCTION IF EXISTS pqr_api.upgrade_queue(int);
CREATE FUNCTION pqr_api.upgrade_queue(p_limit int DEFAULT 500)
RETURNS TABLE (case_id uuid, letter_no int, outgoing text, director_name text, wanted text, reached text, attempts int,
    problem text, try_after timestamptz, queued_at timestamptz, is_due boolean, tried_by text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM pqr_core.require_role('signer', 'lead');
    RETURN QUERY
    SELECT u.case_id, u.letter_no, f.filing_number, d.full_name, u.wanted, u.reached, u.attempts, u.problem,
           u.try_after, u.queued_at, u.try_after <= clock_timestamp(), t.full_name
      FROM pqr.signature_upgrade u
      JOIN pqr.letter l ON l.case_id = u.case_id AND l.letter_no = u.letter_no
      JOIN pqr.director d ON d.director_id = l.director_id
      LEFT JOIN pqr.outgoing_filing f ON f.case_id = u.case_id AND f.letter_no = u.letter_no AND f.annulled_at IS NULL
      LEFT JOIN pqr.person t ON t.person_id = u.tried_by
     WHERE u.done_at IS NULL AND l.signed_document_id IS NOT NULL AND l.uploaded_at IS NOT NULL
     ORDER BY u.queued_at, u.case_id LIMIT least(p_limit, 2000);
END $$;

-- Keep a letter with a higher level. It must begin with every byte of the letter as it was signed: proofs are only
-- appended, so the signature that was verified is still the one there.
CREATE OR REPLACE FUNCTION pqr_api.keep_upgrade(p_case uuid, p_letter_no int, p_level text, p_pdf bytea) RETURNS jsonb
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '3s' AS $$
DECLARE
    me pqr.person := pqr_core.require_role('signer');
    size constant int := 262144;
    u pqr.signature_upgrade;
    l pqr.letter;
    signed pqr.document;
    whole bytea;
    made uuid := gen_random_uuid();
BEGIN
    SELECT x.* INTO u FROM pqr.signature_upgrade x WHERE x.case_id = p_case AND x.letter_no = p_letter_no FOR UPDATE;
    IF u.case_id IS NULL OR coalesce(pqr_core.level_rank(p_level), 0) <= pqr_core.level_rank(u.reached) THEN
        PERFORM pqr_core.refuse('upgrade_none');
    ELSIF octet_length(p_pdf) > 32 * 1024 * 1024 OR NOT pqr_core.spend('upload', me, p_case, 'letter_signed',
                                                                                1 + octet_length(p_pdf) / 1048576) THEN
        PERFORM pqr_core.refuse('quota');
    END IF;
    SELECT x.* INTO l FROM pqr.letter x WHERE x.case_id = p_case AND x.letter_no = p_letter_no;
    SELECT x.* INTO signed FROM pqr.document x WHERE x.document_id = l.signed_document_id;
    SELECT string_agg(k.bytes, ''::bytea ORDER BY k.chunk_no) INTO whole
      FROM pqr.document_chunk k WHERE k.year = signed.year AND k.document_id = signed.document_id;
    IF octet_length(p_pdf) <= octet_length(whole) OR substring(p_pdf FROM 1 FOR octet_length(whole)) <> whole THEN
        PERFORM pqr_core.refuse('upgrade_changed');
    END IF;
    INSERT INTO pqr.document (document_id, case_id, kind, mime, byte_count, sha256, page_count, file_label, year, state,
                              created_by)
    VALUES (made, p_case, 'letter_signed', 'application/pdf', octet_length(p_pdf), sha256(p_pdf), signed.page_count,
            left(p_level || ' ' || signed.file_label, 120), extract(year FROM clock_timestamp()), 'ready', me.person_id);
    INSERT INTO pqr.document_chunk (year, document_id, chunk_no, bytes)
    SELECT extract(year FROM clock_timestamp()), made, n, substring(p_pdf FROM n * size + 1 FOR size)
      FROM generate_series(0, (octet_length(p_pdf) - 1) / size) AS n;
    UPDATE pqr.signature_upgrade x
       SET reached = p_level, document_id = made, problem = NULL, attempts = u.attempts + 1, tried_by = me.person_id,
           done_at = CASE WHEN p_level = u.wanted THEN clock_timestamp() END
     WHERE x.case_id = p_case AND x.letter_no = p_letter_no;
    RETURN jsonb_build_object('status', 'applied', 'document_id', made);
END $$;

-- A try that failed: what was wrong, and when to try again, each time later (two minutes, four, … six hours); and who says so.
CREATE OR REPLACE FUNCTION pqr_api.note_upgrade_problem(p_case uuid, p_letter_no int, p_problem text) RETURNS jsonb
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '3s' AS $$
DECLARE
    me pqr.person := pqr_core.require_role('signer');
BEGIN
    UPDATE pqr.signature_upgrade x
       SET attempts = x.attempts + 1, problem = left(p_problem, 300), tried_by = me.person_id,
           try_after = clock_timestamp() + least(interval '6 hours', interval '1 minute' * 2 ^ least(x.attempts + 1, 12))
     WHERE x.case_id = p_case AND x.letter_no = p_letter_no AND x.done_at IS NULL;
    IF NOT FOUND THEN
        PERFORM pqr_core.refuse('upgrade_none');
    END IF;
    RETURN '{"status": "applied"}';
END $$;
