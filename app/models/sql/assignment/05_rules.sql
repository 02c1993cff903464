-- Activity 5: what a case weighs and how gradually cases are released. Each change has its author, day and reason; the
-- newest row holds, the older ones are the history.

-- Effort of a claim: its own weight if somebody set one, else its line's, else the tree's.
CREATE OR REPLACE FUNCTION pqr_core.work_weight(p_code text)
RETURNS numeric LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT coalesce(
        (SELECT w.weight FROM pqr.work_weight w WHERE w.kind = 'claim' AND w.key = n.code ORDER BY w.weight_no DESC LIMIT 1),
        (SELECT w.weight FROM pqr.work_weight w WHERE w.kind = 'line' AND w.key = n.line ORDER BY w.weight_no DESC LIMIT 1),
        n.weight)
      FROM pqr.claim_node n WHERE n.code = p_code
$$;

-- Effort of a case before it is classified: its topic's; what has a typed term (judges, control bodies) has its own.
CREATE OR REPLACE FUNCTION pqr_core.weight_at_intake(p_topic text, p_typed boolean)
RETURNS numeric LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT CASE WHEN p_typed
                THEN coalesce((SELECT w.weight FROM pqr.work_weight w WHERE w.kind = 'typed' ORDER BY w.weight_no DESC LIMIT 1), 2.0)
                ELSE coalesce(pqr_core.work_weight(p_topic), 1.0) END
$$;

-- At most so many cases to each agent in so many hours; no cases: no such limit. Twenty a half day until somebody says.
CREATE OR REPLACE FUNCTION pqr_core.release()
RETURNS TABLE (cases int, hours int) LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT r.cases, r.hours FROM (
        (SELECT x.cases, x.hours, x.rule_no FROM pqr.release_rule x ORDER BY x.rule_no DESC LIMIT 1)
        UNION ALL SELECT 20, 4, 0) r ORDER BY r.rule_no DESC LIMIT 1
$$;

CREATE OR REPLACE FUNCTION pqr_core.require_reason(p_reason text)
RETURNS text LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF length(pqr_core.visible(p_reason)) < 5 THEN
        PERFORM pqr_core.refuse('rule_reason', 'reason');
    ELSIF length(p_reason) > 500 THEN
        PERFORM pqr_core.refuse('text_too_long', 'reason');
    END IF;
    RETURN pqr_core.visible(p_reason);
END $$;

-- From now on at most p_cases to each agent in p_hours. NULL cases: only the ceilings hold.
CREATE OR REPLACE FUNCTION pqr_api.set_release(p_cases int, p_hours int, p_reason text)
RETURNS jsonb LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    me pqr.person := pqr_core.require_role('assigner', 'lead');
    why text := pqr_core.require_reason(p_reason);
BEGIN
    IF p_hours IS NULL OR p_hours NOT BETWEEN 1 AND 168 OR p_cases NOT BETWEEN 1 AND 500 THEN
        PERFORM pqr_core.refuse('release_range', 'cases');
    END IF;
    INSERT INTO pqr.release_rule (set_by, reason, cases, hours) VALUES (me.person_id, why, p_cases, p_hours);
    RETURN '{"status": "applied"}';
END $$;

-- From now on a claim, a line or what has a typed term weighs p_weight; what waits in the pool is weighed again.
CREATE OR REPLACE FUNCTION pqr_api.set_weight(p_kind text, p_key text, p_weight numeric, p_reason text)
RETURNS jsonb LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET lock_timeout = '3s' AS $$
DECLARE
    me pqr.person := pqr_core.require_role('assigner', 'lead');
    why text := pqr_core.require_reason(p_reason);
    weighed int;
