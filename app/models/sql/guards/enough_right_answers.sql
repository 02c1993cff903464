-- Guard of outbound 5: at least two security questions answered right before anything is told.
CREATE OR REPLACE FUNCTION pqr_guard.enough_right_answers(
    c pqr.case_file, me pqr.person, outcome text, payload jsonb
) RETURNS text LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT 'enough_right_answers' WHERE coalesce((payload ->> 'right_answers')::int, 0) < 2
$$;
