-- Bulk drafting (activity 16): which cases are alike, which are not and why, and the cases that a sheet names.

-- The answers of one letter of a batch, from the recipe {claim code: {text_id, version}}.
CREATE OR REPLACE FUNCTION pqr_core.bulk_answers(p_case uuid, p_recipe jsonb) RETURNS jsonb LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS
$$
SELECT coalesce(jsonb_agg(jsonb_build_object('claim', k.ordinal, 'decision', t.decision, 'body_html', t.body_html,
           'input_id', pqr_core.current_input(k.case_id, k.ordinal), 'text_id', t.text_id, 'text_version', t.version)), '[]')
  FROM pqr.claim k
  JOIN pqr.approved_text t ON t.text_id = p_recipe -> k.claim_code ->> 'text_id'
                          AND t.version = (p_recipe -> k.claim_code ->> 'version')::int
 WHERE k.case_id = p_case
$$;

CREATE OR REPLACE FUNCTION pqr_core.require_bulk_drafter() RETURNS void LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp AS $fn$
BEGIN
    IF NOT (pqr_api.my_roles() && ARRAY['analyst', 'lawyer']) THEN
        PERFORM pqr_core.refuse('not_permitted');
    END IF;
END $fn$;

CREATE OR REPLACE FUNCTION pqr_core.waiting_for_bulk() RETURNS SETOF pqr.case_file LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS
$$
SELECT c.* FROM pqr.activity a
  JOIN pqr.case_file c ON c.procedure = a.procedure AND c.activity = a.number AND c.closed_at IS NULL
 WHERE a.key = 'draft_in_bulk'
$$;

-- Those that no batch under way is about to draft.
CREATE OR REPLACE FUNCTION pqr_core.free_for_bulk() RETURNS SETOF pqr.case_file LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS
$$
SELECT c.* FROM pqr_core.waiting_for_bulk() c
 WHERE NOT EXISTS (SELECT FROM pqr.bulk_batch_case m WHERE m.case_id = c.case_id AND m.state IN ('waiting', 'failed')
                      AND c.version = coalesce(m.case_version, c.version))
   -- Nor that one published answer is about to answer (art. 22).
   AND NOT EXISTS (SELECT FROM pqr.collective_case k JOIN pqr.collective_answer a ON a.collective_id = k.collective_id
                    WHERE k.case_id = c.case_id AND a.withdrawn_at IS NULL)
$$;

-- Groups of alike cases, soonest due first. Cases without an input in force have no group. `p_cases` reads only those.
DROP FUNCTION IF EXISTS pqr_api.bulk_groups();
CREATE OR REPLACE FUNCTION pqr_api.bulk_groups(p_cases uuid[] DEFAULT NULL) RETURNS TABLE (
    group_key text, claim_codes text[], claims text[], areas text[], systems text[], letters int, first_due date)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $fn$
BEGIN
    PERFORM pqr_core.require_bulk_drafter();
    RETURN QUERY
    WITH c AS (SELECT w.case_id, w.due_on FROM pqr_core.free_for_bulk() w WHERE p_cases IS NULL OR w.case_id = ANY (p_cases))
    SELECT g.key, p.codes, ARRAY(SELECT n.title FROM unnest(p.codes) WITH ORDINALITY u(code, i)
                                   JOIN pqr.claim_node n ON n.code = u.code ORDER BY u.i),
           ARRAY(SELECT DISTINCT a.name FROM unnest(p.areas) u(id) JOIN pqr.area a ON a.area_id = u.id), p.systems, g.n, g.due
      FROM (SELECT f.group_key AS key, count(*)::int AS n, min(c.due_on) AS due
              FROM pqr_core.bulk_facts(ARRAY(SELECT c.case_id FROM c)) f JOIN c ON c.case_id = f.case_id GROUP BY 1) g,
           LATERAL (SELECT array_agg(split_part(part, '/', 1) ORDER BY i) AS codes,
                           array_agg(split_part(part, '/', 2)::int ORDER BY i) AS areas,
                           array_agg(split_part(part, '/', 3) ORDER BY i) AS systems
                      FROM unnest(string_to_array(g.key, '+')) WITH ORDINALITY u(part, i)) p
     WHERE g.key IS NOT NULL ORDER BY g.due NULLS LAST, g.n DESC, g.key;
END $fn$;

