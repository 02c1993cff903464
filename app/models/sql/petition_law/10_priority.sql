-- Priority of a petition (Ley 1755 de 2015, art. 20): marked by who answers it, with ground and proof; removed by a lawyer.

-- Marked by law: it goes before every other in every list, whatever its date (art. 20).
CREATE OR REPLACE FUNCTION pqr_core.goes_first(p_priority smallint) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$ SELECT p_priority >= 9 $$;

-- Where a case goes without a mark: what its class and its people give it.
CREATE OR REPLACE FUNCTION pqr_core.usual_priority(p_case uuid) RETURNS smallint
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT greatest(k.priority::smallint, pqr_core.priority_of_people(p_case))
      FROM pqr.petition p JOIN pqr.petition_class k ON k.key = p.class_key WHERE p.case_id = p_case
$$;

-- Mark it: from now on it goes before every other. The proof is a file of its own, or the scan of the petition itself.
CREATE OR REPLACE FUNCTION pqr_api.mark_priority(
    p_case uuid, p_version int, p_ground text, p_reason text, p_measures text, p_proof uuid) RETURNS jsonb
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '3s' AS $$
DECLARE
    me pqr.person := pqr_core.me();
    c pqr.case_file;
    r pqr_core.effect_result := pqr_core.nothing();
    was pqr.priority_mark;
    v_reason text := pqr_core.said(p_reason, 'reason', 20, 2000);
BEGIN
    SELECT * INTO was FROM pqr.priority_mark m WHERE m.case_id = p_case AND m.removed_at IS NULL;
    IF was.marked_by = me.person_id AND was.ground = p_ground AND was.reason = v_reason THEN
        RETURN '{"status": "applied", "replayed": true}';
    END IF;
    c := pqr_core.case_in_hand(p_case, p_version, 'priority', '{6,7,8,9,10,13,14,15,16,17,18,19,20,21,22,23,24,25}');
    IF was.case_id IS NOT NULL THEN
        PERFORM pqr_core.refuse('priority_again');
    ELSIF p_ground IS NULL OR p_ground NOT IN ('irreparable_harm', 'life_health', 'child', 'journalist') THEN
        PERFORM pqr_core.refuse('priority_ground', 'ground');
    ELSIF p_ground IN ('irreparable_harm', 'life_health') AND length(pqr_core.visible(p_measures)) < 20 THEN
        PERFORM pqr_core.refuse('priority_measures', 'measures');
    ELSIF length(p_measures) > 2000 THEN
        PERFORM pqr_core.refuse('text_too_long', 'measures');
    END IF;
    IF NOT EXISTS (SELECT FROM pqr.petition p WHERE p.case_id = p_case AND p.document_id = p_proof) THEN
        PERFORM pqr_core.take_document(p_proof, 'priority_proof', c, me);
    END IF;
    INSERT INTO pqr.priority_mark (case_id, seq, ground, reason, measures, proof_document_id, marked_by)
    SELECT p_case, 1 + coalesce(max(m.seq), 0), p_ground, v_reason, pqr_core.visible(p_measures), p_proof, me.person_id
      FROM pqr.priority_mark m WHERE m.case_id = p_case;
    r.priority := 9;
    PERFORM pqr_core.note_act(c, me, gen_random_uuid(), 'prioritised', concat_ws('|', p_ground, v_reason, p_measures), r);
    RETURN jsonb_build_object('status', 'applied', 'version', c.version + 1);
END $$;

-- Remove it, with reason: a lawyer who is not the one that marked it.
CREATE OR REPLACE FUNCTION pqr_api.remove_priority(p_case uuid, p_version int, p_reason text) RETURNS jsonb
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '3s' AS $$
DECLARE
    me pqr.person := pqr_core.me();
    c pqr.case_file := pqr_core.case_to_review(p_case, p_version, 'remove_priority');
    r pqr_core.effect_result := pqr_core.nothing();
    m pqr.priority_mark;
