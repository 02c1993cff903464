-- Sampling plans: NTC-ISO 2859-1, single sampling, general level II, normal or tightened; or a proportion.

CREATE OR REPLACE FUNCTION pqr_core.code_letter(p_size int) RETURNS int LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, pg_temp AS
$$
SELECT count(*)::int FROM unnest(ARRAY[8, 15, 25, 50, 90, 150, 280, 500, 1200, 3200, 10000, 35000, 150000, 500000]) t(top)
 WHERE top < p_size
$$;

-- The plan for a lot: letter, letters to draw and faults that still pass. `p_tolerated` is the NCA in percent.
-- The table's arrows are followed: where a letter has no plan of its own, the next one that has.
CREATE OR REPLACE FUNCTION pqr_core.iso_plan(p_size int, p_tolerated numeric, p_inspection text)
RETURNS TABLE (letter text, sample int, accept int) LANGUAGE plpgsql IMMUTABLE
SET search_path = pg_catalog, pg_temp AS $fn$
DECLARE
    letters constant text[] := '{A,B,C,D,E,F,G,H,J,K,L,M,N,P,Q}';
    sizes constant int[] := '{2,3,5,8,13,20,32,50,80,125,200,315,500,800,1250}';
    steps int[] := '{1,2,3,5,7,10,14,21}';
    zero int := array_position('{6.5,4.0,2.5,1.5,1.0,0.65,0.40,0.25}'::numeric[], p_tolerated) - 1;
    at int := pqr_core.code_letter(p_size);
BEGIN
    IF zero IS NULL THEN
        PERFORM pqr_core.refuse('plan_unknown', 'tolerated');
    END IF;
    IF p_inspection = 'tightened' THEN
        zero := zero + 1;
        steps := '{1,2,3,5,8,12,18}';
    END IF;
    at := CASE WHEN at <= zero + 1 THEN zero
               WHEN at = zero + 2 THEN zero + 3
               ELSE least(at, zero + 2 + array_length(steps, 1), 14) END;
    RETURN QUERY SELECT letters[at + 1], sizes[at + 1], CASE WHEN at = zero THEN 0 ELSE steps[at - zero - 2] END;
END $fn$;

-- Letters of a finite lot that estimate a proportion: 95 % confidence, worst case 50 %.
CREATE OR REPLACE FUNCTION pqr_core.proportion_sample(p_size int, p_margin numeric) RETURNS int LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, pg_temp AS
$$
SELECT ceil(n0 / (1 + (n0 - 1) / p_size))::int FROM (SELECT 3.8416 * 0.25 / (p_margin * p_margin)) AS f(n0)
$$;

-- The plan a lot of `p_size` gets; the sample is never larger than the lot.
CREATE OR REPLACE FUNCTION pqr_core.plan_for(p_size int, p_method text, p_tolerated numeric, p_inspection text)
RETURNS TABLE (letter text, sample int, accept int) LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp AS $fn$
BEGIN
    -- Whoever draws does not choose a plan under which no lot can fail.
    IF p_tolerated NOT BETWEEN 0.25 AND 6.5 THEN
        PERFORM pqr_core.refuse('plan_unknown', 'tolerated');
    END IF;
    IF p_method = 'iso_2859_1' THEN
        RETURN QUERY SELECT p.letter, least(p.sample, p_size), CASE WHEN p.sample >= p_size THEN 0 ELSE p.accept END
                       FROM pqr_core.iso_plan(p_size, p_tolerated, p_inspection) p;
    ELSIF p_method = 'proportion' THEN
        RETURN QUERY SELECT ''::text, least(n, p_size), floor(n * coalesce(p_tolerated, 2.5) / 100)::int
                       FROM pqr_core.proportion_sample(p_size, 0.05) n;
    ELSE
        PERFORM pqr_core.refuse('plan_unknown', 'method');
    END IF;
END $fn$;
