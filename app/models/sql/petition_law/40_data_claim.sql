-- «Reclamo en trámite» (Ley 1581 de 2012, art. 15): the legend goes on the data within two business days, and stays while
-- the claim is decided: fifteen business days, and eight more with notice before they expire.

-- What the case asks is a data claim, and its data carry the legend in those systems since that day.
CREATE OR REPLACE FUNCTION pqr_api.mark_data_claim(
    p_case uuid, p_version int, p_about text, p_systems text[], p_marked_on date) RETURNS jsonb
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '3s' AS $$
DECLARE
    me pqr.person := pqr_core.me();
    c pqr.case_file;
    p pqr.petition;
    k pqr.petition_class;
    r pqr_core.effect_result := pqr_core.nothing();
    v_about text := pqr_core.said(p_about, 'about', 20, 2000);
BEGIN
    IF EXISTS (SELECT FROM pqr.data_claim d WHERE d.case_id = p_case AND d.marked_by = me.person_id AND d.about = v_about) THEN
        RETURN '{"status": "applied", "replayed": true}';
    END IF;
    c := pqr_core.case_in_hand(p_case, p_version, 'data_claim', '{6,7,8,9,13,14,15,16,17}');
    SELECT * INTO p FROM pqr.petition x WHERE x.case_id = p_case;
    SELECT * INTO k FROM pqr.petition_class x WHERE x.key = p.class_key;
    IF EXISTS (SELECT FROM pqr.data_claim d WHERE d.case_id = p_case) THEN
        PERFORM pqr_core.refuse('data_claim_again');
    ELSIF coalesce(cardinality(p_systems), 0) NOT BETWEEN 1 AND 8
       OR NOT p_systems <@ ARRAY['RUV', 'VIVANTO', 'SIRAV', 'SGV', 'INDEMNIZA', 'LEX', 'ORFEO', 'CRM'] THEN
        PERFORM pqr_core.refuse('data_claim_systems', 'systems');
    ELSIF p_marked_on IS NULL OR p_marked_on > pqr_core.today() OR p_marked_on < p.received_on THEN
        PERFORM pqr_core.refuse('law_day', 'marked_on');
    ELSIF EXISTS (SELECT FROM pqr.extension x WHERE x.case_id = p_case) THEN
        PERFORM pqr_core.refuse('data_claim_extended');
    END IF;
    INSERT INTO pqr.data_claim (case_id, about, systems, mark_by, marked_on, marked_by)
    VALUES (p_case, v_about, p_systems, pqr_core.add_business_days(p.received_on, 2), p_marked_on, me.person_id);
    -- A class with a shorter term, or with a date of its own, keeps it: the mark never gives more time.
    IF NOT k.has_typed_term AND p.class_key <> 'data_claim'
       AND pqr_core.due_on('data_claim', p.received_on) <= pqr_core.due_on(p.class_key, p.received_on) THEN
        UPDATE pqr.petition x SET class_key = 'data_claim' WHERE x.case_id = p_case;
        -- The days that the citizen was waited for stay counted.
        r.set_due := true;
        r.due_on := pqr_core.lawful_due(p_case);
    END IF;
    PERFORM pqr_core.note_act(c, me, gen_random_uuid(), 'data_claim_marked', concat_ws('|', v_about, p_systems, p_marked_on), r);
    RETURN jsonb_build_object('status', 'applied', 'version', c.version + 1);
END $$;

-- Put on by mistake: a lawyer who is not the one that put it takes it off, with reason. The class stays as it is.
CREATE OR REPLACE FUNCTION pqr_api.lift_data_claim(p_case uuid, p_version int, p_reason text) RETURNS jsonb
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '3s' AS $$
DECLARE
    me pqr.person := pqr_core.me();
    c pqr.case_file := pqr_core.case_to_review(p_case, p_version, 'lift_data_claim');
    d pqr.data_claim;
BEGIN
    SELECT * INTO d FROM pqr.data_claim x WHERE x.case_id = p_case AND x.lifted_at IS NULL FOR UPDATE;
    PERFORM pqr_core.require_other(d.marked_by, me, 'data_claim_none');
    UPDATE pqr.data_claim x SET lifted_by = me.person_id, lifted_at = clock_timestamp(),
           lift_reason = pqr_core.said(p_reason, 'reason', 20, 2000) WHERE x.case_id = p_case;
    PERFORM pqr_core.note_act(c, me, gen_random_uuid(), 'data_claim_lifted', p_reason, pqr_core.nothing());
    RETURN jsonb_build_object('status', 'applied', 'version', c.version + 1);
END $$;

-- Data claims that are open, those without their legend first: routing data only.
CREATE OR REPLACE FUNCTION pqr_api.data_claim_list() RETURNS TABLE (
    case_id uuid, version int, label text, due_on date, assignee text, mark_by date, marked_on date, systems text[],
    marked_by text, is_mine boolean, extended boolean)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    me pqr.person := pqr_core.require_role('agent', 'lawyer', 'lead', 'auditor');
    everything boolean := pqr_api.my_roles() && ARRAY['lawyer', 'lead', 'auditor'];
BEGIN
    RETURN QUERY
    SELECT f.case_id, f.version, f.label, f.due_on, w.full_name, pqr_core.add_business_days(p.received_on, 2), d.marked_on,
           d.systems, q.full_name, d.marked_by = me.person_id,
           EXISTS (SELECT FROM pqr.extension x WHERE x.case_id = f.case_id AND x.confirmed_at IS NOT NULL)
      FROM pqr.petition p JOIN pqr.case_file f ON f.case_id = p.case_id
      LEFT JOIN pqr.data_claim d ON d.case_id = p.case_id AND d.lifted_at IS NULL
      LEFT JOIN pqr.person q ON q.person_id = d.marked_by LEFT JOIN pqr.person w ON w.person_id = f.assignee_id
     WHERE f.closed_at IS NULL AND (p.class_key = 'data_claim' OR d.case_id IS NOT NULL)
       AND (everything OR f.assignee_id = me.person_id)
     ORDER BY d.marked_on IS NOT NULL, f.due_on LIMIT 500;
END $$;
