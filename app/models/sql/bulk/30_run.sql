-- Running a batch: one window at a time, piece by piece through the door, going on where the last one was cut.

-- The run that beats now. A window that ended without saying so stops counting after a while.
CREATE OR REPLACE FUNCTION pqr_core.live_run(p_batch uuid) RETURNS pqr.bulk_run LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp AS $fn$
DECLARE r pqr.bulk_run;
BEGIN
    SELECT * INTO r FROM pqr.bulk_run u
     WHERE u.batch_id = p_batch AND u.ended_at IS NULL AND u.beat_at > clock_timestamp() - INTERVAL '30 seconds'
     ORDER BY u.started_at DESC LIMIT 1;
    RETURN r;
END $fn$;

-- Begin, or go on with, a batch from this window: held, or busy with the name of who is at it. Who left it running in
-- another window of theirs takes it over; that window's next piece is refused, so no letter is written by both.
CREATE OR REPLACE FUNCTION pqr_api.begin_bulk_run(p_batch uuid, p_run uuid) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '3s' AS $fn$
DECLARE me pqr.person := pqr_core.me(); r pqr.bulk_run;
BEGIN
    PERFORM pqr_core.require_bulk_drafter();
    PERFORM FROM pqr.bulk_batch b WHERE b.batch_id = p_batch AND b.cancelled_at IS NULL FOR UPDATE;
    IF NOT FOUND THEN
        PERFORM pqr_core.refuse('batch_unknown', 'batch_id');
    END IF;
    r := pqr_core.live_run(p_batch);
    IF r.person_id <> me.person_id THEN
        RETURN jsonb_build_object('status', 'busy', 'by', (SELECT p.full_name FROM pqr.person p WHERE p.person_id = r.person_id));
    END IF;
    -- A batch is resumed some times, not thousands: runs are kept.
    IF (SELECT count(*) FROM pqr.bulk_run u WHERE u.batch_id = p_batch AND u.run_id <> p_run) >= 500 THEN
        PERFORM pqr_core.refuse('quota');
    END IF;
    UPDATE pqr.bulk_run SET ended_at = clock_timestamp(), end_reason = 'superseded'
     WHERE batch_id = p_batch AND ended_at IS NULL AND run_id <> p_run;
    INSERT INTO pqr.bulk_run (run_id, batch_id, person_id) VALUES (p_run, p_batch, me.person_id) ON CONFLICT DO NOTHING;
    RETURN jsonb_build_object('status', 'held');
END $fn$;

