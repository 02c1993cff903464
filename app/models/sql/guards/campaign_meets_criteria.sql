-- Guard of outbound 2: seven days between request and start (5.2), a script, and people to contact.
CREATE OR REPLACE FUNCTION pqr_guard.campaign_meets_criteria(
    c pqr.case_file, me pqr.person, outcome text, payload jsonb
) RETURNS text LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT 'campaign_meets_criteria' WHERE NOT EXISTS (
        SELECT FROM pqr.campaign m
         WHERE m.case_id = c.case_id AND m.starts_on >= m.requested_on + 7 AND length(trim(m.script)) > 0
           AND EXISTS (SELECT FROM pqr.campaign_person p WHERE p.case_id = m.case_id))
$$;
