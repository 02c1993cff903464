-- {cases} cases of the measured agent in activity 6, with keys that a script can count up.
SET session_replication_role = replica;
SET synchronous_commit = off;
INSERT INTO pqr.case_file (case_id, procedure, activity, version, assignee_id, root_id, label, status, due_on)
SELECT lpad(to_hex(n), 32, '0')::uuid, 'pqr_v08', 6, 1, 1, lpad(to_hex(n), 32, '0')::uuid, 'Paso ' || n, 'check_image',
       current_date + n % 15
  FROM generate_series(1, {cases}) AS n;
RESET session_replication_role;
RESET synchronous_commit;
