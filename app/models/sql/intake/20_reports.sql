-- What the loads brought: the report of each, and the balance of a day that the assigner sees on top.

-- Whether an item was left out because the program already had it.
CREATE OR REPLACE FUNCTION pqr_core.was_there(p_code text) RETURNS boolean
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT p_code IN ('already_imported', 'filing_number_taken', 'same_file')
$$;

-- The latest loads, newest first.
CREATE OR REPLACE FUNCTION pqr_api.intake_batches(p_limit int DEFAULT 30)
RETURNS TABLE (batch_id uuid, started_at timestamptz, closed_at timestamptz, started_by text, received int,
               imported int, already int, rejected int)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM pqr_core.require_role('records', 'lead', 'assigner', 'auditor');
    RETURN QUERY
    SELECT b.batch_id, b.started_at, b.closed_at, w.full_name, b.received,
           (count(i.*) FILTER (WHERE i.result = 'imported'))::int,
           (count(i.*) FILTER (WHERE i.result = 'rejected' AND pqr_core.was_there(i.reason_code)))::int,
           (count(i.*) FILTER (WHERE i.result = 'rejected' AND NOT pqr_core.was_there(i.reason_code)))::int
      FROM pqr.intake_batch b JOIN pqr.person w ON w.person_id = b.started_by
      LEFT JOIN pqr.intake_item i ON i.batch_id = b.batch_id
     GROUP BY b.batch_id, w.full_name ORDER BY b.started_at DESC LIMIT least(p_limit, 500);
END $$;

-- Every item of a load and what became of it.
CREATE OR REPLACE FUNCTION pqr_api.intake_report(p_batch uuid)
RETURNS TABLE (item_no int, file_label text, filing_number text, result text, reason_code text, sentence text, case_id uuid)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM pqr_core.require_role('records', 'lead', 'assigner', 'auditor');
    RETURN QUERY
    SELECT i.item_no, i.file_label, i.filing_number, i.result, i.reason_code, i.sentence, i.case_id
      FROM pqr.intake_item i WHERE i.batch_id = p_batch ORDER BY i.item_no;
END $$;

-- Items left out on a day (Bogotá), with who solves them; `p_day` NULL is the last day on which something came in.
CREATE OR REPLACE FUNCTION pqr_api.intake_rejections(p_day date)
RETURNS TABLE (batch_id uuid, item_no int, file_label text, filing_number text, reason_code text, sentence text, at timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM pqr_core.require_role('records', 'lead', 'assigner', 'auditor');
    RETURN QUERY
    SELECT i.batch_id, i.item_no, i.file_label, i.filing_number, i.reason_code, i.sentence, b.started_at
      FROM pqr.intake_batch b JOIN pqr.intake_item i ON i.batch_id = b.batch_id
     WHERE i.result = 'rejected' AND (b.started_at AT TIME ZONE INTERVAL '-05:00')::date = coalesce(p_day, pqr_core.intake_day())
     ORDER BY pqr_core.was_there(i.reason_code), b.started_at, i.item_no;
END $$;

CREATE OR REPLACE FUNCTION pqr_core.intake_day() RETURNS date
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT coalesce((greatest((SELECT max(p.registered_at) FROM pqr.petition p WHERE p.source <> 'split'),
                              (SELECT max(b.started_at) FROM pqr.intake_batch b)) AT TIME ZONE INTERVAL '-05:00')::date,
                    pqr_core.today())
$$;

-- Received on a day = imported + already there + rejected; the difference is what was begun and has no result yet.
CREATE OR REPLACE FUNCTION pqr_api.intake_balance(p_day date DEFAULT NULL)
RETURNS TABLE (day date, received bigint, imported bigint, bulk bigint, bulk_signatories bigint, already bigint,
               rejected bigint, difference bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
BEGIN
    PERFORM pqr_core.require_role('records', 'lead', 'assigner', 'auditor');
    day := coalesce(p_day, pqr_core.intake_day());
    SELECT count(*), count(*) FILTER (WHERE p.is_bulk), coalesce(sum(p.signatory_count) FILTER (WHERE p.is_bulk), 0),
           count(*) FILTER (WHERE p.source = 'manual')
      INTO imported, bulk, bulk_signatories, received FROM pqr.petition p
     WHERE p.source <> 'split' AND (p.registered_at AT TIME ZONE INTERVAL '-05:00')::date = intake_balance.day;
    received := received + (SELECT coalesce(sum(b.received), 0) FROM pqr.intake_batch b
                             WHERE (b.started_at AT TIME ZONE INTERVAL '-05:00')::date = intake_balance.day);
    SELECT count(*) FILTER (WHERE pqr_core.was_there(i.reason_code)),
           count(*) FILTER (WHERE NOT pqr_core.was_there(i.reason_code)) INTO already, rejected
      FROM pqr.intake_item i JOIN pqr.intake_batch b ON b.batch_id = i.batch_id
     WHERE i.result = 'rejected' AND (b.started_at AT TIME ZONE INTERVAL '-05:00')::date = intake_balance.day;
    difference := received - imported - already - rejected;
    RETURN NEXT;
END $$;
