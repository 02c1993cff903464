-- What a request to the citizen does to the clock: it stands still from the day the citizen was told until the day
-- the papers came, and goes on the day after (Ley 1755 de 2015, arts. 17 and 19).

-- The date that a term has after it stood still: the days that were left, counted from the day it goes on. Told on the
-- last day, one is left: the law makes it go on the day after, it does not make the answer late by itself.
CREATE OR REPLACE FUNCTION pqr_core.after_pause(p_due date, p_told date, p_until date) RETURNS date
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT pqr_core.add_business_days(p_until, greatest(1, pqr_core.business_days_between(p_told, p_due)))
$$;

-- A date after every pause of the case; while the citizen has not answered, as if the answer came on the last day.
CREATE OR REPLACE FUNCTION pqr_core.after_pauses(p_case uuid, p_day date) RETURNS date
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    q record;
BEGIN
    FOR q IN SELECT l.told_on, coalesce(r.supplied_on, r.prolonged_to, r.answer_by) AS until
               FROM pqr.requirement r JOIN pqr.legal_letter l ON l.letter_id = r.letter_id
              WHERE r.case_id = p_case AND r.answer_by IS NOT NULL ORDER BY l.told_at LOOP
        p_day := pqr_core.after_pause(p_day, q.told_on, q.until);
    END LOOP;
    RETURN p_day;
END $$;

-- The legal date of a petition: what its class counts, what the citizen was told by an extension, and its pauses.
CREATE OR REPLACE FUNCTION pqr_core.lawful_due(p_case uuid) RETURNS date
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    p pqr.petition;
    x pqr.extension;
    q record;
    due date;
    extended boolean := false;
BEGIN
    SELECT * INTO p FROM pqr.petition t WHERE t.case_id = p_case;
    SELECT * INTO x FROM pqr.extension e WHERE e.case_id = p_case AND e.confirmed_at IS NOT NULL;
    due := pqr_core.due_on(p.class_key, p.received_on, p.typed_due_at);
    FOR q IN SELECT l.told_on, l.told_at, coalesce(r.supplied_on, r.prolonged_to, r.answer_by) AS until
               FROM pqr.requirement r JOIN pqr.legal_letter l ON l.letter_id = r.letter_id
              WHERE r.case_id = p_case AND r.answer_by IS NOT NULL ORDER BY l.told_at LOOP
        IF x.confirmed_at < q.told_at AND NOT extended THEN
            due := x.new_due_on;
            extended := true;
        END IF;
        due := pqr_core.after_pause(due, q.told_on, q.until);
    END LOOP;
    RETURN CASE WHEN extended THEN due ELSE coalesce(x.new_due_on, due) END;
END $$;

-- Whether the citizen still has time, or none of it left, to answer what was asked; NULL where nothing is awaited.
CREATE OR REPLACE FUNCTION pqr_core.open_requirement(p_case uuid) RETURNS pqr.requirement
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT r FROM pqr.requirement r WHERE r.case_id = p_case AND r.answer_by IS NOT NULL AND r.supplied_on IS NULL
$$;

-- The last day that the citizen has.
CREATE OR REPLACE FUNCTION pqr_core.awaited_until(r pqr.requirement) RETURNS date
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$ SELECT coalesce(r.prolonged_to, r.answer_by) $$;
