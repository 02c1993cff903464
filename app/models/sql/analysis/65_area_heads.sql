-- The head of an area is told what it let go (third return, overdue); Control lengthens terms of many requests at once.

-- Who heads an area: one of its own people, named by the lead.
CREATE OR REPLACE FUNCTION pqr_api.set_area_head(p_area int, p_person int) RETURNS jsonb
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    me pqr.person := pqr_core.require_role('lead');
BEGIN
    IF NOT EXISTS (SELECT FROM pqr.person p JOIN pqr.person_role r ON r.person_id = p.person_id AND r.role = 'mission'
                    WHERE p.person_id = p_person AND p.area_id = p_area AND p.active) THEN
        PERFORM pqr_core.refuse('head_of_area', 'person_id');
    END IF;
    INSERT INTO pqr.area_head AS h (area_id, person_id, set_by) VALUES (p_area, p_person, me.person_id)
    ON CONFLICT (area_id) DO UPDATE SET person_id = excluded.person_id, set_by = excluded.set_by, set_at = clock_timestamp();
    RETURN '{"status": "applied"}';
END $$;

-- Tell me, if I head my area, what it let go and I was not told yet; it is written down as told. No night is needed.
CREATE OR REPLACE FUNCTION pqr_api.take_head_news() RETURNS TABLE (kind text, cases int)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    me pqr.person := pqr_core.me();
BEGIN
    IF NOT EXISTS (SELECT FROM pqr.area_head h WHERE h.person_id = me.person_id AND h.area_id = me.area_id) THEN
        RETURN;
    END IF;
    RETURN QUERY
    WITH told AS (
        INSERT INTO pqr.escalation_reminder AS m (case_id, turn, kind, day, told_to, told_at)
        SELECT f.case_id, e.loop_count + 1, o.kind, f.due_on, me.person_id, clock_timestamp()
          FROM pqr.case_file f JOIN pqr.escalation e ON e.case_id = f.case_id
          CROSS JOIN LATERAL (
              SELECT 'head_third' AS kind WHERE pqr_core.turn_of_three(f.case_id) >= 3
              UNION ALL SELECT 'head_late' WHERE f.due_on < pqr_core.today() AND f.activity < 3) o
         WHERE f.area_id = me.area_id AND f.procedure = 'escalation_v01' AND f.closed_at IS NULL
        ON CONFLICT DO NOTHING RETURNING m.kind
    )
    SELECT t.kind, count(*)::int FROM told t GROUP BY t.kind;
END $$;

-- Who heads each area, and what each was told and when: for Control and for the lead.
CREATE OR REPLACE FUNCTION pqr_api.area_heads() RETURNS TABLE (area_id int, person_id int, head text, told int, told_at timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
BEGIN
    PERFORM pqr_core.may_control_escalations();
    RETURN QUERY
    SELECT h.area_id, h.person_id, p.full_name, t.n, t.at
      FROM pqr.area_head h JOIN pqr.person p ON p.person_id = h.person_id
      CROSS JOIN LATERAL (SELECT count(*)::int AS n, max(m.told_at) AS at FROM pqr.escalation_reminder m
                           WHERE m.told_to = h.person_id AND m.kind IN ('head_third', 'head_late')) t
     ORDER BY h.area_id;
END $$;

-- Why the term of a request may not go to that day; empty where it may.
CREATE OR REPLACE FUNCTION pqr_core.why_not_longer(f pqr.case_file, e pqr.escalation, p_until date) RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT CASE
        WHEN f.activity >= 3 THEN 'answered'
        WHEN EXISTS (SELECT FROM pqr.escalation_extension x WHERE x.case_id = f.case_id AND x.turn = e.loop_count + 1)
            THEN 'again'
        -- What comes back later than this makes the citizen's answer late.
        WHEN p_until > (SELECT pqr_core.subtract_business_days(m.due_on, w.after_areas) FROM pqr.case_file m
                          JOIN pqr_core.work_left(ARRAY[e.petition_case_id]) w ON w.case_id = m.case_id
                         WHERE m.case_id = e.petition_case_id) THEN 'past_term'
        ELSE '' END
$$;

-- Lengthen what an area has to answer: what is late, what is due by the next business day too, or all. Each request has
-- its outcome; those that can't are told and stay as they were. The same p_run answers what it did.
CREATE OR REPLACE FUNCTION pqr_api.extend_area_terms(p_run uuid, p_area int, p_which text, p_days int, p_reason text)
RETURNS TABLE (label text, outcome text, old_due date, new_due date)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '3s' AS $$
#variable_conflict use_column
DECLARE
    me pqr.person := pqr_core.require_role('escalation_control', 'lead');
    today date := pqr_core.today();
    last_day date := CASE p_which WHEN 'late' THEN today - 1 WHEN 'soon' THEN pqr_core.add_business_days(today, 1) ELSE 'infinity' END;
    why_not text;
    until date;
    f pqr.case_file;
    e pqr.escalation;
    r pqr_core.effect_result := pqr_core.nothing();
BEGIN
    IF EXISTS (SELECT FROM pqr.escalation_extension x WHERE x.run_id = p_run) THEN
        RETURN QUERY SELECT c.label, '', x.old_due_on, x.new_due_on FROM pqr.escalation_extension x
                       JOIN pqr.escalation y ON y.case_id = x.case_id
                       JOIN pqr.case_file c ON c.case_id = y.petition_case_id WHERE x.run_id = p_run AND x.extended_by = me.person_id;
        RETURN;
    ELSIF p_which IS NULL OR p_which NOT IN ('late', 'soon', 'all') OR p_days IS NULL OR p_days NOT BETWEEN 1 AND 15 THEN
        PERFORM pqr_core.refuse('payload', 'days');
    END IF;
    PERFORM pqr_core.said(p_reason, 'reason', 20, 500);
    FOR f IN SELECT c.* FROM pqr.case_file c WHERE c.area_id = p_area AND c.procedure = 'escalation_v01'
                AND c.closed_at IS NULL AND c.activity < 3 AND c.due_on <= last_day ORDER BY c.due_on, c.case_id LIMIT 500
                FOR NO KEY UPDATE LOOP
        SELECT * INTO e FROM pqr.escalation x WHERE x.case_id = f.case_id;
        until := pqr_core.add_business_days(greatest(f.due_on, today), p_days);
        why_not := pqr_core.why_not_longer(f, e, until);
        IF why_not = '' THEN
            INSERT INTO pqr.escalation_extension (case_id, turn, run_id, old_due_on, new_due_on, reason, extended_by)
            VALUES (f.case_id, e.loop_count + 1, p_run, f.due_on, until, btrim(p_reason), me.person_id);
            UPDATE pqr.escalation x SET due_on = until WHERE x.case_id = f.case_id;
            r.set_due := true;
            r.due_on := until;
            PERFORM pqr_core.note_act(f, me, p_run, 'area_extended', until::text, r);
        END IF;
        RETURN QUERY SELECT c.label, why_not, f.due_on, until FROM pqr.case_file c WHERE c.case_id = e.petition_case_id;
    END LOOP;
END $$;
