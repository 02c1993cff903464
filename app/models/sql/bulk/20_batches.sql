-- Batches of bulk drafting: started once, resumable, cancellable; what each letter became is read from the case itself.

CREATE OR REPLACE FUNCTION pqr_api.start_bulk(p_batch uuid, p_group text, p_title text, p_recipe jsonb, p_cases uuid[])
RETURNS int LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $fn$
DECLARE me pqr.person := pqr_core.me(); r record; v_count int;
BEGIN
    PERFORM pqr_core.require_bulk_drafter();
    IF cardinality(p_cases) NOT BETWEEN 1 AND 5000 OR length(p_title) NOT BETWEEN 3 AND 200 THEN
        PERFORM pqr_core.refuse('payload', 'cases');
    ELSIF length(p_group) > 4000 OR octet_length(p_recipe::text) > 65536 THEN
        PERFORM pqr_core.refuse('payload', 'recipe');
    END IF;
    FOR r IN SELECT key, value FROM jsonb_each(p_recipe) LOOP
        PERFORM pqr_core.check_text_in_force(r.value ->> 'text_id', (r.value ->> 'version')::int);
    END LOOP;
    INSERT INTO pqr.bulk_batch (batch_id, group_key, title, recipe, started_by)
    VALUES (p_batch, p_group, p_title, p_recipe, me.person_id) ON CONFLICT (batch_id) DO NOTHING;
    IF NOT FOUND THEN
        RETURN (SELECT count(*) FROM pqr.bulk_batch_case m WHERE m.batch_id = p_batch);
    END IF;
    INSERT INTO pqr.bulk_batch_case (case_id, batch_id, row_no)
    SELECT u.id, p_batch, u.i FROM unnest(p_cases) WITH ORDINALITY u(id, i)
     WHERE EXISTS (SELECT FROM pqr_core.waiting_for_bulk() c WHERE c.case_id = u.id)
    ON CONFLICT DO NOTHING;
    GET DIAGNOSTICS v_count = ROW_COUNT;
    RETURN v_count;
END $fn$;

CREATE OR REPLACE FUNCTION pqr_api.cancel_bulk(p_batch uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $fn$
BEGIN
    PERFORM pqr_core.require_bulk_drafter();
    UPDATE pqr.bulk_batch SET cancelled_at = clock_timestamp() WHERE batch_id = p_batch AND cancelled_at IS NULL;
END $fn$;

-- Remember why rows were refused: {case: reason code}; an empty code forgets.
CREATE OR REPLACE FUNCTION pqr_api.note_bulk_failures(p_batch uuid, p_failures jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $fn$
BEGIN
    PERFORM pqr_core.require_bulk_drafter();
    UPDATE pqr.bulk_batch_case m SET failure = nullif(left(f.value, 60), '')
      FROM jsonb_each_text(p_failures) f WHERE m.batch_id = p_batch AND m.case_id = f.key::uuid;
END $fn$;

-- Rows of a batch: drafted (its version is of this batch), failed, waiting, or gone elsewhere.
CREATE OR REPLACE FUNCTION pqr_core.batch_rows(p_batch uuid) RETURNS TABLE (
    case_id uuid, row_no int, version int, procedure text, label text, due_on date, state text, failure text) LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS
$$
SELECT c.case_id, m.row_no, c.version, c.procedure, c.label, c.due_on,
       CASE WHEN EXISTS (SELECT FROM pqr.draft d WHERE d.case_id = c.case_id AND d.batch_id = p_batch) THEN 'drafted'
            WHEN c.status <> 'draft_in_bulk' THEN 'moved'
            WHEN m.failure IS NOT NULL THEN 'failed' ELSE 'waiting' END, m.failure
  FROM pqr.bulk_batch_case m JOIN pqr.case_file c ON c.case_id = m.case_id
 WHERE m.batch_id = p_batch
$$;

CREATE OR REPLACE FUNCTION pqr_api.bulk_batches() RETURNS TABLE (
    batch_id uuid, title text, group_key text, started_by text, started_at timestamptz, cancelled_at timestamptz,
    letters int, drafted int, failed int, waiting int, moved int, first_due date)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $fn$
BEGIN
    PERFORM pqr_core.require_bulk_drafter();
    RETURN QUERY
    SELECT b.batch_id, b.title, b.group_key, p.full_name, b.started_at, b.cancelled_at, count(*)::int,
           count(*) FILTER (WHERE r.state = 'drafted')::int, count(*) FILTER (WHERE r.state = 'failed')::int,
           count(*) FILTER (WHERE r.state = 'waiting')::int, count(*) FILTER (WHERE r.state = 'moved')::int, min(r.due_on)
      FROM pqr.bulk_batch b JOIN pqr.person p ON p.person_id = b.started_by, pqr_core.batch_rows(b.batch_id) r
     GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY b.started_at DESC LIMIT 100;
END $fn$;

CREATE OR REPLACE FUNCTION pqr_api.bulk_batch_rows(p_batch uuid) RETURNS TABLE (
    case_id uuid, row_no int, version int, procedure text, label text, due_on date, state text, failure text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $fn$
BEGIN
    PERFORM pqr_core.require_bulk_drafter();
    RETURN QUERY SELECT * FROM pqr_core.batch_rows(p_batch) b
      ORDER BY CASE b.state WHEN 'failed' THEN 0 WHEN 'moved' THEN 1 ELSE 2 END, b.row_no;
END $fn$;
