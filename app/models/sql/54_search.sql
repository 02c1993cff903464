-- Search by name, identity or filing number. The searched words live in a table of their own, with their index:
-- on the case they would make each step several times slower, and under row security no index would serve.
CREATE OR REPLACE FUNCTION pqr_core.norm(p_text text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $fn$
  SELECT translate(lower(p_text COLLATE pg_c_utf8), 'áéíóúüñàèìòùâêîôûäëïöãõç', 'aeiouunaeiouaeiouaeioaoc')
$fn$;

-- Write the words of one petition anew.
CREATE OR REPLACE FUNCTION pqr_core.index_case(p_case uuid) RETURNS void
LANGUAGE sql VOLATILE SET search_path = pg_catalog, pg_temp AS $fn$
  INSERT INTO pqr.search_text (case_id, words)
  SELECT p_case, to_tsvector('simple', coalesce(string_agg(pqr_core.norm(w.said), ' '), ''))
    FROM (SELECT concat_ws(' ', p.full_name, p.document_number) AS said FROM pqr.petitioner p WHERE p.case_id = p_case
          UNION ALL SELECT concat_ws(' ', s.full_name, s.document_number) FROM pqr.signatory s WHERE s.case_id = p_case
          UNION ALL SELECT t.filing_number FROM pqr.petition t WHERE t.case_id = p_case) w
  ON CONFLICT (case_id) DO UPDATE SET words = excluded.words
$fn$;

CREATE OR REPLACE FUNCTION pqr_core.index_changed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $fn$
BEGIN
  PERFORM pqr_core.index_case(NEW.case_id);
  RETURN NULL;
END $fn$;

DO $$
DECLARE
  t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['petition', 'petitioner', 'signatory'] LOOP
    IF to_regclass('pqr.' || t) IS NOT NULL THEN
      EXECUTE format('DROP TRIGGER IF EXISTS search_words ON pqr.%I', t);
      EXECUTE format('CREATE TRIGGER search_words AFTER INSERT OR UPDATE ON pqr.%I FOR EACH ROW
        EXECUTE FUNCTION pqr_core.index_changed()', t);
    END IF;
  END LOOP;
END $$;

-- Words match from their beginning, numbers only whole: nobody walks through the registry by digits.
CREATE OR REPLACE FUNCTION pqr_core.search_query(p_text text) RETURNS tsquery
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $fn$
  SELECT to_tsquery('simple', string_agg(quote_literal(w.word) || CASE WHEN w.word ~ '[0-9]' THEN '' ELSE ':*' END, ' & '))
    FROM unnest(tsvector_to_array(to_tsvector('simple', pqr_core.norm(p_text)))) AS w(word)
$fn$;

-- Cases that match, at most 100: those I take part in, those I once worked on as their assignee, and for who oversees
-- all, without the name. Counted whether or not anything is found. Raises PQ100 quota.
CREATE OR REPLACE FUNCTION pqr_api.search(p_text text, p_limit int DEFAULT 50) RETURNS TABLE (
  case_id uuid, procedure text, activity int, version int, status text, label text, lex_code text, assignee_id int,
  area_id int, due_on date, closed_at timestamptz, name text, document_tail text)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $fn$
#variable_conflict use_column
DECLARE
  me pqr.person := pqr_core.me();
  area int := pqr_api.my_area_id();
  mine text[] := pqr_core.my_work();
  everything boolean := pqr_api.i_oversee();
  asked tsquery;
BEGIN
  IF NOT pqr_core.spend('search', me, NULL, encode(sha256(convert_to(pqr_core.norm(p_text), 'UTF8')), 'hex')) THEN
    PERFORM pqr_core.refuse('quota');
  ELSIF length(p_text) NOT BETWEEN 3 AND 200 THEN
    RETURN;
  END IF;
  asked := pqr_core.search_query(p_text);
  RETURN QUERY
  WITH hits AS MATERIALIZED (
    (SELECT s.case_id FROM pqr.search_text s WHERE s.words @@ asked LIMIT 2000)
    UNION SELECT f.case_id FROM pqr.case_file f WHERE f.lex_code = btrim(p_text)
  ), judged AS MATERIALIZED (
    SELECT c.*, coalesce(c.assignee_id = me.person_id, false) OR coalesce(c.area_id = area, false)
             OR (c.procedure || ':' || c.activity) = ANY (mine)
             OR EXISTS (SELECT FROM pqr_audit.case_event e WHERE e.case_id = c.case_id
                         AND e.actor_id = me.person_id AND e.from_assignee = me.person_id) AS part
      FROM hits h JOIN pqr.case_file c USING (case_id)
  )
  SELECT j.case_id, j.procedure, j.activity::int, j.version, j.status, j.label, j.lex_code, j.assignee_id,
         pqr_core.shown_area(j.area_id, area), j.due_on,
         j.closed_at, CASE WHEN j.part THEN p.full_name END,
         CASE WHEN j.part AND p.document_number IS NOT NULL THEN '…' || right(p.document_number, 3) END
    FROM judged j LEFT JOIN pqr.petitioner p ON p.case_id = j.case_id AND p.ordinal = 1
   WHERE j.part OR everything
   ORDER BY j.closed_at IS NOT NULL, j.due_on, j.case_id LIMIT least(greatest(p_limit, 1), 100);
END $fn$;
