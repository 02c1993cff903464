-- What differs among the letters of a batch: every field that they take and every paragraph that they say.

-- Values of the letter's head and of the fields its texts name; `gaps` counts the letters where it has no value. A
-- paragraph differs exactly in the fields it names: the rest of it is the approved text, letter by letter.
-- `values` shows up to three. They may be names of citizens: counted.
CREATE OR REPLACE FUNCTION pqr_api.bulk_differences(p_cases uuid[], p_recipe jsonb) RETURNS TABLE (
    part text, claim_code text, place int, template text, fields text[], different int, gaps int, examples text[])
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $fn$
DECLARE me pqr.person := pqr_core.me();
BEGIN
    PERFORM pqr_core.require_bulk_drafter();
    IF cardinality(p_cases) NOT BETWEEN 1 AND 5000 OR octet_length(p_recipe::text) > 65536 THEN
        PERFORM pqr_core.refuse('payload', 'cases');
    END IF;
    PERFORM pqr_core.count_names(me, 'Masiva', 3);
    RETURN QUERY
    WITH merged AS MATERIALIZED (
        SELECT k.case_id, k.claim_code, pqr_core.merge_fields(k.case_id, pqr_core.current_input(k.case_id, k.ordinal)) AS f
          FROM pqr_core.waiting_for_bulk() c JOIN pqr.claim k ON k.case_id = c.case_id
         WHERE c.case_id = ANY (p_cases)
    ), said AS (
        SELECT t.claim_code, s.i::int AS place, pqr_core.plain_text(s.words) AS words,
               ARRAY(SELECT DISTINCT r[1] FROM regexp_matches(s.words, '\{\{([^{}]*)\}\}', 'g') r ORDER BY 1) AS keys
          FROM pqr.approved_text t, regexp_split_to_table(t.body_html, '</(?:p|h2|li|td|th|blockquote)>') WITH ORDINALITY s(words, i)
         WHERE t.text_id = p_recipe -> t.claim_code ->> 'text_id' AND t.version = (p_recipe -> t.claim_code ->> 'version')::int
    ), part AS (
        SELECT 'paragraph' AS part, said.claim_code, said.place, said.words, said.keys FROM said WHERE said.words <> ''
        UNION ALL
        SELECT DISTINCT 'field', CASE WHEN key LIKE 'insumo%' THEN said.claim_code ELSE '' END, 0, key, ARRAY[key]
          FROM said, unnest(said.keys || '{nombre,documento,municipio,radicado,fecha_radicado}') key
    ), value AS (
        SELECT p.part, p.claim_code, p.place, p.words, p.keys, m.case_id, v.shown, v.gap
          FROM part p
          JOIN LATERAL (SELECT DISTINCT ON (x.case_id) x.case_id, x.f FROM merged x
                         WHERE p.claim_code IN ('', x.claim_code) ORDER BY x.case_id) m ON true
          CROSS JOIN LATERAL (SELECT coalesce(string_agg(coalesce(m.f ->> k, ''), ' · ' ORDER BY i), '') AS shown,
                                     coalesce(bool_or(btrim(coalesce(m.f ->> k, '')) = ''), false) AS gap
                                FROM unnest(p.keys) WITH ORDINALITY u(k, i)) v
    )
    SELECT v.part, v.claim_code, v.place, v.words, v.keys, count(DISTINCT v.shown)::int, (count(*) FILTER (WHERE v.gap))::int,
           (array_agg(DISTINCT left(v.shown, 90)) FILTER (WHERE v.shown <> ''))[1:3]
      FROM value v GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4;
END $fn$;
