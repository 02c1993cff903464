-- Effect of activity 1: files a petition with its petitioners, scan and due date, or puts a better scan in its place.

CREATE OR REPLACE FUNCTION pqr_effect.receive_petition(
    c pqr.case_file, me pqr.person, outcome text, payload jsonb, command_id uuid
) RETURNS pqr_core.effect_result LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF outcome = 'rescanned' THEN
        RETURN pqr_core.replace_image(c, me, payload);
    END IF;
    RETURN pqr_core.file_petition(c, me, payload);
END $$;

-- A filed petition: the term runs from the day after ORFEO's reception, under the regime in force that day.
CREATE OR REPLACE FUNCTION pqr_core.file_petition(c pqr.case_file, me pqr.person, payload jsonb)
RETURNS pqr_core.effect_result LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    p pqr.petition;
    class pqr.petition_class;
    r pqr_core.effect_result := pqr_core.nothing();
BEGIN
    p := pqr_core.read_petition(c, me, payload);
    SELECT * INTO STRICT class FROM pqr.petition_class k WHERE k.key = p.class_key;
    PERFORM pqr_core.take_scan(c, me, p);
    INSERT INTO pqr.petition SELECT p.*;
    PERFORM pqr_core.check_proof(c, me, t ->> 'proof_document_id')
       FROM jsonb_array_elements(coalesce(payload -> 'petitioners', '[]')) AS t;
    PERFORM pqr_core.write_petitioners(c, p, payload);
    PERFORM pqr_core.note_intake(c, p, payload);
    r.label := p.filing_number;
    r.set_due := true;
    r.due_on := pqr_core.due_on(p.class_key, p.received_on, p.typed_due_at);
    r.set_internal_due := class.has_typed_term;
    r.internal_due_at := p.typed_due_at;
    r.priority := greatest(class.priority, pqr_core.priority_of_people(c.case_id));
    r.weight := pqr_core.weight_at_intake(p.topic_code, class.has_typed_term);
    RETURN r;
END $$;

