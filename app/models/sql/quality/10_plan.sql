-- Sampling plans: NTC-ISO 2859-1, single sampling, general level II; or a proportion.
-- Where the numbers come from: master tables I, II-A, II-B and II-C of MIL-STD-105E (10 May 1989, public domain), from which
-- the standard took I, II-A and II-B. All 450 cells of the ten NCA below, letters A to Q, normal, tightened and reduced,
-- were held against the tables of the R package AQLSchemes 1.7-2 (CRAN, from the published 105E): none differs. Not read:
-- the bought NTC-ISO 2859-1, whose reduced numbers differ in part from 105E (decision 0034).

-- Inspection from the least strict to the strictest.
CREATE OR REPLACE FUNCTION pqr_core.strictness(p_inspection text) RETURNS int LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, pg_temp AS
$$ SELECT array_position(ARRAY['reduced', 'normal', 'tightened', 'full'], p_inspection) $$;

CREATE OR REPLACE FUNCTION pqr_core.code_letter(p_size int) RETURNS int LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, pg_temp AS
$$
SELECT count(*)::int FROM unnest(ARRAY[8, 15, 25, 50, 90, 150, 280, 500, 1200, 3200, 10000, 35000, 150000, 500000]) t(top)
 WHERE top < p_size
$$;

-- The preferred NCA, in percent, whose zero plan stands at letter A, B, C…
CREATE OR REPLACE FUNCTION pqr_core.tolerances() RETURNS numeric[] LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, pg_temp AS $$ SELECT '{6.5,4.0,2.5,1.5,1.0,0.65,0.40,0.25,0.15,0.10}'::numeric[] $$;

-- The plan for a lot: letter, letters to draw and faults that still pass. `p_tolerated` is the NCA in percent.
-- Each column of the tables is one diagonal: a plan that accepts none, two cells of arrows, then plans that accept more
-- and more. Normal and reduced: the first arrow points up and the second down. Tightened: both point down. Below the
-- last plan the arrows point up. Reduced takes a lower number where editions differ, and knows no gap before rejection.
CREATE OR REPLACE FUNCTION pqr_core.iso_plan(p_size int, p_tolerated numeric, p_inspection text)
RETURNS TABLE (letter text, sample int, accept int) LANGUAGE plpgsql IMMUTABLE
SET search_path = pg_catalog, pg_temp AS $fn$
DECLARE
    letters constant text[] := '{A,B,C,D,E,F,G,H,J,K,L,M,N,P,Q}';
    sizes int[] := '{2,3,5,8,13,20,32,50,80,125,200,315,500,800,1250}';
    steps int[] := '{1,2,3,5,7,10,14,21}';
    zero int := array_position(pqr_core.tolerances(), p_tolerated) - 1;
    at int := pqr_core.code_letter(p_size);
    up int := 1;
BEGIN
    IF zero IS NULL THEN
        PERFORM pqr_core.refuse('plan_unknown', 'tolerated');
    ELSIF p_inspection = 'tightened' THEN
        zero := zero + 1;
        steps := '{1,2,3,5,8,12,18}';
        up := 0;
    ELSIF p_inspection = 'reduced' THEN
        sizes := '{2,2,2,3,5,8,13,20,32,50,80,125,200,315,500}';
        steps := '{0,1,1,2,3,5,7,10}';
    END IF;
    at := CASE WHEN at <= zero + up THEN zero ELSE least(greatest(at, zero + 3), zero + 2 + array_length(steps, 1), 14) END;
    RETURN QUERY SELECT letters[at + 1], sizes[at + 1], CASE WHEN at = zero THEN 0 ELSE steps[at - zero - 2] END;
END $fn$;

-- Letters of a finite lot that estimate a proportion: 95 % confidence, worst case 50 %.
CREATE OR REPLACE FUNCTION pqr_core.proportion_sample(p_size int, p_margin numeric) RETURNS int LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, pg_temp AS
$$
SELECT ceil(n0 / (1 + (n0 - 1) / p_size))::int FROM (SELECT 3.8416 * 0.25 / (p_margin * p_margin)) AS f(n0)
$$;

-- The faults that a proportion sample still accepts: the fewest with which a lot that is just good (its faults are the
-- tolerated share) passes 95 times of 100. Exact: the hypergeometric sum over whole letters.
CREATE OR REPLACE FUNCTION pqr_core.proportion_accepts(p_size int, p_sample int, p_tolerated numeric) RETURNS int
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $fn$
DECLARE
    -- Rounded half up once, as the window shows it.
    v_bad int := round(p_size * p_tolerated / 100);
    v_share float8 := 1;
    v_sum float8;
    x int := 0;
BEGIN
    IF p_sample >= p_size THEN
        RETURN floor(p_size * p_tolerated / 100);
    ELSIF p_sample > p_size - v_bad THEN
        RETURN v_bad * p_sample / p_size;
    END IF;
    FOR i IN 0 .. p_sample - 1 LOOP
        v_share := v_share * (p_size - v_bad - i) / (p_size - i);
    END LOOP;
    v_sum := v_share;
    WHILE v_sum < 0.95 AND x < least(v_bad, p_sample) LOOP
        v_share := v_share * (v_bad - x) * (p_sample - x) / ((x + 1.0) * (p_size - v_bad - p_sample + x + 1));
        v_sum := v_sum + v_share;
        x := x + 1;
    END LOOP;
    RETURN x;
END $fn$;

-- The plan a lot of `p_size` gets; the sample is never larger than the lot. What is reviewed whole has no risk: it may
-- bring the tolerated share, no more.
CREATE OR REPLACE FUNCTION pqr_core.plan_for(p_size int, p_method text, p_tolerated numeric, p_inspection text)
RETURNS TABLE (letter text, sample int, accept int) LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp AS $fn$
DECLARE
    v_stricter numeric := p_tolerated;
BEGIN
    -- Whoever draws does not choose a plan under which no lot can fail.
    IF p_tolerated IS NULL OR p_tolerated NOT BETWEEN 0.25 AND 6.5 THEN
        PERFORM pqr_core.refuse('plan_unknown', 'tolerated');
    ELSIF p_method IS NULL OR p_method NOT IN ('iso_2859_1', 'proportion') THEN
        PERFORM pqr_core.refuse('plan_unknown', 'method');
    ELSIF p_inspection = 'full' THEN
        RETURN QUERY SELECT ''::text, p_size, floor(p_size * p_tolerated / 100)::int;
    ELSIF p_method = 'iso_2859_1' THEN
        RETURN QUERY SELECT p.letter, least(p.sample, p_size),
                            CASE WHEN p.sample >= p_size THEN floor(p_size * p_tolerated / 100)::int ELSE p.accept END
                       FROM pqr_core.iso_plan(p_size, p_tolerated, p_inspection) p;
    ELSE
        IF p_inspection = 'tightened' THEN
            v_stricter := (SELECT max(t) FROM unnest(pqr_core.tolerances()) t WHERE t < p_tolerated);
        END IF;
        RETURN QUERY SELECT ''::text, least(n, p_size), pqr_core.proportion_accepts(p_size, least(n, p_size), v_stricter)
                       FROM pqr_core.proportion_sample(p_size, 0.05) n;
    END IF;
END $fn$;
