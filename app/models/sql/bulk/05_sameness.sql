-- What a bulk letter is written from, and the proof that the letters of a batch are alike (activity 16).

-- The input an answer rests on when nobody chooses: the newest of the claim that is in force today.
CREATE OR REPLACE FUNCTION pqr_core.current_input(p_case uuid, p_claim int) RETURNS uuid LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS
$$
SELECT i.input_id FROM pqr.input i
 WHERE i.case_id = p_case AND i.claim_ordinal = p_claim AND i.withdrawn_at IS NULL AND i.found_on <= pqr_core.today()
   AND (i.valid_until IS NULL OR i.valid_until >= pqr_core.today())
 ORDER BY i.found_on DESC, i.recorded_at DESC, i.input_id LIMIT 1
$$;

-- Claims in their order with area and system of each one's input (`group_key`; none while an input is missing), what the
-- inputs say, until when they hold, and the area that signs: the same rule as pqr_core.letter_area.
CREATE OR REPLACE FUNCTION pqr_core.bulk_facts(p_cases uuid[]) RETURNS TABLE (
    case_id uuid, group_key text, codes text[], titles text[], contents text[], dates date[], valid_until date,
    inputs_sha256 bytea, area_id int) LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS
$$
WITH k AS (
    SELECT k.case_id, k.ordinal, k.claim_code, n.title, i.area_id AS of_area, i.system, i.content, i.found_on, i.valid_until,
           coalesce(m.area_id, a.area_id) AS signs
      FROM unnest(p_cases) u(id)
      JOIN pqr.claim k ON k.case_id = u.id
      JOIN pqr.claim_node n ON n.code = k.claim_code
      LEFT JOIN pqr.input i ON i.case_id = k.case_id AND i.input_id = pqr_core.current_input(k.case_id, k.ordinal)
      LEFT JOIN pqr.area m ON m.area_id = i.area_id AND m.kind = 'mission'
      LEFT JOIN pqr.area a ON a.area_id = k.area_id AND a.kind = 'mission'
), signer AS (
    SELECT DISTINCT ON (s.case_id) s.case_id, s.signs
      FROM (SELECT k.case_id, k.signs, count(*) AS n, min(k.ordinal) AS first FROM k WHERE k.signs IS NOT NULL GROUP BY 1, 2) s
     ORDER BY s.case_id, s.n DESC, s.first
)
SELECT k.case_id,
       CASE WHEN bool_and(k.system IS NOT NULL)
            THEN string_agg(k.claim_code || '/' || k.of_area || '/' || k.system, '+' ORDER BY k.ordinal) END,
       array_agg(k.claim_code ORDER BY k.ordinal), array_agg(k.title ORDER BY k.ordinal),
       array_agg(k.content ORDER BY k.ordinal), array_agg(k.found_on ORDER BY k.ordinal), min(k.valid_until),
       sha256(convert_to(coalesce(string_agg(coalesce(k.content, ''), E'\x1f' ORDER BY k.ordinal), ''), 'UTF8')),
       min(s.signs)
  FROM k LEFT JOIN signer s ON s.case_id = k.case_id GROUP BY k.case_id
$$;

-- What must be equal in all letters of a batch.
CREATE OR REPLACE FUNCTION pqr_core.bulk_group_of(p_case uuid) RETURNS text LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS
$$ SELECT f.group_key FROM pqr_core.bulk_facts(ARRAY[p_case]) f $$;

-- Claim codes of a group, in their order.
CREATE OR REPLACE FUNCTION pqr_core.group_codes(p_group text) RETURNS text[] LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, pg_temp AS
$$ SELECT array_agg(split_part(part, '/', 1) ORDER BY i) FROM unnest(string_to_array(p_group, '+')) WITH ORDINALITY u(part, i) $$;

