-- The tree of claims (activity 7) as versioned data: one person proposes changes of leaves with the day from which they
-- are in force, another decides, and on that day they are put into the tree. Old cases keep the name that they had.

-- The version in force: the last whose changes are in the tree.
CREATE OR REPLACE FUNCTION pqr_core.tree_version() RETURNS int
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT coalesce(max(v.version), 1) FROM pqr.claim_tree_version v WHERE v.applied_at IS NOT NULL
$$;

-- Put an approved version into the tree. A retired leaf is kept, without validity: old cases and letters name it.
CREATE OR REPLACE FUNCTION pqr_core.apply_tree(p_version int) RETURNS void
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v pqr.claim_tree_version;
BEGIN
    UPDATE pqr.claim_tree_version t SET applied_at = clock_timestamp()
     WHERE t.version = p_version AND t.decision = 'approved' AND t.applied_at IS NULL RETURNING * INTO v;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    PERFORM pqr_core.apply_tree_groups(v);
    INSERT INTO pqr.claim_node (code, parent_code, title, area_id, is_leaf, lookup_systems, is_sensitive, weight, line,
                                valid_from, valid_to, synonyms)
    SELECT x.code, g.code, x.title, x.area_id, true, x.lookup_systems, x.is_sensitive, x.weight, g.line, v.valid_from,
           x.valid_to, x.synonyms
      FROM pqr.claim_tree_change x JOIN pqr.claim_node g ON g.code = coalesce(x.parent_code, regexp_replace(x.code, '\.[0-9]+$', ''))
     WHERE x.version = p_version AND x.kind = 'add';
    UPDATE pqr.claim_node n SET title = x.title, area_id = x.area_id, weight = x.weight, is_sensitive = x.is_sensitive,
           lookup_systems = x.lookup_systems, synonyms = x.synonyms, valid_to = x.valid_to,
           parent_code = coalesce(x.parent_code, n.parent_code)
      FROM pqr.claim_tree_change x WHERE x.version = p_version AND x.kind = 'change' AND n.code = x.code;
    UPDATE pqr.claim_node n SET valid_to = v.valid_from - 1, replaced_by = x.replaced_by
      FROM pqr.claim_tree_change x WHERE x.version = p_version AND x.kind = 'retire' AND n.code = x.code;
END $$;

-- The groups of a version, before its leaves: the upper ones first. One that is retired keeps its row: old cases name it.
CREATE OR REPLACE FUNCTION pqr_core.apply_tree_groups(v pqr.claim_tree_version) RETURNS void
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    x pqr.claim_tree_change;
BEGIN
    FOR x IN SELECT * FROM pqr.claim_tree_change t WHERE t.version = v.version AND t.kind = 'add_group'
              ORDER BY string_to_array(t.code, '.')::int[] LOOP
        INSERT INTO pqr.claim_node (code, parent_code, title, area_id, is_leaf, weight, line, valid_from)
        SELECT x.code, x.parent_code, x.title, x.area_id, false, 1,
               coalesce((SELECT g.line FROM pqr.claim_node g WHERE g.code = x.parent_code), 'General'), v.valid_from;
    END LOOP;
    UPDATE pqr.claim_node n SET title = t.title, area_id = t.area_id, parent_code = t.parent_code
      FROM pqr.claim_tree_change t WHERE t.version = v.version AND t.kind = 'change_group' AND n.code = t.code;
    UPDATE pqr.claim_node n SET valid_to = v.valid_from - 1
      FROM pqr.claim_tree_change t WHERE t.version = v.version AND t.kind = 'retire_group' AND n.code = t.code;
END $$;

-- Put into the tree what was approved for today or before. Asked by whoever reads the tree or classifies first.
CREATE OR REPLACE FUNCTION pqr_core.apply_due_trees() RETURNS void
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    due int;
BEGIN
    FOR due IN SELECT v.version FROM pqr.claim_tree_version v WHERE v.decision = 'approved' AND v.applied_at IS NULL
                  AND v.valid_from <= pqr_core.today() ORDER BY v.version LOOP
        PERFORM pqr_core.apply_tree(due);
    END LOOP;
END $$;

-- A claim keeps the name of its leaf and the version of the tree with which it was classified.
CREATE OR REPLACE FUNCTION pqr_core.keep_claim_title() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF TG_OP = 'INSERT' OR NEW.claim_code <> OLD.claim_code THEN
        NEW.title := (SELECT n.title FROM pqr.claim_node n WHERE n.code = NEW.claim_code);
        NEW.tree_version := pqr_core.tree_version();
    END IF;
    RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS keep_title ON pqr.claim;
