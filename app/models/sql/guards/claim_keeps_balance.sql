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
    ELSIF pqr_core.more_urgent(c, mine.line) >= 20 THEN
        RETURN 'not_next';  -- Twenty and not one: others are taking theirs at the same time.
    ELSIF mine.load > (SELECT min(r.load) FROM pqr_core.receivers() r
                        WHERE pqr_core.takes_line(r.line, of_case) AND r.load + c.weight <= r.ceiling) THEN
        RETURN 'claim_keeps_balance';
    END IF;
    RETURN NULL;
END $$;

-- How many cases of the line wait before this one, up to twenty.
CREATE OR REPLACE FUNCTION pqr_core.more_urgent(c pqr.case_file, p_line text) RETURNS int
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT count(*)::int FROM (
        SELECT FROM pqr.case_file n
         WHERE n.procedure = c.procedure AND n.activity = c.activity AND n.closed_at IS NULL
           AND (-n.priority, coalesce(n.due_on, 'infinity'), n.case_id) < (-c.priority, coalesce(c.due_on, 'infinity'), c.case_id)
           AND pqr_core.takes_line(p_line, pqr_core.case_line(n.case_id)) LIMIT 20) before
$$;
