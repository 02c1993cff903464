-- When inspection becomes tightened, normal or reduced: the switching rules of NTC-ISO 2859-1, clause 9, over one series.

-- «area:3» of «area:3:2026-11-20»; days, batches, second looks and second samples follow series of their own.
CREATE OR REPLACE FUNCTION pqr_core.lot_series(p_scope text) RETURNS text LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, pg_temp AS
$$
SELECT CASE WHEN p_scope ~ '^(area|text|author):' THEN regexp_replace(p_scope, ':[^:]*$', '') ELSE split_part(p_scope, ':', 1) END
$$;

-- What a lot adds to the switching score (9.3.3.2): 3 if it would pass with the next stricter NCA, 2 if its plan accepts
-- none or one and it passes, and otherwise nothing, which starts the score again.
CREATE OR REPLACE FUNCTION pqr_core.lot_score(l pqr.quality_lot, p_faults int) RETURNS int LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp AS $fn$
DECLARE
    p record;
BEGIN
    IF l.method <> 'iso_2859_1' OR l.inspection <> 'normal' OR l.tolerated IS NULL THEN
        RETURN 0;
    ELSIF l.accept_number < 2 THEN
        RETURN 2;
    END IF;
    SELECT * INTO p FROM pqr_core.iso_plan(l.lot_size, (SELECT max(t) FROM unnest(pqr_core.tolerances()) t
                                                         WHERE t < l.tolerated), 'normal');
    RETURN CASE WHEN p_faults <= CASE WHEN p.letter = l.code_letter THEN p.accept ELSE 0 END THEN 3 ELSE 0 END;
END $fn$;

-- Where a series stands after its decided lots, oldest first. Tightened: two of five lots or fewer rejected. Normal again:
-- five accepted one after the other. Every letter reviewed: five rejected under tightened inspection, until one such lot
-- passes. Reduced may be asked for: a score of 30; a rejected lot ends it. `streak` and `rejected` count within the regime.
DROP FUNCTION IF EXISTS pqr_core.last_lots(text);
CREATE OR REPLACE FUNCTION pqr_core.standing(p_series text)
RETURNS TABLE (inspection text, score int, streak int, rejected int, last_lots text[], last_ids uuid[])
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $fn$
DECLARE
    l pqr.quality_lot;
    n record;
    recent boolean[] := '{}';
    bad boolean;
BEGIN
    inspection := 'normal'; score := 0; streak := 0; rejected := 0; last_lots := '{}'; last_ids := '{}';
    -- The last 400 lots, a year and a half of one a day: what was before no longer tells anything.
    FOR l IN SELECT (y.x).* FROM (SELECT x FROM pqr.quality_lot x WHERE pqr_core.lot_series(x.scope) = p_series
                AND x.scope !~ '^(recheck|closed):' ORDER BY x.drawn_at DESC, x.lot_id DESC LIMIT 400) y
              ORDER BY (y.x).drawn_at, (y.x).lot_id LOOP
        SELECT * INTO n FROM pqr_core.lot_counts(l.lot_id);
        bad := n.critical > 0 OR n.faults > l.accept_number;
        CONTINUE WHEN NOT bad AND n.reviewed < n.sampled;
        last_lots := (last_lots || CASE WHEN bad THEN 'rejected' ELSE 'accepted' END)[greatest(cardinality(last_lots) - 3, 1):];
        last_ids := (last_ids || l.lot_id)[greatest(cardinality(last_ids) - 3, 1):];
        IF inspection = 'normal' THEN
            recent := (recent || bad)[greatest(cardinality(recent) - 3, 1):];
            score := CASE WHEN bad OR pqr_core.lot_score(l, n.faults) = 0 THEN 0
                          ELSE score + pqr_core.lot_score(l, n.faults) END;
            IF (SELECT count(*) FROM unnest(recent) b WHERE b) >= 2 THEN
                inspection := 'tightened'; streak := 0; rejected := 0; score := 0;
            ELSIF score >= 30 THEN
                inspection := 'reduced';
            END IF;
        ELSIF inspection = 'reduced' AND bad THEN
            inspection := 'normal'; score := 0; recent := ARRAY[true];
        ELSIF inspection = 'tightened' AND l.inspection = 'tightened' THEN
            streak := CASE WHEN bad THEN 0 ELSE streak + 1 END;
            rejected := rejected + bad::int;
            IF streak >= 5 THEN
                inspection := 'normal'; recent := '{}'; streak := 0; rejected := 0;
            ELSIF rejected >= 5 THEN
                inspection := 'full';
            END IF;
        ELSIF inspection = 'full' AND l.inspection = 'full' AND NOT bad THEN
            inspection := 'tightened'; streak := 0; rejected := 0;
        END IF;
    END LOOP;
    RETURN NEXT;
END $fn$;

-- The inspection that a lot must get: the strictest of its own series and of the areas whose letters it holds, so that
-- nobody leaves a tightened area behind by making lots another way. Reduced is earned, and only given when asked for.
DROP FUNCTION IF EXISTS pqr_core.inspection_for(text);
CREATE OR REPLACE FUNCTION pqr_core.inspection_for(p_scope text, p_reduced boolean DEFAULT false) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $fn$
DECLARE
    v_all text[];
BEGIN
    IF p_scope ~ '^(recheck|closed):' THEN
        RETURN CASE WHEN p_scope LIKE 'recheck:%' THEN 'full' ELSE 'normal' END;
    END IF;
    SELECT array_agg(s.inspection) INTO v_all FROM (
        SELECT pqr_core.lot_series(p_scope) AS series
        UNION SELECT 'area:' || CASE WHEN pqr_core.is_reserved(w.case_id) OR pqr_core.is_telling_area(w.area_id) THEN 'reserved'
                                     ELSE w.area_id::text END FROM pqr_core.letters_of(p_scope) w WHERE p_scope ~ '^(day|text|author):') x,
        pqr_core.standing(x.series) s;
    RETURN (SELECT CASE WHEN i = 'reduced' AND NOT p_reduced THEN 'normal' ELSE i END
              FROM unnest(v_all) i ORDER BY pqr_core.strictness(i) DESC LIMIT 1);
END $fn$;
