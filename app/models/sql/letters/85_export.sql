-- A copy of a signed letter leaves the program (TIFF on demand): who may read the letter, counted, and written down as
-- an export before any byte goes out. Gives what the file says of itself.
CREATE OR REPLACE FUNCTION pqr_api.export_letter(p_case uuid) RETURNS jsonb
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $fn$
DECLARE
  me pqr.person := pqr_core.me();
  l pqr.letter := pqr_core.current_letter(p_case);
  f pqr.outgoing_filing := pqr_core.current_filing(p_case, l.letter_no);
  d pqr.document;
BEGIN
  SELECT x.* INTO d FROM pqr.document x WHERE x.document_id = l.signed_document_id AND x.state = 'ready';
  IF d.document_id IS NULL OR NOT pqr_core.can_read_document(d) THEN
    PERFORM pqr_core.log_refusal(NULL, p_case, 'export_letter', NULL, 'not_permitted');
    PERFORM pqr_core.refuse('not_permitted');
  ELSIF NOT pqr_core.spend('export', me, p_case, 'Exportación: carta firmada en TIFF') THEN
    PERFORM pqr_core.refuse('quota');
  END IF;
  RETURN jsonb_build_object('document_id', d.document_id, 'sha256', encode(d.sha256, 'hex'),
    'filing_number', f.filing_number, 'filed_at', f.taken_at);
END $fn$;
