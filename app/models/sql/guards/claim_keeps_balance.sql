-- Guard of activity 5: who takes the next case is not away, has room and nobody of the line has less to do.

CREATE OR REPLACE FUNCTION pqr_guard.claim_keeps_balance(c pqr.case_file, me pqr.person, outcome text, payload jsonb)
RETURNS text LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    mine record;
    of_case text := pqr_core.case_line(c.case_id);
BEGIN
    SELECT r.* INTO mine FROM pqr_core.receivers() r WHERE r.person_id = me.person_id;
    IF mine IS NULL THEN
        RETURN 'assignee_absent';
    ELSIF NOT pqr_core.takes_line(mine.line, of_case) THEN
        RETURN 'other_line';
    ELSIF mine.load + c.weight > mine.ceiling THEN
        RETURN 'no_room';
    ELSIF mine.load > (SELECT min(r.load) FROM pqr_core.receivers() r
                        WHERE pqr_core.takes_line(r.line, of_case) AND r.load + c.weight <= r.ceiling) THEN
        RETURN 'claim_keeps_balance';
    END IF;
    RETURN NULL;
END $$;
