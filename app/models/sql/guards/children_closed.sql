-- Guard of activity 12: every case that the split opened has ended, nobody who signed is still without one, and
-- every returned row of somebody who is not in the table was decided.

CREATE OR REPLACE FUNCTION pqr_guard.children_closed(c pqr.case_file, me pqr.person, outcome text, payload jsonb)
RETURNS text LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT CASE WHEN NOT EXISTS (SELECT FROM pqr.case_file k
                                  WHERE k.parent_id = c.case_id AND k.procedure = c.procedure) THEN 'children_closed'
                WHEN EXISTS (SELECT FROM pqr.signatory g WHERE g.case_id = c.case_id AND g.child_case_id IS NULL)
                     THEN 'signatories_missing'
                WHEN pqr_core.has_open_extra(c.case_id) THEN 'extras_undecided'
                WHEN EXISTS (SELECT FROM pqr.case_file k WHERE k.parent_id = c.case_id AND k.procedure = c.procedure
                                AND k.closed_at IS NULL) THEN 'children_closed' END
$$;
