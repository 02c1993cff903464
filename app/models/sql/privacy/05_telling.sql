-- What tells a reserved datum by another way: the area, the text or the entity beside a case.

-- Whether all that an area answers is reserved: that it was asked already says what the petition is about.
CREATE OR REPLACE FUNCTION pqr_core.is_telling_area(p_area int) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT coalesce(bool_and(n.is_sensitive), false) FROM pqr.claim_node n WHERE n.area_id = p_area AND n.is_leaf
$$;

-- An area beside a case, for a list: none where it tells, but for the people of that area, who know where they work.
CREATE OR REPLACE FUNCTION pqr_core.shown_area(p_area int, p_mine int) RETURNS int
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT CASE WHEN p_area = p_mine OR NOT pqr_core.is_telling_area(p_area) THEN p_area END
$$;

CREATE OR REPLACE FUNCTION pqr_core.shown_area_name(a pqr.area, p_mine int) RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT CASE WHEN a.area_id = p_mine OR NOT pqr_core.is_telling_area(a.area_id) THEN a.name ELSE pqr_core.reserved_words() END
$$;

CREATE OR REPLACE FUNCTION pqr_core.is_reserved_leaf(p_code text) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT coalesce((SELECT n.is_sensitive FROM pqr.claim_node n WHERE n.code = p_code), false)
$$;

CREATE OR REPLACE FUNCTION pqr_core.is_reserved_text(p_text text) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT EXISTS (SELECT FROM pqr.approved_text t JOIN pqr.claim_node n ON n.code = t.claim_code
                    WHERE t.text_id = p_text AND n.is_sensitive)
$$;

-- Whether a claim of the group of a batch is reserved.
CREATE OR REPLACE FUNCTION pqr_core.is_reserved_group(p_group text) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT EXISTS (SELECT FROM pqr.claim_node n WHERE n.code = ANY (pqr_core.group_codes(p_group)) AND n.is_sensitive)
$$;

-- Open cases of my area in those activities: the area itself is not selected, and tells nothing of another's.
CREATE OR REPLACE FUNCTION pqr_api.my_area_cases(p_procedure text, p_activities int[]) RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT c.case_id FROM pqr.case_file c
     WHERE c.closed_at IS NULL AND c.area_id = pqr_api.my_area_id() AND c.procedure = p_procedure
       AND c.activity = ANY (p_activities)
$$;
