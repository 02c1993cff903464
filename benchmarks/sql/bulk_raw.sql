-- The bare rows of a letter, for the cases beside: its draft and answer, the case moved, its event and order, in pieces of
-- twenty as a batch is drafted. No identity, rule, merge of fields or chain of hashes.
DO $$
DECLARE
    v_case uuid;
    n int := 0;
BEGIN
    FOR v_case IN SELECT case_id FROM pqr.case_file WHERE activity = 17 AND lex_code LIKE 'B%' LOOP
        INSERT INTO pqr.draft (case_id, version, author_id, reason, opening_html) VALUES (v_case, 1, 9001, 'sent', '');
        INSERT INTO pqr.draft_answer (case_id, version, claim_ordinal, decision, body_html)
        VALUES (v_case, 1, 1, 'explained', repeat('Palabras de una respuesta. ', 20));
        UPDATE pqr.case_file SET activity = 18, version = 2, status = 'drafted', changed_at = clock_timestamp()
         WHERE case_id = v_case;
        INSERT INTO pqr_audit.case_event (case_id, version, recorded_at, actor_id, session_login, command_id, procedure,
            from_activity, outcome, to_activity, from_status, payload_sha256, prev_hash, hash)
        VALUES (v_case, 2, clock_timestamp(), 9001, 'u_bench_analyst', v_case, 'pqr_v08', 17, 'drafted', 18,
                'draft_response', ''::bytea, ''::bytea, ''::bytea);
        INSERT INTO pqr.command (case_id, command_id, actor_id, request_hash, result)
        VALUES (v_case, v_case, 9001, ''::bytea, '{}');
        n := n + 1;
        IF n % 20 = 0 THEN COMMIT; END IF;
    END LOOP;
END $$;