CREATE TRIGGER keep_title BEFORE INSERT OR UPDATE OF claim_code ON pqr.claim FOR EACH ROW
    EXECUTE FUNCTION pqr_core.keep_claim_title();

-- The number of the version in force, after putting in what was due: asked when Análisis is opened.
CREATE OR REPLACE FUNCTION pqr_api.tree_in_force() RETURNS int
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM pqr_core.me();
    PERFORM pqr_core.apply_due_trees();
    PERFORM pqr_core.apply_due_catalogues();
    RETURN pqr_core.tree_version();
END $$;

-- The changes sent, each whole, as rows; refuses what can't be one.
CREATE OR REPLACE FUNCTION pqr_core.tree_changes(p_changes jsonb) RETURNS SETOF pqr.claim_tree_change
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF jsonb_typeof(p_changes) IS DISTINCT FROM 'array' OR jsonb_array_length(p_changes) NOT BETWEEN 1 AND 100 THEN
        PERFORM pqr_core.refuse('tree_empty', 'changes');
    END IF;
    RETURN QUERY
    SELECT 0, e ->> 'code', e ->> 'kind', coalesce(CASE WHEN e ->> 'title' IS NOT NULL THEN pqr_core.visible(e ->> 'title') END, n.title), coalesce((e ->> 'area_id')::int, n.area_id),
           coalesce((e ->> 'weight')::numeric(4,2), n.weight, CASE WHEN e ->> 'kind' = 'add_group' THEN 1::numeric(4,2) END)::numeric(4,2), coalesce((e ->> 'is_sensitive')::boolean, n.is_sensitive, false),
           CASE WHEN e ? 'lookup_systems' THEN ARRAY(SELECT jsonb_array_elements_text(e -> 'lookup_systems'))
                ELSE coalesce(n.lookup_systems, '{}') END,
           CASE WHEN e ? 'synonyms' THEN ARRAY(SELECT pqr_core.visible(s) FROM jsonb_array_elements_text(e -> 'synonyms') AS s
                                                WHERE pqr_core.visible(s) <> '') ELSE coalesce(n.synonyms, '{}') END,
           (e ->> 'valid_to')::date, nullif(e ->> 'replaced_by', ''), n.title, n.area_id, n.weight,
           CASE WHEN e ? 'parent_code' THEN nullif(e ->> 'parent_code', '') ELSE n.parent_code END, n.parent_code
      FROM jsonb_array_elements(p_changes) AS e
      LEFT JOIN pqr.claim_node n ON n.code = e ->> 'code' AND n.is_leaf = (e ->> 'kind' NOT LIKE '%\_group');
END $$;

-- Whether one change fits the tree as it is; refuses naming the leaf.
CREATE OR REPLACE FUNCTION pqr_core.check_tree_change(x pqr.claim_tree_change, p_from date, p_retired text[]) RETURNS void
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    n pqr.claim_node;
BEGIN
    IF x.kind LIKE '%\_group' THEN
        RETURN;
    END IF;
    SELECT * INTO n FROM pqr.claim_node t WHERE t.code = x.code;
    IF coalesce(x.code, '') !~ '^[0-9]{1,2}(\.[0-9]{1,2}){1,2}$' THEN
        PERFORM pqr_core.refuse('tree_code', 'code: ' || left(coalesce(x.code, ''), 20));
    ELSIF x.kind = 'add' AND n.code IS NOT NULL THEN
        -- A code never means two things: what was retired is not named again.
        PERFORM pqr_core.refuse('tree_code_taken', 'code: ' || x.code);
    ELSIF x.kind IN ('change', 'retire') AND (n.code IS NULL OR NOT n.is_leaf OR n.valid_to < p_from) THEN
        PERFORM pqr_core.refuse('tree_leaf_unknown', 'code: ' || x.code);
    ELSIF x.kind IS NULL OR x.kind NOT IN ('add', 'change', 'retire') OR x.area_id IS NULL
       OR NOT EXISTS (SELECT FROM pqr.area a WHERE a.area_id = x.area_id) THEN
        PERFORM pqr_core.refuse('tree_area', 'area: ' || x.code);
    ELSIF x.valid_to < p_from THEN
        PERFORM pqr_core.refuse('tree_valid_to', 'valid_to: ' || x.code);
    ELSIF x.replaced_by = ANY (p_retired) OR (x.replaced_by IS NOT NULL AND NOT EXISTS (
        SELECT FROM pqr.claim_node r WHERE r.code = x.replaced_by AND r.is_leaf
                                       AND (r.valid_to IS NULL OR r.valid_to >= p_from))) THEN
        PERFORM pqr_core.refuse('tree_replacement', 'replaced_by: ' || x.code);
    END IF;
END $$;