-- The window stops: what is drafted stays, the rest waits for the next run.
CREATE OR REPLACE FUNCTION pqr_api.end_bulk_run(p_run uuid, p_reason text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '3s' AS $fn$
BEGIN
    PERFORM pqr_core.require_bulk_drafter();
    UPDATE pqr.bulk_run SET ended_at = clock_timestamp(), end_reason = p_reason
     WHERE run_id = p_run AND person_id = pqr_api.my_person_id() AND ended_at IS NULL;
END $fn$;

-- Draft the next letters of a batch, each through the door by itself: letter and row of the batch become final together,
-- so a cut anywhere leaves neither a letter twice nor one left out. Answers how many, what is left and each one's fate.
CREATE OR REPLACE FUNCTION pqr_api.draft_bulk_piece(p_run uuid, p_count int) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '3s' AS $fn$
DECLARE
    me pqr.person := pqr_core.me();
    u pqr.bulk_run;
    m record;
    v_fate text;
    v_done jsonb := '[]';
BEGIN
    PERFORM pqr_core.require_bulk_drafter();
    SELECT * INTO u FROM pqr.bulk_run r WHERE r.run_id = p_run AND r.person_id = me.person_id AND r.ended_at IS NULL FOR UPDATE;
    IF NOT FOUND THEN
        PERFORM pqr_core.refuse('run_over', 'run_id');
    END IF;
    -- Cancelling waits for the end of this piece, and this piece sees that it was cancelled.
    PERFORM FROM pqr.bulk_batch b WHERE b.batch_id = u.batch_id FOR SHARE;
    FOR m IN SELECT x.case_id, x.batch_id, x.case_version, c.version, c.procedure, c.status
               FROM pqr.bulk_batch_case x JOIN pqr.case_file c ON c.case_id = x.case_id
              WHERE x.batch_id = u.batch_id AND x.state IN ('waiting', 'failed') AND x.run_id IS DISTINCT FROM p_run
              ORDER BY x.row_no LIMIT least(greatest(p_count, 1), 200) FOR UPDATE OF x SKIP LOCKED LOOP
        v_fate := pqr_core.draft_row(m.case_id, u, m.case_version, m.version, m.procedure, m.status);
        EXIT WHEN v_fate = 'paused';
        u.drafted := u.drafted + (v_fate = 'drafted')::int;
        u.failed := u.failed + (v_fate = 'failed')::int;
        u.moved := u.moved + (v_fate = 'moved')::int;
        v_done := v_done || jsonb_build_object('case', m.case_id, 'version', m.version, 'procedure', m.procedure, 'state', v_fate);
    END LOOP;
    UPDATE pqr.bulk_run SET beat_at = clock_timestamp(), drafted = u.drafted, failed = u.failed, moved = u.moved
     WHERE run_id = p_run;
    RETURN jsonb_build_object('drafted', u.drafted, 'failed', u.failed, 'moved', u.moved, 'done', v_done,
        'paused', coalesce(v_fate = 'paused', false),
        'left', (SELECT count(*) FROM pqr.bulk_batch_case x WHERE x.batch_id = u.batch_id
                    AND x.state IN ('waiting', 'failed') AND x.run_id IS DISTINCT FROM p_run));
END $fn$;

-- One letter: drafted, moved (the case went on since it was looked at), failed with its reason, or paused: the server
-- has refused this person so often in a minute that it no longer answers, and nothing is known of the letter.
CREATE OR REPLACE FUNCTION pqr_core.draft_row(
    p_case uuid, u pqr.bulk_run, p_seen int, p_version int, p_procedure text, p_status text) RETURNS text
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $fn$
DECLARE
    v jsonb;
    v_reason text;
    v_state text;
BEGIN
    IF p_status <> 'draft_in_bulk' OR p_version <> coalesce(p_seen, p_version) THEN
        v_state := 'moved';
    ELSE
        BEGIN
            -- Made from the batch and the case, so that the same letter asked twice is the same order.
            v := pqr_api.perform(
                encode(substring(sha256(convert_to(concat_ws(':', u.batch_id, p_case, p_version), 'UTF8')) FOR 16), 'hex')::uuid,
                p_case, p_version, 'draft_in_bulk', 'bulk', jsonb_build_object('batch_id', u.batch_id), p_procedure);
        EXCEPTION WHEN lock_not_available OR deadlock_detected THEN
            v := '{"status": "conflict", "reason": "busy"}';
        END;
        v_reason := v ->> 'reason';
        v_state := CASE WHEN v ->> 'status' = 'applied' THEN 'drafted' WHEN v_reason = 'too_many_refusals' THEN 'paused'
                        WHEN v_reason IN ('stale_version', 'wrong_activity') THEN 'moved' ELSE 'failed' END;
    END IF;
    IF v_state <> 'paused' THEN
        -- A letter drafted has already said so, in the effect.
        UPDATE pqr.bulk_batch_case
           SET state = v_state, run_id = u.run_id, settled_at = coalesce(settled_at, clock_timestamp()),
               failure = CASE WHEN v_state = 'failed' THEN left(v_reason, 60) END,
               failure_field = CASE WHEN v_state = 'failed' THEN left(v ->> 'field', 60) END
         WHERE case_id = p_case AND batch_id = u.batch_id;
    END IF;
    RETURN v_state;
END $fn$;
