-- Activity 13: what was found in the systems, fact by fact, with the day on which it was true and until when it holds.

CREATE OR REPLACE FUNCTION pqr_core.write_input(c pqr.case_file, me pqr.person, given jsonb) RETURNS uuid
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    today date := pqr_core.today();
    the_claim pqr.claim;
    said text := btrim(coalesce(given ->> 'content', ''));
    has_facts boolean := coalesce(nullif(given -> 'facts', 'null'), '{}') <> '{}';
    found_on date := (given ->> 'found_on')::date;
    valid_until date := nullif(given ->> 'valid_until', '')::date;
    id uuid := coalesce((given ->> 'input_id')::uuid, uuidv7());
BEGIN
    SELECT * INTO the_claim FROM pqr.claim k WHERE k.case_id = c.case_id AND k.ordinal = (given ->> 'claim')::int;
    IF NOT FOUND THEN
        PERFORM pqr_core.refuse('claim_unknown', 'inputs');
    ELSIF given -> 'reuse' IS NOT NULL AND given -> 'reuse' <> 'null' THEN
        RETURN pqr_core.reuse_input(c, me, the_claim, given);
    ELSIF said = '' AND NOT has_facts THEN
        PERFORM pqr_core.refuse('input_empty', 'inputs');
    ELSIF length(said) > (CASE WHEN has_facts THEN 4000 ELSE 8000 END) THEN
        PERFORM pqr_core.refuse('text_too_long', 'inputs');
    ELSIF found_on IS NULL OR found_on > today THEN
        PERFORM pqr_core.refuse('input_date', 'inputs');
    ELSIF valid_until < found_on THEN
        PERFORM pqr_core.refuse('input_validity', 'inputs');
    ELSIF given ->> 'system' = 'escalation' THEN
        -- Those come from an area, through activity 15.
        PERFORM pqr_core.refuse('input_system', 'inputs');
    END IF;
    IF given ->> 'document_id' IS NOT NULL THEN
        PERFORM pqr_core.take_document((given ->> 'document_id')::uuid, 'input_support', c, me);
    END IF;
    INSERT INTO pqr.input AS old (case_id, input_id, claim_ordinal, area_id, system, content, content_sha256, found_on,
                                  valid_until, document_id, recorded_by, note)
    VALUES (c.case_id, id, the_claim.ordinal, the_claim.area_id, given ->> 'system', said,
            sha256(convert_to(said, 'UTF8')), found_on, valid_until, (given ->> 'document_id')::uuid, me.person_id,
            CASE WHEN has_facts THEN nullif(said, '') END)
    ON CONFLICT (case_id, input_id) DO UPDATE
        SET claim_ordinal = excluded.claim_ordinal, area_id = excluded.area_id, system = excluded.system,
            content = excluded.content, content_sha256 = excluded.content_sha256, found_on = excluded.found_on,
            valid_until = excluded.valid_until, document_id = excluded.document_id,
            recorded_by = excluded.recorded_by, recorded_at = clock_timestamp(), withdrawn_at = NULL,
            note = excluded.note, reused_case_id = NULL, reused_input_id = NULL
        WHERE old.system <> 'escalation';
    IF NOT FOUND THEN
        PERFORM pqr_core.refuse('input_system', 'inputs');
    END IF;
    PERFORM pqr_core.write_facts(c.case_id, id, given ->> 'system', given -> 'facts');
    IF has_facts THEN
        -- The words that a letter quotes, and their hash, come from the columns.
        UPDATE pqr.input i SET content = w.words, content_sha256 = sha256(convert_to(w.words, 'UTF8'))
          FROM (SELECT concat_ws(E'\n', pqr_core.facts_text(c.case_id, id), nullif(said, '')) AS words) w
         WHERE i.case_id = c.case_id AND i.input_id = id;
    END IF;
    RETURN id;
END $$;

-- The list given is the whole list of what the agent found: what is not in it any more is withdrawn, never erased.
CREATE OR REPLACE FUNCTION pqr_effect.search_inputs(
    c pqr.case_file, me pqr.person, outcome text, payload jsonb, command_id uuid
) RETURNS pqr_core.effect_result
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    kept uuid[] := '{}';
    given jsonb;
BEGIN
    FOR given IN SELECT e FROM jsonb_array_elements(coalesce(payload -> 'inputs', '[]')) e LOOP
        kept := kept || pqr_core.write_input(c, me, given);
    END LOOP;
    UPDATE pqr.input i SET withdrawn_at = clock_timestamp()
    WHERE i.case_id = c.case_id AND i.system <> 'escalation' AND i.withdrawn_at IS NULL AND i.input_id <> ALL (kept);
    RETURN pqr_core.nothing();
END $$;
