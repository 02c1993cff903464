-- Loads of petitions (activities 1 to 4): begun, noted item by item, closed only when in = imported + rejected.

-- Begins a load, or goes on with the same one after a cut. The id is made from what the folder holds.
CREATE OR REPLACE FUNCTION pqr_api.begin_intake(p_batch uuid, p_received int)
RETURNS jsonb LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    me pqr.person := pqr_core.require_role('records');
    b pqr.intake_batch;
BEGIN
    IF p_received NOT BETWEEN 1 AND 100000 THEN
        PERFORM pqr_core.refuse('empty_load', 'received');
    END IF;
    INSERT INTO pqr.intake_batch (batch_id, started_by, received) VALUES (p_batch, me.person_id, p_received)
    ON CONFLICT (batch_id) DO NOTHING;
    SELECT * INTO b FROM pqr.intake_batch x WHERE x.batch_id = p_batch;
    IF b.closed_at IS NULL AND (b.started_by <> me.person_id OR b.received <> p_received) THEN
        PERFORM pqr_core.refuse('batch_of_another');
    END IF;
    RETURN jsonb_build_object('closed', b.closed_at IS NOT NULL, 'started_at', b.started_at, 'done',
        (SELECT coalesce(jsonb_agg(i.item_no), '[]') FROM pqr.intake_item i WHERE i.batch_id = p_batch));
END $$;

-- Notes why an item was not imported; the same item again changes nothing.
CREATE OR REPLACE FUNCTION pqr_api.reject_intake_item(
    p_batch uuid, p_item int, p_label text, p_sha256 bytea, p_filing text, p_code text, p_sentence text
) RETURNS void LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    me pqr.person := pqr_core.require_role('records');
BEGIN
    IF NOT EXISTS (SELECT FROM pqr.intake_batch b
                    WHERE b.batch_id = p_batch AND b.started_by = me.person_id AND b.closed_at IS NULL) THEN
        PERFORM pqr_core.refuse('batch_closed', 'batch_id');
    END IF;
    INSERT INTO pqr.intake_item (batch_id, item_no, file_label, file_sha256, filing_number, result, reason_code, sentence)
    VALUES (p_batch, p_item, p_label, p_sha256, p_filing, 'rejected', p_code, left(p_sentence, 500))
    ON CONFLICT (batch_id, item_no) DO NOTHING;
END $$;

-- Closes a load once every item has its result; the table's own check refuses a load that does not add up.
CREATE OR REPLACE FUNCTION pqr_api.close_intake(p_batch uuid)
RETURNS jsonb LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    me pqr.person := pqr_core.require_role('records');
    b pqr.intake_batch;
    n_in int;
    n_out int;
BEGIN
    SELECT * INTO b FROM pqr.intake_batch x WHERE x.batch_id = p_batch AND x.started_by = me.person_id FOR UPDATE;
    IF b.batch_id IS NULL THEN
        PERFORM pqr_core.refuse('batch_of_another');
    END IF;
    SELECT count(*) FILTER (WHERE i.result = 'imported'), count(*) FILTER (WHERE i.result = 'rejected')
      INTO n_in, n_out FROM pqr.intake_item i WHERE i.batch_id = p_batch;
    IF n_in + n_out <> b.received THEN
        PERFORM pqr_core.refuse('load_unfinished');
    END IF;
    UPDATE pqr.intake_batch x SET closed_at = coalesce(x.closed_at, clock_timestamp()), imported = n_in, rejected = n_out
     WHERE x.batch_id = p_batch;
    RETURN jsonb_build_object('received', b.received, 'imported', n_in, 'rejected', n_out);
END $$;

-- Which of these files and filing numbers the program already has, asked before anything is uploaded.
CREATE OR REPLACE FUNCTION pqr_api.already_filed(p_sha256 bytea[], p_filings text[])
RETURNS TABLE (file_sha256 bytea, filing_number text, registered_at timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM pqr_core.require_role('records');
    RETURN QUERY
    SELECT i.file_sha256, i.filing_number, b.started_at
      FROM pqr.intake_item i JOIN pqr.intake_batch b USING (batch_id)
     WHERE i.result = 'imported' AND i.file_sha256 = ANY (p_sha256)
    UNION ALL
    SELECT NULL, p.filing_number, p.registered_at FROM pqr.petition p
     WHERE p.source <> 'split' AND p.filing_number = ANY (p_filings);
END $$;
