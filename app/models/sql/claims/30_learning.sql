-- What claims are called by citizens, learned from the organisation's own closed cases: in how many claims of each leaf
-- a word was. Counts only: digits, the names of those in the case, and words of fewer than three people never get in.

-- The words that say something, cut to seven letters («indemnización», «indemnizar»). The program does the same
-- (app/services/suggesting/words.py); a test compares them.
CREATE OR REPLACE FUNCTION pqr_core.telling_words(p_text text) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
    SELECT coalesce(array_agg(DISTINCT left(w.word, 7)), '{}')
      FROM regexp_split_to_table(pqr_core.norm(left(coalesce(p_text, ''), 20000)), '[^a-z0-9]+') AS w(word)
     WHERE length(w.word) >= 4 AND w.word !~ '[0-9]' AND w.word <> ALL (ARRAY[
        'para', 'como', 'pero', 'este', 'esta', 'esto', 'estos', 'estas', 'ellos', 'ellas', 'desde', 'hasta', 'entre',
        'sobre', 'cuando', 'donde', 'porque', 'tambien', 'muy', 'todo', 'toda', 'todos', 'todas', 'otro', 'otra', 'otros',
        'otras', 'cual', 'cuales', 'quien', 'quienes', 'sido', 'tiene', 'tengo', 'haber', 'hace', 'hacer', 'puede',
        'informe', 'informen', 'informar', 'informacion', 'solicito', 'solicitud', 'peticion', 'derecho', 'respuesta',
        'unidad', 'victimas', 'victima', 'senor', 'senora', 'senores', 'favor', 'gracias', 'atentamente', 'respetado',
        'respetados', 'ciudad', 'presente', 'asunto', 'nombre', 'cedula', 'ciudadania', 'numero', 'fecha', 'doctor'])
$$;

-- The words of each confirmed claim of the closed cases answered last (at most 20,000 cases), without the words of the names
-- in the case. `fold` 0 is one in five, kept apart to measure. The cases of one split are one writing: one person, and the
-- names of all who signed it.
CREATE OR REPLACE FUNCTION pqr_core.learning_claims()
RETURNS TABLE (person text, claim_code text, fold int, words text[])
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    WITH closed AS MATERIALIZED (
        SELECT f.case_id, f.root_id, f.parent_id, (SELECT count(*) FROM pqr.claim k WHERE k.case_id = f.case_id) AS claims
          FROM pqr.case_file f
         WHERE f.procedure = 'pqr_v08' AND f.closed_at IS NOT NULL
         ORDER BY f.closed_at DESC LIMIT 20000)
    SELECT coalesce(CASE WHEN c.parent_id IS NULL THEN t.document_number END, c.root_id::text), k.claim_code, (hashtext(c.case_id::text) & 2147483647) % 5,
           ARRAY(SELECT w.word FROM unnest(pqr_core.telling_words(
                     concat_ws(' ', k.citizen_words, CASE WHEN c.claims = 1 THEN p.subject END))) AS w(word)
                  WHERE w.word <> ALL (n.names))
      FROM closed c
      JOIN pqr.petition p ON p.case_id = c.case_id
      JOIN pqr.claim k ON k.case_id = c.case_id
      JOIN pqr.claim_node m ON m.code = k.claim_code AND (m.valid_to IS NULL OR m.valid_to >= pqr_core.today())
      LEFT JOIN pqr.petitioner t ON t.case_id = c.case_id AND t.ordinal = 1
     CROSS JOIN LATERAL (
        SELECT coalesce(array_agg(left(w.word, 7)), '{}') AS names
          FROM (SELECT x.full_name FROM pqr.petitioner x WHERE x.case_id = c.case_id
                UNION ALL SELECT x.full_name FROM pqr.petitioner x WHERE c.parent_id IS NOT NULL AND x.case_id = c.root_id
                UNION ALL SELECT s.full_name FROM pqr.signatory s WHERE s.case_id = c.root_id) x,
               regexp_split_to_table(pqr_core.norm(x.full_name), '[^a-z]+') AS w(word)) n
$$;

