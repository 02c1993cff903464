-- Activity 7: the petitioner as the image says, and what is asked: claims 1..n, leaves of the tree.

CREATE OR REPLACE FUNCTION pqr_core.write_petitioner(c pqr.case_file, place int, given jsonb) RETURNS void
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $$
    INSERT INTO pqr.petitioner AS old (case_id, ordinal, capacity, document_type, document_number, full_name, phone,
                                       email, address, municipality_code, proof_document_id, accepts_email, differential,
                                       birth_date)
    VALUES (c.case_id, place, coalesce(given ->> 'capacity', 'self'),
            nullif(given ->> 'document_type', ''), nullif(given ->> 'document_number', ''),
            nullif(btrim(given ->> 'full_name'), ''), nullif(given ->> 'phone', ''), nullif(given ->> 'email', ''),
            nullif(btrim(given ->> 'address'), ''), nullif(given ->> 'municipality_code', ''),
            (given ->> 'proof_document_id')::uuid, coalesce((given ->> 'accepts_email')::boolean, false),
            ARRAY(SELECT jsonb_array_elements_text(CASE WHEN jsonb_typeof(given -> 'differential') = 'array'
                                                        THEN given -> 'differential' ELSE '[]' END)),
            pqr_core.as_day(given ->> 'birth_date'))
    ON CONFLICT (case_id, ordinal) DO UPDATE
        SET capacity = excluded.capacity, document_type = excluded.document_type,
            document_number = excluded.document_number, full_name = excluded.full_name, phone = excluded.phone,
            email = excluded.email, address = excluded.address, municipality_code = excluded.municipality_code,
            -- A form that does not ask for the proof must not lose it.
            proof_document_id = coalesce(excluded.proof_document_id, old.proof_document_id),
            accepts_email = excluded.accepts_email, 
            -- Nor the marks that it was not shown.
            differential = CASE WHEN given -> 'differential' = 'null' THEN old.differential ELSE excluded.differential END,
            -- A program from before does not send it.
            birth_date = CASE WHEN given ? 'birth_date' THEN excluded.birth_date ELSE old.birth_date END;
$$;

-- Claims that a shorter list leaves out go away, with inputs found for them; not once a reply,
-- an area or another case uses them.
CREATE OR REPLACE FUNCTION pqr_core.drop_claims_after(c pqr.case_file, last_one int) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM pqr.draft_answer a WHERE a.case_id = c.case_id AND a.claim_ordinal > last_one)
       OR EXISTS (SELECT FROM pqr.escalation e JOIN pqr.escalation_claim k USING (case_id)
                  WHERE e.petition_case_id = c.case_id AND k.claim_ordinal > last_one)
       OR EXISTS (SELECT FROM pqr.input i JOIN pqr.input u
                      ON u.reused_case_id = i.case_id AND u.reused_input_id = i.input_id
                  WHERE i.case_id = c.case_id AND i.claim_ordinal > last_one) THEN
        PERFORM pqr_core.refuse('claims_in_use', 'claims');
    END IF;
    PERFORM pqr_core.erase_facts(i.case_id, i.input_id) FROM pqr.input i
      WHERE i.case_id = c.case_id AND i.claim_ordinal > last_one;
    DELETE FROM pqr.input i WHERE i.case_id = c.case_id AND i.claim_ordinal > last_one;
    DELETE FROM pqr.claim k WHERE k.case_id = c.case_id AND k.ordinal > last_one;
END $$;

CREATE OR REPLACE FUNCTION pqr_core.write_claims(c pqr.case_file, given jsonb) RETURNS numeric
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    today date := pqr_core.today();
    asked record;
    node pqr.claim_node;
    weight numeric := 0;
    total int := 0;