BEGIN
    IF p_weight IS NULL OR p_weight NOT BETWEEN 0.25 AND 10 THEN
        PERFORM pqr_core.refuse('weight_range', 'weight');
    ELSIF NOT coalesce(CASE p_kind WHEN 'claim' THEN EXISTS (SELECT FROM pqr.claim_node n WHERE n.code = p_key AND n.is_leaf)
               WHEN 'line' THEN EXISTS (SELECT FROM pqr.claim_node n WHERE n.line = p_key)
               WHEN 'typed' THEN p_key = '' END, false) THEN
        PERFORM pqr_core.refuse('weight_key', 'key');
    END IF;
    INSERT INTO pqr.work_weight (set_by, reason, kind, key, weight) VALUES (me.person_id, why, p_kind, p_key, round(p_weight, 2));
    WITH again AS (
        SELECT f.case_id, pqr_core.weight_at_intake(p.topic_code, k.has_typed_term) AS weight
          FROM pqr.case_file f JOIN pqr.petition p USING (case_id) JOIN pqr.petition_class k ON k.key = p.class_key
          LEFT JOIN pqr.claim_node n ON n.code = p.topic_code
         WHERE f.procedure = 'pqr_v08' AND f.activity = 5 AND f.closed_at IS NULL
           AND CASE p_kind WHEN 'typed' THEN k.has_typed_term
                    ELSE NOT k.has_typed_term AND p_key = CASE p_kind WHEN 'claim' THEN n.code ELSE n.line END END
           AND NOT EXISTS (SELECT FROM pqr.claim c WHERE c.case_id = f.case_id))
    UPDATE pqr.case_file f SET weight = a.weight FROM again a WHERE a.case_id = f.case_id AND f.weight <> a.weight;
    GET DIAGNOSTICS weighed = ROW_COUNT;
    RETURN jsonb_build_object('status', 'applied', 'weighed_again', weighed);
END $$;

-- The rules in use: the release, and each weight that differs from the tree's or could.
CREATE OR REPLACE FUNCTION pqr_api.assignment_rules()
RETURNS TABLE (kind text, key text, title text, weight numeric, hours int, set_by text, set_at timestamptz, reason text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM pqr_core.require_role('assigner', 'lead', 'auditor');
    RETURN QUERY
    SELECT 'release', '', 'Cada agente recibe como máximo', r.cases::numeric, r.hours, p.full_name, l.set_at, l.reason
      FROM pqr_core.release() r
      LEFT JOIN LATERAL (SELECT x.* FROM pqr.release_rule x ORDER BY x.rule_no DESC LIMIT 1) l ON true
      LEFT JOIN pqr.person p ON p.person_id = l.set_by
    UNION ALL
    SELECT k.kind, k.key, k.title, coalesce(w.weight, k.own), NULL, p.full_name, w.set_at, w.reason
      FROM (SELECT 'typed' AS kind, '' AS key, 'Jueces, órganos de control y Congreso' AS title, 2.0 AS own, 0 AS place
            UNION ALL SELECT 'line', n.line, n.line, NULL, 1 FROM pqr.claim_node n WHERE n.is_leaf GROUP BY n.line
            UNION ALL SELECT 'claim', n.code, n.title, pqr_core.work_weight(n.code), 2 FROM pqr.claim_node n
                       WHERE n.is_leaf AND n.area_id IS NOT NULL AND coalesce(n.valid_to >= pqr_core.today(), true)) k
      LEFT JOIN LATERAL (SELECT x.* FROM pqr.work_weight x WHERE x.kind = k.kind AND x.key = k.key
                          ORDER BY x.weight_no DESC LIMIT 1) w ON true
      LEFT JOIN pqr.person p ON p.person_id = w.set_by;
END $$;

-- Who changed which rule, when and why, newest first.
CREATE OR REPLACE FUNCTION pqr_api.assignment_rule_history()
RETURNS TABLE (kind text, key text, weight numeric, hours int, set_by text, set_at timestamptz, reason text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM pqr_core.require_role('assigner', 'lead', 'auditor');
    RETURN QUERY
    SELECT h.kind, h.key, h.weight, h.hours, p.full_name, h.set_at, h.reason
      FROM (SELECT 'release' AS kind, '' AS key, r.cases::numeric AS weight, r.hours, r.set_by, r.set_at, r.reason
              FROM pqr.release_rule r
            UNION ALL SELECT w.kind, w.key, w.weight, NULL, w.set_by, w.set_at, w.reason FROM pqr.work_weight w) h
      JOIN pqr.person p ON p.person_id = h.set_by ORDER BY h.set_at DESC LIMIT 200;
END $$;
