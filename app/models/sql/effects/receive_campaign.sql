-- Effect of outbound 1: the request in the established format, with the base of people to contact.
CREATE OR REPLACE FUNCTION pqr_effect.receive_campaign(
    c pqr.case_file, me pqr.person, outcome text, payload jsonb, command_id uuid
) RETURNS pqr_core.effect_result LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    r pqr_core.effect_result := pqr_core.nothing();
    hidden boolean := coalesce((payload ->> 'is_reserved')::boolean, false)
        OR pqr_core.is_telling_area((payload ->> 'area_id')::int);
BEGIN
    IF length(trim(coalesce(payload ->> 'name', ''))) < 5 THEN
        PERFORM pqr_core.refuse('campaign_field', 'name');
    END IF;
    INSERT INTO pqr.campaign (case_id, name, objective, medium, area_id, requested_on, starts_on, ends_on, script,
                              needs_validation, max_attempts, is_reserved, registered_by)
    VALUES (c.case_id, trim(payload ->> 'name'), coalesce(payload ->> 'objective', ''), payload ->> 'medium',
            (payload ->> 'area_id')::int, pqr_core.today(), (payload ->> 'starts_on')::date,
            (payload ->> 'ends_on')::date, coalesce(payload ->> 'script', ''),
            coalesce((payload ->> 'needs_validation')::boolean, false),
            coalesce((payload ->> 'max_attempts')::int, 3), hidden, me.person_id);
    PERFORM pqr_core.write_campaign_people(c.case_id, payload -> 'people');
    -- The label stands in every list, and over each person to contact.
    r.label := CASE WHEN hidden THEN 'Campaña reservada' ELSE left(trim(payload ->> 'name'), 60) END;
    r.due_on := (payload ->> 'starts_on')::date;
    RETURN r;
END $$;

-- Replaces the base of a campaign whose contacts are not open yet; a phone appears once.
CREATE OR REPLACE FUNCTION pqr_core.write_campaign_people(p_case uuid, p_people jsonb) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF jsonb_typeof(p_people) IS DISTINCT FROM 'array' OR jsonb_array_length(p_people) = 0 THEN
        PERFORM pqr_core.refuse('campaign_field', 'people');
    END IF;
    DELETE FROM pqr.campaign_person p WHERE p.case_id = p_case;
    INSERT INTO pqr.campaign_person (case_id, row_no, full_name, document_number, phone)
    SELECT p_case, row_number() OVER (ORDER BY n), full_name, document_number, phone
      FROM (SELECT DISTINCT ON (e ->> 'phone') n, trim(e ->> 'full_name') AS full_name,
                   e ->> 'document_number' AS document_number, e ->> 'phone' AS phone
              FROM jsonb_array_elements(p_people) WITH ORDINALITY AS x (e, n)
             WHERE e ->> 'phone' ~ '^(3[0-9]{9}|60[0-9]{8})$' AND length(trim(coalesce(e ->> 'full_name', ''))) > 1
             ORDER BY e ->> 'phone', n) valid;
    IF NOT EXISTS (SELECT FROM pqr.campaign_person p WHERE p.case_id = p_case) THEN
        PERFORM pqr_core.refuse('campaign_field', 'people');
    END IF;
END $$;
