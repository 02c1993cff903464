-- Birth dates of who asks: as people type them, and where two petitions of one person say another one.

-- A day as «dd/mm/aaaa» or in ISO; NULL for what is none.
CREATE OR REPLACE FUNCTION pqr_core.as_day(p_text text) RETURNS date
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    part text[] := regexp_match(btrim(p_text), '^([0-9]{1,2})[/. -]([0-9]{1,2})[/. -]([0-9]{4})$');
BEGIN
    IF part IS NULL THEN
        part := regexp_match(btrim(p_text), '^([0-9]{4})-([0-9]{2})-([0-9]{2})$');
        RETURN make_date(part[1]::int, part[2]::int, part[3]::int);
    END IF;
    RETURN make_date(part[3]::int, part[2]::int, part[1]::int);
EXCEPTION WHEN datetime_field_overflow THEN
    RETURN NULL;
END $$;

-- The birth date of who asks here beside the one that an earlier petition gave for the same document, or for almost the
-- same name; NULL where one is not known or they agree.
CREATE OR REPLACE FUNCTION pqr_core.births_apart(p_case uuid, p_earlier uuid) RETURNS jsonb
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT jsonb_build_object('now', w.birth_date, 'then', o.birth_date)
      FROM (SELECT t.* FROM pqr_core.asked_by(p_case, true) t WHERE t.ordinal < 2 ORDER BY t.ordinal LIMIT 1) w
      JOIN pqr.petitioner o ON o.case_id = p_earlier AND o.birth_date <> w.birth_date
     WHERE o.document_number = w.document_number OR pqr_core.name_likeness(w.full_name, o.full_name) >= 0.70
     ORDER BY (o.document_number = w.document_number) DESC NULLS LAST, o.ordinal LIMIT 1
$$;
