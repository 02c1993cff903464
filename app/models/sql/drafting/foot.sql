-- «Anexos» and «Copias» at the foot of a letter: short lines that its author names.

-- The list in a payload as it is stored: at most twelve lines of 1 to 120 characters, each once. Refuses anything else.
CREATE OR REPLACE FUNCTION pqr_core.foot_list(p_list jsonb, p_field text) RETURNS text[] LANGUAGE plpgsql IMMUTABLE
SET search_path = pg_catalog, pg_temp AS $fn$
DECLARE v_words text[];
BEGIN
    IF p_list IS NULL OR jsonb_typeof(p_list) = 'null' THEN
        RETURN '{}';
    ELSIF jsonb_typeof(p_list) <> 'array' OR jsonb_array_length(p_list) > 12
       OR EXISTS (SELECT FROM jsonb_array_elements(p_list) e WHERE jsonb_typeof(e) <> 'string') THEN
        PERFORM pqr_core.refuse('foot_list', p_field);
    END IF;
    SELECT coalesce(array_agg(btrim(e) ORDER BY n), '{}') INTO v_words
      FROM jsonb_array_elements_text(p_list) WITH ORDINALITY x(e, n);
    IF EXISTS (SELECT FROM unnest(v_words) w WHERE length(w) NOT BETWEEN 1 AND 120 OR w ~ '[[:cntrl:];{}<>]')
       OR (SELECT count(DISTINCT w) FROM unnest(v_words) w) < cardinality(v_words) THEN
        PERFORM pqr_core.refuse('foot_list', p_field);
    END IF;
    RETURN v_words;
END $fn$;

CREATE OR REPLACE FUNCTION pqr_core.set_foot(p_case uuid, p_version int, p_attachments jsonb, p_copies jsonb)
RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $fn$
BEGIN
    UPDATE pqr.draft SET attachments = pqr_core.foot_list(p_attachments, 'attachments'),
                         copies = pqr_core.foot_list(p_copies, 'copies')
     WHERE case_id = p_case AND version = p_version;
END $fn$;

-- Both lists in one text, for those who look for people of other cases in a letter.
CREATE OR REPLACE FUNCTION pqr_core.foot_text(p_case uuid, p_version int) RETURNS text LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS
$$
SELECT array_to_string(d.attachments || d.copies, E'\n') FROM pqr.draft d
 WHERE d.case_id = p_case AND d.version = p_version
$$;
