-- Who may sign for each mission area, with the act and its dates; nobody signs outside them (activity 20).
-- One administrator alone makes nobody a signer: each registration is proposed by one and confirmed by another.
DROP FUNCTION IF EXISTS pqr_api.register_director(int, text, text, boolean, text, date, date, uuid);
DROP FUNCTION IF EXISTS pqr_api.change_director(int, date, uuid);
DROP FUNCTION IF EXISTS pqr_api.register_authority(int, text, date, date, date);

GRANT USAGE ON SEQUENCE pqr.director_director_id_seq, pqr.signature_authority_authority_id_seq,
    pqr.director_certificate_certificate_id_seq TO pqr_kernel;

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

-- The image is a signature that the proposer uploaded: nobody proposes a file of somebody else's.
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

-- What a change says, looked at when it is proposed and again when it is confirmed; refuses otherwise.
CREATE OR REPLACE FUNCTION pqr_core.check_director_change(x pqr.director_change)
RETURNS void LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    d pqr.director;
BEGIN
    SELECT * INTO d FROM pqr.director y WHERE y.director_id = x.director_id;
    IF x.kind <> 'appointment' AND d.director_id IS NULL THEN
        PERFORM pqr_core.refuse('unknown_director');
    ELSIF x.kind IN ('appointment', 'authority') AND coalesce(x.act_number, '') = '' THEN
        PERFORM pqr_core.refuse('legal_act', 'act_number');
    END IF;
    IF x.kind = 'appointment' THEN
        IF coalesce(x.full_name, '') = '' OR coalesce(x.position, '') = '' THEN
            PERFORM pqr_core.refuse('missing', 'full_name');
        END IF;
        PERFORM pqr_core.check_director_dates(x.area_id, coalesce(x.is_acting, false), x.valid_from, x.valid_to, NULL);
    ELSIF x.kind = 'term' THEN
        PERFORM pqr_core.check_director_dates(d.area_id, d.is_acting, d.valid_from, x.valid_to, d.director_id);
    ELSIF x.kind = 'authority' AND (x.published_on IS NULL OR x.valid_from IS NULL
          OR x.valid_from < x.published_on OR x.valid_to < x.valid_from) THEN
        PERFORM pqr_core.refuse('director_dates', 'valid_from');
    ELSIF x.kind = 'certificate' AND (octet_length(x.certificate_sha256) IS DISTINCT FROM 32 OR x.valid_to IS NULL
          OR x.valid_from IS NULL OR x.valid_to < pqr_core.today() OR coalesce(x.certificate_serial, '') = '') THEN
        PERFORM pqr_core.refuse('certificate_unfit', 'certificate');
    END IF;
END $$;

-- One administrator asks for it; the same p_change again changes nothing.
CREATE OR REPLACE FUNCTION pqr_api.propose_director_change(
    p_change uuid, p_kind text, p_director int DEFAULT NULL, p_area int DEFAULT NULL, p_full_name text DEFAULT NULL,
    p_position text DEFAULT NULL, p_acting boolean DEFAULT NULL, p_act text DEFAULT NULL, p_published date DEFAULT NULL,
    p_from date DEFAULT NULL, p_to date DEFAULT NULL, p_signature uuid DEFAULT NULL, p_sha256 bytea DEFAULT NULL,
    p_serial text DEFAULT NULL, p_issuer text DEFAULT NULL, p_subject text DEFAULT NULL
) RETURNS jsonb LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    me pqr.person := pqr_core.require_role('admin');
    x pqr.director_change;
BEGIN
    IF EXISTS (SELECT FROM pqr.director_change y WHERE y.change_id = p_change AND y.proposed_by = me.person_id) THEN
        RETURN '{"status": "applied", "replayed": true}';
    ELSIF (SELECT count(*) FROM pqr.director_change y WHERE y.proposed_by = me.person_id AND y.decision IS NULL) >= 50 THEN
        PERFORM pqr_core.refuse('changes_waiting');
    END IF;
    x.change_id := p_change;
    x.kind := p_kind;
    x.director_id := CASE WHEN p_kind <> 'appointment' THEN p_director END;
    x.area_id := CASE WHEN p_kind = 'appointment' THEN p_area END;
    x.full_name := btrim(p_full_name);
    x.position := btrim(p_position);
    x.is_acting := p_acting;
    x.act_number := btrim(p_act);
    x.published_on := p_published;
    x.valid_from := p_from;
    x.valid_to := p_to;
    x.signature_document_id := p_signature;
    x.certificate_sha256 := p_sha256;
    x.certificate_serial := p_serial;
    x.certificate_issuer := p_issuer;
    x.certificate_subject := p_subject;
    x.proposed_by := me.person_id;
    x.proposed_at := clock_timestamp();
    PERFORM pqr_core.check_director_change(x);
    PERFORM pqr_core.check_signature(p_signature, me);
    INSERT INTO pqr.director_change SELECT x.*;
    PERFORM pqr_core.note_director(me, 'propose_director_change', x);
    RETURN '{"status": "applied"}';
