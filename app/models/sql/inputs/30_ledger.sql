-- The ledger of inputs of a case: each fact with its source, who wrote it, when, until when it holds and its hash.

CREATE OR REPLACE FUNCTION pqr_core.ledger_line(i pqr.input) RETURNS jsonb LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS $$
SELECT jsonb_build_object(
    'case_id', i.case_id, 'input_id', i.input_id, 'claim', i.claim_ordinal, 'system', i.system, 'content', i.content,
    'facts', coalesce(pqr_core.input_facts(i.case_id, i.input_id), '{}'), 'found_on', i.found_on,
    'valid_until', i.valid_until, 'sha256', encode(i.content_sha256, 'hex'), 'has_document', i.document_id IS NOT NULL,
    'area', a.name, 'recorded_by', w.full_name, 'recorded_at', i.recorded_at, 'withdrawn_at', i.withdrawn_at,
    'trouble', pqr_core.input_trouble(i), 'from_case', coalesce('LEX ' || o.lex_code, o.label), 'from_person', f.full_name,
    'uses', (SELECT count(*) FROM pqr.input u WHERE u.reused_case_id = i.case_id AND u.reused_input_id = i.input_id))
  FROM pqr.area a
  JOIN pqr.person w ON w.person_id = i.recorded_by
  LEFT JOIN pqr.input s ON s.case_id = i.reused_case_id AND s.input_id = i.reused_input_id
  LEFT JOIN pqr.case_file o ON o.case_id = s.case_id
  LEFT JOIN pqr.person f ON f.person_id = s.recorded_by
 WHERE a.area_id = i.area_id
$$;

-- Own lines, the withdrawn ones included, and those of other cases of the same person that may be used here. The other
-- cases are named in the log of reads. Whoever may work on the case or decides about it reads it.
CREATE OR REPLACE FUNCTION pqr_api.input_ledger(p_case uuid) RETURNS jsonb
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $fn$
DECLARE
    me pqr.person := pqr_core.me();
    c pqr.case_file;
    others pqr.input[] := '{}';
BEGIN
    SELECT * INTO c FROM pqr.case_file f WHERE f.case_id = p_case AND f.procedure = 'pqr_v08';
    -- A reserved petition's facts are for who answers it, or gave a reason: the sheet masks them.
    IF c.case_id IS NULL OR NOT pqr_core.can_read(c) OR NOT pqr_core.sees_claims(c, me) THEN
        PERFORM pqr_core.log_refusal(NULL, p_case, 'input_ledger', NULL, 'not_permitted');
        PERFORM pqr_core.refuse('not_permitted');
    END IF;
    -- Only for whom is looking for them: other cases are read for no other purpose.
    IF c.activity <= 14 AND pqr_core.can_act(c, me) THEN
        others := ARRAY(SELECT r FROM pqr_core.reusable_inputs(p_case) r ORDER BY r.valid_until DESC LIMIT 40);
    END IF;
    IF NOT pqr_core.spend('sheet', me, p_case, 'libro de insumos', 1,
                          ARRAY(SELECT DISTINCT o.case_id FROM unnest(others) o)) THEN
        PERFORM pqr_core.refuse('quota');
    END IF;
    RETURN jsonb_build_object(
        'own', (SELECT coalesce(jsonb_agg(pqr_core.ledger_line(i) ORDER BY i.claim_ordinal, i.recorded_at), '[]')
                  FROM pqr.input i WHERE i.case_id = p_case),
        'others', (SELECT coalesce(jsonb_agg(pqr_core.ledger_line(o)
                              || jsonb_build_object('from_case', coalesce('LEX ' || f.lex_code, f.label),
                                                    'from_person', w.full_name) ORDER BY o.valid_until DESC), '[]')
                     FROM unnest(others) o JOIN pqr.case_file f ON f.case_id = o.case_id
                     JOIN pqr.person w ON w.person_id = o.recorded_by));
END $fn$;
