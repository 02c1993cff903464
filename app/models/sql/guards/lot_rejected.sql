-- Only a letter whose lot was rejected comes back to be reviewed (18).

CREATE OR REPLACE FUNCTION pqr_guard.lot_rejected(c pqr.case_file, me pqr.person, outcome text, payload jsonb)
RETURNS text LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS
$$ SELECT 'lot_in_order' WHERE NOT pqr_core.stopped_by_lot(c.case_id) $$;