BEGIN
    SELECT * INTO m FROM pqr.priority_mark x WHERE x.case_id = p_case AND x.removed_at IS NULL FOR UPDATE;
    PERFORM pqr_core.require_other(m.marked_by, me, 'priority_none');
    UPDATE pqr.priority_mark x SET removed_by = me.person_id, removed_at = clock_timestamp(),
           removal_reason = pqr_core.said(p_reason, 'reason', 20, 2000) WHERE x.case_id = p_case AND x.seq = m.seq;
    r.priority := pqr_core.usual_priority(p_case);
    PERFORM pqr_core.note_act(c, me, gen_random_uuid(), 'priority_removed', p_reason, r);
    RETURN jsonb_build_object('status', 'applied', 'version', c.version + 1);
END $$;

-- Why a case goes first, and what was done at once: for who works on it, and for lawyers. Counted as an opening.
CREATE OR REPLACE FUNCTION pqr_api.read_priority(p_case uuid) RETURNS TABLE (
    ground text, reason text, measures text, proof_document_id uuid, marked_by text, is_mine boolean,
    marked_at timestamptz, removed_by text, removed_at timestamptz, removal_reason text)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    me pqr.person := pqr_core.me();
    c pqr.case_file;
    hidden boolean := false;
BEGIN
    SELECT * INTO c FROM pqr.case_file f WHERE f.case_id = p_case;
    IF NOT pqr_core.can_read(c) THEN
        PERFORM pqr_core.require_role('lawyer');
        IF c.closed_at IS NOT NULL THEN
            PERFORM pqr_core.refuse('not_permitted');
        END IF;
    ELSE
        -- An area that does not answer it, where what is asked is reserved, learns only that it goes first.
        hidden := NOT pqr_core.sees_claims(c, me);
    END IF;
    IF NOT pqr_core.spend('sheet', me, p_case, 'prioridad') THEN
        PERFORM pqr_core.refuse('quota');
    END IF;
    RETURN QUERY
    SELECT CASE WHEN hidden THEN 'reserved' ELSE m.ground END, CASE WHEN hidden THEN pqr_core.reserved_words() ELSE m.reason END,
           CASE WHEN hidden THEN '' ELSE m.measures END, m.proof_document_id, a.full_name, m.marked_by = me.person_id, m.marked_at,
           b.full_name, m.removed_at, CASE WHEN hidden THEN pqr_core.reserved_words() ELSE m.removal_reason END
      FROM pqr.priority_mark m JOIN pqr.person a ON a.person_id = m.marked_by
      LEFT JOIN pqr.person b ON b.person_id = m.removed_by
     WHERE m.case_id = p_case ORDER BY m.seq DESC;
END $$;

-- Petitions that go first, oldest mark first: routing data, for who directs, for lawyers and for whose they are.
CREATE OR REPLACE FUNCTION pqr_api.priority_list() RETURNS TABLE (
    case_id uuid, version int, label text, due_on date, activity text, assignee text, ground text, marked_by text,
    is_mine boolean, marked_at timestamptz, has_measures boolean)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    me pqr.person := pqr_core.require_role('agent', 'lawyer', 'lead', 'auditor');
    everything boolean := pqr_api.my_roles() && ARRAY['lawyer', 'lead', 'auditor'];
BEGIN
    RETURN QUERY
    SELECT m.case_id, f.version, f.label, f.due_on, a.label, w.full_name,
           -- A list says that it goes first, not that somebody is ill or a child: that is told where it is opened.
           CASE WHEN m.ground IN ('life_health', 'child') THEN 'reserved' ELSE m.ground END, p.full_name,
           m.marked_by = me.person_id, m.marked_at, m.measures <> ''
      FROM pqr.priority_mark m JOIN pqr.case_file f ON f.case_id = m.case_id
      JOIN pqr.activity a ON a.procedure = f.procedure AND a.number = f.activity
      JOIN pqr.person p ON p.person_id = m.marked_by
      LEFT JOIN pqr.person w ON w.person_id = f.assignee_id
     WHERE m.removed_at IS NULL AND f.closed_at IS NULL AND (everything OR f.assignee_id = me.person_id)
     ORDER BY m.marked_at LIMIT 500;
END $$;