-- Every case with its verdict: alike, apart (an outlier of the group) or in error, and why. What the window shows and
-- what start_bulk lets in are this same list.
CREATE OR REPLACE FUNCTION pqr_core.bulk_judged(p_group text, p_cases uuid[]) RETURNS TABLE (
    case_id uuid, version int, procedure text, label text, due_on date, group_key text, claims text[], full_name text,
    document_number text, municipality text, inputs text[], input_dates date[], valid_until date, inputs_sha256 bytea,
    director_id int, kind text, reason text, odd text, detail text)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS
$$
WITH f AS (
    SELECT c.case_id, c.version, c.procedure, c.label, c.due_on, x.group_key, x.codes, x.titles, nullif(p.full_name, '') AS full_name,
           p.document_number, m.name AS municipality, x.contents, x.dates, x.valid_until, x.inputs_sha256,
           (pqr_core.director_of(x.area_id, pqr_core.today())).director_id AS director_id,
           a.key = 'draft_in_bulk' AND c.closed_at IS NULL AS waits,
           count(*) OVER (PARTITION BY p.document_number) AS times
      FROM pqr_core.bulk_facts(p_cases) x
      JOIN pqr.case_file c ON c.case_id = x.case_id
      JOIN pqr.activity a ON a.procedure = c.procedure AND a.number = c.activity
      LEFT JOIN pqr.petitioner p ON p.case_id = c.case_id AND p.ordinal = 1
      LEFT JOIN pqr.municipality m ON m.code = p.municipality_code
), rule AS (
    -- What at least four in five inputs of the group say; another result is a different letter.
    SELECT f.inputs_sha256 FROM f WHERE f.group_key = p_group GROUP BY 1
    HAVING count(*) >= 2 AND count(*) >= 0.8 * (SELECT count(*) FROM f g WHERE g.group_key = p_group)
), judged AS (
    SELECT f.*, CASE
        WHEN NOT f.waits THEN 'not_waiting'
        WHEN f.group_key IS NULL THEN 'no_input'
        WHEN f.full_name IS NULL THEN 'no_name'
        WHEN f.municipality IS NULL THEN 'no_place'
        WHEN f.document_number IS NOT NULL AND f.times > 1 THEN 'repeated_person'
        WHEN NOT f.codes <@ pqr_core.group_codes(p_group) THEN 'other_claims'
        WHEN NOT pqr_core.group_codes(p_group) <@ f.codes THEN 'fewer_claims'
        WHEN f.group_key <> p_group THEN 'other_source'
        WHEN f.inputs_sha256 <> (SELECT r.inputs_sha256 FROM rule r) THEN 'other_result'
        ELSE '' END AS reason
      FROM f
)
SELECT j.case_id, j.version, j.procedure, j.label, j.due_on, j.group_key, j.titles, j.full_name, j.document_number,
       j.municipality, j.contents, j.dates, j.valid_until, j.inputs_sha256, j.director_id,
       CASE WHEN j.reason = '' THEN 'alike'
            WHEN j.reason IN ('other_claims', 'fewer_claims', 'other_source', 'other_result') THEN 'apart' ELSE 'error' END,
       j.reason,
       CASE j.reason WHEN '' THEN '' WHEN 'no_place' THEN 'place' WHEN 'no_input' THEN 'input' WHEN 'other_source' THEN 'input'
                     WHEN 'other_result' THEN 'input' ELSE 'case' END,
       CASE j.reason
           WHEN 'other_claims' THEN (SELECT t FROM unnest(j.codes, j.titles) WITH ORDINALITY u(c, t, i)
                                      WHERE c <> ALL (pqr_core.group_codes(p_group)) ORDER BY i LIMIT 1)
           WHEN 'fewer_claims' THEN (SELECT n.title FROM pqr.claim_node n
                                      WHERE n.code = ANY (pqr_core.group_codes(p_group)) AND n.code <> ALL (j.codes) LIMIT 1)
           ELSE '' END
  FROM judged j
$$;
