-- Which letters a seed draws. Whole numbers and SHA-256 only: anyone with the seed and the lot gets the same letters.

-- What seeds are made from: made once, seen by nobody, and kept in a sequence because no client can roll one back.
CREATE SEQUENCE IF NOT EXISTS pqr_quota.draw_secret AS bigint MINVALUE 0 START 0 CACHE 1;
ALTER SEQUENCE pqr_quota.draw_secret OWNER TO pqr_kernel;
DO $$
BEGIN
    IF NOT (SELECT is_called FROM pqr_quota.draw_secret) THEN
        PERFORM setval('pqr_quota.draw_secret',
                       ('x' || left(replace(gen_random_uuid()::text, '-', ''), 16))::bit(64)::bigint & 9223372036854775807);
    END IF;
END $$;

-- The seed of the next lot of a scope. The same until that lot is drawn: who draws, looks and rolls back until a letter
-- stays out of the sample draws the same letters again, and each try is in the server's log.
CREATE OR REPLACE FUNCTION pqr_core.next_seed(p_scope text) RETURNS text LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp AS $fn$
DECLARE
    v_secret bigint := (SELECT s.last_value FROM pqr_quota.draw_secret s);
    v_drawn bigint := (SELECT count(*) FROM pqr.quality_lot l WHERE l.scope = p_scope);
BEGIN
    RAISE LOG 'pqr draw login=% scope=% lot=%', session_user, p_scope, v_drawn + 1;
    RETURN encode(sha256(convert_to(concat_ws(':', v_secret, p_scope, v_drawn), 'UTF8')), 'hex');
END $fn$;

-- Letters per stratum. A letter of weight 2 is drawn with twice the chance of one of weight 1, and every letter of the same
-- weight with the same chance, in strata of one letter too: each stratum gets the whole part of its share, and the seed
-- decides, systematically, which strata get one more. A weight whose letters would all be due is taken whole first.
DROP FUNCTION IF EXISTS pqr_core.allocated(int[], int[], int);
CREATE OR REPLACE FUNCTION pqr_core.allocated(p_seed text, p_sizes int[], p_weights int[], p_n int) RETURNS int[]
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $fn$
DECLARE
    v_top int := (SELECT max(w) FROM unnest(p_weights) w);
    v_total bigint := (SELECT sum(s::bigint * w) FROM unnest(p_sizes, p_weights) t(s, w));
    v_whole int := (SELECT sum(s) FROM unnest(p_sizes, p_weights) t(s, w) WHERE w = v_top);
    v_n bigint := p_n;
    v_start bigint;
BEGIN
    IF v_n * v_top < v_total OR v_whole >= p_n THEN
        v_top := v_top + 1;
    ELSE
        v_total := v_total - v_whole::bigint * v_top;
        v_n := v_n - v_whole;
    END IF;
    v_start := ('x' || left(encode(sha256(convert_to(p_seed || ':strata', 'UTF8')), 'hex'), 12))::bit(48)::bigint
               % greatest(v_total, 1);
    RETURN ARRAY(
        SELECT CASE WHEN w >= v_top THEN s
                    WHEN v_total = 0 THEN 0
                    ELSE ((v_n * s * w) / v_total + (upto + v_total - 1 - v_start) / v_total
                          - (upto - rest + v_total - 1 - v_start) / v_total)::int END
          FROM (SELECT i, s, w, rest, sum(rest) OVER (ORDER BY i)::bigint AS upto
                  FROM (SELECT i, s, w, CASE WHEN w >= v_top OR v_total = 0 THEN 0 ELSE (v_n * s * w) % v_total END AS rest
                          FROM unnest(p_sizes, p_weights) WITH ORDINALITY t(s, w, i)) r) c ORDER BY i);
END $fn$;

-- The cases drawn: within each stratum, those whose SHA-256 of «seed:case» comes first.
CREATE OR REPLACE FUNCTION pqr_core.drawn(p_seed text, p_n int, p_cases uuid[], p_strata text[], p_weights int[])
RETURNS SETOF uuid LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS
$$
WITH m AS (
    SELECT c, s, row_number() OVER (PARTITION BY s ORDER BY sha256(convert_to(p_seed || ':' || c::text, 'UTF8'))) AS place, w
      FROM unnest(p_cases, p_strata, p_weights) t(c, s, w)
), strata AS (
    SELECT array_agg(s ORDER BY s COLLATE "C") AS names, array_agg(n ORDER BY s COLLATE "C") AS sizes,
           array_agg(w ORDER BY s COLLATE "C") AS weights
      FROM (SELECT s, count(*)::int AS n, max(w) AS w FROM m GROUP BY s) g
), share AS (
    SELECT name, quota FROM strata, unnest(names, pqr_core.allocated(p_seed, sizes, weights, p_n)) u(name, quota)
)
SELECT m.c FROM m JOIN share ON share.name = m.s WHERE m.place <= share.quota
$$;

-- A stored lot drawn again from its seed.
CREATE OR REPLACE FUNCTION pqr_core.redraw(p_lot uuid) RETURNS TABLE (case_id uuid, was boolean, again boolean)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS
$$
WITH free AS (
    SELECT array_agg(m.case_id) AS cases, array_agg(m.stratum) AS strata, array_agg(m.weight) AS weights
      FROM pqr.quality_lot_case m WHERE m.lot_id = p_lot AND m.forced_reason IS NULL
), hit AS (
    SELECT d FROM pqr.quality_lot l, free, pqr_core.drawn(l.seed, l.sample_size, free.cases, free.strata, free.weights) d
     WHERE l.lot_id = p_lot AND free.cases IS NOT NULL
)
SELECT m.case_id, m.is_sampled, m.forced_reason IS NOT NULL OR EXISTS (SELECT FROM hit WHERE hit.d = m.case_id)
  FROM pqr.quality_lot_case m WHERE m.lot_id = p_lot ORDER BY m.case_id
$$;

-- `again` must equal `was` in every row. Whoever may see quality may check it.
CREATE OR REPLACE FUNCTION pqr_api.redraw_sample(p_lot uuid) RETURNS TABLE (case_id uuid, was boolean, again boolean)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $fn$
BEGIN
    PERFORM pqr_core.require_quality_reader();
    RETURN QUERY SELECT * FROM pqr_core.redraw(p_lot);
END $fn$;
