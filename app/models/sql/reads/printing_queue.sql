-- The trays Impresión and Despacho: signed letters on paper, those that go first by law before the others, each in postal
-- order, and their sendings. Names and streets
-- are read apart (reply_addresses) and counted once for each letter, however often a tray is refreshed.

DROP FUNCTION IF EXISTS pqr_api.print_queue(int);
CREATE OR REPLACE FUNCTION pqr_api.print_queue(p_limit int DEFAULT 2000)
RETURNS TABLE (case_id uuid, version int, procedure text, activity int, due_on date, label text, outgoing text,
    incoming text, kind text, address_ok boolean, municipality_code text, municipality text, department text,
    copies int, reprint_reason text, document_id uuid, sha256 text, pages int, batch_id uuid, place int,
    read_at timestamptz, out_of_order boolean, priority int)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
BEGIN
    PERFORM pqr_core.require_role('printing');
    RETURN QUERY
    SELECT c.case_id, c.version, c.procedure, c.activity::int, c.due_on, c.label, f.filing_number, t.filing_number,
           a.kind, pqr_core.addressee_gaps(a.addressee, a.address, a.municipality_code) = '{}',
           a.municipality_code, a.municipality, a.department, pqr_core.paper_copies(c.case_id, l.letter_no),
           pqr_core.reprint_reason(c.case_id), l.signed_document_id, encode(x.sha256, 'hex'), x.page_count,
           b.batch_id, b.place, b.read_at, coalesce(b.out_of_order, false), c.priority::int
      FROM pqr.case_file c
      JOIN pqr.petition t ON t.case_id = c.case_id
      JOIN pqr.letter l ON l.case_id = c.case_id AND l.withdrawn_at IS NULL
      JOIN pqr.outgoing_filing f ON f.case_id = l.case_id AND f.letter_no = l.letter_no AND f.annulled_at IS NULL
      LEFT JOIN pqr.document x ON x.document_id = l.signed_document_id
      LEFT JOIN pqr.print_batch_letter b ON b.case_id = c.case_id AND b.is_open
      LEFT JOIN LATERAL pqr_core.reply_address(c.case_id) a ON true
     WHERE c.procedure = 'pqr_v08' AND c.activity = 26 AND c.closed_at IS NULL
     ORDER BY pqr_core.goes_first(c.priority) DESC, a.municipality_code NULLS FIRST, a.address, f.filing_number
     LIMIT least(p_limit, 5000);
END $$;

-- Letters in the hands of dispatch: to hand over, in transit, or returned.
DROP FUNCTION IF EXISTS pqr_api.dispatch_queue(int);
CREATE OR REPLACE FUNCTION pqr_api.dispatch_queue(p_limit int DEFAULT 5000)
RETURNS TABLE (case_id uuid, version int, procedure text, activity int, due_on date, label text, outgoing text,
    incoming text, kind text, address_ok boolean, municipality_code text, municipality text, department text,
    pages int, printed_at timestamptz, copies int, state text, attempt int, guide text,
    sheet_id uuid, sheet_number int, handed_on date, cause_code text, cause text,
    next_action text, returned_on date, sent_by text, takes_email boolean, fixed_on date, removed_on date,
    effective_on date, is_published boolean, is_removed boolean, priority int)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
BEGIN
    PERFORM pqr_core.require_role('printing');
    RETURN QUERY
    SELECT c.case_id, c.version, c.procedure, c.activity::int, c.due_on, c.label, f.filing_number, t.filing_number,
           a.kind, pqr_core.addressee_gaps(a.addressee, a.address, a.municipality_code) = '{}',
           a.municipality_code, a.municipality, a.department, x.page_count,
           p.last_at, pqr_core.paper_copies(c.case_id, l.letter_no),
           -- A returned letter that was printed again waits to be handed over like a new one.
           CASE WHEN d.state IS NULL OR d.state = 'returned' AND p.last_at > v.recorded_at THEN 'to_hand' ELSE d.state END,
           coalesce(d.attempt, 0), d.guide, d.sheet_id, s.sheet_number,
           (d.handed_at AT TIME ZONE INTERVAL '-05:00')::date,
           v.cause_code, k.label, k.next_action, v.happened_on, d.kind, pqr_core.accepted_email(c.case_id) IS NOT NULL,
           o.fixed_on, o.removed_on, o.effective_on, o.published_document_id IS NOT NULL, o.removed_document_id IS NOT NULL,
           c.priority::int
      FROM pqr.case_file c
      JOIN pqr.petition t ON t.case_id = c.case_id
      JOIN pqr.letter l ON l.case_id = c.case_id AND l.withdrawn_at IS NULL
      JOIN pqr.outgoing_filing f ON f.case_id = l.case_id AND f.letter_no = l.letter_no AND f.annulled_at IS NULL
      LEFT JOIN pqr.document x ON x.document_id = l.signed_document_id
      LEFT JOIN LATERAL pqr_core.reply_address(c.case_id) a ON true
      LEFT JOIN LATERAL (SELECT max(y.printed_at) AS last_at FROM pqr.letter_print y
                          WHERE y.case_id = c.case_id AND y.letter_no = l.letter_no) p ON true
      LEFT JOIN LATERAL (SELECT y.* FROM pqr.dispatch y WHERE y.case_id = c.case_id
                          ORDER BY y.attempt DESC LIMIT 1) d ON true
      LEFT JOIN pqr.dispatch_sheet s ON s.sheet_id = d.sheet_id
      LEFT JOIN pqr.delivery v ON v.case_id = d.case_id AND v.attempt = d.attempt
      LEFT JOIN pqr.return_cause k ON k.code = v.cause_code
      LEFT JOIN pqr.notice o ON o.case_id = d.case_id AND o.attempt = d.attempt
     WHERE c.procedure = 'pqr_v08' AND c.activity = 27 AND c.closed_at IS NULL
     ORDER BY pqr_core.goes_first(c.priority) DESC, a.municipality_code, a.address, f.filing_number
     LIMIT least(p_limit, 5000);
