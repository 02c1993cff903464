-- A letter that nobody reviewed does not go on to signature while its lot stands rejected by the sample.

CREATE OR REPLACE FUNCTION pqr_guard.lot_not_rejected(c pqr.case_file, me pqr.person, outcome text, payload jsonb)
RETURNS text LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS
$$ SELECT 'lot_rejected' WHERE pqr_core.stopped_by_lot(c.case_id) $$;