-- Count anew under a model: of every claim, or without those kept apart.
CREATE OR REPLACE FUNCTION pqr_core.count_words(p_model int, p_all boolean) RETURNS void
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    DELETE FROM pqr.claim_model_word w WHERE w.model_id = p_model;
    DELETE FROM pqr.claim_model_leaf w WHERE w.model_id = p_model;
    WITH said AS MATERIALIZED (SELECT * FROM pqr_core.learning_claims() l WHERE p_all OR l.fold > 0),
    pairs AS MATERIALIZED (SELECT s.claim_code, s.person, w.word FROM said s, unnest(s.words) AS w(word)),
    known AS (SELECT p.word FROM pairs p GROUP BY 1 HAVING count(DISTINCT p.person) >= 3),
    leaves AS (INSERT INTO pqr.claim_model_leaf (model_id, claim_code, claims, words)
        SELECT p_model, s.claim_code, count(*), 0 FROM said s GROUP BY 2)
    INSERT INTO pqr.claim_model_word (model_id, word, claim_code, uses)
    SELECT p_model, p.word, p.claim_code, count(*) FROM pairs p JOIN known USING (word) GROUP BY 2, 3;
    UPDATE pqr.claim_model_leaf l SET words = coalesce((
        SELECT sum(w.uses) FROM pqr.claim_model_word w WHERE w.model_id = p_model AND w.claim_code = l.claim_code), 0)
     WHERE l.model_id = p_model;
    UPDATE pqr.claim_model m SET words = (SELECT count(DISTINCT w.word) FROM pqr.claim_model_word w WHERE w.model_id = p_model)
     WHERE m.model_id = p_model;
END $$;

-- Scores (naive Bayes, a word counts once) of the claims kept apart, at most 600 of them, by the counts of the others.
CREATE OR REPLACE FUNCTION pqr_core.kept_apart_scores(p_model int)
RETURNS TABLE (n bigint, truth text, claim_code text, score float8)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    WITH m AS (SELECT t.words::float8 AS vocabulary FROM pqr.claim_model t WHERE t.model_id = p_model),
    apart AS MATERIALIZED (
        SELECT row_number() OVER () AS n, a.claim_code AS truth, ARRAY(
                   SELECT w.word FROM unnest(a.words) AS w(word)
                    WHERE EXISTS (SELECT FROM pqr.claim_model_word k WHERE k.model_id = p_model AND k.word = w.word)) AS words
          FROM (SELECT l.* FROM pqr_core.learning_claims() l WHERE l.fold = 0 LIMIT 600) a),
    total AS (SELECT sum(l.claims)::float8 AS claims, count(*) AS leaves FROM pqr.claim_model_leaf l WHERE l.model_id = p_model)
    SELECT a.n, a.truth, l.claim_code,
           ln((l.claims + 1) / (total.claims + total.leaves))
           + coalesce((SELECT sum(ln((coalesce(w.uses, 0) + 0.2) / (l.words + 0.2 * m.vocabulary)))
                         FROM unnest(a.words) AS u(word)
                         LEFT JOIN pqr.claim_model_word w ON w.model_id = p_model AND w.word = u.word
                          AND w.claim_code = l.claim_code), 0)
      FROM apart a CROSS JOIN m CROSS JOIN total JOIN pqr.claim_model_leaf l ON l.model_id = p_model
     WHERE cardinality(a.words) >= 2
$$;

-- Measure a model on the claims kept apart: how often it is right, the temperature that makes its probabilities honest,
-- and for each tenth of them how many suggestions were what the agent chose.
CREATE OR REPLACE FUNCTION pqr_core.measure_model(p_model int) RETURNS void
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    best numeric;
    commonest text := (SELECT l.claim_code FROM pqr.claim_model_leaf l WHERE l.model_id = p_model
                        ORDER BY l.claims DESC, l.claim_code LIMIT 1);