-- Whether the groups of the tree hold together once the changes are in it; refuses naming the node that does not. What
-- the tree would be is computed whole: a leaf may go into a group that is added, out of one that is retired.
CREATE OR REPLACE FUNCTION pqr_core.check_tree_groups(p_changes pqr.claim_tree_change[], p_from date) RETURNS void
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    x pqr.claim_tree_change;
    n pqr.claim_node;
    wrong text;
BEGIN
    FOREACH x IN ARRAY p_changes LOOP
        CONTINUE WHEN x.kind NOT LIKE '%\_group';
        SELECT * INTO n FROM pqr.claim_node t WHERE t.code = x.code;
        IF coalesce(x.code, '') !~ '^[0-9]{1,2}(\.[0-9]{1,2}){0,2}$' THEN
            PERFORM pqr_core.refuse('tree_code', 'code: ' || left(coalesce(x.code, ''), 20));
        ELSIF x.kind = 'add_group' AND n.code IS NOT NULL THEN
            PERFORM pqr_core.refuse('tree_code_taken', 'code: ' || x.code);
        ELSIF x.kind <> 'add_group' AND (n.code IS NULL OR n.is_leaf OR n.valid_to < p_from) THEN
            PERFORM pqr_core.refuse('tree_no_group', 'code: ' || x.code);
        ELSIF x.area_id IS NULL OR NOT EXISTS (SELECT FROM pqr.area a WHERE a.area_id = x.area_id) THEN
            PERFORM pqr_core.refuse('tree_area', 'area: ' || x.code);
        END IF;
    END LOOP;
    WITH RECURSIVE then_is AS MATERIALIZED (
        SELECT t.code, coalesce(c.code IS NOT NULL AND c.kind IN ('retire', 'retire_group'), false) AS gone, t.is_leaf,
               CASE WHEN c.kind IN ('change', 'change_group') THEN c.parent_code ELSE t.parent_code END AS parent
          FROM pqr.claim_node t LEFT JOIN unnest(p_changes) c ON c.code = t.code
         WHERE t.valid_to IS NULL OR t.valid_to >= p_from
        UNION ALL
        SELECT c.code, false, c.kind = 'add', coalesce(c.parent_code,
               CASE WHEN c.kind = 'add' THEN regexp_replace(c.code, '\.[0-9]+$', '') END)
          FROM unnest(p_changes) c WHERE c.kind IN ('add', 'add_group')
    ), up AS (
        SELECT t.code, t.parent, 1 AS steps FROM then_is t WHERE t.parent IS NOT NULL
        UNION ALL
        SELECT u.code, t.parent, u.steps + 1 FROM up u JOIN then_is t ON t.code = u.parent
         WHERE t.parent IS NOT NULL AND u.steps < 10
    )
    SELECT t.code INTO wrong FROM then_is t
     WHERE NOT t.gone AND (t.is_leaf AND t.parent IS NULL
           OR t.parent IS NOT NULL AND NOT EXISTS (
               SELECT FROM then_is g WHERE g.code = t.parent AND NOT g.is_leaf AND NOT g.gone)
           OR EXISTS (SELECT FROM up u WHERE u.code = t.code AND u.steps >= 4))
     ORDER BY t.code LIMIT 1;
    IF EXISTS (SELECT FROM unnest(p_changes) c WHERE c.kind = 'add' AND c.code = wrong) THEN
        PERFORM pqr_core.refuse('tree_no_group', 'code: ' || wrong);
    ELSIF wrong IS NOT NULL THEN
        PERFORM pqr_core.refuse('tree_orphan', 'code: ' || wrong);
    END IF;
END $$;

-- Propose a version: Calidad, the leader or an administrator. One open proposal at a time. Raises PQ100.
CREATE OR REPLACE FUNCTION pqr_api.propose_tree(p_proposal uuid, p_from date, p_reason text, p_changes jsonb) RETURNS jsonb
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '3s' AS $$
DECLARE
    me pqr.person := pqr_core.require_role('quality', 'lead', 'admin');
    x pqr.claim_tree_change;
    retired text[];
    next int;
