-- Guard of outbound 9 for the campaign: every person of the base was attended, or the tries ended.
CREATE OR REPLACE FUNCTION pqr_guard.contacts_closed(c pqr.case_file, me pqr.person, outcome text, payload jsonb)
RETURNS text LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT 'contacts_closed'
     WHERE EXISTS (SELECT FROM pqr.case_file f WHERE f.parent_id = c.case_id AND f.closed_at IS NULL)
        OR NOT EXISTS (SELECT FROM pqr.case_file f WHERE f.parent_id = c.case_id)
$$;
