-- The operator's file of results: what it is matched with, and what became of each of its rows, once.

-- The sendings of these guides and of these outgoing numbers, with what is known of each. Not personal.
CREATE OR REPLACE FUNCTION pqr_api.sendings_of(p_guides text[], p_numbers text[])
RETURNS TABLE (guide text, outgoing text, case_id uuid, version int, procedure text, attempt int, is_last boolean,
    kind text, state text, handed_on date, result text, happened_on date, cause_code text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
BEGIN
    PERFORM pqr_core.require_role('printing');
    IF coalesce(cardinality(p_guides), 0) > 2000 OR coalesce(cardinality(p_numbers), 0) > 2000 THEN
        PERFORM pqr_core.refuse('payload', 'p_guides');
    END IF;
    RETURN QUERY
    SELECT d.guide, f.filing_number, d.case_id, c.version, c.procedure, d.attempt,
           NOT EXISTS (SELECT FROM pqr.dispatch y WHERE y.case_id = d.case_id AND y.attempt > d.attempt),
           d.kind, d.state, (d.handed_at AT TIME ZONE INTERVAL '-05:00')::date, v.result, v.happened_on, v.cause_code
      FROM pqr.dispatch d
      JOIN pqr.case_file c ON c.case_id = d.case_id
      JOIN pqr.outgoing_filing f ON f.case_id = d.case_id AND f.letter_no = d.letter_no AND f.annulled_at IS NULL
      LEFT JOIN pqr.delivery v ON v.case_id = d.case_id AND v.attempt = d.attempt
     WHERE d.kind = 'postal' AND (d.guide = ANY (p_guides) OR f.filing_number = ANY (p_numbers));
END $$;

-- Begin a file of results, known by its hash; answers whether it is new.
CREATE OR REPLACE FUNCTION pqr_api.begin_results(p_sha256 bytea, p_rows int) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    me pqr.person := pqr_core.require_role('printing');
BEGIN
    IF octet_length(p_sha256) IS DISTINCT FROM 32 OR p_rows NOT BETWEEN 0 AND 50000 THEN
        PERFORM pqr_core.refuse('payload', 'p_rows');
    END IF;
    IF (SELECT count(*) FROM pqr.operator_file f WHERE f.imported_by = me.person_id AND f.sha256 <> p_sha256
           AND f.imported_at > clock_timestamp() - interval '1 day') >= 100 THEN
        PERFORM pqr_core.refuse('too_many_files');
    END IF;
    INSERT INTO pqr.operator_file (sha256, row_count, imported_by) VALUES (p_sha256, p_rows, me.person_id)
        ON CONFLICT (sha256) DO NOTHING;
    RETURN FOUND;
END $$;

-- Note what became of some rows ([{"row", "guide", "verdict", "detail"}, …]). What was applied stays as it was noted;
-- a row that could not be applied is judged again when the file comes again. `p_last` ends the file. A row is told as
-- applied only when a sending with its guide or number has that result, and a file has no more rows than it began with:
-- what is noted here is skipped the next time.
CREATE OR REPLACE FUNCTION pqr_api.note_results(p_sha256 bytea, p_rows jsonb, p_last boolean DEFAULT false) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM pqr_core.require_role('printing');
    IF jsonb_array_length(p_rows) > 5000 OR NOT EXISTS (
        SELECT FROM pqr.operator_file f WHERE f.sha256 = p_sha256 FOR NO KEY UPDATE) THEN
        PERFORM pqr_core.refuse('payload', 'p_rows');
    ELSIF EXISTS (
        SELECT FROM jsonb_array_elements(p_rows) r
         WHERE r ->> 'verdict' IN ('delivered', 'returned') AND NOT EXISTS (
               SELECT FROM pqr.dispatch d WHERE d.guide = r ->> 'guide' AND d.state = r ->> 'verdict')
           AND NOT EXISTS (
               SELECT FROM pqr.outgoing_filing f JOIN pqr.dispatch d USING (case_id, letter_no)
                WHERE f.filing_number = r ->> 'guide' AND d.state = r ->> 'verdict')) THEN
        PERFORM pqr_core.refuse('not_applied', 'p_rows');
    END IF;
    INSERT INTO pqr.operator_row AS o (sha256, row_no, guide, verdict, detail)
    SELECT p_sha256, (r ->> 'row')::int, left(coalesce(r ->> 'guide', ''), 60), left(r ->> 'verdict', 30),
           left(coalesce(r ->> 'detail', ''), 300)
      FROM jsonb_array_elements(p_rows) r
        ON CONFLICT (sha256, row_no) DO UPDATE
       SET verdict = excluded.verdict, detail = excluded.detail, noted_at = clock_timestamp()
     WHERE o.verdict NOT IN ('delivered', 'returned') AND (o.verdict, o.detail) IS DISTINCT FROM (excluded.verdict, excluded.detail);
    IF (SELECT count(*) FROM pqr.operator_row o WHERE o.sha256 = p_sha256)
       > (SELECT f.row_count FROM pqr.operator_file f WHERE f.sha256 = p_sha256) THEN
        PERFORM pqr_core.refuse('payload', 'p_rows');
    END IF;
    IF p_last THEN
        UPDATE pqr.operator_file f SET finished_at = coalesce(f.finished_at, clock_timestamp()) WHERE f.sha256 = p_sha256;
    END IF;
END $$;

-- The report of a file, as it was noted.
CREATE OR REPLACE FUNCTION pqr_api.results_report(p_sha256 bytea)
RETURNS TABLE (row_no int, guide text, verdict text, detail text, noted_at timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
BEGIN
    PERFORM pqr_core.require_role('printing', 'lead', 'auditor');
    RETURN QUERY SELECT r.row_no, r.guide, r.verdict, r.detail, r.noted_at FROM pqr.operator_row r
                  WHERE r.sha256 = p_sha256 ORDER BY r.row_no;
END $$;
