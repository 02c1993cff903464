-- Guard of activity 12: the petition was sent to be split and its people have not been received yet.

CREATE OR REPLACE FUNCTION pqr_guard.split_sent(c pqr.case_file, me pqr.person, outcome text, payload jsonb)
RETURNS text LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT CASE WHEN EXISTS (SELECT FROM pqr.split s WHERE s.case_id = c.case_id
                                AND s.sent_at IS NOT NULL AND s.received_at IS NULL)
                THEN NULL ELSE 'split_sent' END
$$;
