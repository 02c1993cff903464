-- Who signs a letter: the director of the mission area of the inputs, on the server's date (activity 20).

-- The mission area that signs. Each answer of the letter's last version counts for the mission area of the input it
-- rests on, or for its claim's own area when it rests on none. Most answers win; a tie goes to the first claim.
CREATE OR REPLACE FUNCTION pqr_core.letter_area(p_case uuid, p_version int) RETURNS int
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    found_area int;
BEGIN
    SELECT a.area_id INTO found_area
      FROM pqr.draft_answer w
      JOIN pqr.claim c ON c.case_id = w.case_id AND c.ordinal = w.claim_ordinal
      LEFT JOIN pqr.input i ON i.case_id = w.case_id AND i.input_id = w.input_id
      LEFT JOIN pqr.area ia ON ia.area_id = i.area_id AND ia.kind = 'mission'
      JOIN pqr.area a ON a.area_id = coalesce(ia.area_id, c.area_id) AND a.kind = 'mission'
     WHERE w.case_id = p_case AND w.version = p_version
     GROUP BY a.area_id ORDER BY count(*) DESC, min(w.claim_ordinal) LIMIT 1;
    RETURN found_area;
END $$;

-- Who may sign for the area that day. Someone acting (encargo) takes precedence: that is what the act is for.
CREATE OR REPLACE FUNCTION pqr_core.director_of(p_area int, p_day date) RETURNS pqr.director
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    d pqr.director;
BEGIN
    SELECT x.* INTO d FROM pqr.director x
     WHERE x.area_id = p_area AND p_day >= x.valid_from AND p_day <= coalesce(x.valid_to, 'infinity'::date)
     ORDER BY x.is_acting DESC, x.valid_from DESC, x.director_id DESC LIMIT 1;
    RETURN d;
END $$;

-- The published act that allows the director's mechanical signature that day (Decreto 2150 de 1995, art. 12).
CREATE OR REPLACE FUNCTION pqr_core.authority_of(p_director int, p_day date) RETURNS pqr.signature_authority
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    s pqr.signature_authority;
BEGIN
    SELECT x.* INTO s FROM pqr.signature_authority x
     WHERE x.director_id = p_director AND p_day >= greatest(x.valid_from, x.published_on)
       AND p_day <= coalesce(x.valid_to, 'infinity'::date)
     ORDER BY x.valid_from DESC, x.authority_id DESC LIMIT 1;
    RETURN s;
END $$;

-- Whether the director has a registered certificate that is valid that day.
CREATE OR REPLACE FUNCTION pqr_core.has_certificate(p_director int, p_day date) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT EXISTS (SELECT FROM pqr.director_certificate k
                    WHERE k.director_id = p_director AND p_day BETWEEN k.valid_from AND k.valid_to)
$$;

-- Why nobody can sign this letter today, or NULL. From 24 on what signs must exist and be in force (the certificate, or
-- the act and the image), so that no number is taken for a letter that could not be signed.
CREATE OR REPLACE FUNCTION pqr_core.signing_obstacle(l pqr.letter, p_with_authority boolean) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    today date := pqr_core.today();
    d pqr.director;
BEGIN
    SELECT x.* INTO d FROM pqr.director x WHERE x.director_id = l.director_id;
    IF NOT FOUND OR NOT (today BETWEEN d.valid_from AND coalesce(d.valid_to, 'infinity'::date)) THEN
        RETURN 'director_not_in_force';
    -- While somebody acts (encargo), the titular signs nothing.
    ELSIF NOT d.is_acting AND (pqr_core.director_of(d.area_id, today)).is_acting THEN
        RETURN 'director_replaced';
    ELSIF NOT p_with_authority THEN
        RETURN NULL;
    ELSIF d.signing_method = 'certificate' THEN
        RETURN CASE WHEN NOT pqr_core.has_certificate(d.director_id, today) THEN 'certificate_not_registered' END;
    ELSIF (pqr_core.authority_of(d.director_id, today)).authority_id IS NULL THEN
        RETURN 'authority_not_in_force';
    ELSIF d.signature_document_id IS NULL THEN
        RETURN 'signature_image_missing';
    END IF;
    RETURN NULL;
END $$;
