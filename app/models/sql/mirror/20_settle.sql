-- Each difference of the mirrored report has its act, by a named person and with a reason; and ORFEO's side from a file.

-- take: our report says what ORFEO says (its number, destination or day; never another act than the one endorsed).
-- push: ORFEO is put right; where its side comes from a file, that is asked for («ask») and the next file shows it.
-- accept: the difference stays, and is told so. Whoever made the report settles nothing of it,
-- and whoever brought the file does not take what it says.
CREATE OR REPLACE FUNCTION pqr_api.settle_mirror(
    p_key uuid, p_from date, p_to date, p_number text, p_print text, p_resolution text, p_reason text) RETURNS jsonb
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '3s' AS $$
DECLARE
    me pqr.person := pqr_core.require_role('lead', 'lawyer');
    d record;
    done text := p_resolution;
BEGIN
    IF EXISTS (SELECT FROM pqr.mirror_settlement s WHERE s.settlement_id = p_key AND s.settled_by = me.person_id) THEN
        RETURN '{"status": "applied", "replayed": true}';
    END IF;
    SELECT * INTO d FROM pqr_api.mirror_report(p_from, p_to) r WHERE r.filing_number = p_number AND r.print = p_print LIMIT 1;
    IF d.difference IS NULL THEN
        PERFORM pqr_core.refuse('mirror_changed');
    ELSIF EXISTS (SELECT FROM pqr.archive_report a WHERE a.case_id = d.case_id AND a.reported_by = me.person_id)
       OR p_resolution = 'take' AND EXISTS (
          SELECT FROM pqr_core.filing_side() t JOIN pqr.filing_import i ON i.import_id = t.import_id
           WHERE t.filing_number = p_number AND i.imported_by = me.person_id) THEN
        PERFORM pqr_core.refuse('mirror_own');
    ELSIF coalesce(p_resolution NOT IN ('take', 'push', 'accept'), true) THEN
        PERFORM pqr_core.refuse('mirror_resolution', 'resolution');
    ELSIF p_resolution = 'take' AND d.difference NOT IN ('report', 'target', 'day') THEN
        PERFORM pqr_core.refuse('mirror_not_taken', 'resolution');
    ELSIF length(pqr_core.visible(p_reason)) NOT BETWEEN 10 AND 1000 THEN
        PERFORM pqr_core.refuse('mirror_reason', 'reason');
    END IF;
    IF p_resolution = 'push' AND d.is_file THEN
        done := 'ask';
    END IF;
    INSERT INTO pqr.mirror_settlement (settlement_id, filing_number, reference, difference, resolution, reason, print, settled_by)
    VALUES (p_key, p_number, d.lex_code, d.difference, done, pqr_core.visible(p_reason), p_print, me.person_id);
    IF done = 'take' THEN
        INSERT INTO pqr.archive_correction (case_id, seq, settlement_id, target, report_number, filed_on)
        SELECT d.case_id, 1 + coalesce(max(k.seq), 0), p_key, d.filed_target, d.filed_report,
               (d.filed_at AT TIME ZONE INTERVAL '-05:00')::date
          FROM pqr.archive_correction k WHERE k.case_id = d.case_id;
    ELSIF done = 'push' THEN
        INSERT INTO pqr.filing_transaction (transaction_id, filing_number, reference, code, target, report_number, made_by,
                                            made_at, corrects)
        SELECT uuidv7(), p_number, d.lex_code, coalesce(d.kind, 'void'), d.target, d.report_number, me.login,
               coalesce(d.reported_at, clock_timestamp()), array_agg(t.transaction_id)
          FROM pqr_core.filing_side() t
         WHERE t.filing_number = p_number AND coalesce(t.reference = d.lex_code, true);
    END IF;
    RETURN jsonb_build_object('status', 'applied', 'resolution', done);
EXCEPTION
    -- Two people at once: the first one did it.
    WHEN unique_violation THEN
        PERFORM pqr_core.refuse('mirror_changed');
END $$;

-- Rows of a file that ORFEO exported, which holds everything of those days: what is there already is not added again.
CREATE OR REPLACE FUNCTION pqr_api.import_filing(
    p_import uuid, p_label text, p_sha256 bytea, p_from date, p_to date, p_rows jsonb) RETURNS jsonb
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '3s' AS $$
DECLARE
    me pqr.person := pqr_core.require_role('lead');
    given int;
    n int;
BEGIN
    IF EXISTS (SELECT FROM pqr.filing_import i WHERE i.import_id = p_import AND i.imported_by = me.person_id) THEN
        RETURN '{"status": "applied", "replayed": true, "added": 0}';
    ELSIF EXISTS (SELECT FROM pqr.filing_import i WHERE i.sha256 = p_sha256) THEN
        PERFORM pqr_core.refuse('filing_again');
    ELSIF octet_length(p_sha256) IS DISTINCT FROM 32 OR jsonb_typeof(p_rows) IS DISTINCT FROM 'array'
       OR jsonb_array_length(p_rows) NOT BETWEEN 1 AND 20000 THEN
        PERFORM pqr_core.refuse('filing_rows', 'rows');
    ELSIF p_from IS NULL OR p_to IS NULL OR p_to < p_from OR p_to > pqr_core.today() OR p_to > p_from + 366 THEN
        PERFORM pqr_core.refuse('report_days', 'p_from');
    END IF;
    SELECT count(*) INTO given FROM jsonb_array_elements(p_rows);
    INSERT INTO pqr.filing_import (import_id, file_label, sha256, covers_from, covers_to, row_count, added, imported_by)
    VALUES (p_import, left(pqr_core.visible(p_label), 200), p_sha256, p_from, p_to, given, 0, me.person_id);
    INSERT INTO pqr.filing_transaction (transaction_id, filing_number, reference, code, target, report_number, made_by,
                                        made_at, source, import_id)
    SELECT uuidv7(), r.filing_number, r.reference, r.code, r.target, r.report_number, r.made_by, r.made_at, 'file', p_import
      FROM (SELECT DISTINCT x.* FROM jsonb_to_recordset(p_rows) AS x(filing_number text, reference text, code text,
                target text, report_number text, made_by text, made_at timestamptz)) r
     WHERE NOT EXISTS (SELECT FROM pqr.filing_transaction t WHERE t.source = 'file'
               AND (t.filing_number, t.code, t.made_at, t.made_by) = (r.filing_number, r.code, r.made_at, r.made_by));
    GET DIAGNOSTICS n = ROW_COUNT;
    IF EXISTS (SELECT FROM pqr.filing_transaction t WHERE t.import_id = p_import
                AND (t.code = 'void' OR t.filing_number !~ '^[0-9]{10,20}$' OR length(t.made_by) NOT BETWEEN 1 AND 60
                     OR (t.made_at AT TIME ZONE INTERVAL '-05:00')::date NOT BETWEEN p_from AND p_to)) THEN
        PERFORM pqr_core.refuse('filing_rows', 'rows');
    END IF;
    UPDATE pqr.filing_import i SET added = n WHERE i.import_id = p_import;
    RETURN jsonb_build_object('status', 'applied', 'added', n, 'repeated', given - n);
EXCEPTION
    WHEN check_violation OR not_null_violation OR invalid_text_representation OR datetime_field_overflow
         OR invalid_datetime_format THEN
        PERFORM pqr_core.refuse('filing_rows', 'rows');
END $$;
