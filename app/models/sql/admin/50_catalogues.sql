-- Catalogues that people change: one proposes with the act and the day, another decides, and on that day it is so.
-- Each change keeps how the row was: that is its history. Reasons of a denied aval, entities of art. 21, days of the
-- stages, validity of what a system says, and who signs the acts of avals.

-- How a row is today, in the columns of a change; no row where there is none (or it was retired).
CREATE OR REPLACE FUNCTION pqr_core.catalogue_row(p_book text, p_code text) RETURNS pqr.catalogue_change
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    x pqr.catalogue_change;
BEGIN
    CASE p_book
    WHEN 'denial_reason' THEN
        SELECT r.code, r.label INTO x.code, x.label FROM pqr.denial_reason r WHERE r.code = p_code AND r.is_active;
    WHEN 'entity' THEN
        SELECT e.key, e.name, e.decides, e.nit, e.address, e.email INTO x.code, x.label, x.detail, x.nit, x.address, x.email
          FROM pqr.competent_entity e WHERE e.key = p_code AND e.is_active;
    WHEN 'stage' THEN
        SELECT s.activity::text, a.label, s.source, s.days INTO x.code, x.label, x.detail, x.days
          FROM pqr.stage_term s JOIN pqr.activity a ON a.procedure = s.procedure AND a.number = s.activity
         WHERE s.procedure = 'pqr_v08' AND s.activity::text = p_code;
    WHEN 'input_validity' THEN
        SELECT v.system, v.system, v.source, v.days INTO x.code, x.label, x.detail, x.days
          FROM pqr.input_validity v WHERE v.system = p_code;
    WHEN 'act_signer' THEN
        SELECT p.login, p.full_name, s.legal_act INTO x.code, x.label, x.detail
          FROM pqr.act_signer s JOIN pqr.person p ON p.person_id = s.person_id
         WHERE p.login = p_code AND coalesce(s.valid_to, 'infinity') >= pqr_core.today();
    ELSE
        PERFORM pqr_core.refuse('catalogue_unknown', 'book');
    END CASE;
    RETURN x;
END $$;

-- What a change must say, looked at when it is proposed and again when it is decided; refuses otherwise.
CREATE OR REPLACE FUNCTION pqr_core.check_catalogue(x pqr.catalogue_change) RETURNS void
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    now_is pqr.catalogue_change := pqr_core.catalogue_row(x.book, x.code);
BEGIN
    IF x.kind = 'add' AND now_is.code IS NOT NULL THEN
        PERFORM pqr_core.refuse('catalogue_taken', 'code');
    ELSIF x.kind IN ('change', 'retire') AND now_is.code IS NULL THEN
        PERFORM pqr_core.refuse('catalogue_unknown', 'code');
    ELSIF x.book IN ('stage', 'input_validity') AND x.kind <> 'change' THEN
        PERFORM pqr_core.refuse('catalogue_fixed', 'kind');
    ELSIF x.code = 'N99' THEN
        PERFORM pqr_core.refuse('catalogue_fixed', 'code');
    ELSIF length(pqr_core.visible(x.legal_act)) < 5 THEN
        PERFORM pqr_core.refuse('legal_act', 'legal_act');
    END IF;
    IF x.kind <> 'retire' THEN
        PERFORM pqr_core.check_catalogue_values(x);
    END IF;
END $$;

CREATE OR REPLACE FUNCTION pqr_core.check_catalogue_values(x pqr.catalogue_change) RETURNS void
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF x.book = 'act_signer' THEN
        IF NOT EXISTS (SELECT FROM pqr.person p JOIN pqr.person_role r USING (person_id)
                        WHERE p.login = x.code AND p.active AND r.role = 'lawyer') THEN
            PERFORM pqr_core.refuse('signer_not_lawyer', 'code');
        END IF;
    ELSIF x.book IN ('stage', 'input_validity') THEN
        IF x.days IS NULL OR NOT (CASE x.book WHEN 'stage' THEN x.days BETWEEN 0 AND 60
                                 ELSE x.days BETWEEN 1 AND 730 AND x.days = trunc(x.days) END) THEN
            PERFORM pqr_core.refuse('catalogue_days', 'days');
        END IF;
    ELSIF length(pqr_core.visible(x.label)) NOT BETWEEN 5 AND 160 THEN
        PERFORM pqr_core.refuse('catalogue_label', 'label');
    ELSIF x.book = 'denial_reason' AND x.code !~ '^N[0-9]{2}$' THEN
        PERFORM pqr_core.refuse('catalogue_code', 'code');
    ELSIF x.book = 'entity' THEN
        IF x.code !~ '^[a-z0-9_]{2,40}$' THEN
            PERFORM pqr_core.refuse('catalogue_code', 'code');
        ELSIF length(pqr_core.visible(x.detail)) NOT BETWEEN 5 AND 300 THEN
            PERFORM pqr_core.refuse('entity_decides', 'detail');
        ELSIF NOT pqr_core.is_nit(x.nit) THEN
            PERFORM pqr_core.refuse('entity_nit', 'nit');
        ELSIF x.email <> '' AND x.email !~ '^[^@[:space:]]+@[^@[:space:]]+\.[^@[:space:]]+$' THEN
            PERFORM pqr_core.refuse('entity_email', 'email');
        ELSIF length(pqr_core.visible(x.address)) < 5 AND coalesce(x.email, '') = '' THEN
            PERFORM pqr_core.refuse('entity_address', 'address');
        END IF;
    END IF;
