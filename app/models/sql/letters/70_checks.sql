-- What verified each signed letter, kept with the case: made when it is signed and again whenever somebody asks.

-- The letter whose signature can be looked at: the last one of the case that was signed, for who reads the case, who
-- pressed, and signers while it waits for a higher level. Refuses otherwise.
CREATE OR REPLACE FUNCTION pqr_core.signed_letter(p_case uuid) RETURNS pqr.letter
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    me pqr.person := pqr_core.me();
    is_signer boolean := coalesce('signer' = ANY (pqr_api.my_roles()), false);
    c pqr.case_file;
    l pqr.letter;
BEGIN
    SELECT x.* INTO c FROM pqr.case_file x WHERE x.case_id = p_case;
    SELECT x.* INTO l FROM pqr.letter x
     WHERE x.case_id = p_case AND x.signed_document_id IS NOT NULL ORDER BY x.letter_no DESC LIMIT 1;
    IF l.case_id IS NOT NULL AND (pqr_core.can_read(c) OR is_signer AND (
            EXISTS (SELECT FROM pqr.signing_act s WHERE s.case_id = p_case AND s.letter_no = l.letter_no
                       AND s.signed_by = me.person_id)
            OR EXISTS (SELECT FROM pqr.signature_upgrade u WHERE u.case_id = p_case AND u.letter_no = l.letter_no
                          AND u.done_at IS NULL))) THEN
        RETURN l;
    END IF;
    PERFORM pqr_core.log_refusal(NULL, p_case, 'signed_letter', NULL, 'not_permitted');
    PERFORM pqr_core.refuse('not_permitted');
END $$;

-- Keep what a verification of the stored bytes found. The file and its hash are the server's own, so a report about
-- another file can't be kept here; what the program saw in it is the program's word, with who and when.
CREATE OR REPLACE FUNCTION pqr_api.record_signature_check(
    p_case uuid, p_sha256 bytea, p_verdict text, p_intact boolean, p_covers_all boolean, p_changed_after boolean,
    p_level text, p_signer text, p_serial text, p_revocation text, p_claimed_at timestamptz, p_stamped_at timestamptz,
    p_second_opinion text
) RETURNS jsonb LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET lock_timeout = '3s' AS $$
DECLARE
    me pqr.person := pqr_core.me();
    l pqr.letter := pqr_core.signed_letter(p_case);
    a pqr.signing_act;
    d pqr.document;
    n int;
BEGIN
    SELECT x.* INTO a FROM pqr.signing_act x WHERE x.case_id = p_case AND x.letter_no = l.letter_no;
    SELECT x.* INTO d FROM pqr.document x
     WHERE x.case_id = p_case AND x.kind = 'letter_signed' AND x.state = 'ready' AND x.sha256 = p_sha256
       AND (x.document_id = l.signed_document_id OR EXISTS (SELECT FROM pqr.signature_upgrade u
             WHERE u.case_id = p_case AND u.letter_no = l.letter_no AND u.document_id = x.document_id))
     LIMIT 1;
    IF d.document_id IS NULL THEN
        PERFORM pqr_core.refuse('document_changed', 'sha256');
    -- Ten a day of one person for one letter: enough to look again, too few to push what others found out of sight.
    ELSIF (SELECT count(*) FROM pqr.signature_check x WHERE x.case_id = p_case AND x.letter_no = l.letter_no
              AND x.checked_by = me.person_id AND x.checked_at > clock_timestamp() - interval '1 day') >= 10 THEN
        PERFORM pqr_core.refuse('quota');
    END IF;
    -- Two at once number them one after the other.
    PERFORM FROM pqr.case_file c WHERE c.case_id = p_case FOR NO KEY UPDATE;
    SELECT coalesce(max(x.check_no), 0) + 1 INTO n FROM pqr.signature_check x
     WHERE x.case_id = p_case AND x.letter_no = l.letter_no;
    INSERT INTO pqr.signature_check (case_id, letter_no, check_no, document_id, sha256, verdict, method, is_intact,
        covers_all, changed_after, level, signer, serial, revocation, claimed_at, stamped_at, second_opinion, checked_by)
    VALUES (p_case, l.letter_no, n, d.document_id, d.sha256, p_verdict, a.method, p_intact, p_covers_all,
        p_changed_after, p_level, p_signer, p_serial, p_revocation, p_claimed_at, p_stamped_at, p_second_opinion,
        me.person_id);
    RETURN jsonb_build_object('status', 'applied', 'check_no', n);
EXCEPTION WHEN check_violation OR not_null_violation THEN
    PERFORM pqr_core.refuse('payload', 'check');
END $$;

-- Everything the report of a signed letter says that the server knows: who, by what right, when, and every step.
CREATE OR REPLACE FUNCTION pqr_api.signature_report(p_case uuid) RETURNS jsonb
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    l pqr.letter := pqr_core.signed_letter(p_case);
    f pqr.outgoing_filing := pqr_core.current_filing(p_case, l.letter_no);
