-- The last aval of the case was granted, and its act is signed.

CREATE OR REPLACE FUNCTION pqr_guard.endorsement_granted(c pqr.case_file, me pqr.person, outcome text, payload jsonb)
RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT CASE WHEN e.decision = 'granted' THEN 'act_unsigned' ELSE 'endorsement_granted' END
      FROM (SELECT c.case_id) AS this
      LEFT JOIN LATERAL (SELECT x.decision, x.act_state FROM pqr.endorsement x WHERE x.case_id = this.case_id
                          ORDER BY x.seq DESC LIMIT 1) AS e ON true
     WHERE e.act_state IS DISTINCT FROM 'signed';
$$;
