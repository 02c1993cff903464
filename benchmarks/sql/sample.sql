-- {letters} closed cases with the letter that was sent: 300 authors, the leaves that the cases already have.
SET session_replication_role = replica;
SET synchronous_commit = off;
CREATE TABLE bench_letter AS
SELECT c.case_id, (1 + n % 300)::int AS author_id, (1 + n % 300) || '/' || k.claim_code AS stratum,
       CASE WHEN n % 300 < 45 THEN 2 ELSE 1 END AS weight
  FROM (SELECT case_id, row_number() OVER (ORDER BY case_id) AS n FROM pqr.case_file WHERE closed_at IS NOT NULL LIMIT {letters}) c
  JOIN pqr.claim k ON k.case_id = c.case_id AND k.ordinal = 1;
UPDATE pqr.case_file f SET closed_at = current_date - interval '200 days' FROM bench_letter b WHERE b.case_id = f.case_id;
INSERT INTO pqr.draft (case_id, version, author_id, reason) SELECT case_id, 1, 1, 'sent' FROM bench_letter ON CONFLICT DO NOTHING;
RESET session_replication_role;
RESET synchronous_commit;
