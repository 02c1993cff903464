-- Every answer of the version rests on an input of its own claim, not withdrawn and in force on the server's day.

CREATE OR REPLACE FUNCTION pqr_guard.inputs_valid(c pqr.case_file, me pqr.person, outcome text, payload jsonb)
RETURNS text LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS
$$
SELECT CASE WHEN i.withdrawn_at IS NOT NULL THEN 'input_withdrawn'
            WHEN i.claim_ordinal <> a.claim_ordinal THEN 'input_of_other_claim'
            WHEN i.found_on > pqr_core.today() THEN 'input_from_the_future'
            ELSE 'input_expired' END
  FROM pqr.draft_answer a
  JOIN pqr.input i ON i.case_id = a.case_id AND i.input_id = a.input_id
 WHERE a.case_id = c.case_id AND a.version = pqr_core.sent_version(c.case_id)
   AND (i.withdrawn_at IS NOT NULL OR i.claim_ordinal <> a.claim_ordinal OR i.found_on > pqr_core.today()
        OR i.valid_until < pqr_core.today())
 ORDER BY a.claim_ordinal LIMIT 1
$$;
