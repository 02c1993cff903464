-- The petitioner asked for the act in force to be taken back, and nobody has decided it.

CREATE OR REPLACE FUNCTION pqr_guard.appeal_filed(c pqr.case_file, me pqr.person, outcome text, payload jsonb)
RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT 'appeal_filed'
     WHERE NOT EXISTS (SELECT FROM pqr.act_appeal a
                        WHERE a.case_id = c.case_id AND a.act_seq = (pqr_core.granted_act(c.case_id)).seq);
$$;
