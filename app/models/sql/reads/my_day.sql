-- My working day: how many cases I moved today. Nothing of the cases themselves.
CREATE OR REPLACE FUNCTION pqr_api.my_day() RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $fn$
DECLARE
  me pqr.person := pqr_core.me();
BEGIN
  RETURN jsonb_build_object(
    'moved', (SELECT count(DISTINCT e.case_id) FROM pqr_audit.case_event e
               WHERE e.recorded_at >= pqr_core.today()::timestamp AT TIME ZONE 'America/Bogota'
                 AND e.actor_id = me.person_id AND e.outcome NOT IN ('opened', 'undone')));
END $fn$;
