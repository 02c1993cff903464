-- Functions of one role that are no step of a case ask this first.

-- The active person of this session, who holds one of the roles; refuses otherwise.
CREATE OR REPLACE FUNCTION pqr_core.require_role(VARIADIC p_roles text[])
RETURNS pqr.person LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    me pqr.person := pqr_core.me();
BEGIN
    IF NOT EXISTS (SELECT FROM unnest(p_roles) AS r(role) WHERE pg_has_role(session_user, ('pqr_' || r.role)::name, 'USAGE'))
    THEN
        PERFORM pqr_core.refuse('not_permitted');
    END IF;
    RETURN me;
END $$;
