-- Effect of activity 12: what Gestión Documental gives back is matched one to one with the table of people who signed;
-- each of them gets a case of their own, ready to be assigned (12 to 5). Nothing of a list is thrown away.

-- Payload: `returned` [{full_name, document_type, document_number}], with `file` when it came from one. Without a list,
-- the lead says that the table itself came back whole: whoever has no case yet gets one.
CREATE OR REPLACE FUNCTION pqr_effect.receive_split(
    c pqr.case_file, me pqr.person, outcome text, payload jsonb, command_id uuid
) RETURNS pqr_core.effect_result LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    rows jsonb := coalesce(nullif(payload -> 'returned', 'null'), pqr_core.rows_without_case(c.case_id));
    origin pqr.petition;
    r pqr_core.effect_result := pqr_core.nothing();
    n int;
BEGIN
    IF NOT EXISTS (SELECT FROM pqr.signatory g WHERE g.case_id = c.case_id) OR rows = '[]' THEN
        PERFORM pqr_core.refuse('no_signatories', 'signatories');
    ELSIF jsonb_typeof(rows) <> 'array' OR jsonb_array_length(rows) > 2000 THEN
        PERFORM pqr_core.refuse('payload', 'returned');
    END IF;
    SELECT * INTO origin FROM pqr.petition p WHERE p.case_id = c.case_id;
    INSERT INTO pqr.split_reception (case_id, reception, source, file_label, received_by)
    SELECT c.case_id, 1 + coalesce(max(s.reception), 0),
           CASE WHEN coalesce(payload -> 'returned', 'null') = 'null' THEN 'manifest' ELSE 'list' END,
           left(nullif(btrim(payload ->> 'file'), ''), 200), me.person_id
      FROM pqr.split_reception s WHERE s.case_id = c.case_id
    RETURNING reception INTO n;
    FOR i IN 1..jsonb_array_length(rows) LOOP
        -- Only the table itself says whose row it is; a list that came back is matched by what it says.
        PERFORM pqr_core.receive_row(c, me, origin, n, i, CASE WHEN coalesce(payload -> 'returned', 'null') = 'null'
            THEN rows -> (i - 1) ELSE (rows -> (i - 1)) - 'ordinal' END, command_id);
    END LOOP;
    IF EXISTS (SELECT FROM pqr.signatory g WHERE g.case_id = c.case_id AND g.child_case_id IS NULL) THEN
        r.status := 'split_incomplete';
    ELSE
        UPDATE pqr.split x SET received_by = me.person_id, received_at = clock_timestamp() WHERE x.case_id = c.case_id;
        r.status := 'split_waiting';
    END IF;
    RETURN r;
END $$;

CREATE OR REPLACE FUNCTION pqr_core.rows_without_case(p_case uuid) RETURNS jsonb LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS $$
    SELECT coalesce(jsonb_agg(jsonb_build_object('ordinal', g.ordinal, 'full_name', g.full_name,
        'document_type', g.document_type, 'document_number', g.document_number) ORDER BY g.ordinal), '[]')
      FROM pqr.signatory g WHERE g.case_id = p_case AND g.child_case_id IS NULL
$$;

-- Who signed as this row says: by document; without one on either side, by the whole name, if only one person bears it.
CREATE OR REPLACE FUNCTION pqr_core.signatory_of(p_case uuid, p_name text, p_type text, p_number text) RETURNS int
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
SELECT coalesce(
    (SELECT min(g.ordinal) FROM pqr.signatory g
      WHERE g.case_id = p_case AND pqr_core.bare_number(g.document_number) = pqr_core.bare_number(p_number)
        AND coalesce(g.document_type = p_type, true)),
    (SELECT min(g.ordinal) FROM pqr.signatory g
      WHERE g.case_id = p_case AND pqr_core.name_key(g.full_name) = pqr_core.name_key(p_name)
        AND (pqr_core.bare_number(g.document_number) IS NULL OR pqr_core.bare_number(p_number) IS NULL)
     HAVING count(*) = 1))
$$;

CREATE OR REPLACE FUNCTION pqr_core.bare_number(p_number text) RETURNS text LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, pg_temp AS $$ SELECT nullif(regexp_replace(upper(p_number), '[^0-9A-Z]', '', 'g'), '') $$;

-- One row of the list: the first that names a signatory opens the case, a second one is repeated, a stranger is extra.
CREATE OR REPLACE FUNCTION pqr_core.receive_row(c pqr.case_file, me pqr.person, origin pqr.petition, p_reception int,
    p_row int, given jsonb, command_id uuid) RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    named text := left(btrim(coalesce(given ->> 'full_name', '')), 200);
    kind text := nullif(btrim(given ->> 'document_type'), '');
    number text := nullif(btrim(given ->> 'document_number'), '');
    who int;
    s pqr.signatory;
    child uuid;
BEGIN
    IF named = '' AND number IS NULL THEN
        PERFORM pqr_core.refuse('returned_row_empty', 'returned');
    END IF;
    who := coalesce((given ->> 'ordinal')::int, pqr_core.signatory_of(c.case_id, named, kind, number));
    SELECT * INTO s FROM pqr.signatory g WHERE g.case_id = c.case_id AND g.ordinal = who;
    IF s.case_id IS NOT NULL AND s.child_case_id IS NULL THEN
        child := pqr_core.open_split_child(c, me, origin, s, command_id);
    END IF;
    INSERT INTO pqr.split_return (case_id, reception, row_no, full_name, document_type, document_number, result,
                                  signatory_ordinal, child_case_id)
    VALUES (c.case_id, p_reception, p_row, named, kind, number,
            CASE WHEN child IS NOT NULL THEN 'matched' WHEN s.case_id IS NOT NULL THEN 'repeated' ELSE 'extra' END,
            s.ordinal, child);
END $$;

-- One child: same filing number, same reception, same term; its own Código LEX and petitioner.
CREATE OR REPLACE FUNCTION pqr_core.open_split_child(
    c pqr.case_file, me pqr.person, origin pqr.petition, s pqr.signatory, command_id uuid
) RETURNS uuid LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    child uuid := uuidv7();
    p pqr.petition := origin;
BEGIN
    PERFORM pqr_core.open_case(
        child, 'pqr_v08', 5, c, me, format('%s-%s', c.label, s.ordinal), NULL, NULL, c.due_on, command_id
    );
    UPDATE pqr.case_file f SET lex_code = pqr_core.next_lex_code(), weight = c.weight, priority = c.priority
     WHERE f.case_id = child;
    p.case_id := child;
    p.source := 'split';
    p.signatory_count := 1;
    p.is_bulk := false;
    p.registered_by := me.person_id;
    p.registered_at := clock_timestamp();
    INSERT INTO pqr.petition SELECT p.*;
    INSERT INTO pqr.petitioner (case_id, ordinal, capacity, document_type, document_number, full_name, address,
                                municipality_code)
    VALUES (child, 1, 'self', s.document_type, s.document_number, s.full_name, s.address, s.municipality_code);
    UPDATE pqr.signatory g SET child_case_id = child WHERE g.case_id = c.case_id AND g.ordinal = s.ordinal;
    RETURN child;
END $$;