BEGIN
    FOR asked IN SELECT n, e ->> 'code' AS code, btrim(coalesce(e ->> 'words', '')) AS words
                 FROM jsonb_array_elements(coalesce(given, '[]')) WITH ORDINALITY AS l(e, n) ORDER BY n LOOP
        IF EXISTS (SELECT FROM pqr.claim_node t WHERE t.code = asked.code AND t.is_leaf AND t.area_id IS NULL) THEN
            PERFORM pqr_core.refuse('claim_without_area', 'claims');
        END IF;
        SELECT * INTO node FROM pqr.claim_node t
        WHERE t.code = asked.code AND t.is_leaf AND t.area_id IS NOT NULL
          AND t.valid_from <= today AND (t.valid_to IS NULL OR t.valid_to >= today);
        IF NOT FOUND THEN
            PERFORM pqr_core.refuse('claim_unknown', 'claims');
        END IF;
        IF length(asked.words) > 2000 THEN
            PERFORM pqr_core.refuse('text_too_long', 'claims');
        END IF;
        -- What was found for another claim does not answer this one.
        UPDATE pqr.input i SET withdrawn_at = clock_timestamp()
        FROM pqr.claim k
        WHERE k.case_id = c.case_id AND k.ordinal = asked.n AND k.claim_code <> node.code
          AND i.case_id = k.case_id AND i.claim_ordinal = k.ordinal AND i.withdrawn_at IS NULL;
        INSERT INTO pqr.claim (case_id, ordinal, claim_code, area_id, citizen_words)
        VALUES (c.case_id, asked.n, node.code, node.area_id, asked.words)
        ON CONFLICT (case_id, ordinal) DO UPDATE
            SET claim_code = excluded.claim_code, area_id = excluded.area_id, citizen_words = excluded.citizen_words;
        weight := weight + pqr_core.work_weight(node.code);
        total := asked.n;
    END LOOP;
    IF total = 0 THEN
        PERFORM pqr_core.refuse('no_claims', 'claims');
    END IF;
    PERFORM pqr_core.drop_claims_after(c, total);
    RETURN weight;
END $$;

-- The proof that somebody may act for another is a paper of this case, never one of another.
CREATE OR REPLACE FUNCTION pqr_core.check_proof(c pqr.case_file, me pqr.person, given text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF given IS NOT NULL THEN
        PERFORM pqr_core.take_document(given::uuid, 'attachment', c, me);
    END IF;
END $$;

CREATE OR REPLACE FUNCTION pqr_effect.classify_claim(
    c pqr.case_file, me pqr.person, outcome text, payload jsonb, command_id uuid
) RETURNS pqr_core.effect_result
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    result pqr_core.effect_result := pqr_core.nothing();
    petition pqr.petition;
BEGIN
    SELECT * INTO STRICT petition FROM pqr.petition p WHERE p.case_id = c.case_id;
    IF NOT petition.is_anonymous AND pqr_core.visible(payload #>> '{petitioner,full_name}') = '' THEN
        PERFORM pqr_core.refuse('petitioner_without_name', 'petitioner');
    END IF;
    IF coalesce(payload #>> '{petitioner,birth_date}', '') <> ''
       AND coalesce(pqr_core.as_day(payload #>> '{petitioner,birth_date}') NOT BETWEEN date '1880-01-02' AND pqr_core.today(), true) THEN
        PERFORM pqr_core.refuse('birth_date', 'petitioner');
    END IF;
    PERFORM pqr_core.check_proof(c, me, payload #>> '{petitioner,proof_document_id}');
    PERFORM pqr_core.check_proof(c, me, payload #>> '{represented,proof_document_id}');
    PERFORM pqr_core.write_petitioner(c, 1, coalesce(payload -> 'petitioner', '{}'));
    IF jsonb_typeof(payload -> 'represented') = 'object' THEN
        PERFORM pqr_core.write_petitioner(c, 2, jsonb_set(payload -> 'represented', '{capacity}', '"represented"'));
    ELSE
        DELETE FROM pqr.petitioner p WHERE p.case_id = c.case_id AND p.ordinal = 2;
    END IF;
    result.weight := pqr_core.write_claims(c, payload -> 'claims');
    UPDATE pqr.petition p
    SET signatory_count = greatest(1, coalesce((payload ->> 'signatory_count')::int, p.signatory_count)),
        response_channel = coalesce(nullif(payload ->> 'response_channel', ''), p.response_channel)
    WHERE p.case_id = c.case_id;
    RETURN result;
END $$;
