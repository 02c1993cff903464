-- The last aval of the case was granted.

CREATE OR REPLACE FUNCTION pqr_guard.endorsement_granted(c pqr.case_file, me pqr.person, outcome text, payload jsonb)
RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT 'endorsement_granted'
    WHERE (SELECT e.decision FROM pqr.endorsement e WHERE e.case_id = c.case_id ORDER BY e.seq DESC LIMIT 1)
          IS DISTINCT FROM 'granted';
$$;