-- Every waiting case whose first claim is the group's, alike or not (or the cases that a sheet named): the differences
-- are what a person must look at. Names and what was found about them: counted, one for each row.
DROP FUNCTION IF EXISTS pqr_api.bulk_rows(text);
CREATE OR REPLACE FUNCTION pqr_api.bulk_rows(p_group text, p_cases uuid[] DEFAULT NULL) RETURNS TABLE (
    case_id uuid, version int, procedure text, label text, due_on date, group_key text, claims text[], full_name text,
    document_number text, municipality text, inputs text[], input_dates date[], valid_until date, director text,
    kind text, reason text, odd text, detail text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $fn$
DECLARE
    me pqr.person := pqr_core.me();
    v_cases uuid[];
BEGIN
    PERFORM pqr_core.require_bulk_drafter();
    IF cardinality(p_cases) > 5000 OR length(p_group) > 4000 THEN
        PERFORM pqr_core.refuse('payload', 'cases');
    END IF;
    v_cases := ARRAY(
        SELECT c.case_id FROM pqr_core.free_for_bulk() c
          JOIN pqr.claim q ON q.case_id = c.case_id AND q.ordinal = 1
         WHERE CASE WHEN p_cases IS NULL THEN q.claim_code = split_part(p_group, '/', 1) ELSE c.case_id = ANY (p_cases) END
         ORDER BY c.due_on NULLS LAST, c.case_id LIMIT 5000);
    PERFORM pqr_core.count_names(me, 'Masiva', cardinality(v_cases), v_cases);
    RETURN QUERY
    SELECT j.case_id, j.version, j.procedure, j.label, j.due_on, j.group_key, j.claims, j.full_name, j.document_number,
           j.municipality, j.inputs, j.input_dates, j.valid_until, d.full_name, j.kind, j.reason, j.odd, j.detail
      FROM pqr_core.bulk_judged(p_group, v_cases) j LEFT JOIN pqr.director d ON d.director_id = j.director_id
     ORDER BY j.due_on NULLS LAST, j.case_id;
END $fn$;

-- The cases that filing numbers name, in the same order: the case where it waits in 16, else only how it stands.
-- `standing`: waiting, in_batch (another batch is about to draft it), elsewhere (a case that I see, in another activity) or unknown (none, or not mine to see). The
-- children of a split share their parent's number: it has a row for each.
CREATE OR REPLACE FUNCTION pqr_api.bulk_find(p_numbers text[]) RETURNS TABLE (
    place int, standing text, case_id uuid, activity text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $fn$
BEGIN
    PERFORM pqr_core.require_bulk_drafter();
    IF cardinality(p_numbers) > 5000 OR octet_length(p_numbers::text) > 400000 THEN
        PERFORM pqr_core.refuse('payload', 'numbers');
    END IF;
    RETURN QUERY
    SELECT u.i::int, CASE WHEN f.case_id IS NOT NULL THEN 'waiting'
                          WHEN a.key = 'draft_in_bulk' AND c.closed_at IS NULL THEN 'in_batch'
                          WHEN pqr_core.can_see(c) THEN 'elsewhere' ELSE 'unknown' END,
           f.case_id, CASE WHEN pqr_core.can_see(c) THEN a.label END
      FROM unnest(p_numbers) WITH ORDINALITY u(number, i)
      LEFT JOIN pqr.petition t ON t.filing_number = u.number
      LEFT JOIN pqr.case_file c ON c.case_id = t.case_id
      LEFT JOIN pqr.activity a ON a.procedure = c.procedure AND a.number = c.activity
      LEFT JOIN pqr_core.free_for_bulk() f ON f.case_id = c.case_id
     ORDER BY u.i;
END $fn$;

-- How many letters of a batch of that size quality will read, by the plan in force for batches.
CREATE OR REPLACE FUNCTION pqr_api.bulk_sample(p_size int) RETURNS TABLE (letter text, sample int, accept int, inspection text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $fn$
DECLARE v_inspection text := pqr_core.inspection_for('bulk:');
BEGIN
    PERFORM pqr_core.require_bulk_drafter();
    RETURN QUERY SELECT p.letter, p.sample, p.accept, v_inspection
                   FROM pqr_core.plan_for(greatest(p_size, 1), 'iso_2859_1', 2.5, v_inspection) p;
END $fn$;
