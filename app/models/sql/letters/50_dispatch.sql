-- The parts of activity 27: a sending, its result, a corrected address, and the sheet that carries many sendings.

-- One sending. The address is the server's own, as of now; the client only says how and under which guide.
CREATE OR REPLACE FUNCTION pqr_core.hand_letter(c pqr.case_file, me pqr.person, payload jsonb) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    l pqr.letter := pqr_core.current_letter(c.case_id);
    earlier pqr.dispatch := pqr_core.last_dispatch(c.case_id);
    way text;
    a record;
BEGIN
    SELECT * INTO a FROM pqr_core.reply_address(c.case_id);
    way := coalesce(payload ->> 'kind', a.kind);
    IF pqr_core.addressee_gaps(a.addressee, a.address, a.municipality_code) <> '{}' THEN
        PERFORM pqr_core.refuse((pqr_core.addressee_gaps(a.addressee, a.address, a.municipality_code))[1]);
    END IF;
    -- Postal mail that came back is printed again; publication needs no paper, and only a return or no address allows it.
    IF way = 'notice' AND a.kind <> 'notice' AND earlier.state IS DISTINCT FROM 'returned' THEN
        PERFORM pqr_core.refuse('notice_not_allowed', 'kind');
    -- E-mail is another way after a return too, if the citizen accepted it.
    ELSIF way = 'postal' AND a.kind <> 'postal'
       OR way = 'email' AND a.kind <> 'email'
          AND (earlier.state IS DISTINCT FROM 'returned' OR pqr_core.accepted_email(c.case_id) IS NULL) THEN
        PERFORM pqr_core.refuse('other_channel', 'kind');
    ELSIF (way = 'postal' OR way = 'email' AND a.kind = 'email') AND NOT EXISTS (
        SELECT FROM pqr.letter_print p WHERE p.case_id = c.case_id AND p.letter_no = l.letter_no
           AND p.printed_at > coalesce((SELECT max(v.recorded_at) FROM pqr.delivery v WHERE v.case_id = c.case_id),
                                       '-infinity'::timestamptz)) THEN
        PERFORM pqr_core.refuse('print_again_first');
    END IF;
    IF way = 'postal' THEN
        PERFORM pqr_core.require_guide((payload ->> 'sheet_id')::uuid, payload ->> 'guide');
    END IF;
    INSERT INTO pqr.dispatch (case_id, attempt, letter_no, kind, sheet_id, sheet_row, guide, addressee, address,
                              municipality_code, weight_grams, value_pesos, state, handed_by)
    VALUES (c.case_id, coalesce(earlier.attempt, 0) + 1, l.letter_no, way,
            CASE way WHEN 'postal' THEN (payload ->> 'sheet_id')::uuid END,
            CASE way WHEN 'postal' THEN (payload ->> 'sheet_row')::int END,
            pqr_core.require_text(payload, 'guide', 3), a.addressee,
            CASE way WHEN 'notice' THEN 'Notificación por aviso'
                     WHEN 'email' THEN pqr_core.accepted_email(c.case_id) ELSE a.address END, a.municipality_code,
            coalesce((payload ->> 'weight_grams')::int, 0), coalesce((payload ->> 'value_pesos')::numeric, 0),
            'in_transit', me.person_id);
    IF way = 'notice' THEN
        PERFORM pqr_core.fix_notice(c, coalesce(earlier.attempt, 0) + 1, payload);
    END IF;
END $$;

-- The consecutive of a guide such as RA412751108CO; NULL when it doesn't read so. Digits alone serve too.
CREATE OR REPLACE FUNCTION pqr_core.guide_number(p_guide text) RETURNS numeric
LANGUAGE sql IMMUTABLE AS $$ SELECT substring(p_guide FROM '^[A-Z]{0,4}([0-9]{3,15})[A-Z]{0,4}$')::numeric $$;

-- The letters around a guide's consecutive: guides of one range share them.
CREATE OR REPLACE FUNCTION pqr_core.guide_frame(p_guide text) RETURNS text
LANGUAGE sql IMMUTABLE AS $$ SELECT regexp_replace(p_guide, '[0-9]+', '#') || length(p_guide) $$;