END $$;

-- Whether a NIT's last digit is the one that its first nine give (Orden Administrativa 4 de 1989, DIAN).
CREATE OR REPLACE FUNCTION pqr_core.is_nit(p_nit text) RETURNS boolean
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT coalesce(p_nit ~ '^[0-9]{9}-[0-9]$' AND (
        SELECT right(p_nit, 1)::int = CASE WHEN sum(d) % 11 < 2 THEN sum(d) % 11 ELSE 11 - sum(d) % 11 END
          FROM (SELECT substr(p_nit, at::int, 1)::int * weight AS d
                  FROM unnest(ARRAY[41, 37, 29, 23, 19, 17, 13, 7, 3]) WITH ORDINALITY AS w(weight, at)) AS s), false)
$$;

-- Put a change that is due into its catalogue; nothing is erased: what is retired keeps its row for what names it.
CREATE OR REPLACE FUNCTION pqr_core.apply_catalogue(x pqr.catalogue_change) RETURNS void
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    stays boolean := x.kind <> 'retire';
BEGIN
    CASE x.book
    WHEN 'denial_reason' THEN
        INSERT INTO pqr.denial_reason AS r (code, label) VALUES (x.code, coalesce(x.label, x.old_label))
        ON CONFLICT (code) DO UPDATE SET label = coalesce(x.label, r.label), is_active = stays;
    WHEN 'entity' THEN
        INSERT INTO pqr.competent_entity AS e (key, name, decides, address, email, nit, valid_from, valid_to)
        VALUES (x.code, coalesce(x.label, x.old_label), coalesce(x.detail, x.old_detail), coalesce(x.address, ''),
                coalesce(x.email, ''), x.nit, x.valid_from, x.valid_to)
        ON CONFLICT (key) DO UPDATE SET name = coalesce(x.label, e.name), decides = coalesce(x.detail, e.decides),
            address = coalesce(x.address, e.address), email = coalesce(x.email, e.email), nit = coalesce(x.nit, e.nit),
            is_active = stays, valid_from = CASE WHEN x.kind = 'add' THEN x.valid_from ELSE e.valid_from END,
            valid_to = CASE WHEN stays THEN x.valid_to ELSE greatest(x.valid_from - 1, e.valid_from) END;
    WHEN 'stage' THEN
        UPDATE pqr.stage_term s SET days = x.days, source = x.legal_act
         WHERE s.procedure = 'pqr_v08' AND s.activity::text = x.code;
    WHEN 'input_validity' THEN
        UPDATE pqr.input_validity v SET days = x.days, source = x.legal_act WHERE v.system = x.code;
    WHEN 'act_signer' THEN
        INSERT INTO pqr.act_signer AS s (person_id, legal_act, valid_from, valid_to)
        SELECT p.person_id, x.legal_act, x.valid_from, x.valid_to FROM pqr.person p WHERE p.login = x.code
        ON CONFLICT (person_id) DO UPDATE SET legal_act = CASE WHEN stays THEN x.legal_act ELSE s.legal_act END,
            valid_from = CASE WHEN stays THEN x.valid_from ELSE least(s.valid_from, x.valid_from - 1) END,
            valid_to = CASE WHEN stays THEN x.valid_to ELSE x.valid_from - 1 END;
    END CASE;
END $$;

-- Put in what was approved for today or before. Asked by whoever opens the catalogues, Análisis or Avales first.
CREATE OR REPLACE FUNCTION pqr_core.apply_due_catalogues() RETURNS void
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    x pqr.catalogue_change;
BEGIN
    FOR x IN SELECT c.* FROM pqr.catalogue_change c WHERE c.decision = 'approved' AND c.applied_at IS NULL
                AND c.valid_from <= pqr_core.today() ORDER BY c.valid_from, c.decided_at FOR UPDATE SKIP LOCKED LOOP
        UPDATE pqr.catalogue_change c SET applied_at = clock_timestamp() WHERE c.change_id = x.change_id;
        PERFORM pqr_core.apply_catalogue(x);
    END LOOP;
