-- Effect of outbound 5: how many security questions were answered right; the answers themselves are not kept.
CREATE OR REPLACE FUNCTION pqr_effect.check_identity(
    c pqr.case_file, me pqr.person, outcome text, payload jsonb, command_id uuid
) RETURNS pqr_core.effect_result LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM pqr_core.write_attempt(
        c.case_id, me, CASE outcome WHEN 'failed' THEN 'filter_failed' END,
        coalesce((payload ->> 'right_answers')::int, 0), outcome = 'passed', payload ->> 'note');
    RETURN pqr_core.nothing();
END $$;
