-- What a person who takes part in a petition reads of it: one counted call, one line in the log for each opening.

CREATE OR REPLACE FUNCTION pqr_api.analysis_sheet(p_case uuid, p_reason text DEFAULT 'trámite') RETURNS jsonb
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    me pqr.person := pqr_core.me();
    c pqr.case_file;
    sheet jsonb;
BEGIN
    SELECT * INTO c FROM pqr.case_file f WHERE f.case_id = p_case AND f.procedure = 'pqr_v08';
    IF c.case_id IS NULL OR NOT pqr_core.can_read(c) THEN
        PERFORM pqr_core.log_refusal(NULL, p_case, 'analysis_sheet', NULL, 'not_permitted');
        PERFORM pqr_core.refuse('not_permitted');
    ELSIF NOT pqr_core.spend('sheet', me, p_case, p_reason) THEN
        PERFORM pqr_core.refuse('quota');
    END IF;
    sheet := jsonb_build_object(
        'case_id', c.case_id, 'version', c.version, 'procedure', c.procedure, 'activity', c.activity,
        'status', c.status, 'due_on', c.due_on, 'internal_due_at', c.internal_due_at, 'lex_code', c.lex_code,
        'is_mine', c.assignee_id IS NOT DISTINCT FROM me.person_id, 'may_act', pqr_core.can_act(c, me),
        'assignee', (SELECT p.full_name FROM pqr.person p WHERE p.person_id = c.assignee_id),
        'petition', pqr_core.sheet_petition(p_case), 'people', pqr_core.sheet_people(p_case),
        'claims', pqr_core.sheet_claims(p_case), 'inputs', pqr_core.sheet_inputs(p_case),
        'escalations', pqr_core.sheet_escalations(p_case), 'endorsements', pqr_core.sheet_endorsements(p_case),
        'signatories', pqr_core.sheet_signatories(p_case), 'history', pqr_core.sheet_history(p_case),
        'documents', pqr_core.sheet_documents(p_case), 'law', pqr_core.sheet_law(p_case),
        'earlier', pqr_core.earlier_petitions(p_case),
        'reserved', to_jsonb(pqr_core.reserved_parts(c, me)),
        'progress', (SELECT CASE WHEN pqr_core.is_revealed(p_case) THEN w.form ELSE pqr_core.form_without_marks(w.form) END
                     FROM pqr.work_in_progress w
                     WHERE w.case_id = p_case AND w.person_id = me.person_id AND w.activity = c.activity));
    RETURN CASE WHEN pqr_core.sees_claims(c, me) THEN sheet ELSE pqr_core.without_reserved(sheet) END;
END $$;

-- Keep a half-filled form of mine, until the case leaves the activity in which it was being filled.
CREATE OR REPLACE FUNCTION pqr_api.save_progress(p_case uuid, p_form jsonb) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    me pqr.person := pqr_core.me();
    c pqr.case_file;
BEGIN
    SELECT * INTO c FROM pqr.case_file f WHERE f.case_id = p_case;
    IF c.case_id IS NULL OR NOT pqr_core.can_act(c, me) THEN
        PERFORM pqr_core.refuse('not_permitted');
    ELSIF p_form IS NOT NULL AND octet_length(p_form::text) > 262144 THEN
        PERFORM pqr_core.refuse('text_too_long');
    END IF;
    IF p_form IS NULL THEN
        DELETE FROM pqr.work_in_progress w WHERE w.case_id = p_case AND w.person_id = me.person_id;
        RETURN;
    END IF;
    INSERT INTO pqr.work_in_progress AS old (case_id, person_id, activity, form)
    VALUES (p_case, me.person_id, c.activity, p_form)
    ON CONFLICT (case_id, person_id) DO UPDATE
        SET activity = excluded.activity, saved_at = clock_timestamp(),
            -- A form that does not show the marks must not lose those that were typed.
            form = CASE WHEN excluded.form #> '{petitioner,differential}' = 'null' AND old.activity = excluded.activity
                             AND jsonb_typeof(old.form #> '{petitioner,differential}') = 'array'
                        THEN jsonb_set(excluded.form, '{petitioner,differential}', old.form #> '{petitioner,differential}')
                        ELSE excluded.form END;
END $$;

-- When each area would give back what is asked of it now (5.3), and from which place of its queue.
DROP FUNCTION IF EXISTS pqr_api.area_promises();
CREATE OR REPLACE FUNCTION pqr_api.area_promises()
RETURNS TABLE (area_id int, name text, promised_on date, is_queue boolean, place int, capacity int, term_days int)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT a.area_id, a.name, pqr_core.area_promise(a.area_id), a.queue_capacity IS NOT NULL,
           CASE WHEN a.queue_capacity IS NOT NULL THEN pqr_core.area_position(a.area_id) END, a.queue_capacity, a.term_days
    FROM pqr.area a WHERE a.kind <> 'external' ORDER BY a.area_id;
$$;
