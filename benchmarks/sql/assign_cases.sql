-- {agents} agents and a pool of {cases} petitions of all topics, weighing from a half to two, for the sharing out.
INSERT INTO pqr.person (person_id, login, full_name, initials, line, capacity_units, joined_on)
SELECT 20000 + n, 'u_assign_' || n, 'Agente de reparto ' || n, 'AR', NULL, 9999, '2020-01-15'
  FROM generate_series(1, {agents}) AS n;
INSERT INTO pqr.person_role SELECT 20000 + n, 'agent' FROM generate_series(1, {agents}) AS n;
INSERT INTO pqr.release_rule (set_by, reason, cases, hours) VALUES (20001, 'Medida', NULL, 1);
INSERT INTO pqr.case_file (case_id, procedure, activity, version, root_id, label, status, due_on, weight, chain_head)
SELECT c.id, 'pqr_v08', 5, 1, c.id, 'R' || c.n, 'assign_case', DATE '2031-03-03' + c.n % 20,
       (ARRAY[0.5, 1, 1.5, 2])[1 + c.n % 4], sha256(''::bytea)
  FROM (SELECT n, lpad(to_hex(x'A5000000'::bigint * 16777216 + n), 32, '0')::uuid AS id FROM generate_series(1, {cases}) n) c;
INSERT INTO pqr.petition (case_id, filing_number, received_at, received_on, channel, class_key, topic_code, regime_id, subject,
    page_count, signatory_count, is_oral, is_anonymous, is_bulk, response_channel, source, registered_by)
SELECT f.case_id, '2031999' || lpad(substr(f.label, 2), 6, '0') || '2', now(), current_date, 'window', 'petition',
       (ARRAY['1.1', '2.1', '3.2', NULL])[1 + abs(hashtext(f.case_id::text)) % 4], pqr_core.regime_on(current_date), 'Medida',
       1, 1, false, false, false, 'postal', 'manual', 20001
  FROM pqr.case_file f WHERE f.label ~ '^R[0-9]+$' AND f.activity = 5;
