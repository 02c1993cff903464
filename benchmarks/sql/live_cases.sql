-- {cases} cases of the measured agent in activity 6, for the feed and the pollers: keys from e0000000-… on.
SET session_replication_role = replica;
SET synchronous_commit = off;
INSERT INTO pqr.case_file (case_id, procedure, activity, version, assignee_id, root_id, label, status, due_on)
SELECT key, 'pqr_v08', 6, 1, 1, key, 'Paso ' || n, 'check_image', current_date + n % 15
  FROM (SELECT n, ('e0000000' || lpad(to_hex(n), 24, '0'))::uuid AS key FROM generate_series(1, {cases}) AS n) numbered;
RESET session_replication_role;
RESET synchronous_commit;
