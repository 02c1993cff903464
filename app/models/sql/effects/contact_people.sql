-- Effect of outbound 4 for the campaign: each person of the base becomes a case to contact (contact_v01).
CREATE OR REPLACE FUNCTION pqr_effect.contact_people(
    c pqr.case_file, me pqr.person, outcome text, payload jsonb, command_id uuid
) RETURNS pqr_core.effect_result LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    p pqr.campaign_person;
    child uuid;
    n int := 0;
BEGIN
    FOR p IN SELECT * FROM pqr.campaign_person x
              WHERE x.case_id = c.case_id AND x.contact_case_id IS NULL ORDER BY x.row_no LOOP
        child := uuidv7();
        PERFORM pqr_core.open_case(child, 'contact_v01', 4, c, me, format('Contacto %s', p.row_no), NULL, NULL,
                                   (SELECT m.ends_on FROM pqr.campaign m WHERE m.case_id = c.case_id), command_id);
        UPDATE pqr.campaign_person x SET contact_case_id = child WHERE x.case_id = c.case_id AND x.row_no = p.row_no;
        n := n + 1;
    END LOOP;
    IF n = 0 THEN
        PERFORM pqr_core.refuse('campaign_field', 'people');
    END IF;
    RETURN pqr_core.nothing();
END $$;
