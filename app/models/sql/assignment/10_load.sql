-- Activity 5: who may receive cases today, how much each has, and which line a case belongs to.

CREATE OR REPLACE FUNCTION pqr_core.is_away(p_person int, p_day date)
RETURNS boolean LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT EXISTS (SELECT FROM pqr.absence a WHERE a.person_id = p_person AND p_day BETWEEN a.starts_on AND a.ends_on)
$$;

-- Line of work of a case: of its first claim, or of the topic seen at intake. NULL: anybody's.
CREATE OR REPLACE FUNCTION pqr_core.case_line(p_case uuid)
RETURNS text LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT nullif(coalesce(
        (SELECT n.line FROM pqr.claim k JOIN pqr.claim_node n ON n.code = k.claim_code
          WHERE k.case_id = p_case ORDER BY k.ordinal LIMIT 1),
        (SELECT n.line FROM pqr.petition p JOIN pqr.claim_node n ON n.code = p.topic_code WHERE p.case_id = p_case)
    ), 'General')
$$;

-- Whether an agent of a line takes cases of another: without a line of their own they take any.
-- A line in which nobody works is everybody's, so that no case waits for an agent who does not exist.
CREATE OR REPLACE FUNCTION pqr_core.takes_line(p_agent text, p_case text)
RETURNS boolean LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT p_case IS NULL OR coalesce(p_agent, 'General') = 'General' OR lower(p_agent) = lower(p_case)
        OR NOT EXISTS (SELECT FROM pqr.person p JOIN pqr.person_role r USING (person_id)
                        WHERE p.active AND r.role = 'agent' AND lower(p.line) = lower(p_case))
$$;

-- Agents who may receive today: active and not away, each with the sum of the weights of their open cases.
CREATE OR REPLACE FUNCTION pqr_core.receivers()
RETURNS TABLE (person_id int, line text, ceiling numeric, load numeric)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT p.person_id, p.line, p.capacity_units, coalesce(o.load, 0)
      FROM pqr.person p JOIN pqr.person_role r USING (person_id)
      CROSS JOIN LATERAL (SELECT sum(f.weight) AS load FROM pqr.case_file f
                           WHERE f.assignee_id = p.person_id AND f.closed_at IS NULL) o
     WHERE p.active AND r.role = 'agent'
       AND NOT EXISTS (SELECT FROM pqr.absence a WHERE a.person_id = p.person_id
                          AND pqr_core.today() BETWEEN a.starts_on AND a.ends_on)
     ORDER BY p.person_id
$$;

-- The same with how many cases more each may be sent now («gradualmente»): what was sent in the last hours counts,
-- what was taken back does not, and what the agent took without being sent does not either.
CREATE OR REPLACE FUNCTION pqr_core.desks()
RETURNS TABLE (person_id int, line text, ceiling numeric, load numeric, left_now int)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT d.person_id, d.line, d.ceiling, d.load, CASE WHEN r.cases IS NULL THEN 1000000 ELSE greatest(0, r.cases - (
               SELECT count(*) FROM pqr.assignment_move m JOIN pqr.assignment_run a USING (run_id)
                WHERE m.to_person = d.person_id AND m.moved_at > clock_timestamp() - make_interval(hours => r.hours)
                  AND a.kind = 'shared' AND m.kept_because IS NULL AND NOT pqr_core.was_returned(m)))::int END
      FROM pqr_core.receivers() d CROSS JOIN pqr_core.release() r ORDER BY d.person_id
$$;

-- Whether a case that was sent came back to where it was by undoing its run.
CREATE OR REPLACE FUNCTION pqr_core.was_returned(m pqr.assignment_move)
RETURNS boolean LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT EXISTS (SELECT FROM pqr.assignment_run was JOIN pqr.assignment_run a ON a.act_id = was.act_id AND a.kind = 'returned'
                     JOIN pqr.assignment_move b ON b.run_id = a.run_id AND b.case_id = m.case_id
                    WHERE was.run_id = m.run_id AND b.kept_because IS NULL)
$$;
