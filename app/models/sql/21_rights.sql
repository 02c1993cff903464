-- Who may see a case, read what is personal in it, and act on it now.

-- How I stand to an outcome: 0 no role that takes it, 1 such a role in another place, 2 I may take it.
-- (Without SET, like the others that each step calls: the door has set the path, and setting it again costs.)
CREATE OR REPLACE FUNCTION pqr_core.standing(o pqr.outcome, c pqr.case_file, me pqr.person) RETURNS int
LANGUAGE plpgsql STABLE AS $fn$
DECLARE
  best int;
BEGIN
  SELECT max(CASE r.place
      WHEN 'role' THEN 2
      WHEN 'assignee' THEN CASE WHEN c.assignee_id = me.person_id THEN 2 ELSE 1 END
      WHEN 'area' THEN CASE WHEN c.area_id = me.area_id THEN 2 ELSE 1 END END)
    INTO best
    FROM pqr.outcome_role r
   WHERE r.procedure = o.procedure AND r.activity = o.activity AND r.outcome = o.key
     AND pg_has_role(session_user, ('pqr_' || r.role)::name, 'USAGE');
  RETURN coalesce(best, 0);
END $fn$;

-- Activities of which one of my roles does the work, as 'procedure:number'. Handing a case out, or taking the next one
-- of the pool, is no work on it: until it is somebody's, nobody reads who the citizen is.
CREATE OR REPLACE FUNCTION pqr_core.my_work() RETURNS text[]
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $fn$
  SELECT coalesce(array_agg(DISTINCT r.procedure || ':' || r.activity), '{}')
    FROM pqr.outcome_role r
    JOIN pqr.outcome o ON o.procedure = r.procedure AND o.activity = r.activity AND o.key = r.outcome
   WHERE r.place = 'role' AND r.role = ANY (pqr_api.my_roles()) AND o.assignee_rule NOT IN ('actor', 'payload')
$fn$;

-- Whether I take part in the case: mine, of my area, or waiting for the work of one of my roles. Allows personal data.
CREATE OR REPLACE FUNCTION pqr_core.can_read(c pqr.case_file) RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $fn$
BEGIN
  RETURN coalesce((c.closed_at IS NULL OR c.closed_at > now() - interval '90 days') AND (
       c.assignee_id = pqr_api.my_person_id() OR c.area_id = pqr_api.my_area_id()
       OR (c.procedure || ':' || c.activity) = ANY (pqr_core.my_work())), false)
      OR coalesce(c.closed_at IS NOT NULL AND pqr_core.in_second_sample(c.case_id), false);
END $fn$;

-- Whether the case's routing data is mine to see: the same as the policy of pqr.case_file.
CREATE OR REPLACE FUNCTION pqr_core.can_see(c pqr.case_file) RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $fn$
BEGIN
  RETURN c.case_id IS NOT NULL AND (pqr_core.can_read(c) OR coalesce(pqr_api.i_oversee(), false)
    OR (c.closed_at IS NULL AND (c.procedure || ':' || c.activity) = ANY (pqr_api.my_activities())));
END $fn$;

-- Whether I read a case of the same family: an area reads the petition it was asked about, an agent the answer.
CREATE OR REPLACE FUNCTION pqr_core.can_read_family(p_case uuid) RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $fn$
DECLARE
  near pqr.case_file;
BEGIN
  FOR near IN
    SELECT c.* FROM pqr.case_file c WHERE c.case_id = p_case
    UNION ALL SELECT k.* FROM pqr.case_file k WHERE k.parent_id = p_case
    UNION ALL SELECT p.* FROM pqr.case_file c JOIN pqr.case_file p ON p.case_id = c.parent_id WHERE c.case_id = p_case
  LOOP
    IF pqr_core.can_read(near) THEN
      RETURN true;
    END IF;
  END LOOP;
  RETURN false;
END $fn$;

-- Whether some outcome of the case's present activity is mine to take.
CREATE OR REPLACE FUNCTION pqr_core.can_act(c pqr.case_file, me pqr.person) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $fn$
  SELECT EXISTS (SELECT FROM pqr.outcome o
    WHERE o.procedure = c.procedure AND o.activity = c.activity AND pqr_core.standing(o, c, me) = 2)
$fn$;

-- The active person of this session; raises 28000 where access was withdrawn.
CREATE OR REPLACE FUNCTION pqr_core.me() RETURNS pqr.person
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $fn$
DECLARE
  me pqr.person;
BEGIN
  SELECT * INTO me FROM pqr.person WHERE login = session_user AND active;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'no_person' USING ERRCODE = '28000';
  END IF;
  RETURN me;
END $fn$;
