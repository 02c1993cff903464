-- What a change of the tree would touch, and the tree's versions as the page that changes it shows them.

-- Open petitions classified under a leaf, or half classified under it by somebody now.
CREATE OR REPLACE FUNCTION pqr_core.cases_on_leaf(p_code text) RETURNS TABLE (case_id uuid, is_draft boolean)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT k.case_id, false FROM pqr.claim k JOIN pqr.case_file f ON f.case_id = k.case_id
     WHERE k.claim_code = p_code AND f.closed_at IS NULL
    UNION
    SELECT w.case_id, true FROM pqr.work_in_progress w
     WHERE jsonb_typeof(w.form -> 'claims') = 'array'
       AND w.form @> jsonb_build_object('claims', jsonb_build_array(jsonb_build_object('code', p_code)))
       AND NOT EXISTS (SELECT FROM pqr.claim k WHERE k.case_id = w.case_id)
$$;

-- For each change: open cases that keep the leaf as it was, forms being filled that lose it, texts of the library that
-- are about it, and the first cases to fall due. Computed without writing.
CREATE OR REPLACE FUNCTION pqr_api.tree_effect(p_changes jsonb, p_from date)
RETURNS TABLE (code text, kind text, open_cases bigint, drafts bigint, due_soon bigint, texts bigint, sample text[])
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
BEGIN
    PERFORM pqr_core.require_role('quality', 'lead', 'admin', 'auditor');
    RETURN QUERY
    SELECT x.code, x.kind, coalesce(o.cases, 0), coalesce(o.drafts, 0), coalesce(o.soon, 0),
           (SELECT count(*) FROM pqr.approved_text t WHERE t.claim_code = x.code
               AND (t.valid_to IS NULL OR t.valid_to >= coalesce(p_from, pqr_core.today()))),
           CASE WHEN pqr_core.is_reserved_leaf(x.code) THEN '{}' ELSE coalesce(o.sample, '{}') END
      FROM pqr_core.tree_changes(p_changes) x
      LEFT JOIN LATERAL (
        SELECT count(*) FILTER (WHERE NOT l.is_draft) AS cases, count(*) FILTER (WHERE l.is_draft) AS drafts,
               count(*) FILTER (WHERE f.due_on <= pqr_core.today() + 3) AS soon,
               (array_agg(f.label ORDER BY f.due_on, f.label))[1:5] AS sample
          FROM pqr_core.cases_on_leaf(x.code) l JOIN pqr.case_file f ON f.case_id = l.case_id) o ON true
     ORDER BY string_to_array(x.code, '.')::int[];
END $$;

-- Every node with how many open cases it has; groups too, and what was retired.
CREATE OR REPLACE FUNCTION pqr_api.tree_nodes()
RETURNS TABLE (code text, parent_code text, title text, area_id int, area text, is_leaf boolean, lookup_systems text[],
    is_sensitive boolean, weight numeric, line text, valid_from date, valid_to date, synonyms text[], replaced_by text,
    open_cases bigint)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM pqr_core.require_role('quality', 'lead', 'admin', 'auditor');
    PERFORM pqr_core.apply_due_trees();
    RETURN QUERY
    SELECT n.code, n.parent_code, n.title, n.area_id, a.name, n.is_leaf, n.lookup_systems, n.is_sensitive, n.weight, n.line,
           n.valid_from, n.valid_to, n.synonyms, n.replaced_by, coalesce(o.cases, 0)
      FROM pqr.claim_node n LEFT JOIN pqr.area a ON a.area_id = n.area_id
      LEFT JOIN (SELECT k.claim_code, count(*) AS cases FROM pqr.claim k JOIN pqr.case_file f ON f.case_id = k.case_id
                  WHERE f.closed_at IS NULL GROUP BY 1) o ON o.claim_code = n.code
     ORDER BY string_to_array(n.code, '.')::int[];
END $$;

-- The versions, newest first, each with its changes.
CREATE OR REPLACE FUNCTION pqr_api.tree_versions() RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM pqr_core.require_role('quality', 'lead', 'admin', 'auditor');
    RETURN (SELECT coalesce(jsonb_agg(jsonb_build_object('version', v.version, 'reason', v.reason,
        'valid_from', v.valid_from, 'proposed_by', v.proposed_by, 'proposer', p.full_name, 'proposed_at', v.proposed_at,
        'decision', v.decision, 'decider', d.full_name, 'decided_at', v.decided_at, 'note', v.note,
        'applied_at', v.applied_at, 'changes', (
            SELECT coalesce(jsonb_agg(to_jsonb(x) || jsonb_build_object('area', a.name, 'old_area', o.name)
                            ORDER BY string_to_array(x.code, '.')::int[]), '[]')
              FROM pqr.claim_tree_change x JOIN pqr.area a ON a.area_id = x.area_id
              LEFT JOIN pqr.area o ON o.area_id = x.old_area_id WHERE x.version = v.version))
        ORDER BY v.version DESC), '[]')
      FROM pqr.claim_tree_version v LEFT JOIN pqr.person p ON p.person_id = v.proposed_by
      LEFT JOIN pqr.person d ON d.person_id = v.decided_by);
END $$;
