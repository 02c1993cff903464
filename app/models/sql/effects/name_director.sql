-- 20: the letter is born with the director who answers for it, derived here and never chosen by hand. Here too the
-- agent completes the name and the address that 21 asks for: after it nobody of the agents holds the case.
CREATE OR REPLACE FUNCTION pqr_effect.name_director(
    c pqr.case_file, me pqr.person, outcome text, payload jsonb, command_id uuid) RETURNS pqr_core.effect_result
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    written int := pqr_core.sent_version(c.case_id);
    mission int;
    d pqr.director;
    l pqr.letter := pqr_core.current_letter(c.case_id);
BEGIN
    PERFORM pqr_core.complete_addressee(c, payload);
    PERFORM pqr_core.complete_address(c, payload);
    mission := pqr_core.letter_area(c.case_id, written);
    IF mission IS NULL THEN
        PERFORM pqr_core.refuse('no_mission_area');
    END IF;
    d := pqr_core.director_of(mission, pqr_core.today());
    IF d.director_id IS NULL THEN
        PERFORM pqr_core.refuse('no_director_in_force');
    END IF;
    IF l.case_id IS NULL THEN
        INSERT INTO pqr.letter (case_id, letter_no, draft_version, area_id, director_id, named_by)
        SELECT c.case_id, coalesce(max(x.letter_no), 0) + 1, written, mission, d.director_id, me.person_id
          FROM pqr.letter x WHERE x.case_id = c.case_id;
    ELSE
        -- Named again before anything was numbered, because the first one's term ended.
        UPDATE pqr.letter x
           SET draft_version = written, area_id = mission, director_id = d.director_id,
               named_by = me.person_id, named_at = clock_timestamp()
         WHERE x.case_id = c.case_id AND x.letter_no = l.letter_no;
    END IF;
    RETURN pqr_core.nothing();
END $$;