END $$;

-- One person proposes; the same p_change again changes nothing. Raises PQ100.
CREATE OR REPLACE FUNCTION pqr_api.propose_catalogue(
    p_change uuid, p_book text, p_kind text, p_code text, p_act text, p_from date, p_to date DEFAULT NULL,
    p_label text DEFAULT NULL, p_detail text DEFAULT NULL, p_nit text DEFAULT NULL, p_address text DEFAULT NULL,
    p_email text DEFAULT NULL, p_days numeric DEFAULT NULL) RETURNS jsonb
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '3s' AS $$
DECLARE
    me pqr.person := pqr_core.require_role('admin', 'lead');
    x pqr.catalogue_change;
    was pqr.catalogue_change;
BEGIN
    IF EXISTS (SELECT FROM pqr.catalogue_change y WHERE y.change_id = p_change AND y.proposed_by = me.person_id) THEN
        RETURN '{"status": "applied", "replayed": true}';
    ELSIF p_from IS NULL OR p_from < pqr_core.today() OR p_from > pqr_core.today() + 366 OR p_to < p_from THEN
        PERFORM pqr_core.refuse('catalogue_from', 'valid_from');
    END IF;
    PERFORM pqr_core.apply_due_catalogues();
    x.change_id := p_change; x.book := p_book; x.kind := p_kind; x.code := btrim(p_code);
    x.label := pqr_core.visible(p_label); x.detail := pqr_core.visible(p_detail); x.nit := nullif(btrim(p_nit), '');
    x.address := pqr_core.visible(p_address); x.email := lower(pqr_core.visible(p_email)); x.days := p_days;
    x.legal_act := pqr_core.visible(p_act); x.valid_from := p_from; x.valid_to := p_to;
    x.proposed_by := me.person_id; x.proposed_at := clock_timestamp();
    IF p_kind = 'retire' THEN
        x.label := NULL; x.detail := NULL; x.nit := NULL; x.address := NULL; x.email := NULL; x.days := NULL; x.valid_to := NULL;
    END IF;
    PERFORM pqr_core.check_catalogue(x);
    was := pqr_core.catalogue_row(x.book, x.code);
    x.old_label := was.label; x.old_detail := was.detail; x.old_nit := was.nit; x.old_address := was.address;
    x.old_email := was.email; x.old_days := was.days;
    INSERT INTO pqr.catalogue_change SELECT x.*;
    RETURN '{"status": "applied"}';
EXCEPTION
    WHEN unique_violation THEN
        PERFORM pqr_core.refuse('catalogue_open', 'code');
    WHEN check_violation OR not_null_violation OR numeric_value_out_of_range THEN
        PERFORM pqr_core.refuse('catalogue_incomplete', 'kind');
END $$;

-- Another person decides; who proposed it may only take it back. Nobody makes themselves the signer of acts.
CREATE OR REPLACE FUNCTION pqr_api.decide_catalogue(p_change uuid, p_approve boolean, p_note text) RETURNS jsonb
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '3s' AS $$
DECLARE
    me pqr.person := pqr_core.require_role('admin', 'lead');
    x pqr.catalogue_change;
BEGIN
    SELECT * INTO x FROM pqr.catalogue_change y WHERE y.change_id = p_change FOR UPDATE;
    IF x.change_id IS NULL OR x.decision IS NOT NULL THEN
        PERFORM pqr_core.refuse('change_decided');
    ELSIF p_approve IS NULL OR (NOT p_approve AND length(pqr_core.visible(p_note)) NOT BETWEEN 5 AND 500) THEN
        PERFORM pqr_core.refuse('refusal_without_note', 'note');
    ELSIF p_approve AND x.proposed_by = me.person_id THEN
        PERFORM pqr_core.refuse('own_proposal');
    ELSIF p_approve AND x.book = 'act_signer' AND x.code = me.login THEN
        PERFORM pqr_core.refuse('signer_self');
    ELSIF p_approve AND pqr_core.same_hand(x.proposed_by, me.person_id) THEN
        PERFORM pqr_core.refuse('same_hand');
    END IF;
    IF p_approve THEN
        -- Never from before it was approved; and the catalogue may have changed since it was proposed.
        x.valid_from := greatest(x.valid_from, pqr_core.today());
        PERFORM pqr_core.check_catalogue(x);
    END IF;
    UPDATE pqr.catalogue_change y SET decision = CASE WHEN p_approve THEN 'approved' ELSE 'rejected' END,
           decided_by = me.person_id, decided_at = clock_timestamp(), note = nullif(pqr_core.visible(p_note), ''),
           valid_from = x.valid_from, valid_to = greatest(x.valid_to, x.valid_from) WHERE y.change_id = p_change;
    PERFORM pqr_core.apply_due_catalogues();
    RETURN jsonb_build_object('status', 'applied', 'in_force', (
        SELECT y.applied_at IS NOT NULL FROM pqr.catalogue_change y WHERE y.change_id = p_change));
