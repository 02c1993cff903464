-- What a campaign is about, for who works on it or calls one of its people: counted as an opening, and written down.

-- The campaign of a case, or of the contact of one person of it, with who is called. Raises not_permitted, quota.
CREATE OR REPLACE FUNCTION pqr_api.read_campaign(p_case uuid, p_reason text DEFAULT 'campaña') RETURNS jsonb
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    me pqr.person := pqr_core.me();
    c pqr.case_file;
    main uuid;
BEGIN
    SELECT * INTO c FROM pqr.case_file f WHERE f.case_id = p_case;
    main := CASE WHEN c.procedure = 'contact_v01' THEN c.parent_id ELSE c.case_id END;
    -- Whoever only sees that it exists is not told: it is their step, or they have it.
    IF c.case_id IS NULL OR NOT pqr_core.can_read(c) OR NOT (pqr_core.can_act(c, me) OR coalesce(c.assignee_id = me.person_id, false))
       OR NOT EXISTS (SELECT FROM pqr.campaign m WHERE m.case_id = main) THEN
        PERFORM pqr_core.log_refusal(NULL, p_case, 'read_campaign', NULL, 'not_permitted');
        PERFORM pqr_core.refuse('not_permitted');
    ELSIF NOT pqr_core.spend('sheet', me, p_case, p_reason) THEN
        PERFORM pqr_core.refuse('quota');
    END IF;
    RETURN (SELECT jsonb_build_object('name', m.name, 'objective', m.objective, 'medium', m.medium, 'script', m.script,
                'area', a.name, 'starts_on', m.starts_on, 'ends_on', m.ends_on, 'is_reserved', m.is_reserved,
                'person', (SELECT jsonb_build_object('full_name', p.full_name, 'phone', p.phone) FROM pqr.campaign_person p
                            WHERE p.contact_case_id = p_case))
              FROM pqr.campaign m JOIN pqr.area a ON a.area_id = m.area_id WHERE m.case_id = main);
END $$;