BEGIN
    IF EXISTS (SELECT FROM pqr.claim_tree_version v WHERE v.proposal_id = p_proposal AND v.proposed_by = me.person_id) THEN
        RETURN '{"status": "applied", "replayed": true}';
    END IF;
    PERFORM pqr_core.apply_due_trees();
    IF p_from IS NULL OR p_from < pqr_core.today() THEN
        PERFORM pqr_core.refuse('tree_from_the_past', 'valid_from');
    ELSIF p_from > pqr_core.today() + 366 THEN
        -- One that waits keeps all others out, and nobody takes it back.
        PERFORM pqr_core.refuse('tree_too_far', 'valid_from');
    ELSIF length(pqr_core.visible(p_reason)) NOT BETWEEN 10 AND 2000 THEN
        PERFORM pqr_core.refuse('tree_reason', 'reason');
    ELSIF EXISTS (SELECT FROM pqr.claim_tree_version v WHERE v.decision IS NULL) THEN
        PERFORM pqr_core.refuse('tree_proposed');
    ELSIF EXISTS (SELECT FROM pqr.claim_tree_version v WHERE v.decision = 'approved' AND v.applied_at IS NULL) THEN
        PERFORM pqr_core.refuse('tree_waits');
    END IF;
    SELECT array_agg(t.code) INTO retired FROM pqr_core.tree_changes(p_changes) t WHERE t.kind = 'retire';
    FOR x IN SELECT * FROM pqr_core.tree_changes(p_changes) LOOP
        PERFORM pqr_core.check_tree_change(x, p_from, retired);
    END LOOP;
    PERFORM pqr_core.check_tree_groups(ARRAY(SELECT t FROM pqr_core.tree_changes(p_changes) t), p_from);
    SELECT max(v.version) + 1 INTO next FROM pqr.claim_tree_version v;
    INSERT INTO pqr.claim_tree_version (version, proposal_id, reason, valid_from, proposed_by)
    VALUES (next, p_proposal, pqr_core.visible(p_reason), p_from, me.person_id);
    INSERT INTO pqr.claim_tree_change
    SELECT next, t.code, t.kind, t.title, t.area_id, t.weight, t.is_sensitive, t.lookup_systems, t.synonyms, t.valid_to,
           t.replaced_by, t.old_title, t.old_area_id, t.old_weight, t.parent_code, t.old_parent_code FROM pqr_core.tree_changes(p_changes) t;
    RETURN jsonb_build_object('status', 'applied', 'version', next);
EXCEPTION
    WHEN check_violation OR not_null_violation OR invalid_text_representation OR numeric_value_out_of_range THEN
        PERFORM pqr_core.refuse('tree_incomplete', 'changes');
    -- Another proposal was faster, or a leaf is named twice in this one.
    WHEN unique_violation THEN
        PERFORM pqr_core.refuse('tree_twice', 'changes');
END $$;

-- Decide on somebody else's proposal; who proposed it may only take it back (with p_approve false).
CREATE OR REPLACE FUNCTION pqr_api.decide_tree(p_version int, p_approve boolean, p_note text) RETURNS jsonb
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '3s' AS $$
DECLARE
    me pqr.person := pqr_core.require_role('quality', 'lead', 'admin');
    v pqr.claim_tree_version;
    x pqr.claim_tree_change;
BEGIN
    SELECT * INTO v FROM pqr.claim_tree_version t WHERE t.version = p_version FOR UPDATE;
    IF v.version IS NULL THEN
        PERFORM pqr_core.refuse('unknown_proposal');
    ELSIF v.decision IS NOT NULL THEN
        PERFORM pqr_core.refuse('proposal_decided');
    ELSIF p_approve IS NULL OR (NOT p_approve AND length(pqr_core.visible(p_note)) NOT BETWEEN 5 AND 500) THEN
        PERFORM pqr_core.refuse('refusal_without_note', 'note');
    ELSIF p_approve AND v.proposed_by = me.person_id THEN
        PERFORM pqr_core.refuse('own_proposal');
    ELSIF p_approve AND pqr_core.same_hand(v.proposed_by, me.person_id) THEN
        PERFORM pqr_core.refuse('same_hand');
    END IF;
    IF p_approve THEN
        -- Never from before it was approved; and the tree may have changed since it was proposed.
        v.valid_from := greatest(v.valid_from, pqr_core.today());
        FOR x IN SELECT * FROM pqr.claim_tree_change t WHERE t.version = p_version LOOP
            PERFORM pqr_core.check_tree_change(x, v.valid_from, NULL);
        END LOOP;
        PERFORM pqr_core.check_tree_groups(
            ARRAY(SELECT t FROM pqr.claim_tree_change t WHERE t.version = p_version), v.valid_from);
    END IF;
    UPDATE pqr.claim_tree_version t SET decision = CASE WHEN p_approve THEN 'approved' ELSE 'rejected' END,
           decided_by = CASE WHEN t.proposed_by <> me.person_id THEN me.person_id END, decided_at = clock_timestamp(),
           note = nullif(btrim(left(p_note, 500)), ''), valid_from = v.valid_from WHERE t.version = p_version;
    PERFORM pqr_core.apply_due_trees();
    RETURN jsonb_build_object('status', 'applied', 'in_force', pqr_core.tree_version() = p_version);
END $$;
