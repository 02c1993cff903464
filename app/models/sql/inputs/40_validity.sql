-- How long what a system said may support an answer: no longer than the catalogue says, counted from the day it was found.

-- Days of a system that the catalogue does not name (what an area answered, a source of another kind).
CREATE OR REPLACE FUNCTION pqr_core.most_valid_days() RETURNS int
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$ SELECT 180 $$;

-- Of a system in the catalogue an input always has an end: where none is written, the catalogue's.
CREATE OR REPLACE FUNCTION pqr_core.input_validity_is_bounded() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    listed int := (SELECT v.days FROM pqr.input_validity v WHERE v.system = NEW.system);
BEGIN
    IF NEW.valid_until > NEW.found_on + coalesce(listed, pqr_core.most_valid_days()) THEN
        PERFORM pqr_core.refuse('input_validity_long', CASE NEW.system WHEN 'escalation' THEN 'answers' ELSE 'inputs' END);
    END IF;
    NEW.valid_until := coalesce(NEW.valid_until, NEW.found_on + listed);
    RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS input_validity_is_bounded ON pqr.input;
CREATE TRIGGER input_validity_is_bounded BEFORE INSERT OR UPDATE OF system, found_on, valid_until ON pqr.input
    FOR EACH ROW WHEN (current_user = 'pqr_kernel') EXECUTE FUNCTION pqr_core.input_validity_is_bounded();
