-- Identity guard: people of other cases whom a reply names, by document or by name. What is looked up are keys of a
-- table of their own: names without accents and capitals, and document numbers.

CREATE OR REPLACE FUNCTION pqr_core.name_key(p_name text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
SET search_path = pg_catalog, pg_temp AS
$$
-- Marks that Spanish has not («ĩ», «ẽ») fall too, so that a name is found without them; most names have none.
SELECT btrim(regexp_replace(CASE WHEN octet_length(n) = length(n) THEN n
    ELSE translate(regexp_replace(normalize(n, NFKD), '[\u0300-\u036f]', '', 'g'), 'ıɨʉəŋøłđħɑɡ', 'iiuenoldhag') END,
    '[^a-z0-9]+', ' ', 'g'))
  FROM (SELECT pqr_core.norm(p_name)) x(n)
$$;

CREATE OR REPLACE FUNCTION pqr_core.keep_name() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $fn$
BEGIN
    INSERT INTO pqr.person_name (case_id, name_key)
    SELECT DISTINCT NEW.case_id, k.key
      FROM (VALUES (pqr_core.name_key(NEW.full_name)), (pqr_core.name_key(NEW.document_number))) k(key)
     WHERE length(k.key) BETWEEN 3 AND 200
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END $fn$;

DO $$
DECLARE t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['petitioner', 'signatory'] LOOP
        EXECUTE format('DROP TRIGGER IF EXISTS name_key ON pqr.%I', t);
        EXECUTE format('CREATE TRIGGER name_key AFTER INSERT OR UPDATE OF full_name, document_number ON pqr.%I FOR EACH ROW
            EXECUTE FUNCTION pqr_core.keep_name()', t);
        -- People who were here before this table was.
        EXECUTE format($q$INSERT INTO pqr.person_name (case_id, name_key)
            SELECT DISTINCT p.case_id, k.key FROM pqr.%I p,
                   LATERAL (VALUES (pqr_core.name_key(p.full_name)), (pqr_core.name_key(p.document_number))) k(key)
             WHERE length(k.key) BETWEEN 3 AND 200
               AND NOT EXISTS (SELECT FROM pqr.person_name n WHERE n.case_id = p.case_id AND n.name_key = k.key)
            ON CONFLICT DO NOTHING$q$, t);
    END LOOP;
END $$;

-- Runs of capitalised words, as «Rosa Elvira de la Cruz»; each is cut into its parts of two to seven words. A part may come
-- twice: DISTINCT here made the planner expect ten million rows and take 4 MB for them, 3 ms of each letter of a batch.
CREATE OR REPLACE FUNCTION pqr_core.name_parts(p_text text) RETURNS TABLE (shown text, key text) LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, pg_temp AS
$$
SELECT array_to_string(r.words[i:j], ' '), pqr_core.name_key(array_to_string(r.words[i:j], ' '))
  FROM (SELECT DISTINCT string_to_array(m[1], ' ') AS words
          FROM regexp_matches(p_text,
              '\m([[:upper:]][[:alpha:]''’-]+(?: (?:(?:de|del|la|las|los|y) ){0,2}[[:upper:]][[:alpha:]''’-]+){1,9})', 'g') m
         LIMIT 600) r,
       generate_series(1, cardinality(r.words) - 1) i, generate_series(i + 1, least(i + 6, cardinality(r.words))) j
$$;

-- Names that stand after «señora», «ciudadano», «peticionaria»…; offices are no names.
CREATE OR REPLACE FUNCTION pqr_core.titled_names(p_text text) RETURNS SETOF text LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, pg_temp AS
$$
SELECT DISTINCT m[1]
  FROM regexp_matches(p_text,
      '\m(?:[Ss]eñor(?:a|es|as)?|[Ss]ra?\.|[Dd]on|[Dd]oña|[Cc]iudadan[oa]|[Ss]olicitante|[Pp]eticionari[oa]) '
      '([[:upper:]][[:alpha:]''’-]+(?: (?:(?:de|del|la|las|los|y) ){0,2}[[:upper:]][[:alpha:]''’-]+){1,6})', 'g') m
 WHERE pqr_core.norm(m[1]) !~ ('^(juez|jueza|magistrad[oa]|personer[oa]|director[a]?|subdirector[a]?|defensor[a]?|alcalde'
       '|alcaldesa|fiscal|procurador[a]?|ministr[oa]|president[ea]|registrador[a]?|notari[oa]|gobernador[a]?|comisari[oa]'
       '|inspector[a]?|coordinador[a]?|jef[ea]|secretari[oa]|contralor[a]?)\M')
$$;

-- Keys that may stand in the letter of a case: its own people, the staff, the directors, and those with a reason.
CREATE OR REPLACE FUNCTION pqr_core.allowed_keys(p_case uuid, p_version int) RETURNS text[] LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS
$$
SELECT coalesce(array_agg(k.key), '{}') FROM (
    SELECT n.name_key AS key FROM pqr.person_name n WHERE n.case_id = p_case
    UNION SELECT pqr_core.name_key(p.full_name) FROM pqr.person p
    UNION SELECT pqr_core.name_key(d.full_name) FROM pqr.director d
    UNION SELECT w.name_key FROM pqr.draft_name w WHERE w.case_id = p_case AND w.version = p_version
    UNION SELECT i.document_number FROM pqr.draft_identity i WHERE i.case_id = p_case AND i.version = p_version) k
$$;

-- Both surnames alone, when so few people have them that they say who it is; a municipality's name is a place.
CREATE OR REPLACE FUNCTION pqr_core.rare_surnames(p_case uuid, p_shown text[], p_keys text[])
RETURNS TABLE (shown text, key text) LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $fn$
BEGIN
    -- Most letters have none: only this is asked of each letter of a batch.
    IF NOT EXISTS (SELECT FROM unnest(p_keys) k, pqr.person_name n
                    WHERE k NOT LIKE '% % %' AND n.surnames = k AND n.case_id <> p_case) THEN
        RETURN;
    END IF;
    RETURN QUERY
    SELECT r.shown, r.key
      FROM (SELECT p.shown, p.key FROM unnest(p_shown, p_keys) p(shown, key)
             WHERE p.key NOT LIKE '% % %'
               AND EXISTS (SELECT FROM pqr.person_name n WHERE n.surnames = p.key AND n.case_id <> p_case)
            -- People are counted and places looked up only for the few parts that are left.
            OFFSET 0) r
     WHERE r.key !~ '^(del|las|los|san|santa|santo) '
       AND (SELECT count(*) <= 3 FROM (SELECT DISTINCT n.name_key FROM pqr.person_name n
             WHERE n.surnames = r.key AND n.case_id <> p_case LIMIT 4) few)
       AND NOT EXISTS (SELECT FROM pqr.municipality m
                        WHERE strpos(' ' || pqr_core.name_key(m.name) || ' ', ' ' || r.key || ' ') > 0);
END $fn$;

-- A name as lists and forms write it, surnames first: «CUESTA PALOMINO ROSA ELVIRA» is looked up as «rosa elvira cuesta
-- palomino», «CUESTA PALOMINO ROSA» as «rosa cuesta palomino».
CREATE OR REPLACE FUNCTION pqr_core.turned_name(p_key text) RETURNS text LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, pg_temp AS
$$
SELECT CASE length(p_key) - length(replace(p_key, ' ', ''))
       WHEN 3 THEN regexp_replace(p_key, '^(\S+ \S+) (\S+ \S+)$', '\2 \1')
       WHEN 2 THEN regexp_replace(p_key, '^(\S+ \S+) (\S+)$', '\2 \1') END
$$;

-- First name and first surname («Rosa Cuesta»), or all but the second surname («Rosa Elvira Cuesta»), when at most three
-- people of other cases are called so: then they say who it is. Places and streets are called after people.
CREATE OR REPLACE FUNCTION pqr_core.rare_shorts(p_case uuid, p_allowed text[], p_shown text[], p_keys text[], p_text text)
RETURNS TABLE (shown text, key text) LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $fn$
BEGIN
    RETURN QUERY
    SELECT r.shown, r.key
      FROM (SELECT p.shown, p.key FROM unnest(p_shown, p_keys) p(shown, key)
             WHERE p.key ~ '^[a-z]{3,} (?:\S+ )?[a-z]{3,}$' AND p.shown ~ ' [[:upper:]][^ ]*$'
               AND EXISTS (SELECT FROM pqr.person_name n WHERE n.short_name = regexp_replace(p.key, ' .* ', ' '))
            -- People are counted and places looked up only for the few parts that are left.
            OFFSET 0) r
     WHERE r.key !~ '^(del|las|los|san|santa|santo|puerto|villa) '
       AND NOT EXISTS (SELECT FROM unnest(p_allowed) a WHERE string_to_array(r.key, ' ') <@ string_to_array(a, ' '))
       AND (SELECT count(DISTINCT few.name_key) BETWEEN 1 AND 3 FROM (
                SELECT n.name_key FROM pqr.person_name n
                 WHERE n.short_name = regexp_replace(r.key, ' .* ', ' ') AND n.case_id <> p_case
                   AND (r.key NOT LIKE '% % %' OR n.name_key ~ ('^' || r.key || ' [a-z]{3,}$')) LIMIT 50) few)
       AND p_text !~* ('\m(?:barrio|vereda|corregimiento|localidad|comuna|urbanización|colegio|escuela|educativa|hospital'
           '|clínica|salud|parque|avenida|calle|carrera|diagonal|transversal|puente|estadio|teatro|terminal|biblioteca'
           '|universidad|fundación|sede|edificio|conjunto|batallón|resguardo|cabildo|finca|hacienda)s? (?:\w+ ){0,2}'
           || r.shown || '\M')
       AND NOT EXISTS (SELECT FROM pqr.municipality m
                        WHERE strpos(' ' || pqr_core.name_key(m.name) || ' ', ' ' || r.key || ' ') > 0);
END $fn$;

-- Words of a text that name somebody who has no part in the case: a person or a document of another case, or whoever
-- is called «señora…» with another name. Never says more than the text itself. Planned once for all letters: with a plan
-- for each, planning was half of what a letter of a batch costs; and by its indexes even if the table was empty then.
CREATE OR REPLACE FUNCTION pqr_core.foreign_words(p_case uuid, p_version int, p_text text) RETURNS SETOF text
LANGUAGE plpgsql STABLE SET plan_cache_mode = force_generic_plan SET enable_seqscan = off
SET search_path = pg_catalog, pg_temp AS $fn$
DECLARE v_allowed text[] := pqr_core.allowed_keys(p_case, p_version); v_shown text[]; v_keys text[];
BEGIN
    -- Marks that make no letter of their own would cut a name in two.
    SELECT array_agg(p.shown), array_agg(p.key) INTO v_shown, v_keys
      FROM pqr_core.name_parts(regexp_replace(p_text, '[\u0300-\u036f]', '', 'g')) p;
    RETURN QUERY
    WITH found AS (
        SELECT p.shown, p.key FROM unnest(v_shown, v_keys) p(shown, key)
         WHERE EXISTS (SELECT FROM pqr.person_name n
                        WHERE n.name_key IN (p.key, pqr_core.turned_name(p.key)) AND n.case_id <> p_case)
        UNION
        SELECT s.shown, s.key FROM pqr_core.rare_surnames(p_case, v_shown, v_keys) s
        UNION
        SELECT s.shown, s.key FROM pqr_core.rare_shorts(p_case, v_allowed, v_shown, v_keys, p_text) s
        UNION
        SELECT m[1], replace(m[1], '.', '')
          -- «52 999 123», «52,999,123» and «52-999-123» are read as «52999123».
          FROM regexp_matches(regexp_replace(regexp_replace(p_text, '(?<=[0-9]) (?=[0-9]{3}(?![0-9]))', '', 'g'),
              '(?<![0-9,''’-])([0-9]{1,3})([,''’-])([0-9]{3})\2([0-9]{3})(?:\2([0-9]{3}))?(?![0-9,''’-])', '\1\3\4\5', 'g'),
              '(?<![[:digit:].,$]|\$ )([0-9][0-9.]{4,13}[0-9])(?![[:digit:]]| ?(?:pesos|COP))', 'g') m
         WHERE EXISTS (SELECT FROM pqr.person_name n WHERE n.name_key = replace(m[1], '.', '') AND n.case_id <> p_case)
    )
    SELECT f.shown FROM found f
     WHERE NOT EXISTS (SELECT FROM unnest(v_allowed) a WHERE string_to_array(f.key, ' ') <@ string_to_array(a, ' '))
       -- The whole name is told once, not its parts too.
       AND NOT EXISTS (SELECT FROM found o WHERE o.key <> f.key AND strpos(' ' || o.key || ' ', ' ' || f.key || ' ') > 0)
    UNION
    SELECT t.shown FROM pqr_core.titled_names(p_text) t(shown)
     WHERE NOT EXISTS (SELECT FROM unnest(v_allowed) a
                        WHERE string_to_array(pqr_core.name_key(t.shown), ' ') <@ string_to_array(a, ' '))
     LIMIT 20;
END $fn$;

-- Nobody of another case is named in the version that is sent; the refusal names the words.
CREATE OR REPLACE FUNCTION pqr_core.check_names(p_case uuid, p_version int) RETURNS void LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp AS $fn$
DECLARE
    v_where text;
    v_words text;
    -- Nothing of one text joins another: names and numbers run over spaces, never over a line.
    v_whole text := (SELECT string_agg(pqr_core.plain_text(x.body), E'\n' ORDER BY x.ordinal)
                       FROM pqr_core.draft_bodies(p_case, p_version) x);
BEGIN
    -- Asked once for the letter, and once more for each of its texts only to say where the words stand.
    IF NOT EXISTS (SELECT FROM pqr_core.foreign_words(p_case, p_version, v_whole)) THEN
        RETURN;
    END IF;
    SELECT x.place, w INTO v_where, v_words
      FROM pqr_core.draft_bodies(p_case, p_version) x,
           pqr_core.foreign_words(p_case, p_version, pqr_core.plain_text(x.body)) w
     ORDER BY x.ordinal, length(w) DESC LIMIT 1;
    IF FOUND THEN
        PERFORM pqr_core.refuse('foreign_name', v_where || ': ' || v_words);
    END IF;
END $fn$;

-- What the editor may be told of a version just saved. Each word that it wasn't told before («this number is somebody's»)
-- counts like a search: otherwise a list of numbers, saved as a draft, would say which of them have a case.
CREATE OR REPLACE FUNCTION pqr_core.told_foreign(p_case uuid, p_version int, p_known jsonb, me pqr.person) RETURNS jsonb
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $fn$
DECLARE
    v_all jsonb := pqr_core.foreign_json(p_case, p_version);
    v_new int := (SELECT count(*) FROM jsonb_array_elements(v_all) f WHERE NOT coalesce(p_known, '[]') @> jsonb_build_array(f));
BEGIN
    IF v_new > 0 AND NOT pqr_core.spend('search', me, p_case, 'Personas nombradas en un borrador', v_new) THEN
        RETURN '[]';
    END IF;
    RETURN v_all;
END $fn$;

-- The same words, claim by claim, for the editor: what it marks while one writes.
CREATE OR REPLACE FUNCTION pqr_core.foreign_json(p_case uuid, p_version int) RETURNS jsonb LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS
$$
SELECT coalesce(jsonb_agg(jsonb_build_object('claim', a.claim_ordinal, 'words', w)), '[]')
  FROM pqr.draft_answer a, pqr_core.foreign_words(p_case, p_version, pqr_core.plain_text(a.body_html)) w
 WHERE a.case_id = p_case AND a.version = p_version
$$;
