-- {letters} letters that wait for their outgoing number, half of a director with the image, half of one with a
-- certificate ({image} and {certificate} are put in by the benchmark).
INSERT INTO pqr.document (document_id, kind, mime, byte_count, sha256, file_label, year, state, created_by)
SELECT 'ffffffff-0000-4000-8000-000000000001', 'signature_image', 'image/png', octet_length(i), sha256(i), 'Firma',
       extract(year FROM now()), 'ready', 503 FROM (SELECT decode('{image}', 'hex') AS i) s;
INSERT INTO pqr.document_chunk (year, document_id, chunk_no, bytes)
SELECT extract(year FROM now()), 'ffffffff-0000-4000-8000-000000000001', 0, decode('{image}', 'hex');
INSERT INTO pqr.director (director_id, area_id, full_name, position, act_number, valid_from, signature_document_id,
                          signing_method)
SELECT 9000 + n, (SELECT min(area_id) FROM pqr.area WHERE kind = 'mission'), 'Directora Medida ' || n, 'Directora',
       'Resolución ' || n || ' de 2026', '2020-01-01', 'ffffffff-0000-4000-8000-000000000001',
       CASE n WHEN 1 THEN 'mechanical' ELSE 'certificate' END
  FROM generate_series(1, 2) AS n;
INSERT INTO pqr.signature_authority (director_id, act_number, published_on, valid_from)
VALUES (9001, 'Resolución 9 de 2026', '2020-01-01', '2020-01-01');
INSERT INTO pqr.director_change (change_id, kind, director_id, proposed_by)
VALUES ('ffffffff-0000-4000-8000-000000000002', 'certificate', 9002, 503);
INSERT INTO pqr.director_certificate (director_id, sha256, serial, issuer, subject, valid_from, valid_to, change_id)
VALUES (9002, decode('{certificate}', 'hex'), '1', 'Medida', 'Medida', current_date - 1, current_date + 30,
        'ffffffff-0000-4000-8000-000000000002');
CREATE TEMP TABLE wanted AS
SELECT n, ('5a6a0000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid AS case_id FROM generate_series(1, {letters}) AS n;
SELECT pqr_core.open_case(w.case_id, 'pqr_v08', 24, NULL, p, 'Carta ' || w.n, NULL, NULL, current_date + 5,
                          gen_random_uuid())
  FROM wanted w, pqr.person p WHERE p.person_id = 503;
INSERT INTO pqr.petition (case_id, filing_number, received_at, received_on, channel, class_key, regime_id, subject,
    page_count, signatory_count, is_oral, is_anonymous, is_bulk, response_channel, source, registered_by)
SELECT w.case_id, extract(year FROM now()) || '799' || lpad(w.n::text, 6, '0') || '2', now(), current_date - 5,
       (SELECT min(key) FROM pqr.channel), 'petition', 1, 'Medida', 1, 1, false, false, false, 'postal', 'manual', 503
  FROM wanted w;
INSERT INTO pqr.petitioner (case_id, ordinal, capacity, document_type, document_number, full_name, address,
                            municipality_code)
SELECT w.case_id, 1, 'self', 'CC', (900000000 + w.n)::text, 'Persona Inventada ' || w.n, 'Calle 1 n.º 2-3', '05154'
  FROM wanted w;
INSERT INTO pqr.claim (case_id, ordinal, claim_code, area_id, citizen_words)
SELECT w.case_id, 1, (SELECT min(code) FROM pqr.claim_node WHERE is_leaf),
       (SELECT min(area_id) FROM pqr.area WHERE kind = 'mission'), 'Pido una respuesta' FROM wanted w;
INSERT INTO pqr.draft (case_id, version, author_id, reason) SELECT w.case_id, 1, 1, 'sent' FROM wanted w;
INSERT INTO pqr.draft_answer (case_id, version, claim_ordinal, decision, body_html)
SELECT w.case_id, 1, 1, 'explained', '<p>Usted está incluida en el registro.</p>' FROM wanted w;
INSERT INTO pqr.letter (case_id, letter_no, draft_version, area_id, director_id, named_by)
SELECT w.case_id, 1, 1, (SELECT min(area_id) FROM pqr.area WHERE kind = 'mission'), 9001 + w.n % 2, 1 FROM wanted w;
