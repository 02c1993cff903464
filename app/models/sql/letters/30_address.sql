-- Where a reply goes: one place that says it for the guard, the letter, the print run and the sheet.

-- The addressee of the reply, as of now. An anonymous petition without an address is notified by publication
-- (CPACA art. 69): its addressee has no name, and the municipality is the seat of the entity.
CREATE OR REPLACE FUNCTION pqr_core.reply_address(p_case uuid) RETURNS TABLE (
    kind text, addressee text, address text, municipality_code text, municipality text, department text)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    WITH who AS (
        SELECT t.is_anonymous, t.response_channel, p.full_name, p.email, p.accepts_email,
               nullif(btrim(p.address), '') AS line, p.municipality_code AS code
          FROM pqr.petition t LEFT JOIN pqr.petitioner p ON p.case_id = t.case_id AND p.ordinal = 1
         WHERE t.case_id = p_case
    ), sent AS (
        SELECT CASE WHEN w.response_channel = 'email' AND w.accepts_email AND w.email ~ '^[^@\s]+@[^@\s]+\.[^@\s]+$'
                    THEN 'email'
                    WHEN w.is_anonymous AND w.line IS NULL THEN 'notice' ELSE 'postal' END AS kind, w.*
          FROM who w
    )
    SELECT s.kind,
           CASE WHEN s.is_anonymous THEN coalesce(nullif(btrim(s.full_name), ''), 'Peticionario anónimo')
                ELSE nullif(btrim(s.full_name), '') END,
           CASE s.kind WHEN 'email' THEN s.email WHEN 'notice' THEN 'Notificación por aviso' ELSE s.line END,
           CASE s.kind WHEN 'postal' THEN m.code ELSE coalesce(m.code, '11001') END,
           coalesce(m.name, seat.name), coalesce(m.department, seat.department)
      FROM sent s
      LEFT JOIN pqr.municipality m ON m.code = s.code
      LEFT JOIN pqr.municipality seat ON seat.code = '11001' AND s.kind <> 'postal';
END $$;

-- What is missing of an addressee, as refusals: each names its field and where it is written.
CREATE OR REPLACE FUNCTION pqr_core.addressee_gaps(p_addressee text, p_address text, p_municipality text) RETURNS text[]
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT array_remove(ARRAY[CASE WHEN p_addressee IS NULL THEN 'addressee_name' END,
                              CASE WHEN p_address IS NULL THEN 'addressee_address' END,
                              CASE WHEN p_municipality IS NULL THEN 'addressee_town' END], NULL)
$$;

-- Why a letter may not take its number, or NULL: nobody to send it to, or its lot was rejected after it came here.
CREATE OR REPLACE FUNCTION pqr_core.letter_obstacle(p_case uuid) RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT coalesce((SELECT (pqr_core.addressee_gaps(a.addressee, a.address, a.municipality_code))[1]
                       FROM (SELECT 1) one LEFT JOIN pqr_core.reply_address(p_case) a ON true),
                    CASE WHEN pqr_core.stopped_by_lot(p_case) THEN 'lot_rejected' END)
$$;

-- Write the name that the agent typed for a reply that has none; a name that is known is changed in its petition only.
CREATE OR REPLACE FUNCTION pqr_core.complete_addressee(c pqr.case_file, payload jsonb) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    who text := pqr_core.visible(payload ->> 'addressee');
BEGIN
    IF who = '' THEN
        RETURN;
    ELSIF length(who) NOT BETWEEN 3 AND 200 THEN
        PERFORM pqr_core.refuse('payload', 'addressee');
    END IF;
    INSERT INTO pqr.petitioner AS p (case_id, ordinal, capacity, full_name)
    VALUES (c.case_id, 1, 'self', who)
        ON CONFLICT (case_id, ordinal) DO UPDATE SET full_name = who WHERE nullif(btrim(p.full_name), '') IS NULL;
    IF NOT FOUND THEN
        PERFORM pqr_core.refuse('addressee_known', 'addressee');
    END IF;
END $$;

-- Write the address that the agent typed for the reply, if one came with the step.
CREATE OR REPLACE FUNCTION pqr_core.complete_address(c pqr.case_file, payload jsonb) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    line text := pqr_core.visible(payload ->> 'address');
    town text := payload ->> 'municipality_code';
BEGIN
    IF line = '' AND town IS NULL THEN
        RETURN;
    ELSIF length(line) NOT BETWEEN 5 AND 150 THEN
        PERFORM pqr_core.refuse('payload', 'address');
    ELSIF NOT EXISTS (SELECT FROM pqr.municipality m WHERE m.code = town) THEN
        PERFORM pqr_core.refuse('payload', 'municipality_code');
    END IF;
    INSERT INTO pqr.petitioner AS p (case_id, ordinal, capacity, address, municipality_code)
    VALUES (c.case_id, 1, 'self', line, town)
        ON CONFLICT (case_id, ordinal) DO UPDATE SET address = line, municipality_code = town;
END $$;
