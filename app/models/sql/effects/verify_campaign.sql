-- Effect of outbound 2: what the request lacks, in words, for whoever asked for it.
CREATE OR REPLACE FUNCTION pqr_effect.verify_campaign(
    c pqr.case_file, me pqr.person, outcome text, payload jsonb, command_id uuid
) RETURNS pqr_core.effect_result LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM pqr_core.write_campaign_return(c.case_id, me, payload);
    RETURN pqr_core.nothing();
END $$;

CREATE OR REPLACE FUNCTION pqr_core.write_campaign_return(p_case uuid, me pqr.person, payload jsonb) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF length(trim(coalesce(payload ->> 'observations', ''))) < 10 THEN
        PERFORM pqr_core.refuse('campaign_field', 'observations');
    END IF;
    INSERT INTO pqr.campaign_return (case_id, seq, observations, written_by)
    SELECT p_case, coalesce(max(t.seq), 0) + 1, trim(payload ->> 'observations'), me.person_id
      FROM pqr.campaign_return t WHERE t.case_id = p_case;
END $$;
