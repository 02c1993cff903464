-- Many commands in one journey: each case in its own subtransaction, so one refusal leaves the others done.
CREATE OR REPLACE FUNCTION pqr_api.perform_many(p_items jsonb) RETURNS jsonb
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $fn$
DECLARE
  item record;
  answers jsonb[];
  answer jsonb;
BEGIN
  IF jsonb_typeof(p_items) IS DISTINCT FROM 'array' OR jsonb_array_length(p_items) > 500 THEN
    RAISE EXCEPTION 'perform_many takes an array of up to 500 commands' USING ERRCODE = '22023';
  END IF;
  answers := array_fill(NULL::jsonb, ARRAY[jsonb_array_length(p_items)]);
  -- Always in the same order of cases: two batches over the same cases wait for each other and don't cross.
  FOR item IN
    SELECT e.value AS command, e.ordinality::int AS place FROM jsonb_array_elements(p_items) WITH ORDINALITY e
     ORDER BY e.value ->> 'case', (e.value ->> 'version')::int, e.ordinality
  LOOP
    BEGIN
      answer := pqr_api.perform((item.command ->> 'command')::uuid, (item.command ->> 'case')::uuid,
        (item.command ->> 'version')::int, item.command ->> 'activity', item.command ->> 'outcome',
        coalesce(item.command -> 'payload', '{}'), item.command ->> 'procedure');
    EXCEPTION
      WHEN lock_not_available OR deadlock_detected OR serialization_failure THEN
        answer := '{"status": "conflict", "reason": "busy"}';
      WHEN data_exception OR integrity_constraint_violation THEN
        answer := jsonb_build_object('status', 'refused', 'reason', 'payload', 'detail', SQLERRM);
    END;
    answers[item.place] := answer;
  END LOOP;
  RETURN to_jsonb(answers);
END $fn$;
