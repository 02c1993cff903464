-- {cases} petitions, 12 % of them open over activities 5 to 27 and {agents} agents; each with its filing and a claim.
-- Rows are made whole, so foreign keys are not asked one by one.
SET session_replication_role = replica;
SET synchronous_commit = off;
CREATE TEMP TABLE made AS
SELECT n, gen_random_uuid() AS case_id, n % 25 < 3 AS is_open,
       ('{5,6,6,6,7,7,8,9,12,13,13,13,14,15,15,15,16,17,17,17,17,18,18,19,20,21,22,23,24,25,26,26,27,27,27}'::int[])
         [1 + (hashint4(n) & 2147483647) % 35] AS activity,
       1 + (hashint4(n + 7) & 2147483647) % {agents} AS agent,
       current_date - (hashint4(n + 11) & 2147483647) % 900 AS day
  FROM generate_series(1, {cases}) AS n;
INSERT INTO pqr.case_file (case_id, procedure, activity, version, assignee_id, area_id, root_id, lex_code, label, status,
    due_on, weight, opened_at, changed_at, closed_at, chain_head)
SELECT m.case_id, 'pqr_v08', CASE WHEN is_open THEN m.activity ELSE 0 END, 9, CASE WHEN m.activity > 5 THEN m.agent END,
       NULL, m.case_id, 'L' || m.n, '2025-711-' || lpad(m.n::text, 7, '0') || '-1', coalesce(a.key, 'closed'),
       CASE WHEN is_open THEN current_date + m.n % 40 - 10 ELSE m.day END, 1, m.day, m.day,
       CASE WHEN NOT is_open THEN m.day + interval '12 days' END, sha256(m.case_id::text::bytea)
  FROM made m LEFT JOIN pqr.activity a ON m.is_open AND a.procedure = 'pqr_v08' AND a.number = m.activity;
INSERT INTO pqr.petition (case_id, filing_number, received_at, received_on, channel, class_key, regime_id, subject,
    page_count, signatory_count, is_oral, is_anonymous, is_bulk, response_channel, source, registered_by)
SELECT case_id, '2025711' || lpad(n::text, 7, '0') || '1', day, day, (SELECT min(key) FROM pqr.channel),
       (SELECT min(key) FROM pqr.petition_class), (SELECT min(regime_id) FROM pqr.term_regime), 'Asunto inventado', 2, 1,
       false, false, false, 'postal', 'manual', 1
  FROM made;
INSERT INTO pqr.claim (case_id, ordinal, claim_code, area_id, citizen_words)
SELECT m.case_id, 1, l.code, l.area_id, 'Palabras inventadas'
  FROM made m JOIN (SELECT code, area_id, row_number() OVER (ORDER BY code) - 1 AS at, count(*) OVER () AS leaves
                      FROM pqr.claim_node WHERE is_leaf AND area_id IS NOT NULL) l ON l.at = m.n % l.leaves;
DROP TABLE made;
RESET session_replication_role;
RESET synchronous_commit;