-- The guide belongs to the sheet's range and is not among its spoiled ones; refuses otherwise. The sheet is held until
-- the sending is written: it can't close meanwhile and be printed without it.
CREATE OR REPLACE FUNCTION pqr_core.require_guide(p_sheet uuid, p_guide text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    s pqr.dispatch_sheet;
    n numeric := pqr_core.guide_number(p_guide);
BEGIN
    SELECT x.* INTO s FROM pqr.dispatch_sheet x WHERE x.sheet_id = p_sheet FOR SHARE;
    IF NOT FOUND THEN
        PERFORM pqr_core.refuse('payload', 'sheet_id');
    ELSIF s.closed_at IS NOT NULL THEN
        PERFORM pqr_core.refuse('sheet_closed', 'sheet_id');
    ELSIF n IS NULL OR pqr_core.guide_frame(p_guide) <> pqr_core.guide_frame(s.guide_from)
       OR n NOT BETWEEN pqr_core.guide_number(s.guide_from) AND pqr_core.guide_number(s.guide_to)
       OR EXISTS (SELECT FROM pqr.dispatch_skip k WHERE k.sheet_id = p_sheet
                     AND n BETWEEN pqr_core.guide_number(k.guide_from) AND pqr_core.guide_number(k.guide_to)) THEN
        PERFORM pqr_core.refuse('guide_out_of_range', 'guide');
    END IF;
END $$;

-- What the operator reported of the sending in transit. Delivery needs its proof as a file of this case; a notice,
-- its two proofs and its days (CPACA art. 69).
CREATE OR REPLACE FUNCTION pqr_core.record_delivery(c pqr.case_file, me pqr.person, outcome text, payload jsonb)
RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    d pqr.dispatch := pqr_core.last_dispatch(c.case_id);
    happened date := (payload ->> 'happened_on')::date;
    proof uuid := (payload ->> 'document_id')::uuid;
    handed date := (d.handed_at AT TIME ZONE INTERVAL '-05:00')::date;
    n pqr.notice;
BEGIN
    IF outcome = 'delivered' AND d.kind = 'notice' THEN
        n := pqr_core.served_notice(d);
        happened := n.effective_on;
        proof := n.removed_document_id;
    END IF;
    IF happened IS NULL OR happened > pqr_core.today() OR happened < handed THEN
        PERFORM pqr_core.refuse('delivery_date', 'happened_on');
    ELSIF outcome = 'delivered' AND proof IS NULL THEN
        PERFORM pqr_core.refuse('proof_missing', 'document_id');
    ELSIF outcome = 'returned' AND NOT EXISTS (
        SELECT FROM pqr.return_cause k WHERE k.code = payload ->> 'cause_code') THEN
        PERFORM pqr_core.refuse('payload', 'cause_code');
    END IF;
    IF n.case_id IS NOT NULL THEN
        PERFORM pqr_core.require_document(c.case_id, proof, 'notice_proof', NULL);
    ELSIF proof IS NOT NULL THEN
        PERFORM pqr_core.require_new_proof(d, proof, 'delivery_proof');
    END IF;
    INSERT INTO pqr.delivery (case_id, attempt, result, happened_on, received_by, cause_code, document_id, recorded_by)
    VALUES (c.case_id, d.attempt, outcome, happened,
            CASE WHEN outcome <> 'delivered' THEN NULL WHEN n.case_id IS NOT NULL THEN 'Por aviso'
                 ELSE pqr_core.require_text(payload, 'received_by', 3) END,
            CASE outcome WHEN 'returned' THEN payload ->> 'cause_code' END, proof, me.person_id);
    UPDATE pqr.dispatch x SET state = outcome WHERE x.case_id = c.case_id AND x.attempt = d.attempt;
END $$;

-- A proof of this sending: a file of its case that came after it was handed over and proves nothing else yet, whatever
-- the name under which the same bytes come again; refuses otherwise.
CREATE OR REPLACE FUNCTION pqr_core.require_new_proof(d pqr.dispatch, p_document uuid, p_kind text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    f pqr.document := pqr_core.require_document(d.case_id, p_document, p_kind, NULL);
BEGIN
    IF f.created_at < d.handed_at THEN
        PERFORM pqr_core.refuse('proof_too_old', 'document_id');
    ELSIF EXISTS (
        SELECT FROM pqr.document k
          JOIN (SELECT v.document_id FROM pqr.delivery v WHERE v.case_id = d.case_id
                UNION ALL SELECT unnest(ARRAY[n.document_id, n.published_document_id, n.removed_document_id])
                  FROM pqr.notice n WHERE n.case_id = d.case_id) used ON used.document_id = k.document_id
         WHERE k.sha256 = f.sha256) THEN
        PERFORM pqr_core.refuse('same_proof', 'document_id');
    END IF;
END $$;

-- A returned letter goes out again, to another address where the cause asks for one.
CREATE OR REPLACE FUNCTION pqr_core.correct_address(c pqr.case_file, payload jsonb) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    d pqr.dispatch := pqr_core.last_dispatch(c.case_id);
    line text := nullif(pqr_core.visible(payload ->> 'address'), '');
    town text := coalesce(payload ->> 'municipality_code', d.municipality_code);
    next_step text;
BEGIN
    SELECT k.next_action INTO next_step FROM pqr.delivery v JOIN pqr.return_cause k ON k.code = v.cause_code
     WHERE v.case_id = c.case_id AND v.attempt = d.attempt;
    IF next_step = 'other_address' AND (line IS NULL OR line = d.address AND town = d.municipality_code) THEN
        PERFORM pqr_core.refuse('same_address', 'address');
    ELSIF line IS NOT NULL AND length(line) NOT BETWEEN 5 AND 150 THEN
        PERFORM pqr_core.refuse('payload', 'address');
    ELSIF NOT EXISTS (SELECT FROM pqr.municipality m WHERE m.code = town) THEN
        PERFORM pqr_core.refuse('payload', 'municipality_code');
    END IF;
    IF line IS NOT NULL THEN
        UPDATE pqr.petitioner p SET address = line, municipality_code = town
         WHERE p.case_id = c.case_id AND p.ordinal = 1;
    END IF;
END $$;
