-- The legal calendar, changed by two administrators: one asks with the act, another approves, and terms are counted again.

-- Whether a day would be non-working after a change of that kind.
CREATE OR REPLACE FUNCTION pqr_core.put_day(p_day date, p_kind text, p_label text, p_act text)
RETURNS void LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    DELETE FROM pqr.non_working_day n WHERE n.day = p_day;
    IF p_kind <> 'working' THEN
        INSERT INTO pqr.non_working_day (day, label, legal_act, kind) VALUES (p_day, p_label, p_act, p_kind);
    END IF;
END $$;

-- Open petitions whose legal date differs from the calendar's. Typed terms are their document's and do not move: the
-- list is materialised, or the planner may count the term of one of those before leaving it out, and be refused.
CREATE OR REPLACE FUNCTION pqr_core.moved_terms(p_day date)
RETURNS TABLE (case_id uuid, old_due date, new_due date, has_letter boolean)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    WITH t(case_id, old_due, new_due, has_letter) AS MATERIALIZED (
        SELECT f.case_id, f.due_on, pqr_core.lawful_due(f.case_id),
               EXISTS (SELECT FROM pqr.letter l WHERE l.case_id = f.case_id AND l.withdrawn_at IS NULL)
          FROM pqr.case_file f JOIN pqr.petition p USING (case_id) JOIN pqr.petition_class k ON k.key = p.class_key
         WHERE f.procedure = 'pqr_v08' AND f.closed_at IS NULL AND NOT k.has_typed_term
           -- A date that the citizen was told by an extension is that date.
           AND NOT EXISTS (SELECT FROM pqr.extension x WHERE x.case_id = f.case_id AND x.confirmed_at IS NOT NULL)
           AND p.received_on < p_day AND f.due_on >= p_day - 1
    )
    SELECT t.* FROM t WHERE t.old_due IS DISTINCT FROM t.new_due
$$;

-- What a change would do, computed by the server and taken back at once: nothing is written.
CREATE OR REPLACE FUNCTION pqr_api.calendar_effect(p_day date, p_kind text)
RETURNS jsonb LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    answer jsonb;
BEGIN
    PERFORM pqr_core.require_role('admin');
    BEGIN
        PERFORM pqr_core.put_day(p_day, p_kind, 'Prueba', 'Prueba');
        SELECT jsonb_build_object('cases', count(*), 'overdue', count(*) FILTER (WHERE m.new_due < pqr_core.today()
                   AND m.old_due >= pqr_core.today()), 'with_letter', count(*) FILTER (WHERE m.has_letter AND m.new_due > m.old_due),
               'sample', coalesce((SELECT jsonb_agg(jsonb_build_object('label', f.label, 'old', s.old_due, 'new', s.new_due))
                   FROM (SELECT * FROM pqr_core.moved_terms(p_day) ORDER BY old_due, case_id LIMIT 5) s
                   JOIN pqr.case_file f ON f.case_id = s.case_id), '[]'))
          INTO answer FROM pqr_core.moved_terms(p_day) m;
        RAISE EXCEPTION USING ERRCODE = 'PQ200';
    EXCEPTION WHEN SQLSTATE 'PQ200' THEN
        RETURN answer;
    END;
END $$;

-- One administrator asks for it; the same p_change again changes nothing.
CREATE OR REPLACE FUNCTION pqr_api.propose_calendar_change(p_change uuid, p_day date, p_kind text, p_label text, p_act text)
RETURNS jsonb LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    me pqr.person := pqr_core.require_role('admin');
BEGIN
    IF EXISTS (SELECT FROM pqr.calendar_change x WHERE x.change_id = p_change AND x.proposed_by = me.person_id) THEN
        RETURN '{"status": "applied", "replayed": true}';
    ELSIF coalesce(btrim(p_act), '') = '' THEN
        PERFORM pqr_core.refuse('legal_act', 'legal_act');
    ELSIF (p_kind = 'working') <> EXISTS (SELECT FROM pqr.non_working_day n WHERE n.day = p_day) THEN
        PERFORM pqr_core.refuse('change_useless', 'day');
    ELSIF EXISTS (SELECT FROM pqr.calendar_change x WHERE x.day = p_day AND x.decision IS NULL) THEN
        PERFORM pqr_core.refuse('change_taken', 'day');
    END IF;
    INSERT INTO pqr.calendar_change (change_id, day, kind, label, legal_act, proposed_by)
    VALUES (p_change, p_day, p_kind, btrim(p_label), btrim(p_act), me.person_id);
    RETURN '{"status": "applied"}';
