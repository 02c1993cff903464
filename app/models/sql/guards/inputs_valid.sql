-- Every answer of the version rests on an input of its own claim, not withdrawn and in force on the server's day; and no
-- two claims are answered with the very same words: one of them has lost its own paragraph.

CREATE OR REPLACE FUNCTION pqr_guard.inputs_valid(c pqr.case_file, me pqr.person, outcome text, payload jsonb)
RETURNS text LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS
$$
WITH answers AS MATERIALIZED (
    SELECT a.claim_ordinal, a.input_id, pqr_core.answer_key(a.body_html) AS key FROM pqr.draft_answer a
     WHERE a.case_id = c.case_id AND a.version = pqr_core.sent_version(c.case_id))
SELECT coalesce(
    (SELECT coalesce(CASE WHEN i.claim_ordinal <> a.claim_ordinal AND i.withdrawn_at IS NULL THEN 'input_of_other_claim' END,
                     pqr_core.input_trouble(i))
       FROM answers a JOIN pqr.input i ON i.case_id = c.case_id AND i.input_id = a.input_id
      WHERE i.claim_ordinal <> a.claim_ordinal OR pqr_core.input_trouble(i) IS NOT NULL
      ORDER BY a.claim_ordinal LIMIT 1),
    (SELECT 'answer_repeated' FROM answers a WHERE length(a.key) >= 25 GROUP BY a.key HAVING count(*) > 1 LIMIT 1))
$$;

-- The letters and digits of an answer alone: spaces, capitals, accents and format do not make it another one.
CREATE OR REPLACE FUNCTION pqr_core.answer_key(p_html text) RETURNS text LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS
$$ SELECT regexp_replace(pqr_core.norm(pqr_core.plain_text(p_html)), '[^a-z0-9]+', '', 'g') $$;
