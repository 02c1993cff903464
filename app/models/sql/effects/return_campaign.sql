-- Effect of outbound 3: the adjusted request comes back with new dates or base, or is cancelled with its reason.
CREATE OR REPLACE FUNCTION pqr_effect.return_campaign(
    c pqr.case_file, me pqr.person, outcome text, payload jsonb, command_id uuid
) RETURNS pqr_core.effect_result LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    r pqr_core.effect_result := pqr_core.nothing();
BEGIN
    IF outcome = 'cancelled' THEN
        PERFORM pqr_core.write_campaign_return(c.case_id, me, payload);
        RETURN r;
    END IF;
    UPDATE pqr.campaign m SET requested_on = pqr_core.today(),
           starts_on = coalesce((payload ->> 'starts_on')::date, m.starts_on),
           ends_on = coalesce((payload ->> 'ends_on')::date, m.ends_on),
           script = coalesce(payload ->> 'script', m.script)
     WHERE m.case_id = c.case_id;
    IF payload ? 'people' THEN
        PERFORM pqr_core.write_campaign_people(c.case_id, payload -> 'people');
    END IF;
    r.due_on := (payload ->> 'starts_on')::date;
    RETURN r;
END $$;
