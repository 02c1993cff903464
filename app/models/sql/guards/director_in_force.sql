-- The letter's director may sign today; from 24 on, also the act for the mechanical signature is in force.
CREATE OR REPLACE FUNCTION pqr_guard.director_in_force(c pqr.case_file, me pqr.person, outcome text, payload jsonb) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    l pqr.letter := pqr_core.current_letter(c.case_id);
BEGIN
    IF l.case_id IS NULL THEN
        RETURN 'no_letter';
    END IF;
    RETURN pqr_core.signing_obstacle(l, c.activity IN (22, 24));
END $$;
