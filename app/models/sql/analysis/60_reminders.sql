-- Reminders to areas. They are computed when they are read («so many days or fewer, and not yet told»), never by a job
-- of one night: what a lost night did not say is said at the next reading, once.

-- What the rule has to tell an area of what is open; the day is the term it is about.
CREATE OR REPLACE FUNCTION pqr_core.owed_reminders(the_area int)
RETURNS TABLE (case_id uuid, turn int, kind text, day date)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    today date := pqr_core.today();
    next_day date := pqr_core.add_business_days(today, 1);
BEGIN
    RETURN QUERY
    SELECT f.case_id, e.loop_count + 1,
           CASE WHEN f.due_on < today THEN 'late' WHEN f.due_on = today THEN 'today' ELSE 'soon' END, f.due_on
    FROM pqr.case_file f JOIN pqr.escalation e ON e.case_id = f.case_id
    WHERE f.area_id = the_area AND f.procedure = 'escalation_v01' AND f.activity < 3 AND f.closed_at IS NULL
      AND f.due_on <= next_day;
END $$;

-- Tell me what my area was not told yet, and record that it was told: a second call has nothing to say.
CREATE OR REPLACE FUNCTION pqr_api.take_reminders() RETURNS TABLE (kind text, cases int)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    me pqr.person := pqr_core.me();
BEGIN
    IF NOT 'mission' = ANY (pqr_api.my_roles()) OR me.area_id IS NULL THEN
        PERFORM pqr_core.refuse('not_permitted');
    END IF;
    RETURN QUERY
    WITH owed AS (
        INSERT INTO pqr.escalation_reminder AS m (case_id, turn, kind, day, told_to, told_at)
        SELECT o.case_id, o.turn, o.kind, o.day, me.person_id, clock_timestamp() FROM pqr_core.owed_reminders(me.area_id) o
        ON CONFLICT DO NOTHING RETURNING m.kind
    ), asked AS (
        UPDATE pqr.escalation_reminder m SET told_to = me.person_id, told_at = clock_timestamp()
        FROM pqr.case_file f
        WHERE f.case_id = m.case_id AND f.area_id = me.area_id AND f.closed_at IS NULL AND f.activity < 3
          AND m.kind = 'asked' AND m.told_at IS NULL
        RETURNING m.kind
    )
    SELECT t.kind, count(*)::int FROM (SELECT kind FROM owed UNION ALL SELECT kind FROM asked) t GROUP BY t.kind;
END $$;

-- Control reminds an area of all that is late or due by the next business day; once a day for each. How many were new.
CREATE OR REPLACE FUNCTION pqr_api.remind_area(p_area int) RETURNS int
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    me pqr.person := pqr_core.me();
    made int;
BEGIN
    IF NOT pqr_api.my_roles() && ARRAY['escalation_control', 'lead'] THEN
        PERFORM pqr_core.refuse('not_permitted');
    END IF;
    INSERT INTO pqr.escalation_reminder (case_id, turn, kind, day, asked_by)
    SELECT o.case_id, o.turn, 'asked', pqr_core.today(), me.person_id FROM pqr_core.owed_reminders(p_area) o
    ON CONFLICT DO NOTHING;
    GET DIAGNOSTICS made = ROW_COUNT;
    RETURN made;
END $$;

-- The term of an area or the capacity of its queue (5.3) changes by a named person, with its reason on record.
CREATE OR REPLACE FUNCTION pqr_api.set_area_term(
    p_change uuid, p_area int, p_term_days int, p_queue_capacity int, p_reason text
) RETURNS date
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    me pqr.person := pqr_core.me();
    a pqr.area;
    reason text := pqr_core.visible(p_reason);
BEGIN
    IF NOT pqr_api.my_roles() && ARRAY['lead'] THEN
        PERFORM pqr_core.refuse('not_permitted');
    END IF;
    SELECT * INTO a FROM pqr.area x WHERE x.area_id = p_area AND x.kind <> 'external' FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        PERFORM pqr_core.refuse('area_outside', 'area_id');
    ELSIF reason = '' THEN
        PERFORM pqr_core.refuse('note_missing', 'reason');
    ELSIF p_term_days IS NULL OR p_term_days NOT BETWEEN 1 AND 60 OR p_queue_capacity NOT BETWEEN 1 AND 1000000 THEN
        PERFORM pqr_core.refuse('area_term_range', 'term_days');
    ELSIF EXISTS (SELECT FROM pqr.area_term_change k WHERE k.change_id = p_change AND k.changed_by = me.person_id) THEN
        RETURN pqr_core.area_promise(p_area);
    END IF;
    INSERT INTO pqr.area_term_change (change_id, area_id, term_days, queue_capacity, term_days_before,
                                      queue_capacity_before, reason, changed_by)
    VALUES (p_change, p_area, p_term_days, p_queue_capacity, a.term_days, a.queue_capacity, left(reason, 500),
            me.person_id);
    UPDATE pqr.area x SET term_days = p_term_days, queue_capacity = p_queue_capacity WHERE x.area_id = p_area;
    RETURN pqr_core.area_promise(p_area);
END $$;

-- What was changed, newest first, with names.
CREATE OR REPLACE FUNCTION pqr_api.area_term_changes() RETURNS TABLE (
    area text, term_days int, queue_capacity int, term_days_before int, queue_capacity_before int, reason text,
    changed_by text, changed_at timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
BEGIN
    PERFORM pqr_core.may_control_escalations();
    RETURN QUERY
    SELECT a.name, k.term_days, k.queue_capacity, k.term_days_before, k.queue_capacity_before, k.reason, p.full_name,
           k.changed_at
    FROM pqr.area_term_change k
    JOIN pqr.area a ON a.area_id = k.area_id
    JOIN pqr.person p ON p.person_id = k.changed_by
    ORDER BY k.changed_at DESC LIMIT 50;
END $$;
