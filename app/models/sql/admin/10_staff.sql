-- What the administrator sees of the staff, and how much each agent is given.

-- Every person with roles, team, absence (current or next), open cases and last act.
CREATE OR REPLACE FUNCTION pqr_api.staff_list()
RETURNS TABLE (person_id int, login text, full_name text, initials text, area_id int, area_name text, line text,
               capacity_units numeric, active boolean, joined_on date, roles text[], absence_id int, away_from date,
               away_until date, away_reason text, open_cases bigint, last_act timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM pqr_core.require_role('admin', 'lead', 'auditor');
    RETURN QUERY
    SELECT p.person_id, p.login, p.full_name, p.initials, p.area_id, a.name, p.line, p.capacity_units, p.active,
           p.joined_on,
           (SELECT coalesce(array_agg(r.role ORDER BY r.role), '{}') FROM pqr.person_role r WHERE r.person_id = p.person_id),
           x.absence_id, x.starts_on, x.ends_on, x.reason,
           (SELECT count(*) FROM pqr.case_file f WHERE f.assignee_id = p.person_id AND f.closed_at IS NULL),
           (SELECT max(k.recorded_at) FROM pqr_audit.read_log l, LATERAL (SELECT l.at AS recorded_at) k
             WHERE l.session_login = p.login)
      FROM pqr.person p LEFT JOIN pqr.area a USING (area_id)
      LEFT JOIN LATERAL (SELECT * FROM pqr.absence y WHERE y.person_id = p.person_id AND y.ends_on >= pqr_core.today()
                          ORDER BY y.starts_on LIMIT 1) x ON true
     ORDER BY p.active DESC, p.full_name;
END $$;

-- What an absence does before it is saved: how many of the person's cases fall due while away, and who has room.
CREATE OR REPLACE FUNCTION pqr_api.absence_effect(p_person int, p_starts date, p_ends date)
RETURNS TABLE (open_cases bigint, due_while_away bigint, first_due date, drafts bigint, team bigint, room numeric)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    of_person text := (SELECT p.line FROM pqr.person p WHERE p.person_id = p_person);
BEGIN
    PERFORM pqr_core.require_role('admin', 'lead');
    RETURN QUERY
    SELECT count(*), count(*) FILTER (WHERE f.due_on BETWEEN p_starts AND p_ends),
           min(f.due_on) FILTER (WHERE f.due_on BETWEEN p_starts AND p_ends),
           count(*) FILTER (WHERE EXISTS (SELECT FROM pqr.draft d WHERE d.case_id = f.case_id)),
           (SELECT count(*) FROM pqr_core.receivers() r
             WHERE r.person_id <> p_person AND pqr_core.takes_line(r.line, of_person)),
           (SELECT coalesce(sum(greatest(r.ceiling - r.load, 0)), 0) FROM pqr_core.receivers() r
             WHERE r.person_id <> p_person AND pqr_core.takes_line(r.line, of_person))
      FROM pqr.case_file f WHERE f.assignee_id = p_person AND f.closed_at IS NULL;
END $$;

-- Line, ceiling and area of a person; the sharing out of cases reads them.
CREATE OR REPLACE FUNCTION pqr_api.set_person_work(p_person int, p_line text, p_capacity numeric, p_area int)
RETURNS jsonb LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM pqr_core.require_role('admin');
    -- The area of a person says for which area they answer.
    IF p_person = pqr_api.my_person_id() THEN
        PERFORM pqr_core.refuse('own_account');
    ELSIF p_capacity NOT BETWEEN 0 AND 500 THEN
        PERFORM pqr_core.refuse('payload', 'capacity_units');
    ELSIF p_area IS NOT NULL AND NOT EXISTS (SELECT FROM pqr.area a WHERE a.area_id = p_area) THEN
        PERFORM pqr_core.refuse('unknown_area', 'area_id');
    END IF;
    UPDATE pqr.person p SET line = nullif(btrim(p_line), ''), capacity_units = p_capacity, area_id = p_area
     WHERE p.person_id = p_person;
    IF NOT FOUND THEN
        PERFORM pqr_core.refuse('unknown_person');
    END IF;
    INSERT INTO pqr_audit.staff_event (session_login, what, person_id, detail)
    VALUES (session_user, 'set_work', p_person, jsonb_build_object('line', p_line, 'capacity', p_capacity, 'area', p_area));
    RETURN '{"status": "applied"}';
END $$;
