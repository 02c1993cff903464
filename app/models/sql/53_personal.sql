-- Personal data is never SELECTed: it is answered here, counted where a rollback can't hide it, one case at a time.

-- The case whose petition this one is about: itself, or the petition an escalation was opened for.
CREATE OR REPLACE FUNCTION pqr_core.petition_case(c pqr.case_file) RETURNS uuid
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $fn$
  SELECT CASE WHEN c.procedure = 'escalation_v01' THEN c.parent_id ELSE c.case_id END
$fn$;

-- Everyone named in a petition. {"status": "answered", "petitioners": […]} or {"status": "refused", "reason": …}.
CREATE OR REPLACE FUNCTION pqr_api.read_petitioner(p_case uuid, p_reason text) RETURNS jsonb
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $fn$
DECLARE
  me pqr.person := pqr_core.me();
  c pqr.case_file;
BEGIN
  SELECT * INTO c FROM pqr.case_file f WHERE f.case_id = p_case;
  -- Counted before it is known whether the case is theirs: asking at random uses up the quota too.
  IF NOT pqr_core.spend('petitioner', me, p_case, p_reason) THEN
    RETURN '{"status": "refused", "reason": "quota"}';
  ELSIF NOT pqr_core.can_read(c) THEN
    PERFORM pqr_core.log_refusal(NULL, p_case, 'read_petitioner', NULL, 'not_permitted');
    RETURN '{"status": "refused", "reason": "not_permitted"}';
  END IF;
  RETURN jsonb_build_object('status', 'answered', 'petitioners',
    (SELECT coalesce(jsonb_agg(CASE WHEN pqr_core.is_revealed(p.case_id) THEN to_jsonb(p) - 'case_id'
                                    ELSE to_jsonb(p) - '{case_id,differential}'::text[] END ORDER BY p.ordinal), '[]') FROM pqr.petitioner p
      WHERE p.case_id = pqr_core.petition_case(c)));
END $fn$;

-- Name and last digits for the rows of a tray: at most 200 cases a call, only those I take part in; each one counts.
CREATE OR REPLACE FUNCTION pqr_api.read_labels(p_cases uuid[]) RETURNS TABLE (case_id uuid, name text, document_tail text)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $fn$
#variable_conflict use_column
DECLARE
  me pqr.person := pqr_core.me();
  area int := pqr_api.my_area_id();
  mine text[] := pqr_core.my_work();
BEGIN
  IF cardinality(p_cases) > 200 THEN
    RAISE EXCEPTION 'read_labels takes up to 200 cases' USING ERRCODE = '22023';
  ELSIF coalesce(cardinality(p_cases), 0) = 0 THEN
    RETURN;
  ELSIF NOT pqr_core.spend('labels', me, NULL, 'Bandeja', cardinality(p_cases), p_cases) THEN
    PERFORM pqr_core.refuse('quota');
  END IF;
  RETURN QUERY
  SELECT c.case_id, p.full_name, CASE WHEN p.document_number IS NOT NULL THEN '…' || right(p.document_number, 3) END
    FROM pqr.case_file c
    JOIN pqr.petitioner p ON p.ordinal = 1
     AND p.case_id = CASE WHEN c.procedure = 'escalation_v01' THEN c.parent_id ELSE c.case_id END
   WHERE c.case_id = ANY (p_cases) AND (c.closed_at IS NULL OR c.closed_at > now() - interval '90 days')
     AND (c.assignee_id = me.person_id OR c.area_id = area OR (c.procedure || ':' || c.activity) = ANY (mine));
END $fn$;
