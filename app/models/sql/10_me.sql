-- Who asks: always the authenticated login. SET ROLE and SECURITY DEFINER do not change session_user.
CREATE OR REPLACE FUNCTION pqr_api.my_person_id() RETURNS int
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $fn$
  SELECT person_id FROM pqr.person WHERE login = session_user AND active
$fn$;

-- My area, when I stand in it as a mission area.
CREATE OR REPLACE FUNCTION pqr_api.my_area_id() RETURNS int
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $fn$
  SELECT area_id FROM pqr.person
   WHERE login = session_user AND active AND pg_has_role(session_user, 'pqr_mission', 'USAGE')
$fn$;

-- Keys of my roles, by the grants; empty for who has been deactivated.
CREATE OR REPLACE FUNCTION pqr_api.my_roles() RETURNS text[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $fn$
  SELECT coalesce(array_agg(r.role ORDER BY r.role), '{}')
    FROM unnest(ARRAY['records', 'lead', 'assigner', 'agent', 'analyst', 'lawyer', 'escalation_control', 'mission',
           'quality', 'signer', 'printing', 'phone_lead', 'phone_agent', 'admin', 'auditor']) AS r(role)
   WHERE pg_has_role(session_user, ('pqr_' || r.role)::name, 'USAGE')
     AND EXISTS (SELECT FROM pqr.person p WHERE p.login = session_user AND p.active)
$fn$;

-- Activities, as 'procedure:number', whose cases anyone of one of my roles may take up.
CREATE OR REPLACE FUNCTION pqr_api.my_activities() RETURNS text[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $fn$
  SELECT coalesce(array_agg(DISTINCT r.procedure || ':' || r.activity), '{}')
    FROM pqr.outcome_role r
   WHERE r.place = 'role' AND r.role = ANY (pqr_api.my_roles())
$fn$;

-- Whether I direct or audit the work and so read routing data (never personal data) of every case.
CREATE OR REPLACE FUNCTION pqr_api.i_oversee() RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $fn$
  SELECT pqr_api.my_roles() && ARRAY['lead', 'assigner', 'auditor']
$fn$;