END $$;

-- The rows of a catalogue as they are, retired ones last, each with the change under way; puts in what is due first.
CREATE OR REPLACE FUNCTION pqr_api.catalogue_rows(p_book text) RETURNS TABLE (
    code text, label text, detail text, nit text, address text, email text, days numeric, valid_from date, valid_to date,
    is_active boolean, source text, change_id uuid)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
BEGIN
    PERFORM pqr_core.require_role('admin', 'lead', 'auditor');
    PERFORM pqr_core.apply_due_catalogues();
    RETURN QUERY
    WITH kept AS (
        SELECT r.code, r.label, NULL::text AS detail, NULL::text AS nit, NULL::text AS address, NULL::text AS email,
               NULL::numeric AS days, NULL::date AS valid_from, NULL::date AS valid_to, r.is_active, NULL::text AS source,
               substr(r.code, 2)::int AS at
          FROM pqr.denial_reason r WHERE p_book = 'denial_reason'
        UNION ALL SELECT e.key, e.name, e.decides, e.nit, e.address, e.email, NULL, e.valid_from, e.valid_to,
               e.is_active AND coalesce(e.valid_to, 'infinity') >= pqr_core.today(), NULL, 0
          FROM pqr.competent_entity e WHERE p_book = 'entity'
        UNION ALL SELECT s.activity::text, a.label, NULL, NULL, NULL, NULL, s.days, NULL, NULL, true, s.source, s.activity
          FROM pqr.stage_term s JOIN pqr.activity a ON a.procedure = s.procedure AND a.number = s.activity
         WHERE p_book = 'stage' AND s.procedure = 'pqr_v08'
        UNION ALL SELECT v.system, v.system, NULL, NULL, NULL, NULL, v.days, NULL, NULL, true, v.source, 0
          FROM pqr.input_validity v WHERE p_book = 'input_validity'
        UNION ALL SELECT p.login, p.full_name, NULL, NULL, NULL, NULL, NULL, s.valid_from, s.valid_to,
               coalesce(s.valid_to, 'infinity') >= pqr_core.today(), s.legal_act, 0
          FROM pqr.act_signer s JOIN pqr.person p ON p.person_id = s.person_id WHERE p_book = 'act_signer'
    )
    SELECT k.code, k.label, k.detail, k.nit, k.address, k.email, k.days, k.valid_from, k.valid_to, k.is_active, k.source,
           c.change_id
      FROM kept k LEFT JOIN pqr.catalogue_change c ON c.book = p_book AND c.code = k.code AND c.applied_at IS NULL
           AND c.decision IS DISTINCT FROM 'rejected'
     ORDER BY NOT k.is_active, k.at, k.label;
END $$;

-- The changes: those that wait first, then the latest five hundred decided, with how each row was.
CREATE OR REPLACE FUNCTION pqr_api.catalogue_changes() RETURNS TABLE (
    change_id uuid, book text, code text, kind text, label text, detail text, nit text, address text, email text,
    days numeric, old_label text, old_detail text, old_nit text, old_address text, old_email text, old_days numeric,
    legal_act text, valid_from date, valid_to date, proposer text, is_mine boolean, proposed_at timestamptz, decision text,
    decider text, decided_at timestamptz, note text, applied_at timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    me pqr.person := pqr_core.require_role('admin', 'lead', 'auditor');
BEGIN
    RETURN QUERY
    -- Whoever signs acts is told by the person's name, not by the login that is the row's code.
    SELECT c.change_id, c.book, c.code, c.kind, coalesce(s.full_name, c.label), c.detail, c.nit, c.address, c.email, c.days,
           CASE WHEN c.kind = 'add' THEN c.old_label ELSE coalesce(s.full_name, c.old_label) END,
           c.old_detail, c.old_nit, c.old_address, c.old_email, c.old_days, c.legal_act, c.valid_from, c.valid_to,
           p.full_name, c.proposed_by = me.person_id, c.proposed_at, c.decision, d.full_name, c.decided_at, c.note,
           c.applied_at
      FROM pqr.catalogue_change c JOIN pqr.person p ON p.person_id = c.proposed_by
      LEFT JOIN pqr.person d ON d.person_id = c.decided_by
      LEFT JOIN pqr.person s ON c.book = 'act_signer' AND s.login = c.code
     ORDER BY c.decision IS NOT NULL, c.applied_at IS NOT NULL, c.proposed_at DESC LIMIT 500;
END $$;
