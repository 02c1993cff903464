-- {letters} petitions that wait in 16 for the same answer, and as many beside them for the bare rows; each with its
-- petitioner, claim and input. Rows are made whole, so foreign keys are not asked one by one.
SET session_replication_role = replica;
CREATE TEMP TABLE made AS SELECT n, gen_random_uuid() AS case_id FROM generate_series(1, 2 * {letters}) AS n;
INSERT INTO pqr.case_file (case_id, procedure, activity, version, root_id, lex_code, label, status, due_on, weight,
    opened_at, changed_at, chain_head)
SELECT case_id, 'pqr_v08', CASE WHEN n <= {letters} THEN 16 ELSE 17 END, 1, case_id, 'B' || n,
       '2026-690-' || lpad(n::text, 6, '0') || '-2', CASE WHEN n <= {letters} THEN 'draft_in_bulk' ELSE 'draft_response' END,
       current_date + 20, 1, now(), now(), sha256(case_id::text::bytea)
  FROM made;
INSERT INTO pqr.petition (case_id, filing_number, received_at, received_on, channel, class_key, regime_id, subject,
    page_count, signatory_count, is_oral, is_anonymous, is_bulk, response_channel, source, registered_by)
SELECT case_id, '2026690' || lpad(n::text, 6, '0') || '2', now() - interval '5 days', current_date - 5,
       (SELECT min(key) FROM pqr.channel), (SELECT min(key) FROM pqr.petition_class),
       (SELECT min(regime_id) FROM pqr.term_regime), 'Asunto inventado', 2, 1, false, false, false, 'postal', 'manual', 9001
  FROM made;
INSERT INTO pqr.petitioner (case_id, ordinal, capacity, document_type, document_number, full_name, address, municipality_code)
SELECT case_id, 1, 'self', 'CC', (30000000 + n)::text, 'María José Ñáñez Inventada ' || n, 'Calle ' || n || ' n.º 12-30',
       (SELECT min(code) FROM pqr.municipality)
  FROM made;
INSERT INTO pqr.claim (case_id, ordinal, claim_code, area_id, citizen_words)
SELECT m.case_id, 1, l.code, l.area_id, 'Palabras inventadas' FROM made m, pqr.claim_node l WHERE l.code = '3.2';
INSERT INTO pqr.input (case_id, input_id, claim_ordinal, area_id, system, content, content_sha256, found_on, valid_until,
    recorded_by)
SELECT m.case_id, gen_random_uuid(), 1, l.area_id, 'INDEMNIZA', 'Su solicitud fue reconocida.', sha256('x'), current_date - 3,
       current_date + 27, 9001
  FROM made m, pqr.claim_node l WHERE l.code = '3.2';
DROP TABLE made;
RESET session_replication_role;
ANALYZE pqr.case_file, pqr.petition, pqr.petitioner, pqr.claim, pqr.input;