BEGIN
    WITH s AS MATERIALIZED (SELECT * FROM pqr_core.kept_apart_scores(p_model)),
    p AS MATERIALIZED (
        SELECT t.heat, s.n, s.claim_code, s.truth,
               exp((s.score - s.top) / t.heat) / sum(exp((s.score - s.top) / t.heat)) OVER w AS chance
          FROM (SELECT s.*, max(s.score) OVER (PARTITION BY s.n) AS top FROM s) s,
               (VALUES (1.0), (1.5), (2), (2.5), (3), (4), (5), (7), (10)) AS t(heat)
        WINDOW w AS (PARTITION BY t.heat, s.n)),
    chosen AS (SELECT p.heat FROM p WHERE p.claim_code = p.truth GROUP BY 1
                ORDER BY sum(ln(greatest(p.chance, 1e-12))) DESC, 1 LIMIT 1),
    ranked AS MATERIALIZED (
        SELECT p.n, p.claim_code = p.truth AS is_right, p.chance, p.truth,
               row_number() OVER (PARTITION BY p.n ORDER BY p.chance DESC, p.claim_code) AS place
          FROM p JOIN chosen USING (heat)),
    bins AS (INSERT INTO pqr.claim_model_bin (model_id, bin, offered, taken)
        SELECT p_model, least(9, floor(r.chance * 10))::int, count(*), count(*) FILTER (WHERE r.is_right)
          FROM ranked r WHERE r.place <= 3 GROUP BY 2)
    UPDATE pqr.claim_model m SET temperature = coalesce((SELECT heat FROM chosen), 1),
           tried = (SELECT count(DISTINCT n) FROM ranked),
           right_first = (SELECT count(*) FROM ranked WHERE is_right AND place = 1),
           right_three = (SELECT count(*) FROM ranked WHERE is_right AND place <= 3),
           right_commonest = (SELECT count(*) FROM ranked WHERE place = 1 AND truth = commonest)
     WHERE m.model_id = p_model;
END $$;

-- Learn again from the closed cases; the last three learnings are kept. The night does it, or who directs the tree.
CREATE OR REPLACE FUNCTION pqr_api.learn_claims() RETURNS jsonb
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '3s' AS $$
DECLARE
    me int := pqr_api.my_person_id();
    model int;
    -- Only whether they are enough: to count all that were ever closed would cost more every year.
    seen bigint := (SELECT count(*) FROM (SELECT FROM pqr.claim k JOIN pqr.case_file f ON f.case_id = k.case_id
                     WHERE f.procedure = 'pqr_v08' AND f.closed_at IS NOT NULL LIMIT 50) x);
BEGIN
    IF NOT (pg_has_role(session_user, 'pqr_job', 'USAGE')
            OR pqr_api.my_roles() && ARRAY['quality', 'lead', 'admin']) THEN
        PERFORM pqr_core.refuse('not_permitted');
    END IF;
    LOCK TABLE pqr.claim_model IN SHARE ROW EXCLUSIVE MODE;
    IF seen < 50 THEN
        PERFORM pqr_core.refuse('too_few_closed', seen::text);
    END IF;
    SELECT coalesce(max(m.model_id), 0) + 1 INTO model FROM pqr.claim_model m;
    INSERT INTO pqr.claim_model (model_id, learned_by, tree_version, claims, tried, right_first, right_three,
                                 right_commonest, temperature, words)
    VALUES (model, me, pqr_core.tree_version(), seen, 0, 0, 0, 0, 1, 0);
    PERFORM pqr_core.count_words(model, false);
    PERFORM pqr_core.measure_model(model);
    PERFORM pqr_core.count_words(model, true);
    -- Those that it learned from, which is what people are told; not all that there are.
    UPDATE pqr.claim_model m SET claims = (SELECT sum(l.claims) FROM pqr.claim_model_leaf l WHERE l.model_id = model)
     WHERE m.model_id = model;
    DELETE FROM pqr.claim_model m WHERE m.model_id <= model - 3;
    RETURN (SELECT jsonb_build_object('status', 'applied') || to_jsonb(m) FROM pqr.claim_model m WHERE m.model_id = model);
END $$;

-- The last learning, with its figures; and its counts, leaf by leaf and word by word, for the program to apply here.
CREATE OR REPLACE FUNCTION pqr_api.claim_model() RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    model int := (SELECT max(m.model_id) FROM pqr.claim_model m);
BEGIN
    PERFORM pqr_core.me();
    RETURN (SELECT to_jsonb(m) || jsonb_build_object(
        'leaves', (SELECT jsonb_object_agg(l.claim_code, jsonb_build_array(l.claims, l.words))
                     FROM pqr.claim_model_leaf l WHERE l.model_id = model),
        'uses', (SELECT jsonb_object_agg(u.word, u.uses) FROM (
                   SELECT w.word, jsonb_object_agg(w.claim_code, w.uses) AS uses FROM pqr.claim_model_word w
                    WHERE w.model_id = model GROUP BY 1) u),
        'bins', (SELECT jsonb_agg(jsonb_build_array(b.bin, b.offered, b.taken) ORDER BY b.bin)
                   FROM pqr.claim_model_bin b WHERE b.model_id = model))
      FROM pqr.claim_model m WHERE m.model_id = model);
END $$;
