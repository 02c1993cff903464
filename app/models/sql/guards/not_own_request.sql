-- Asking for an aval and giving it are acts of two people, even when one has both roles.

CREATE OR REPLACE FUNCTION pqr_guard.not_own_request(c pqr.case_file, me pqr.person, outcome text, payload jsonb)
RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    -- Two accounts of which one made the other, gave it its role or its password, are one hand.
    SELECT CASE WHEN e.requested_by = me.person_id THEN 'not_own_request' ELSE 'same_hand' END
      FROM pqr.endorsement e
     WHERE e.case_id = c.case_id AND e.decision IS NULL
       AND (e.requested_by = me.person_id OR pqr_core.one_hand(e.requested_by, me.person_id))
     LIMIT 1;
$$;
