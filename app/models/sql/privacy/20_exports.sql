-- What leaves the program: files saved and letters given to a printer, each written down before it goes.

CREATE OR REPLACE FUNCTION pqr_core.export_words(p_what text) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE p_what
        WHEN 'dispatch_sheet' THEN 'Planilla de despacho' WHEN 'notice' THEN 'Aviso del art. 69'
        WHEN 'result_report' THEN 'Informe de resultados del operador' WHEN 'print_pdf' THEN 'Lote de cartas en PDF'
        WHEN 'mirror_report' THEN 'Reporte espejo' WHEN 'quality_sheet' THEN 'Hoja del sorteo de calidad'
        WHEN 'quality_act' THEN 'Acta de calidad'
        WHEN 'bulk_problems' THEN 'Filas por resolver de Masiva' WHEN 'split_manifest' THEN 'Manifiesto del desglose'
        WHEN 'split_report' THEN 'Informe del desglose' WHEN 'signing_act' THEN 'Acta del lote de firma'
        WHEN 'signature_report' THEN 'Informe de la firma' WHEN 'audit_seen' THEN 'Prueba: quién vio a una persona'
        WHEN 'audit_done' THEN 'Prueba: qué vio una persona' WHEN 'data_register' THEN 'Reclamos de datos para la SIC' END
$$;

-- A file is about to be saved outside: which, how many rows, and whose cases. The cases that are not mine to see are
-- left out of the line, so that nobody writes another's name under a case. Raises PQ100 payload or quota.
CREATE OR REPLACE FUNCTION pqr_api.note_export(p_what text, p_cases uuid[] DEFAULT NULL, p_rows int DEFAULT NULL) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    me pqr.person := pqr_core.me();
    words text := pqr_core.export_words(p_what);
    mine uuid[];
BEGIN
    IF words IS NULL THEN
        PERFORM pqr_core.refuse('payload', 'what');
    ELSIF cardinality(p_cases) > 5000 THEN
        PERFORM pqr_core.refuse('payload', 'cases');
    END IF;
    mine := (SELECT array_agg(DISTINCT f.case_id) FROM pqr.case_file f WHERE f.case_id = ANY (p_cases) AND pqr_core.can_see(f));
    IF NOT pqr_core.spend('export', me, CASE WHEN cardinality(mine) = 1 THEN mine[1] END,
        'Exportación: ' || words || coalesce(' · ' || greatest(p_rows, 0) || CASE p_rows WHEN 1 THEN ' fila' ELSE ' filas' END, ''),
        1, CASE WHEN cardinality(mine) > 1 THEN mine END) THEN
        PERFORM pqr_core.refuse('quota');
    END IF;
END $$;

-- The letters of a batch go to a printer: written under who sent them, each letter counted.
CREATE OR REPLACE FUNCTION pqr_core.note_print(p_batch uuid, me pqr.person) RETURNS void
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    b pqr.print_batch;
    letters uuid[];
BEGIN
    SELECT x.* INTO b FROM pqr.print_batch x WHERE x.batch_id = p_batch;
    letters := (SELECT array_agg(l.case_id ORDER BY l.place) FROM pqr.print_batch_letter l WHERE l.batch_id = p_batch AND l.is_open);
    IF letters IS NOT NULL AND NOT pqr_core.spend('print', me, NULL, 'Impresión: lote ' || b.batch_code || coalesce(' en ' || b.printer, ''),
            cardinality(letters), letters) THEN
        PERFORM pqr_core.refuse('quota');
    END IF;
END $$;