EXCEPTION WHEN check_violation OR not_null_violation OR foreign_key_violation THEN
    PERFORM pqr_core.refuse('payload', 'kind');
END $$;

-- Whether somebody had both accounts in hand in the last day, one of the two or a third: made it, gave it a role that
-- decides or a new password, or did so with an account that then did it. Two accounts of one hand are one person.
CREATE OR REPLACE FUNCTION pqr_core.same_hand(p_one int, p_other int) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    WITH RECURSIVE held AS (
        SELECT p.person_id AS by, e.person_id AS whom
          FROM pqr_audit.staff_event e JOIN pqr.person p ON p.login = e.session_login
         WHERE e.recorded_at > clock_timestamp() - interval '24 hours' AND e.person_id <> p.person_id
           AND (e.what IN ('add_person', 'reset_password', 'set_person_active')
                OR (e.what = 'grant_role' AND e.detail ->> 'role' IN ('admin', 'lead', 'lawyer')))
    ), hand AS (
        SELECT u.id AS account, u.id AS hand FROM unnest(ARRAY[p_one, p_other]) u(id)
        UNION
        SELECT k.account, h.by FROM hand k JOIN held h ON h.whom = k.hand
    )
    SELECT p_one <> p_other AND EXISTS (
        SELECT FROM hand a JOIN hand b ON b.hand = a.hand WHERE a.account = p_one AND b.account = p_other)
$$;

-- Whether one account made the other in the last day, or gave it a role that decides or a new password. Who made both
-- is no matter here: on the first day of a team an administrator makes them all.
CREATE OR REPLACE FUNCTION pqr_core.holds_account(p_holder int, p_held int) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT EXISTS (SELECT FROM pqr_audit.staff_event e JOIN pqr.person p ON p.login = e.session_login
                    WHERE p.person_id = p_holder AND e.person_id = p_held AND p_holder <> p_held
                      AND e.recorded_at > clock_timestamp() - interval '24 hours'
                      AND (e.what IN ('add_person', 'reset_password', 'set_person_active')
                           OR (e.what = 'grant_role' AND e.detail ->> 'role' IN ('admin', 'lead', 'lawyer'))))
$$;

-- Whether either of the two accounts holds the other: then they are one person, and not the second one.
CREATE OR REPLACE FUNCTION pqr_core.one_hand(p_one int, p_other int) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT pqr_core.holds_account(p_one, p_other) OR pqr_core.holds_account(p_other, p_one)
$$;

-- Another administrator decides. Only then does the director, the image, the act or the certificate exist.
CREATE OR REPLACE FUNCTION pqr_api.decide_director_change(p_change uuid, p_approve boolean)
RETURNS jsonb LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET lock_timeout = '3s' AS $$
DECLARE
    me pqr.person := pqr_core.require_role('admin');
    x pqr.director_change;
    made int;
BEGIN
    SELECT * INTO x FROM pqr.director_change y WHERE y.change_id = p_change FOR UPDATE;
    IF x.change_id IS NULL OR x.decision IS NOT NULL THEN
        PERFORM pqr_core.refuse('change_decided');
    ELSIF p_approve IS NULL THEN
        PERFORM pqr_core.refuse('payload', 'decision');
    ELSIF x.proposed_by = me.person_id AND p_approve THEN
        PERFORM pqr_core.refuse('two_people');
    ELSIF p_approve AND pqr_core.same_hand(x.proposed_by, me.person_id) THEN
        PERFORM pqr_core.refuse('same_hand');
    END IF;
    IF p_approve THEN
        PERFORM pqr_core.check_director_change(x);
        made := pqr_core.apply_director_change(x);
    END IF;
    -- Who proposed it may take it back, and that is nobody's decision: the proposal goes away.
    IF x.proposed_by = me.person_id THEN
        DELETE FROM pqr.director_change y WHERE y.change_id = p_change;
        PERFORM pqr_core.note_director(me, 'withdraw_director_change', x);
        RETURN '{"status": "applied", "withdrawn": true}';
    END IF;
    UPDATE pqr.director_change y
       SET decision = CASE WHEN p_approve THEN 'approved' ELSE 'rejected' END, decided_by = me.person_id,
           decided_at = clock_timestamp(), director_id = coalesce(made, y.director_id)
     WHERE y.change_id = p_change;
    PERFORM pqr_core.note_director(
        me, CASE WHEN p_approve THEN 'approve_director_change' ELSE 'reject_director_change' END, x);
    RETURN jsonb_build_object('status', 'applied', 'director_id', coalesce(made, x.director_id));
END $$;

