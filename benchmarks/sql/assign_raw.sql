-- The bare rows of as many assignments: the case moved, its event and its order, one statement for each case in pieces of a
-- hundred, to agents in turn. No identity, rule, weighing or chain of hashes.
DO $$
DECLARE
    v_case uuid;
    n int := 0;
BEGIN
    FOR v_case IN SELECT case_id FROM pqr.case_file WHERE label ~ '^R[0-9]+$' AND activity = 5 ORDER BY weight DESC, due_on LOOP
        UPDATE pqr.case_file SET activity = 6, version = 2, status = 'check_image', assignee_id = 20001 + n % {agents},
               changed_at = clock_timestamp() WHERE case_id = v_case;
        INSERT INTO pqr_audit.case_event (case_id, version, recorded_at, actor_id, session_login, command_id, procedure,
            from_activity, outcome, to_activity, to_assignee, from_status, payload_sha256, prev_hash, hash)
        VALUES (v_case, 2, clock_timestamp(), 20001, 'u_bench_assigner', v_case, 'pqr_v08', 5, 'assigned', 6,
                20001 + n % {agents}, 'assign_case', ''::bytea, ''::bytea, ''::bytea);
        INSERT INTO pqr.command (case_id, command_id, actor_id, request_hash, result)
        VALUES (v_case, v_case, 20001, ''::bytea, '{"status": "applied"}');
        n := n + 1;
        IF n % 100 = 0 THEN COMMIT; END IF;
    END LOOP;
END $$;