BEGIN
    RETURN jsonb_build_object(
        'case_id', p_case, 'letter_no', l.letter_no, 'unsigned_document_id', l.unsigned_document_id,
        'signed_document_id', l.signed_document_id,
        'pages', (SELECT d.page_count FROM pqr.document d WHERE d.document_id = l.signed_document_id),
        'bytes', (SELECT d.byte_count FROM pqr.document d WHERE d.document_id = l.signed_document_id),
        'outgoing', f.filing_number, 'incoming', f.answers_filing, 'uploaded_at', l.uploaded_at,
        'image_sha256', (SELECT encode(d.sha256, 'hex') FROM pqr.document d WHERE d.document_id = f.image_document_id),
        'director', (SELECT jsonb_build_object('name', d.full_name, 'position', d.position, 'act', d.act_number,
                        'valid_to', d.valid_to, 'is_acting', d.is_acting)
                       FROM pqr.director d WHERE d.director_id = l.director_id),
        'act', (SELECT jsonb_build_object('method', s.method, 'signed_at', s.signed_at, 'by', p.full_name,
                        'sha256', encode(s.sha256_after, 'hex'), 'sha256_before', encode(s.sha256_before, 'hex'),
                        'authority', y.act_number)
                  FROM pqr.signing_act s JOIN pqr.person p ON p.person_id = s.signed_by
                  LEFT JOIN pqr.signature_authority y ON y.authority_id = s.authority_id
                 WHERE s.case_id = p_case AND s.letter_no = l.letter_no),
        'checks', (SELECT coalesce(jsonb_agg(to_jsonb(k) - 'sha256' || jsonb_build_object('sha256', encode(k.sha256, 'hex'))
                        ORDER BY k.check_no DESC), '[]')
                     FROM (SELECT * FROM pqr.signature_check x WHERE x.case_id = p_case AND x.letter_no = l.letter_no
                            ORDER BY x.check_no DESC LIMIT 20) k),
        -- The one of the act of signing is shown whatever came after it.
        'first_check', (SELECT jsonb_build_object('verdict', k.verdict, 'at', k.checked_at, 'by', p.full_name)
                          FROM pqr.signature_check k JOIN pqr.person p ON p.person_id = k.checked_by
                         WHERE k.case_id = p_case AND k.letter_no = l.letter_no ORDER BY k.check_no LIMIT 1),
        'checks_total', (SELECT count(*) FROM pqr.signature_check k WHERE k.case_id = p_case AND k.letter_no = l.letter_no),
        'upgrade', (SELECT to_jsonb(u) FROM pqr.signature_upgrade u
                     WHERE u.case_id = p_case AND u.letter_no = l.letter_no),
        'annulled', (SELECT coalesce(jsonb_agg(jsonb_build_object('number', x.filing_number, 'at', x.annulled_at,
                        'by', p.full_name, 'reason', x.annulled_reason) ORDER BY x.annulled_at), '[]')
                       FROM pqr.outgoing_filing x JOIN pqr.person p ON p.person_id = x.annulled_by
                      WHERE x.case_id = p_case AND x.annulled_at IS NOT NULL),
        'steps', (SELECT coalesce(jsonb_agg(jsonb_build_object('activity', e.from_activity, 'at', e.recorded_at)
                        ORDER BY e.version), '[]')
                    FROM pqr_audit.case_event e WHERE e.case_id = p_case AND e.from_activity BETWEEN 22 AND 25
                     AND e.outcome IN ('numbered', 'rendered', 'stamped', 'uploaded') AND e.recorded_at >= f.taken_at));
END $$;

-- The bytes of a signed letter for whoever may look at its signature; counted like any document.
CREATE OR REPLACE FUNCTION pqr_api.read_signed_letter(p_case uuid, p_which text DEFAULT 'signed') RETURNS bytea
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    me pqr.person := pqr_core.me();
    l pqr.letter := pqr_core.signed_letter(p_case);
    wanted uuid;
    whole bytea;
BEGIN
    IF NOT pqr_core.spend('document', me, p_case, 'Informe de la firma') THEN
        PERFORM pqr_core.refuse('quota');
    END IF;
    wanted := CASE p_which WHEN 'unsigned' THEN l.unsigned_document_id
        ELSE coalesce((SELECT u.document_id FROM pqr.signature_upgrade u
                        WHERE u.case_id = p_case AND u.letter_no = l.letter_no AND p_which = 'newest'),
                      l.signed_document_id) END;
    SELECT string_agg(k.bytes, ''::bytea ORDER BY k.chunk_no) INTO whole
      FROM pqr.document d JOIN pqr.document_chunk k ON k.year = d.year AND k.document_id = d.document_id
     WHERE d.document_id = wanted;
    RETURN whole;
END $$;