END $$;

-- Another administrator decides. Approved, each open petition whose date moves gets an event of its own; a date that
-- a letter already said stays when it is the shorter one.
CREATE OR REPLACE FUNCTION pqr_api.decide_calendar_change(p_change uuid, p_approve boolean)
RETURNS jsonb LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET lock_timeout = '3s' AS $$
DECLARE
    me pqr.person := pqr_core.require_role('admin');
    x pqr.calendar_change;
    n int := 0;
BEGIN
    SELECT * INTO x FROM pqr.calendar_change y WHERE y.change_id = p_change FOR UPDATE;
    IF x.change_id IS NULL OR x.decision IS NOT NULL THEN
        PERFORM pqr_core.refuse('change_decided');
    ELSIF x.proposed_by = me.person_id THEN
        PERFORM pqr_core.refuse('two_people');
    END IF;
    IF p_approve THEN
        PERFORM pqr_core.put_day(x.day, x.kind, x.label, x.legal_act);
        n := pqr_core.move_terms(x.day, me, p_change);
    END IF;
    UPDATE pqr.calendar_change y SET decision = CASE WHEN p_approve THEN 'approved' ELSE 'rejected' END,
           decided_by = me.person_id, decided_at = clock_timestamp(), moved_cases = n
     WHERE y.change_id = p_change;
    RETURN jsonb_build_object('status', 'applied', 'moved', n);
END $$;

CREATE OR REPLACE FUNCTION pqr_core.move_terms(p_day date, me pqr.person, p_change uuid)
RETURNS int LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    m record;
    c pqr.case_file;
    r pqr_core.effect_result;
    n int := 0;
BEGIN
    FOR m IN SELECT * FROM pqr_core.moved_terms(p_day) t ORDER BY t.case_id LOOP
        CONTINUE WHEN m.has_letter AND m.new_due > m.old_due;
        SELECT * INTO c FROM pqr.case_file f WHERE f.case_id = m.case_id FOR NO KEY UPDATE;
        r.set_due := true;
        r.due_on := m.new_due;
        PERFORM pqr_core.move(c, me, p_change, 'rescheduled', c.activity::int, c.assignee_id, c.area_id, c.status,
                              sha256(convert_to(m.new_due::text, 'UTF8')), r);
        n := n + 1;
    END LOOP;
    RETURN n;
END $$;

-- Changes that wait for a second administrator, and the latest decided ones.
CREATE OR REPLACE FUNCTION pqr_api.calendar_changes()
RETURNS TABLE (change_id uuid, day date, kind text, label text, legal_act text, proposed_by int, proposer text,
               proposed_at timestamptz, decision text, decider text, decided_at timestamptz, moved_cases int)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM pqr_core.require_role('admin', 'lead', 'auditor');
    RETURN QUERY
    SELECT x.change_id, x.day, x.kind, x.label, x.legal_act, x.proposed_by, a.full_name, x.proposed_at, x.decision,
           b.full_name, x.decided_at, x.moved_cases
      FROM pqr.calendar_change x JOIN pqr.person a ON a.person_id = x.proposed_by
      LEFT JOIN pqr.person b ON b.person_id = x.decided_by
     ORDER BY x.decision IS NOT NULL, x.proposed_at DESC LIMIT 100;
END $$;
