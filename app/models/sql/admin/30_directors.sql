-- Who may sign for each mission area, with the act and its dates; nobody signs outside them (activity 20).

GRANT USAGE ON SEQUENCE pqr.director_director_id_seq, pqr.signature_authority_authority_id_seq TO pqr_kernel;

CREATE OR REPLACE FUNCTION pqr_core.check_director_dates(p_area int, p_acting boolean, p_from date, p_to date, p_except int)
RETURNS void LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF p_from IS NULL OR p_to < p_from THEN
        PERFORM pqr_core.refuse('director_dates', 'valid_to');
    ELSIF NOT EXISTS (SELECT FROM pqr.area a WHERE a.area_id = p_area) THEN
        PERFORM pqr_core.refuse('unknown_area', 'area_id');
    ELSIF EXISTS (
        -- An acting director covers a titular who is on leave: only two of the same kind cross each other.
        SELECT FROM pqr.director d WHERE d.area_id = p_area AND d.is_acting = p_acting
           AND d.director_id IS DISTINCT FROM p_except
           AND daterange(d.valid_from, d.valid_to, '[]') && daterange(p_from, p_to, '[]')
    ) THEN
        PERFORM pqr_core.refuse('director_overlap', 'valid_from');
    END IF;
END $$;

CREATE OR REPLACE FUNCTION pqr_api.register_director(
    p_area int, p_full_name text, p_position text, p_acting boolean, p_act text, p_from date, p_to date, p_signature uuid
) RETURNS jsonb LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    me pqr.person := pqr_core.require_role('admin');
    made int;
BEGIN
    IF coalesce(btrim(p_full_name), '') = '' OR coalesce(btrim(p_position), '') = '' THEN
        PERFORM pqr_core.refuse('missing', 'full_name');
    ELSIF coalesce(btrim(p_act), '') = '' THEN
        PERFORM pqr_core.refuse('legal_act', 'act_number');
    END IF;
    PERFORM pqr_core.check_director_dates(p_area, p_acting, p_from, p_to, NULL);
    PERFORM pqr_core.check_signature(p_signature, me);
    INSERT INTO pqr.director (area_id, full_name, position, is_acting, act_number, valid_from, valid_to, signature_document_id)
    VALUES (p_area, btrim(p_full_name), btrim(p_position), p_acting, btrim(p_act), p_from, p_to, p_signature)
    RETURNING director_id INTO made;
    PERFORM pqr_core.note_director(me, 'register_director', made, p_act);
    RETURN jsonb_build_object('status', 'applied', 'director_id', made);
END $$;

CREATE OR REPLACE FUNCTION pqr_core.check_signature(p_document uuid, me pqr.person)
RETURNS void LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF p_document IS NOT NULL AND NOT EXISTS (
        SELECT FROM pqr.document d WHERE d.document_id = p_document AND d.kind = 'signature_image'
           AND d.state = 'ready' AND d.created_by = me.person_id
    ) THEN
        PERFORM pqr_core.refuse('signature_image', 'signature_document_id');
    END IF;
END $$;

CREATE OR REPLACE FUNCTION pqr_core.note_director(me pqr.person, p_what text, p_director int, p_act text)
RETURNS void LANGUAGE sql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
    INSERT INTO pqr_audit.staff_event (session_login, what, person_id, detail)
    VALUES (session_user, p_what, me.person_id, jsonb_build_object('director', p_director, 'act', p_act))
$$;

-- The day on which a director stops signing, or a new image of the signature.
CREATE OR REPLACE FUNCTION pqr_api.change_director(p_director int, p_to date, p_signature uuid)
RETURNS jsonb LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    me pqr.person := pqr_core.require_role('admin');
    d pqr.director;
BEGIN
    SELECT * INTO d FROM pqr.director x WHERE x.director_id = p_director FOR UPDATE;
    IF d.director_id IS NULL THEN
        PERFORM pqr_core.refuse('unknown_director');
    END IF;
    PERFORM pqr_core.check_director_dates(d.area_id, d.is_acting, d.valid_from, p_to, d.director_id);
    PERFORM pqr_core.check_signature(p_signature, me);
    UPDATE pqr.director x SET valid_to = p_to, signature_document_id = coalesce(p_signature, x.signature_document_id)
     WHERE x.director_id = p_director;
    PERFORM pqr_core.note_director(me, 'change_director', p_director, d.act_number);
    RETURN '{"status": "applied"}';
END $$;

-- The published act that allows the mechanical signature (Decreto 2150 de 1995, art. 12).
CREATE OR REPLACE FUNCTION pqr_api.register_authority(p_director int, p_act text, p_published date, p_from date, p_to date)
RETURNS jsonb LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    me pqr.person := pqr_core.require_role('admin');
BEGIN
    IF NOT EXISTS (SELECT FROM pqr.director d WHERE d.director_id = p_director) THEN
        PERFORM pqr_core.refuse('unknown_director');
    ELSIF coalesce(btrim(p_act), '') = '' OR p_published IS NULL THEN
        PERFORM pqr_core.refuse('legal_act', 'act_number');
    ELSIF p_from IS NULL OR p_from < p_published OR p_to < p_from THEN
        PERFORM pqr_core.refuse('director_dates', 'valid_from');
    END IF;
    INSERT INTO pqr.signature_authority (director_id, act_number, published_on, valid_from, valid_to)
    VALUES (p_director, btrim(p_act), p_published, p_from, p_to);
    PERFORM pqr_core.note_director(me, 'register_authority', p_director, p_act);
    RETURN '{"status": "applied"}';
END $$;
