\set n :n + 1
\set k :first + :client_id * :each + :n
WITH moved AS (
  UPDATE pqr.case_file f
     SET activity = 7, version = f.version + 1, status = 'classify_claim', changed_at = clock_timestamp(), lease_by = NULL,
         lease_until = NULL, chain_head = sha256(f.chain_head || convert_to(concat_ws(E'\x1f', f.case_id, 2, 1,
           'u_bench_agent', f.procedure, 6, 'image_good', 7), 'UTF8'))
   WHERE f.case_id = lpad(to_hex(:k::bigint), 32, '0')::uuid AND f.version = 1 AND f.activity = 6 AND f.assignee_id = 1
  RETURNING f.case_id, f.procedure, f.changed_at, old.chain_head AS before, new.chain_head AS after),
event AS (
  INSERT INTO pqr_audit.case_event (case_id, version, recorded_at, actor_id, session_login, command_id, procedure,
      from_activity, outcome, to_activity, from_assignee, to_assignee, from_status, payload_sha256, prev_hash, hash)
  SELECT case_id, 2, changed_at, 1, 'u_bench_agent', case_id, procedure, 6, 'image_good', 7, 1, 1, 'check_image',
         sha256('{}'), before, after FROM moved)
INSERT INTO pqr.command (case_id, command_id, actor_id, request_hash, result)
SELECT case_id, case_id, 1, sha256('{}'), jsonb_build_object('status', 'applied', 'version', 2, 'activity', 'classify_claim')
  FROM moved;
