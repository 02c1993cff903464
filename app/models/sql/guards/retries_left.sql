-- Guard of outbound 8: another try only while the campaign allows one and nobody failed the filter twice.
CREATE OR REPLACE FUNCTION pqr_guard.retries_left(c pqr.case_file, me pqr.person, outcome text, payload jsonb)
RETURNS text LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT 'retries_left'
      FROM pqr.campaign m
     WHERE m.case_id = c.parent_id
       AND ((SELECT count(*) FROM pqr.contact_attempt a WHERE a.case_id = c.case_id) >= m.max_attempts
         OR (SELECT count(*) FROM pqr.contact_attempt a WHERE a.case_id = c.case_id AND a.passed IS FALSE) >= 2)
$$;
