-- Guard of activity 5: whoever receives the case is not away today; the door checks that they are active and agents.

CREATE OR REPLACE FUNCTION pqr_guard.assignee_present(c pqr.case_file, me pqr.person, outcome text, payload jsonb)
RETURNS text LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT CASE WHEN pqr_core.is_away((payload ->> 'assignee_id')::int, pqr_core.today()) THEN 'assignee_absent' END
$$;
