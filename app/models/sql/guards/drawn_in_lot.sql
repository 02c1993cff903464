-- A letter leaves 18 only by the drawing of a lot made since it came, and as the seed drew it: nobody lets one pass by hand.

CREATE OR REPLACE FUNCTION pqr_guard.drawn_in_lot(c pqr.case_file, me pqr.person, outcome text, payload jsonb)
RETURNS text LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS
$$
SELECT 'drawn_in_lot' WHERE NOT EXISTS (
    SELECT FROM pqr.quality_lot_case m JOIN pqr.quality_lot l ON l.lot_id = m.lot_id
     WHERE m.case_id = c.case_id AND m.draft_version = pqr_core.sent_version(c.case_id)
       AND l.drawn_at > c.changed_at AND m.is_sampled = (outcome = 'sampled'))
$$;
