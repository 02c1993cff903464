-- What is behind the figures of a day: what was begun and has no result, and what the folder of masivos still holds.

-- Items without a result of the loads begun on a day (Bogotá); `p_day` NULL: of every load that is still open, since the
-- term of what they hold runs whatever day they were cut.
CREATE OR REPLACE FUNCTION pqr_api.intake_missing(p_day date DEFAULT NULL)
RETURNS TABLE (batch_id uuid, item_no int, started_at timestamptz, started_by text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM pqr_core.require_role('records', 'lead', 'assigner', 'auditor');
    RETURN QUERY
    SELECT b.batch_id, n.item_no, b.started_at, p.full_name
      FROM pqr.intake_batch b JOIN pqr.person p ON p.person_id = b.started_by
      CROSS JOIN LATERAL generate_series(1, b.received) AS n(item_no)
     WHERE b.closed_at IS NULL
       AND (p_day IS NULL OR (b.started_at AT TIME ZONE INTERVAL '-05:00')::date = p_day)
       AND NOT EXISTS (SELECT FROM pqr.intake_item i WHERE i.batch_id = b.batch_id AND i.item_no = n.item_no)
     ORDER BY b.started_at, n.item_no LIMIT 2000;
END $$;

-- Days on which something came in, newest first, each with its balance.
CREATE OR REPLACE FUNCTION pqr_api.intake_days(p_limit int DEFAULT 30)
RETURNS TABLE (day date, received bigint, imported bigint, bulk bigint, bulk_signatories bigint, already bigint,
               rejected bigint, difference bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM pqr_core.require_role('records', 'lead', 'assigner', 'auditor');
    RETURN QUERY
    SELECT b.* FROM (
        SELECT DISTINCT (x.at AT TIME ZONE INTERVAL '-05:00')::date AS day FROM (
            SELECT p.registered_at AS at FROM pqr.petition p
             WHERE p.source <> 'split' AND p.registered_at > clock_timestamp() - interval '60 days'
            UNION ALL SELECT i.started_at FROM pqr.intake_batch i WHERE i.started_at > clock_timestamp() - interval '60 days') x
         ORDER BY 1 DESC LIMIT least(p_limit, 60)) d
      CROSS JOIN LATERAL pqr_api.intake_balance(d.day) b ORDER BY b.day DESC;
END $$;

-- The folder «ORFEO masivos» (activity 2): what waits in it, since when the oldest, and what the last night left behind.
CREATE OR REPLACE FUNCTION pqr_api.bulk_folder()
RETURNS TABLE (cases bigint, bulk bigint, signatories bigint, oldest_label text, oldest_at timestamptz, left_behind bigint,
               first_due date)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM pqr_core.require_role('records', 'lead', 'assigner', 'auditor');
    RETURN QUERY
    SELECT count(*), count(*) FILTER (WHERE p.is_bulk), coalesce(sum(p.signatory_count) FILTER (WHERE p.is_bulk), 0),
           (array_agg(f.label ORDER BY f.changed_at, f.case_id))[1], min(f.changed_at),
           count(*) FILTER (WHERE f.changed_at < pqr_core.today()::timestamp AT TIME ZONE INTERVAL '-05:00'), min(f.due_on)
      FROM pqr.case_file f LEFT JOIN pqr.petition p USING (case_id)
     WHERE f.procedure = 'pqr_v08' AND f.activity = 2 AND f.closed_at IS NULL;
END $$;
