-- Guard of activity 12: every case that the split opened has ended.

CREATE OR REPLACE FUNCTION pqr_guard.children_closed(c pqr.case_file, me pqr.person, outcome text, payload jsonb)
RETURNS text LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT CASE WHEN (SELECT count(*) > 0 AND bool_and(k.closed_at IS NOT NULL) FROM pqr.case_file k
                       WHERE k.parent_id = c.case_id AND k.procedure = c.procedure)
                THEN NULL ELSE 'children_closed' END
$$;
