-- What was asked for is to archive.

CREATE OR REPLACE FUNCTION pqr_guard.open_endorsement_to_archive(c pqr.case_file, me pqr.person, outcome text, payload jsonb)
RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT 'open_endorsement_to_archive'
    WHERE NOT EXISTS (SELECT FROM pqr.endorsement e
                      WHERE e.case_id = c.case_id AND e.decision IS NULL AND e.kind = 'archive');
$$;