-- The row of `pqr.petition` in a payload; refuses naming the field that does not serve.
CREATE OR REPLACE FUNCTION pqr_core.read_petition(c pqr.case_file, me pqr.person, payload jsonb)
RETURNS pqr.petition LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    p pqr.petition;
BEGIN
    p := jsonb_populate_record(NULL::pqr.petition, payload - 'petitioners' - 'intake');
    p.case_id := c.case_id;
    p.source := CASE WHEN payload ? 'intake' THEN 'folder' ELSE 'manual' END;
    p.batch_id := (payload #>> '{intake,batch_id}')::uuid;
    p.registered_by := me.person_id;
    p.registered_at := clock_timestamp();
    p.is_oral := coalesce(p.is_oral, false);
    p.is_anonymous := coalesce(p.is_anonymous, false);
    p.is_bulk := coalesce(p.is_bulk, false);
    p.signatory_count := coalesce(p.signatory_count, 1);
    p.page_count := coalesce(p.page_count, 0);
    p.response_channel := coalesce(p.response_channel, 'postal');
    p.subject := coalesce(btrim(p.subject), '');
    p.received_on := (p.received_at AT TIME ZONE INTERVAL '-05:00')::date;
    PERFORM pqr_core.check_petition(p);
    p.regime_id := pqr_core.regime_on(p.received_on);
    IF p.regime_id IS NULL THEN
        PERFORM pqr_core.refuse('term_unknown', 'regime');
    END IF;
    RETURN p;
END $$;

-- What a filing must have, each refusal with its field.
CREATE OR REPLACE FUNCTION pqr_core.check_petition(p pqr.petition)
RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    typed boolean;
BEGIN
    IF p.filing_number IS NULL OR p.filing_number !~ '^(19|20)[0-9]{2}[0-9]{3}[0-9]{6,7}2$' THEN
        PERFORM pqr_core.refuse('filing_number', 'filing_number');
    END IF;
    IF EXISTS (SELECT FROM pqr.petition o WHERE o.filing_number = p.filing_number AND o.source <> 'split') THEN
        PERFORM pqr_core.refuse('filing_number_taken', 'filing_number');
    END IF;
    -- Ten minutes of difference between clocks are not a date in the future.
    IF p.received_at IS NULL OR p.received_at > clock_timestamp() + interval '10 minutes'
       OR left(p.filing_number, 4)::int - extract(year FROM p.received_on) NOT IN (0, 1) THEN
        PERFORM pqr_core.refuse('received_at', 'received_at');
    END IF;
    IF NOT EXISTS (SELECT FROM pqr.channel h WHERE h.key = p.channel) THEN
        PERFORM pqr_core.refuse('unknown_value', 'channel');
    END IF;
    SELECT k.has_typed_term INTO typed FROM pqr.petition_class k WHERE k.key = p.class_key;
    IF typed IS NULL THEN
        PERFORM pqr_core.refuse('unknown_value', 'class_key');
    END IF;
    IF typed <> (p.typed_due_at IS NOT NULL) OR p.typed_due_at <= p.received_at THEN
        PERFORM pqr_core.refuse('typed_term', 'typed_due_at');
    END IF;
    IF p.topic_code IS NOT NULL AND NOT EXISTS (SELECT FROM pqr.claim_node n WHERE n.code = p.topic_code) THEN
        PERFORM pqr_core.refuse('unknown_value', 'topic_code');
    END IF;
    IF p.subject = '' THEN
        PERFORM pqr_core.refuse('missing', 'subject');
    END IF;
    IF p.signatory_count NOT BETWEEN 1 AND 5000 OR p.page_count NOT BETWEEN 0 AND 5000 THEN
        PERFORM pqr_core.refuse('unknown_value', 'signatory_count');
    END IF;
END $$;

-- Only an oral petition comes without a scan (Decreto 1166 de 2016).
CREATE OR REPLACE FUNCTION pqr_core.take_scan(c pqr.case_file, me pqr.person, p pqr.petition)
RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF p.document_id IS NOT NULL THEN
        PERFORM pqr_core.take_document(p.document_id, 'petition', c, me);
    ELSIF NOT p.is_oral THEN
        PERFORM pqr_core.refuse('missing', 'document_id');
    END IF;
END $$;

-- Who asks and, when someone acts for another, who is represented (domain.md §1.3: representation, anonymous).
CREATE OR REPLACE FUNCTION pqr_core.write_petitioners(c pqr.case_file, p pqr.petition, payload jsonb)
RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    people jsonb := coalesce(payload -> 'petitioners', '[]');
    t pqr.petitioner;
BEGIN
    FOR n IN 1 .. jsonb_array_length(people) LOOP
        t := jsonb_populate_record(NULL::pqr.petitioner, people -> (n - 1));
        t.case_id := c.case_id;
        t.ordinal := n;
        t.capacity := coalesce(t.capacity, 'self');
        t.accepts_email := coalesce(t.accepts_email, false);
        t.differential := coalesce(t.differential, '{}');
        t.full_name := nullif(btrim(t.full_name), '');
        t.document_number := nullif(upper(regexp_replace(t.document_number, '[\s.\-]', '', 'g')), '');
        PERFORM pqr_core.check_petitioner(p, t);
        INSERT INTO pqr.petitioner SELECT t.*;
    END LOOP;
    IF jsonb_array_length(people) = 0 AND NOT p.is_anonymous THEN
        PERFORM pqr_core.refuse('petitioner', 'full_name');
    END IF;
    IF EXISTS (SELECT FROM pqr.petitioner w WHERE w.case_id = c.case_id AND w.ordinal = 1
                  AND w.capacity IN ('attorney', 'informal_agent', 'relative'))
       AND NOT EXISTS (SELECT FROM pqr.petitioner w WHERE w.case_id = c.case_id AND w.capacity = 'represented') THEN
        PERFORM pqr_core.refuse('represented', 'represented_name');
    END IF;
END $$;

CREATE OR REPLACE FUNCTION pqr_core.check_petitioner(p pqr.petition, t pqr.petitioner)
RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF p.is_anonymous AND (t.full_name IS NOT NULL OR t.document_number IS NOT NULL) THEN
        PERFORM pqr_core.refuse('anonymous_named', 'full_name');
    END IF;
    -- A load without an index names nobody; the agent reads who asks in the scan and writes it in 7.
    IF NOT p.is_anonymous AND t.full_name IS NULL AND p.source <> 'folder' THEN
        PERFORM pqr_core.refuse('petitioner', 'full_name');
    END IF;
    IF (t.document_type IS NULL) <> (t.document_number IS NULL)
       OR t.document_number !~ '^[0-9A-Z]{3,15}$' THEN
        PERFORM pqr_core.refuse('document_number', 'document_number');
    END IF;
    IF t.document_type IN ('CC', 'TI', 'CE', 'PPT', 'NIT') AND t.document_number !~ '^[0-9]+$' THEN
        PERFORM pqr_core.refuse('document_digits', 'document_number');
    END IF;
    IF t.municipality_code IS NOT NULL
       AND NOT EXISTS (SELECT FROM pqr.municipality m WHERE m.code = t.municipality_code) THEN
        PERFORM pqr_core.refuse('unknown_value', 'municipality_code');
    END IF;
    -- The answer carries personal data: by e-mail only where the citizen gave one and accepted it.
    IF t.ordinal = 1 AND p.response_channel = 'email' AND NOT (t.accepts_email AND t.email ~ '^[^@\s]+@[^@\s]+\.[^@\s]+$') THEN
        PERFORM pqr_core.refuse('email_consent', 'email');
    END IF;
END $$;

-- Children go before any other (Carta de trato digno; art. 20 of Ley 1755 de 2015); illness and age are attended too.
CREATE OR REPLACE FUNCTION pqr_core.priority_of_people(p_case uuid)
RETURNS smallint LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT coalesce(max(CASE WHEN t.differential @> '{child}' THEN 2
                             WHEN t.differential && '{illness,disability,pregnant,older_adult}' THEN 1
                             ELSE 0 END), 0)::smallint
      FROM pqr.petitioner t WHERE t.case_id = p_case
$$;

-- The line of the load's report that this petition came from, written with it: neither without the other.
CREATE OR REPLACE FUNCTION pqr_core.note_intake(c pqr.case_file, p pqr.petition, payload jsonb)
RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    item jsonb := payload -> 'intake';
BEGIN
    IF item IS NULL THEN
        RETURN;
    END IF;
    IF NOT EXISTS (SELECT FROM pqr.intake_batch b WHERE b.batch_id = p.batch_id
                      AND b.started_by = p.registered_by AND b.closed_at IS NULL) THEN
        PERFORM pqr_core.refuse('batch_closed', 'batch_id');
    END IF;
    IF EXISTS (SELECT FROM pqr.intake_item i WHERE i.result = 'imported'
                  AND i.file_sha256 = decode(item ->> 'file_sha256', 'hex')) THEN
        PERFORM pqr_core.refuse('already_imported', 'file_sha256');
    END IF;
    INSERT INTO pqr.intake_item (batch_id, item_no, file_label, file_sha256, filing_number, result, case_id)
    VALUES (p.batch_id, (item ->> 'item_no')::int, item ->> 'file_label', decode(item ->> 'file_sha256', 'hex'),
            p.filing_number, 'imported', c.case_id);
END $$;

-- The image that Gestión Documental scanned again; the case goes back to who returned it.
CREATE OR REPLACE FUNCTION pqr_core.replace_image(c pqr.case_file, me pqr.person, payload jsonb)
RETURNS pqr_core.effect_result LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    scan pqr.document;
    earlier uuid;
BEGIN
    scan := pqr_core.take_document((payload ->> 'document_id')::uuid, 'petition', c, me);
    SELECT p.document_id INTO earlier FROM pqr.petition p WHERE p.case_id = c.case_id;
    IF scan.document_id = earlier OR scan.sha256 = (SELECT d.sha256 FROM pqr.document d WHERE d.document_id = earlier) THEN
        PERFORM pqr_core.refuse('same_image', 'document_id');
    END IF;
    UPDATE pqr.document d SET supersedes = earlier WHERE d.document_id = scan.document_id;
    UPDATE pqr.petition p SET document_id = scan.document_id, page_count = coalesce(scan.page_count, p.page_count)
     WHERE p.case_id = c.case_id;
    UPDATE pqr.image_issue i SET solved_by = me.person_id, solved_at = clock_timestamp()
     WHERE i.case_id = c.case_id AND i.solved_at IS NULL;
    RETURN pqr_core.nothing();
END $$;
