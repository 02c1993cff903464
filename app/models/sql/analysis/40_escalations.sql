-- Escalations as the area and Control de Escalamiento see them.

-- «Teresa L.»: how people appear in an area's list, until the petition itself is opened.
CREATE OR REPLACE FUNCTION pqr_core.short_name(full_name text) RETURNS text
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT CASE WHEN full_name IS NULL THEN NULL
        ELSE split_part(full_name, ' ', 1)
             || CASE WHEN full_name LIKE '% %' THEN ' ' || left(reverse(split_part(reverse(full_name), ' ',
                     CASE WHEN array_length(string_to_array(full_name, ' '), 1) > 2 THEN 2 ELSE 1 END)), 1) || '.'
                ELSE '' END END;
$$;

-- Open escalations that I may read. In an area's list its own term decides the order; 200 rows at most.
DROP FUNCTION IF EXISTS pqr_api.escalation_list(int[]);
CREATE OR REPLACE FUNCTION pqr_api.escalation_list(p_activities int[] DEFAULT ARRAY[1, 2, 3]) RETURNS TABLE (
    case_id uuid, version int, activity int, petition_case_id uuid, filing_number text, name text, document_tail text,
    area_id int, area text, title text, question text, claims int, due_on date, legal_due_on date, round int,
    loop_count int, competence text, requested_at timestamptz, answered_at timestamptz, settled_turn int, reminded_on date)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    me pqr.person := pqr_core.me();
    ids uuid[];
BEGIN
    ids := ARRAY(
        SELECT f.case_id FROM pqr.case_file f
        WHERE f.procedure = 'escalation_v01' AND f.activity = ANY (p_activities) AND f.closed_at IS NULL
          AND pqr_core.can_read(f)
        ORDER BY f.due_on, f.case_id LIMIT 200);
    IF cardinality(ids) > 0 AND NOT pqr_core.spend('labels', me, NULL, 'misionales', cardinality(ids), ids) THEN
        PERFORM pqr_core.refuse('quota');
    END IF;
    RETURN QUERY
    SELECT f.case_id, f.version, f.activity::int, e.petition_case_id, p.filing_number, pqr_core.short_name(t.full_name),
           right(t.document_number, 3),
           pqr_core.shown_area(e.area_id, me.area_id), pqr_core.shown_area_name(a, me.area_id),
           (SELECT CASE WHEN bool_or(n.is_sensitive) THEN pqr_core.reserved_words() ELSE
                   min(n.title) FILTER (WHERE s.claim_ordinal = (SELECT min(z.claim_ordinal) FROM pqr.escalation_claim z
                                                                 WHERE z.case_id = f.case_id)) END
            FROM pqr.escalation_claim s
            JOIN pqr.claim k ON k.case_id = e.petition_case_id AND k.ordinal = s.claim_ordinal
            JOIN pqr.claim_node n ON n.code = k.claim_code WHERE s.case_id = f.case_id),
           CASE WHEN pqr_core.is_reserved(e.petition_case_id) THEN pqr_core.reserved_words() ELSE e.question END,
           (SELECT count(*)::int FROM pqr.escalation_claim s WHERE s.case_id = f.case_id),
           f.due_on, m.due_on, e.round, e.loop_count, e.competence, e.requested_at, e.answered_at,
           e.settled_turn, (SELECT max(m.day) FROM pqr.escalation_reminder m
                            WHERE m.case_id = f.case_id AND m.turn = e.loop_count + 1 AND m.kind = 'asked')
    FROM unnest(ids) AS w(id)
    JOIN pqr.case_file f ON f.case_id = w.id
    JOIN pqr.escalation e ON e.case_id = w.id
    JOIN pqr.area a ON a.area_id = e.area_id
    JOIN pqr.case_file m ON m.case_id = e.petition_case_id
    JOIN pqr.petition p ON p.case_id = e.petition_case_id
    LEFT JOIN pqr.petitioner t ON t.case_id = e.petition_case_id AND t.ordinal = 1
    ORDER BY f.due_on, f.case_id;
END $$;

-- One escalation opened: the petition's papers, the claims asked about in the citizen's words, what went before.
CREATE OR REPLACE FUNCTION pqr_api.escalation_sheet(p_case uuid, p_reason text DEFAULT 'insumo') RETURNS jsonb
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    me pqr.person := pqr_core.me();
    c pqr.case_file;
    main uuid;
    sheet jsonb;
BEGIN
    SELECT * INTO c FROM pqr.case_file f WHERE f.case_id = p_case AND f.procedure = 'escalation_v01';
    IF c.case_id IS NULL OR NOT pqr_core.can_read(c) THEN
        PERFORM pqr_core.log_refusal(NULL, p_case, 'escalation_sheet', NULL, 'not_permitted');
        PERFORM pqr_core.refuse('not_permitted');
    ELSIF NOT pqr_core.spend('sheet', me, p_case, p_reason) THEN
        PERFORM pqr_core.refuse('quota');
    END IF;
    main := c.parent_id;
    sheet := jsonb_build_object(
        'case_id', c.case_id, 'version', c.version, 'procedure', c.procedure, 'activity', c.activity,
        'due_on', c.due_on, 'may_act', pqr_core.can_act(c, me),
        'legal_due_on', (SELECT f.due_on FROM pqr.case_file f WHERE f.case_id = main),
        'petition', pqr_core.sheet_petition(main), 'people', pqr_core.sheet_people(main),
        'claims', (SELECT coalesce(jsonb_agg(k), '[]') FROM jsonb_array_elements(pqr_core.sheet_claims(main)) k
                   WHERE (k ->> 'ordinal')::int IN (SELECT s.claim_ordinal FROM pqr.escalation_claim s
                                                    WHERE s.case_id = p_case)),
        'escalations', pqr_core.sheet_escalations(main), 'documents', pqr_core.sheet_documents(main),
        'supports', pqr_core.sheet_documents(p_case), 'history', pqr_core.sheet_history(p_case),
        'reserved', to_jsonb(pqr_core.reserved_parts(c, me)),
        'progress', (SELECT w.form FROM pqr.work_in_progress w
                     WHERE w.case_id = p_case AND w.person_id = me.person_id AND w.activity = c.activity));
    RETURN CASE WHEN pqr_core.sees_claims(c, me) THEN sheet
                ELSE pqr_core.without_reserved(sheet) - '{inputs,endorsements,law}'::text[] END;
END $$;
