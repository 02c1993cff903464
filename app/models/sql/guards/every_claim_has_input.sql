-- Each claim rests on at least one input that is not withdrawn and still holds today, or is another entity's by now.

CREATE OR REPLACE FUNCTION pqr_guard.every_claim_has_input(c pqr.case_file, me pqr.person, outcome text, payload jsonb)
RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT 'every_claim_has_input'
    WHERE NOT EXISTS (SELECT FROM pqr.claim k WHERE k.case_id = c.case_id)
       OR EXISTS (SELECT FROM pqr.claim k
                  WHERE k.case_id = c.case_id AND NOT pqr_core.is_transferred(k.case_id, k.ordinal)
                    AND NOT EXISTS (SELECT FROM pqr.input i
                                    WHERE i.case_id = k.case_id AND i.claim_ordinal = k.ordinal
                                      AND pqr_core.input_trouble(i) IS NULL));
$$;
