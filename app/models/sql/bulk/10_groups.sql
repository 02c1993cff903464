-- Bulk drafting (activity 16): which cases are alike, and how the server writes their letters.

-- The input an answer rests on when nobody chooses: the newest of the claim that is in force today.
CREATE OR REPLACE FUNCTION pqr_core.current_input(p_case uuid, p_claim int) RETURNS uuid LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS
$$
SELECT i.input_id FROM pqr.input i
 WHERE i.case_id = p_case AND i.claim_ordinal = p_claim AND i.withdrawn_at IS NULL AND i.found_on <= pqr_core.today()
   AND (i.valid_until IS NULL OR i.valid_until >= pqr_core.today())
 ORDER BY i.found_on DESC, i.recorded_at DESC, i.input_id LIMIT 1
$$;

-- What must be equal in all letters of a batch: claims in their order, and area and system of each one's input.
CREATE OR REPLACE FUNCTION pqr_core.bulk_group_of(p_case uuid) RETURNS text LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS
$$
SELECT CASE WHEN bool_and(i.input_id IS NOT NULL)
            THEN string_agg(k.claim_code || '/' || i.area_id || '/' || i.system, '+' ORDER BY k.ordinal) END
  FROM pqr.claim k
  LEFT JOIN pqr.input i ON i.case_id = k.case_id AND i.input_id = pqr_core.current_input(k.case_id, k.ordinal)
 WHERE k.case_id = p_case
$$;

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

-- Groups of alike cases, soonest due first. Cases without an input in force have no group.
CREATE OR REPLACE FUNCTION pqr_api.bulk_groups() RETURNS TABLE (
    group_key text, claim_codes text[], claims text[], areas text[], systems text[], letters int, first_due date)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $fn$
BEGIN
    PERFORM pqr_core.require_bulk_drafter();
    RETURN QUERY
    SELECT g.key, p.codes, ARRAY(SELECT n.title FROM unnest(p.codes) WITH ORDINALITY u(code, i)
                                   JOIN pqr.claim_node n ON n.code = u.code ORDER BY u.i),
           ARRAY(SELECT DISTINCT a.name FROM unnest(p.areas) u(id) JOIN pqr.area a ON a.area_id = u.id), p.systems, g.n, g.due
      FROM (SELECT pqr_core.bulk_group_of(c.case_id) AS key, count(*)::int AS n, min(c.due_on) AS due
              FROM pqr_core.waiting_for_bulk() c GROUP BY 1) g,
           LATERAL (SELECT array_agg(split_part(part, '/', 1) ORDER BY i) AS codes,
                           array_agg(split_part(part, '/', 2)::int ORDER BY i) AS areas,
                           array_agg(split_part(part, '/', 3) ORDER BY i) AS systems
                      FROM unnest(string_to_array(g.key, '+')) WITH ORDINALITY u(part, i)) p
     WHERE g.key IS NOT NULL ORDER BY g.due NULLS LAST, g.n DESC, g.key;
END $fn$;

-- Every waiting case whose first claim is the group's, alike or not: the differences are what a person must look at.
-- Names and what was found about them: counted, one for each row.
CREATE OR REPLACE FUNCTION pqr_api.bulk_rows(p_group text) RETURNS TABLE (
    case_id uuid, version int, procedure text, label text, due_on date, group_key text, claims text[], full_name text,
    document_number text, municipality text, inputs text[], input_dates date[])
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $fn$
DECLARE v_first text := split_part(p_group, '/', 1); me pqr.person := pqr_core.me(); n int;
BEGIN
    PERFORM pqr_core.require_bulk_drafter();
    RETURN QUERY
    SELECT c.case_id, c.version, c.procedure, c.label, c.due_on, pqr_core.bulk_group_of(c.case_id), k.titles, p.full_name,
           p.document_number, m.name, k.contents, k.dates
      FROM pqr_core.waiting_for_bulk() c
      JOIN pqr.claim q ON q.case_id = c.case_id AND q.ordinal = 1 AND q.claim_code = v_first
      LEFT JOIN pqr.petitioner p ON p.case_id = c.case_id AND p.ordinal = 1
      LEFT JOIN pqr.municipality m ON m.code = p.municipality_code
      CROSS JOIN LATERAL (
          SELECT array_agg(n.title ORDER BY r.ordinal) AS titles, array_agg(i.content ORDER BY r.ordinal) AS contents,
                 array_agg(i.found_on ORDER BY r.ordinal) AS dates
            FROM pqr.claim r JOIN pqr.claim_node n ON n.code = r.claim_code
            LEFT JOIN pqr.input i ON i.case_id = r.case_id AND i.input_id = pqr_core.current_input(r.case_id, r.ordinal)
           WHERE r.case_id = c.case_id) k
     ORDER BY c.due_on NULLS LAST, c.case_id LIMIT 5000;
    GET DIAGNOSTICS n = ROW_COUNT;
    PERFORM pqr_core.count_names(me, 'Masiva', n);
END $fn$;
