-- Every bulk batch is sampled: printed, the arrow 16 → 21 skips quality, and one wrong template would harm thousands.
-- The door asks for a drawn lot already (pqr_guard.drawn_in_lot); here the lot itself is held to its plan.

CREATE OR REPLACE FUNCTION pqr_core.bulk_lot_is_sampled() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $fn$
DECLARE
    l pqr.quality_lot;
    n record;
    v_plan int;
BEGIN
    SELECT * INTO l FROM pqr.quality_lot x WHERE x.lot_id = NEW.lot_id;
    IF l.scope NOT LIKE 'bulk:%' THEN
        RETURN NULL;
    END IF;
    SELECT count(*) AS letters, count(*) FILTER (WHERE m.is_sampled) AS drawn,
           count(*) FILTER (WHERE m.forced_reason IS NOT NULL) AS forced INTO n
      FROM pqr.quality_lot_case m WHERE m.lot_id = l.lot_id;
    SELECT p.sample INTO v_plan FROM pqr_core.plan_for(greatest(l.lot_size, 1), l.method, l.tolerated, l.inspection) p;
    -- Letters read because they fall due are read besides the sample, never instead of it.
    IF n.letters <> l.lot_size OR n.drawn <> l.sample_size + l.forced_size OR n.forced <> l.forced_size
       OR l.sample_size < least(v_plan, l.lot_size - l.forced_size) OR length(l.seed) < 32 THEN
        RAISE EXCEPTION 'a bulk lot is drawn by its plan and seed' USING ERRCODE = '23514',
            CONSTRAINT = 'bulk_lot_is_sampled';
    END IF;
    RETURN NULL;
END $fn$;

DROP TRIGGER IF EXISTS bulk_lot_is_sampled ON pqr.quality_lot;
CREATE CONSTRAINT TRIGGER bulk_lot_is_sampled AFTER INSERT OR UPDATE ON pqr.quality_lot
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.scope LIKE 'bulk:%') EXECUTE FUNCTION pqr_core.bulk_lot_is_sampled();