-- Write what was confirmed; the director it is about.
CREATE OR REPLACE FUNCTION pqr_core.apply_director_change(x pqr.director_change) RETURNS int
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    made int := x.director_id;
BEGIN
    IF x.kind = 'appointment' THEN
        INSERT INTO pqr.director (area_id, full_name, position, is_acting, act_number, valid_from, valid_to,
                                  signature_document_id)
        VALUES (x.area_id, x.full_name, x.position, coalesce(x.is_acting, false), x.act_number, x.valid_from,
                x.valid_to, x.signature_document_id)
        RETURNING director_id INTO made;
    ELSIF x.kind = 'term' THEN
        UPDATE pqr.director d
           SET valid_to = x.valid_to,
               signature_document_id = coalesce(x.signature_document_id, d.signature_document_id)
         WHERE d.director_id = made;
    ELSIF x.kind = 'authority' THEN
        INSERT INTO pqr.signature_authority (director_id, act_number, published_on, valid_from, valid_to)
        VALUES (made, x.act_number, x.published_on, x.valid_from, x.valid_to);
        UPDATE pqr.director d SET signing_method = 'mechanical' WHERE d.director_id = made;
    ELSIF x.kind = 'certificate' THEN
        INSERT INTO pqr.director_certificate AS k (director_id, sha256, serial, issuer, subject, valid_from, valid_to,
                                                   change_id)
        VALUES (made, x.certificate_sha256, x.certificate_serial, coalesce(x.certificate_issuer, ''),
                coalesce(x.certificate_subject, ''), x.valid_from, x.valid_to, x.change_id)
        ON CONFLICT (director_id, sha256) DO UPDATE SET valid_to = excluded.valid_to, change_id = excluded.change_id;
        UPDATE pqr.director d SET signing_method = 'certificate' WHERE d.director_id = made;
    ELSE
        UPDATE pqr.director d SET signing_method = 'mechanical' WHERE d.director_id = made;
        -- What was given up, lost or stolen isn't accepted again because another certificate is registered one day.
        UPDATE pqr.director_certificate k SET valid_to = pqr_core.today() - 1
         WHERE k.director_id = made AND k.valid_to >= pqr_core.today();
    END IF;
    RETURN made;
END $$;

DROP FUNCTION IF EXISTS pqr_core.note_director(pqr.person, text, int, text);
CREATE OR REPLACE FUNCTION pqr_core.note_director(me pqr.person, p_what text, x pqr.director_change)
RETURNS void LANGUAGE sql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
    INSERT INTO pqr_audit.staff_event (session_login, what, person_id, detail)
    VALUES (session_user, p_what, me.person_id, jsonb_build_object('change', x.change_id, 'kind', x.kind,
        'director', x.director_id, 'act', x.act_number, 'proposed_by', x.proposed_by))
$$;

-- Changes that wait for a second administrator, and the latest decided ones.
CREATE OR REPLACE FUNCTION pqr_api.director_changes()
RETURNS TABLE (change_id uuid, kind text, director_id int, area_name text, full_name text, "position" text,
    is_acting boolean, act_number text, published_on date, valid_from date, valid_to date, has_image boolean,
    certificate_serial text, certificate_issuer text, certificate_subject text, proposed_by int, proposer text,
    proposed_at timestamptz, decision text, decider text, decided_at timestamptz, same_hand boolean)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    me pqr.person := pqr_core.require_role('admin', 'lead', 'auditor');
BEGIN
    RETURN QUERY
    SELECT x.change_id, x.kind, x.director_id, a.name, coalesce(x.full_name, d.full_name),
           coalesce(x.position, d.position), coalesce(x.is_acting, d.is_acting), x.act_number, x.published_on,
           x.valid_from, x.valid_to, x.signature_document_id IS NOT NULL, x.certificate_serial, x.certificate_issuer,
           x.certificate_subject, x.proposed_by, p.full_name, x.proposed_at, x.decision, q.full_name, x.decided_at,
           pqr_core.same_hand(x.proposed_by, me.person_id)
      FROM pqr.director_change x
      JOIN pqr.person p ON p.person_id = x.proposed_by
      LEFT JOIN pqr.person q ON q.person_id = x.decided_by
      LEFT JOIN pqr.director d ON d.director_id = x.director_id
      LEFT JOIN pqr.area a ON a.area_id = coalesce(x.area_id, d.area_id)
     ORDER BY x.decision IS NOT NULL, x.proposed_at DESC LIMIT 100;
END $$;

-- The image of a proposal that waits, for who has to confirm it: nobody confirms a signature unseen. Counted.
CREATE OR REPLACE FUNCTION pqr_api.proposed_signature(p_change uuid) RETURNS bytea
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    me pqr.person := pqr_core.require_role('admin');
    image bytea;
BEGIN
    IF NOT EXISTS (SELECT FROM pqr.director_change x WHERE x.change_id = p_change AND x.decision IS NULL) THEN
        PERFORM pqr_core.refuse('change_decided');
    ELSIF NOT pqr_core.spend('document', me, NULL, 'Imagen de firma propuesta') THEN
        PERFORM pqr_core.refuse('quota');
    END IF;
    SELECT string_agg(k.bytes, ''::bytea ORDER BY k.chunk_no) INTO image
      FROM pqr.director_change x
      JOIN pqr.document d ON d.document_id = x.signature_document_id
      JOIN pqr.document_chunk k ON k.year = d.year AND k.document_id = d.document_id
     WHERE x.change_id = p_change;
    RETURN image;
END $$;
