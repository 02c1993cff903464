-- The origin of a split ends with the last of its children: nobody has to remember to close it.

-- The origin, locked: it ends when nothing of its split is left to do.
CREATE OR REPLACE FUNCTION pqr_core.end_if_all_ended(c pqr.case_file, me pqr.person) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $fn$
BEGIN
    IF c.procedure = 'pqr_v08' AND c.activity = 12 AND c.closed_at IS NULL
       AND pqr_guard.children_closed(c, me, 'finished', '{}') IS NULL THEN
        PERFORM pqr_core.move(c, me, uuidv7(), 'finished', 0, c.assignee_id, c.area_id, 'closed', sha256(''::bytea), NULL);
    END IF;
END $fn$;

-- Whoever ends the last child ends the origin, in the same transaction and with an event of its own. The origin is locked
-- before its children are counted: of two that end at once, the second sees the first.
CREATE OR REPLACE FUNCTION pqr_core.end_split_origin() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $fn$
DECLARE
    me pqr.person;
    c pqr.case_file;
BEGIN
    SELECT * INTO me FROM pqr.person p WHERE p.login = session_user AND p.active;
    IF me.person_id IS NULL THEN
        RETURN NULL;
    END IF;
    SELECT * INTO c FROM pqr.case_file f WHERE f.case_id = NEW.parent_id FOR NO KEY UPDATE;
    PERFORM pqr_core.end_if_all_ended(c, me);
    RETURN NULL;
END $fn$;
DROP TRIGGER IF EXISTS split_ended ON pqr.case_file;
CREATE TRIGGER split_ended AFTER UPDATE OF closed_at ON pqr.case_file FOR EACH ROW
  WHEN (NEW.closed_at IS NOT NULL AND OLD.closed_at IS NULL AND NEW.parent_id IS NOT NULL AND NEW.procedure = 'pqr_v08')
  EXECUTE FUNCTION pqr_core.end_split_origin();
