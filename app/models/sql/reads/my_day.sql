-- My working day: how many cases I moved today. For the leader, which open letters were printed again three times or
-- more: a printer that fails, or copies that go somewhere. Numbers only, nothing of the people.
CREATE OR REPLACE FUNCTION pqr_api.my_day() RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $fn$
DECLARE
  me pqr.person := pqr_core.me();
BEGIN
  RETURN jsonb_build_object(
    'moved', (SELECT count(DISTINCT e.case_id) FROM pqr_audit.case_event e
               WHERE e.recorded_at >= pqr_core.today()::timestamp AT TIME ZONE 'America/Bogota'
                 AND e.actor_id = me.person_id AND e.outcome NOT IN ('opened', 'undone')),
    'reprinted', CASE WHEN 'lead' = ANY (pqr_api.my_roles()) THEN (
      SELECT coalesce(jsonb_agg(to_jsonb(r) ORDER BY r.last_at DESC), '[]')
        FROM (SELECT o.case_id, f.filing_number AS outgoing, count(*) AS times, max(o.ordered_at) AS last_at
                FROM pqr.reprint_order o
                JOIN pqr.case_file c ON c.case_id = o.case_id AND c.closed_at IS NULL
                JOIN pqr.outgoing_filing f ON f.case_id = o.case_id AND f.letter_no = o.letter_no AND f.annulled_at IS NULL
               GROUP BY o.case_id, f.filing_number HAVING count(*) >= 3 ORDER BY 4 DESC LIMIT 12) r)
      ELSE '[]' END);
END $fn$;