END $$;

-- Who and where, for letters being printed or sent: counted, one for each.
CREATE OR REPLACE FUNCTION pqr_api.reply_addresses(p_cases uuid[])
RETURNS TABLE (case_id uuid, addressee text, address text, last_sent_to text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    me pqr.person := pqr_core.require_role('printing');
BEGIN
    IF cardinality(p_cases) > 500 THEN
        PERFORM pqr_core.refuse('payload', 'p_cases');
    END IF;
    PERFORM pqr_core.count_names(me, 'Direcciones', cardinality(p_cases), p_cases);
    RETURN QUERY
    SELECT c.case_id, a.addressee, a.address,
           (SELECT concat_ws(' · ', d.address, m.name) FROM pqr.dispatch d
              JOIN pqr.municipality m ON m.code = d.municipality_code
             WHERE d.case_id = c.case_id ORDER BY d.attempt DESC LIMIT 1)
      FROM pqr.case_file c LEFT JOIN LATERAL pqr_core.reply_address(c.case_id) a ON true
     WHERE c.case_id = ANY (p_cases) AND c.activity IN (26, 27) AND c.procedure = 'pqr_v08';
END $$;

-- Count the names that a list shows; refuses beyond the day's quota.
DROP FUNCTION IF EXISTS pqr_core.count_names(pqr.person, text, int);
CREATE OR REPLACE FUNCTION pqr_core.count_names(me pqr.person, p_reason text, p_count int, p_cases uuid[] DEFAULT NULL)
RETURNS void
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF p_count > 0 AND NOT pqr_core.spend('labels', me, NULL, p_reason, p_count, p_cases) THEN
        PERFORM pqr_core.refuse('quota');
    END IF;
END $$;

-- The rows of one sheet, as they were handed over.
CREATE OR REPLACE FUNCTION pqr_api.sheet_rows(p_sheet uuid)
RETURNS TABLE (sheet_row int, guide text, outgoing text, addressee text, address text, municipality_code text,
    municipality text, department text, weight_grams int, value_pesos numeric, state text, pages int)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    me pqr.person := pqr_core.require_role('printing');
    n int;
BEGIN
    RETURN QUERY
    SELECT d.sheet_row, d.guide, f.filing_number, d.addressee, d.address, d.municipality_code, m.name, m.department,
           d.weight_grams, d.value_pesos, d.state, x.page_count
      FROM pqr.dispatch d
      JOIN pqr.municipality m ON m.code = d.municipality_code
      JOIN pqr.letter l ON l.case_id = d.case_id AND l.letter_no = d.letter_no
      JOIN pqr.outgoing_filing f ON f.case_id = d.case_id AND f.letter_no = d.letter_no AND f.annulled_at IS NULL
      LEFT JOIN pqr.document x ON x.document_id = l.signed_document_id
     WHERE d.sheet_id = p_sheet ORDER BY d.sheet_row;
    GET DIAGNOSTICS n = ROW_COUNT;
    PERFORM pqr_core.count_names(me, 'Planilla', n,
        (SELECT array_agg(d.case_id) FROM pqr.dispatch d WHERE d.sheet_id = p_sheet));
END $$;

-- The last sheets with what became of their pieces. Not personal.
DROP FUNCTION IF EXISTS pqr_api.dispatch_sheets(int);
CREATE OR REPLACE FUNCTION pqr_api.dispatch_sheets(p_limit int DEFAULT 50)
RETURNS TABLE (sheet_id uuid, sheet_number int, contract text, guide_from text, guide_to text, service_order text,
    document_id uuid, created_at timestamptz, pieces int, delivered int, returned int, skips jsonb, imposed_on date,
    imposer text, guide_last text, closed_at timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
BEGIN
    PERFORM pqr_core.require_role('printing');
    RETURN QUERY
    SELECT s.sheet_id, s.sheet_number, s.contract, s.guide_from, s.guide_to, s.service_order, s.document_id,
           s.created_at, count(d.case_id)::int, (count(*) FILTER (WHERE d.state = 'delivered'))::int,
           (count(*) FILTER (WHERE d.state = 'returned'))::int,
           (SELECT coalesce(jsonb_agg(jsonb_build_object('from', k.guide_from, 'to', k.guide_to, 'reason', k.reason)
                                      ORDER BY k.guide_from), '[]') FROM pqr.dispatch_skip k WHERE k.sheet_id = s.sheet_id),
           coalesce(s.imposed_on, (s.created_at AT TIME ZONE INTERVAL '-05:00')::date),
           coalesce(s.imposer, (SELECT q.full_name FROM pqr.person q WHERE q.person_id = s.created_by)),
           s.guide_last, s.closed_at
      FROM pqr.dispatch_sheet s LEFT JOIN pqr.dispatch d ON d.sheet_id = s.sheet_id
     GROUP BY s.sheet_id ORDER BY s.sheet_number DESC LIMIT least(p_limit, 500);
END $$;
