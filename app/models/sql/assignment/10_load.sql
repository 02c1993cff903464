-- Activity 5: who may receive cases today, how much each has, and which line a case belongs to.

CREATE OR REPLACE FUNCTION pqr_core.is_away(p_person int, p_day date)
RETURNS boolean LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT EXISTS (SELECT FROM pqr.absence a WHERE a.person_id = p_person AND p_day BETWEEN a.starts_on AND a.ends_on)
$$;

-- Weighted load: the sum of the weights of a person's open cases.
CREATE OR REPLACE FUNCTION pqr_core.open_load(p_person int)
RETURNS numeric LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT coalesce(sum(f.weight), 0) FROM pqr.case_file f WHERE f.assignee_id = p_person AND f.closed_at IS NULL
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

-- Agents who may receive today: active and not away.
CREATE OR REPLACE FUNCTION pqr_core.receivers()
RETURNS TABLE (person_id int, line text, ceiling numeric, load numeric)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT p.person_id, p.line, p.capacity_units, pqr_core.open_load(p.person_id)
      FROM pqr.person p JOIN pqr.person_role r USING (person_id)
     WHERE p.active AND r.role = 'agent' AND NOT pqr_core.is_away(p.person_id, pqr_core.today())
     ORDER BY p.person_id
$$;

-- Lines as an agent and a case meet: one row for each receiver and line, so that sharing out asks once.
CREATE OR REPLACE FUNCTION pqr_core.receivers_of(p_line text)
RETURNS int[] LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT coalesce(array_agg(r.person_id), '{}') FROM pqr_core.receivers() r WHERE pqr_core.takes_line(r.line, p_line)
$$;
