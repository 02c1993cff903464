-- 22: the act of signing: the file before, the file after, the director, what allows it, who pressed.
CREATE OR REPLACE FUNCTION pqr_effect.stamp_signature(
    c pqr.case_file, me pqr.person, outcome text, payload jsonb, command_id uuid) RETURNS pqr_core.effect_result
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    l pqr.letter := pqr_core.current_letter(c.case_id);
    d pqr.director;
    by_certificate boolean;
    before pqr.document;
    after pqr.document;
BEGIN
    IF outcome = 'sent_back' THEN
        RETURN pqr_core.send_letter_back(c, me, payload);
    END IF;
    -- That the director and the act are in force today is the guard's; what signs is written here.
    SELECT x.* INTO d FROM pqr.director x WHERE x.director_id = l.director_id;
    by_certificate := d.signing_method = 'certificate';
    IF payload ->> 'method' IS DISTINCT FROM d.signing_method THEN
        PERFORM pqr_core.refuse('payload', 'method');
    -- Only a certificate that two administrators registered as the director's signs in the director's name.
    ELSIF by_certificate AND NOT EXISTS (
        SELECT FROM pqr.director_certificate k WHERE k.director_id = l.director_id
           AND k.sha256 = decode(payload -> 'act' ->> 'certificate_thumbprint', 'hex')
           AND pqr_core.today() BETWEEN k.valid_from AND k.valid_to) THEN
        PERFORM pqr_core.refuse('certificate_of_another', 'certificate');
    END IF;
    -- The rendered letter says its number: once annulled, it says a number that is nobody's.
    IF (pqr_core.current_filing(c.case_id, l.letter_no)).filing_number IS NULL THEN
        PERFORM pqr_core.refuse('number_not_taken');
    END IF;
    before := pqr_core.require_document(c.case_id, l.unsigned_document_id, 'letter_unsigned',
                                        coalesce(decode(payload ->> 'sha256_before', 'hex'), ''));
    after := pqr_core.require_document(c.case_id, (payload ->> 'document_id')::uuid, 'letter_signed',
                                       coalesce(decode(payload ->> 'sha256_after', 'hex'), ''));
    -- Stamping only appends: a signed letter that doesn't begin with the rendered one is another letter.
    IF after.byte_count <= before.byte_count OR NOT pqr_core.is_prefix(before, after) THEN
        PERFORM pqr_core.refuse('document_changed', 'document_id');
    END IF;
    INSERT INTO pqr.signing_act (case_id, letter_no, director_id, authority_id, method, sha256_before, sha256_after,
                                 signed_by)
    VALUES (c.case_id, l.letter_no, l.director_id,
            CASE WHEN NOT by_certificate THEN (pqr_core.authority_of(l.director_id, pqr_core.today())).authority_id END,
            d.signing_method, before.sha256, after.sha256, me.person_id);
    PERFORM pqr_core.record_signing(c, l, me, d.signing_method, payload -> 'act', before.sha256, after.sha256,
        CASE WHEN NOT by_certificate THEN pqr_core.authority_of(l.director_id, pqr_core.today()) END);
    IF by_certificate THEN
        PERFORM pqr_core.queue_upgrade(c.case_id, l.letter_no, payload -> 'act' ->> 'level');
    END IF;
    UPDATE pqr.letter x SET signed_document_id = after.document_id
     WHERE x.case_id = c.case_id AND x.letter_no = l.letter_no;
    RETURN pqr_core.nothing();
END $$;

-- Whether the second document begins with all the bytes of the first.
CREATE OR REPLACE FUNCTION pqr_core.is_prefix(before pqr.document, after pqr.document) RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    first_bytes bytea;
    all_bytes bytea;
BEGIN
    SELECT string_agg(k.bytes, ''::bytea ORDER BY k.chunk_no) INTO first_bytes
      FROM pqr.document_chunk k WHERE k.year = before.year AND k.document_id = before.document_id;
    SELECT string_agg(k.bytes, ''::bytea ORDER BY k.chunk_no) INTO all_bytes
      FROM pqr.document_chunk k WHERE k.year = after.year AND k.document_id = after.document_id;
    RETURN substring(all_bytes FROM 1 FOR octet_length(first_bytes)) = first_bytes;
END $$;
