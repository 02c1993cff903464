-- Values of a case that the fields of approved texts take; the editor shows them and the server writes them.

CREATE OR REPLACE FUNCTION pqr_core.dotted(p_number text) RETURNS text LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, pg_temp AS
$$
SELECT CASE WHEN p_number ~ '^[0-9]+$' THEN reverse(regexp_replace(reverse(p_number), '(\d{3})(?=\d)', '\1.', 'g'))
            ELSE p_number END
$$;

-- «20267118065242» as it is printed: year, office, sequence and type.
CREATE OR REPLACE FUNCTION pqr_core.filing_shown(p_number text) RETURNS text LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, pg_temp AS
$$ SELECT regexp_replace(p_number, '^(\d{4})(\d{3})(\d+)(\d)$', '\1-\2-\3-\4') $$;

CREATE OR REPLACE FUNCTION pqr_core.system_label(p_system text) RETURNS text LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, pg_temp AS
$$
SELECT CASE p_system WHEN 'escalation' THEN 'respuesta del área misional'
                     WHEN 'other' THEN 'los registros de la Unidad' ELSE p_system END
$$;

-- Fields that are the same for the whole letter.
CREATE OR REPLACE FUNCTION pqr_core.case_fields(p_case uuid) RETURNS jsonb LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS
$$
SELECT jsonb_build_object(
    'nombre', p.full_name,
    'documento', concat_ws(' ', p.document_type, pqr_core.dotted(p.document_number)),
    'municipio', m.name,
    'radicado', pqr_core.filing_shown(t.filing_number),
    'fecha_radicado', to_char(t.received_on, 'DD/MM/YYYY'),
    'lex', c.lex_code)
  FROM pqr.case_file c
  JOIN pqr.petition t ON t.case_id = c.case_id
  LEFT JOIN pqr.petitioner p ON p.case_id = c.case_id AND p.ordinal = 1
  LEFT JOIN pqr.municipality m ON m.code = p.municipality_code
 WHERE c.case_id = p_case
$$;

-- Fields of the input that one answer rests on. The approved texts close their own sentences: the last dot goes.
CREATE OR REPLACE FUNCTION pqr_core.input_fields(p_case uuid, p_input uuid) RETURNS jsonb LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS
$$
SELECT jsonb_build_object(
    'insumo', rtrim(btrim(replace(i.content, E'\n', '; ')), '. '),
    'insumo_fecha', to_char(i.found_on, 'DD/MM/YYYY'),
    'insumo_sistema', pqr_core.system_label(i.system),
    'insumo_area', a.name)
  FROM pqr.input i JOIN pqr.area a ON a.area_id = i.area_id
 WHERE i.case_id = p_case AND i.input_id = p_input
$$;

-- All of them; an answer without input has only the letter's.
CREATE OR REPLACE FUNCTION pqr_core.merge_fields(p_case uuid, p_input uuid) RETURNS jsonb LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS
$$ SELECT coalesce(pqr_core.case_fields(p_case), '{}') || coalesce(pqr_core.input_fields(p_case, p_input), '{}') $$;
