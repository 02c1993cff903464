-- The state of a split: who signed, which case each has, and every row that Gestión Documental gave back.

CREATE OR REPLACE FUNCTION pqr_core.split_people(p_case uuid) RETURNS jsonb LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS $$
SELECT coalesce(jsonb_agg(jsonb_build_object(
    'ordinal', g.ordinal, 'full_name', g.full_name, 'document_type', g.document_type, 'document_number', g.document_number,
    'lex_code', f.lex_code, 'child', f.label, 'activity', f.activity, 'ended', f.closed_at IS NOT NULL) ORDER BY g.ordinal), '[]')
  FROM pqr.signatory g LEFT JOIN pqr.case_file f ON f.case_id = g.child_case_id WHERE g.case_id = p_case
$$;

-- Rows that opened no case, and those that did under another name than the one signed.
CREATE OR REPLACE FUNCTION pqr_core.split_rows(p_case uuid) RETURNS jsonb LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS $$
SELECT coalesce(jsonb_agg(jsonb_build_object(
    'reception', r.reception, 'row_no', r.row_no, 'full_name', r.full_name, 'document_type', r.document_type,
    'document_number', r.document_number, 'result', r.result, 'ordinal', r.signatory_ordinal, 'signed_as', g.full_name,
    'decision', x.decision, 'decided_by', w.full_name)
    ORDER BY r.reception, r.row_no), '[]')
  FROM pqr.split_return r
  LEFT JOIN pqr.signatory g ON g.case_id = r.case_id AND g.ordinal = r.signatory_ordinal
  LEFT JOIN pqr.split_extra x ON (x.case_id, x.reception, x.row_no) = (r.case_id, r.reception, r.row_no)
  LEFT JOIN pqr.person w ON w.person_id = x.decided_by
 WHERE r.case_id = p_case
   AND (r.result <> 'matched' OR pqr_core.name_key(g.full_name) IS DISTINCT FROM pqr_core.name_key(r.full_name))
$$;

CREATE OR REPLACE FUNCTION pqr_api.split_sheet(p_case uuid) RETURNS jsonb
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $fn$
DECLARE
    me pqr.person := pqr_core.me();
    c pqr.case_file;
BEGIN
    SELECT * INTO c FROM pqr.case_file f WHERE f.case_id = p_case AND f.procedure = 'pqr_v08';
    IF c.case_id IS NULL OR NOT pqr_core.can_read(c) THEN
        PERFORM pqr_core.log_refusal(NULL, p_case, 'split_sheet', NULL, 'not_permitted');
        PERFORM pqr_core.refuse('not_permitted');
    ELSIF NOT pqr_core.spend('sheet', me, p_case, 'desglose') THEN
        PERFORM pqr_core.refuse('quota');
    END IF;
    RETURN jsonb_build_object(
        'case_id', c.case_id, 'version', c.version, 'label', c.label, 'lex_code', c.lex_code, 'status', c.status,
        'people', pqr_core.split_people(p_case), 'rows', pqr_core.split_rows(p_case),
        'receptions', (SELECT coalesce(jsonb_agg(jsonb_build_object(
            'reception', s.reception, 'source', s.source, 'file_label', s.file_label, 'received_by', w.full_name,
            'received_at', s.received_at, 'total', (SELECT count(*) FROM pqr.split_return r
                WHERE r.case_id = s.case_id AND r.reception = s.reception)) ORDER BY s.reception), '[]')
            FROM pqr.split_reception s JOIN pqr.person w ON w.person_id = s.received_by WHERE s.case_id = p_case));
END $fn$;
