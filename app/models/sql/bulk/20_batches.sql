-- Batches of bulk drafting: begun once with what the server finds alike, cancelled, and what became of each letter.

-- The recipe answers exactly the claims of the group, each with a text of that claim that is in force.
CREATE OR REPLACE FUNCTION pqr_core.check_recipe(p_group text, p_recipe jsonb) RETURNS void LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp AS $fn$
DECLARE r record;
BEGIN
    FOR r IN SELECT key, value ->> 'text_id' AS text_id, (value ->> 'version')::int AS version FROM jsonb_each(p_recipe) LOOP
        PERFORM pqr_core.check_text_in_force(r.text_id, r.version);
        IF NOT EXISTS (SELECT FROM pqr.approved_text t WHERE t.text_id = r.text_id AND t.version = r.version
                          AND t.claim_code = r.key) THEN
            PERFORM pqr_core.refuse('text_of_other_claim', r.key);
        END IF;
    END LOOP;
    IF NOT p_recipe ?& pqr_core.group_codes(p_group) THEN
        PERFORM pqr_core.refuse('recipe_incomplete', 'recipe');
    END IF;
END $fn$;

-- A case that went on by another way no longer waits in its batch.
CREATE OR REPLACE FUNCTION pqr_core.free_moved(p_cases uuid[]) RETURNS void LANGUAGE sql
SET search_path = pg_catalog, pg_temp AS
$$
UPDATE pqr.bulk_batch_case m SET state = 'moved', settled_at = clock_timestamp()
  FROM (SELECT o.case_id, o.batch_id FROM pqr.bulk_batch_case o JOIN pqr.case_file c ON c.case_id = o.case_id
         WHERE o.case_id = ANY (p_cases) AND o.state IN ('waiting', 'failed')
           AND (c.status <> 'draft_in_bulk' OR c.version <> coalesce(o.case_version, c.version))
         ORDER BY o.case_id FOR UPDATE OF o) gone
 WHERE m.case_id = gone.case_id AND m.batch_id = gone.batch_id
$$;

-- Begin a batch with the alike cases among `p_cases`; the others come back with their reason. Asked again with the same
-- key it changes nothing. `p_versions`: as the person saw each case; one that has moved since is reported, not drafted.
-- Two people who begin the same group at once: each case goes to whoever wrote it down first.
DROP FUNCTION IF EXISTS pqr_api.start_bulk(uuid, text, text, jsonb, uuid[]);
DROP FUNCTION IF EXISTS pqr_api.start_bulk(uuid, text, text, jsonb, uuid[], int[], int[], text);
CREATE OR REPLACE FUNCTION pqr_api.start_bulk(
    p_batch uuid, p_group text, p_title text, p_recipe jsonb, p_cases uuid[], p_versions int[] DEFAULT NULL,
    p_sheet_rows int[] DEFAULT NULL, p_sheet text DEFAULT NULL, p_attachments jsonb DEFAULT '[]',
    p_copies jsonb DEFAULT '[]') RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '3s' AS $fn$
DECLARE me pqr.person := pqr_core.me(); v_letters int; v_refused jsonb; v_director int;
BEGIN
    PERFORM pqr_core.require_bulk_drafter();
    IF cardinality(p_cases) NOT BETWEEN 1 AND 5000 OR length(p_title) NOT BETWEEN 3 AND 200 THEN
        PERFORM pqr_core.refuse('payload', 'cases');
    ELSIF length(p_group) > 4000 OR octet_length(p_recipe::text) > 65536 THEN
        PERFORM pqr_core.refuse('payload', 'recipe');
    END IF;
    PERFORM pqr_core.check_recipe(p_group, p_recipe);
    -- Begun and cancelled without end, batches would only fill the table.
    IF (SELECT count(*) FROM pqr.bulk_batch b WHERE b.started_by = me.person_id AND b.batch_id <> p_batch
           AND b.started_at > clock_timestamp() - interval '1 day') >= 200 THEN
        PERFORM pqr_core.refuse('quota');
    END IF;
    INSERT INTO pqr.bulk_batch (batch_id, group_key, title, recipe, started_by, source, source_name, attachments, copies)
    VALUES (p_batch, p_group, p_title, p_recipe, me.person_id, CASE WHEN p_sheet IS NULL THEN 'group' ELSE 'sheet' END,
            coalesce(left(p_sheet, 200), ''), pqr_core.foot_list(p_attachments, 'attachments'),
            pqr_core.foot_list(p_copies, 'copies')) ON CONFLICT (batch_id) DO NOTHING;
    IF NOT FOUND THEN
        RETURN jsonb_build_object('letters', (SELECT count(*) FROM pqr.bulk_batch_case m WHERE m.batch_id = p_batch),
                                  'refused', '[]'::jsonb);
    END IF;
    PERFORM pqr_core.free_moved(p_cases);
    WITH j AS MATERIALIZED (
        SELECT u.i, u.id, x.version, x.inputs_sha256, x.director_id, s.n AS sheet_row, x.detail,
               CASE WHEN x.case_id IS NULL THEN 'not_waiting' WHEN x.version <> coalesce(v.n, x.version) THEN 'moved'
                    ELSE x.reason END AS reason
          FROM unnest(p_cases) WITH ORDINALITY u(id, i)
          LEFT JOIN unnest(p_versions) WITH ORDINALITY v(n, i) ON v.i = u.i
          LEFT JOIN unnest(p_sheet_rows) WITH ORDINALITY s(n, i) ON s.i = u.i
          LEFT JOIN pqr_core.bulk_judged(p_group, p_cases) x ON x.case_id = u.id
    ), taken AS (
        INSERT INTO pqr.bulk_batch_case (case_id, batch_id, row_no, case_version, inputs_sha256, sheet_row)
        SELECT j.id, p_batch, row_number() OVER (ORDER BY j.i), j.version, j.inputs_sha256, j.sheet_row
          FROM j WHERE j.reason = '' ORDER BY j.id
        ON CONFLICT DO NOTHING RETURNING case_id
    )
    SELECT (SELECT count(*) FROM taken), (SELECT min(j.director_id) FROM j WHERE j.reason = ''),
           coalesce(jsonb_agg(jsonb_build_object('case', j.id, 'reason', coalesce(nullif(j.reason, ''), 'in_other_batch'),
                                                 'detail', j.detail) ORDER BY j.i) FILTER (WHERE t.case_id IS NULL), '[]')
      INTO v_letters, v_director, v_refused FROM j LEFT JOIN taken t ON t.case_id = j.id;
    IF v_letters = 0 THEN
        DELETE FROM pqr.bulk_batch b WHERE b.batch_id = p_batch;
    ELSE
        UPDATE pqr.bulk_batch SET director_id = v_director WHERE batch_id = p_batch;
    END IF;
    RETURN jsonb_build_object('letters', v_letters, 'refused', v_refused);
END $fn$;

-- Give up what waits: its cases are free to be drafted otherwise. What is drafted stays and goes on to quality.
CREATE OR REPLACE FUNCTION pqr_api.cancel_bulk(p_batch uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '3s' AS $fn$
BEGIN
    PERFORM pqr_core.require_bulk_drafter();
    UPDATE pqr.bulk_batch SET cancelled_at = clock_timestamp(), cancelled_by = pqr_api.my_person_id()
     WHERE batch_id = p_batch AND cancelled_at IS NULL;
    UPDATE pqr.bulk_batch_case SET state = 'cancelled', settled_at = clock_timestamp()
     WHERE batch_id = p_batch AND state IN ('waiting', 'failed');
    UPDATE pqr.bulk_run SET ended_at = clock_timestamp(), end_reason = 'cancelled'
     WHERE batch_id = p_batch AND ended_at IS NULL;
END $fn$;

-- Rows of a batch: a letter that waits while its case went on by another way says so at once.
CREATE OR REPLACE FUNCTION pqr_core.batch_rows(p_batch uuid) RETURNS TABLE (
    case_id uuid, row_no int, version int, procedure text, label text, due_on date, state text, failure text,
    failure_field text, sheet_row int) LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS
$$
SELECT c.case_id, m.row_no, c.version, c.procedure, c.label, c.due_on,
       CASE WHEN m.state IN ('waiting', 'failed')
                 AND (c.status <> 'draft_in_bulk' OR c.version <> coalesce(m.case_version, c.version)) THEN 'moved'
            ELSE m.state END, m.failure, m.failure_field, m.sheet_row
  FROM pqr.bulk_batch_case m JOIN pqr.case_file c ON c.case_id = m.case_id
 WHERE m.batch_id = p_batch
$$;

-- The newest hundred, with who is drafting each now and since when: other windows of the same person see it too.
DROP FUNCTION IF EXISTS pqr_api.bulk_batches();
CREATE OR REPLACE FUNCTION pqr_api.bulk_batches() RETURNS TABLE (
    batch_id uuid, title text, group_key text, started_by text, started_at timestamptz, cancelled_at timestamptz,
    letters int, drafted int, failed int, waiting int, moved int, first_due date, source_name text, director text,
    at_quality int, run_by text, run_mine boolean, run_started_at timestamptz, run_done int, recipe jsonb, run_id uuid,
    cancelled_by text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $fn$
BEGIN
    PERFORM pqr_core.require_bulk_drafter();
    RETURN QUERY
    SELECT b.batch_id, CASE WHEN s.hidden THEN pqr_core.reserved_words() ELSE b.title END,
           CASE WHEN s.hidden THEN '' ELSE b.group_key END, p.full_name, b.started_at, b.cancelled_at, r.letters, r.drafted, r.failed,
           r.waiting, r.moved, r.first_due, b.source_name,
           CASE WHEN s.hidden THEN pqr_core.reserved_words() ELSE d.full_name END, r.at_quality, q.full_name,
           u.person_id = pqr_api.my_person_id(), u.started_at, u.drafted + u.failed + u.moved,
           CASE WHEN s.hidden THEN '{}' ELSE b.recipe END, u.run_id, x.full_name
      FROM (SELECT * FROM pqr.bulk_batch x ORDER BY x.started_at DESC LIMIT 100) b
      CROSS JOIN LATERAL (SELECT b.started_by <> pqr_api.my_person_id() AND pqr_core.is_reserved_group(b.group_key) AS hidden) s
      JOIN pqr.person p ON p.person_id = b.started_by
      LEFT JOIN pqr.person x ON x.person_id = b.cancelled_by
      LEFT JOIN pqr.director d ON d.director_id = b.director_id
      CROSS JOIN LATERAL (
          SELECT count(*)::int AS letters, count(*) FILTER (WHERE w.state = 'drafted')::int AS drafted,
                 count(*) FILTER (WHERE w.state = 'failed')::int AS failed,
                 count(*) FILTER (WHERE w.state = 'waiting')::int AS waiting,
                 count(*) FILTER (WHERE w.state = 'moved')::int AS moved, min(w.due_on) AS first_due,
                 (SELECT count(*)::int FROM pqr.bulk_batch_case m JOIN pqr.case_file c ON c.case_id = m.case_id
                   WHERE m.batch_id = b.batch_id AND m.state = 'drafted' AND c.status = 'sample_for_quality') AS at_quality
            FROM pqr_core.batch_rows(b.batch_id) w) r
      LEFT JOIN LATERAL (SELECT n.* FROM pqr_core.live_run(b.batch_id) n) u ON u.run_id IS NOT NULL
      LEFT JOIN pqr.person q ON q.person_id = u.person_id
     ORDER BY b.started_at DESC;
END $fn$;

-- The letters of a batch; of one that went on by another way, who took it on and when.
DROP FUNCTION IF EXISTS pqr_api.bulk_batch_rows(uuid);
CREATE OR REPLACE FUNCTION pqr_api.bulk_batch_rows(p_batch uuid) RETURNS TABLE (
    case_id uuid, row_no int, version int, procedure text, label text, due_on date, state text, failure text,
    failure_field text, sheet_row int, taken_by text, taken_at timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $fn$
BEGIN
    PERFORM pqr_core.require_bulk_drafter();
    RETURN QUERY
    SELECT b.case_id, b.row_no, b.version, b.procedure, b.label, b.due_on, b.state, b.failure, b.failure_field, b.sheet_row,
           t.full_name, t.recorded_at
      FROM pqr_core.batch_rows(p_batch) b
      LEFT JOIN LATERAL (
          SELECT p.full_name, e.recorded_at FROM pqr_audit.case_event e JOIN pqr.person p ON p.person_id = e.actor_id
           WHERE b.state = 'moved' AND e.case_id = b.case_id ORDER BY e.version DESC LIMIT 1) t ON true
     ORDER BY CASE b.state WHEN 'failed' THEN 0 WHEN 'moved' THEN 1 ELSE 2 END, b.row_no;
END $fn$;

-- A letter that this person's batch has drafted, while quality has not drawn its sample: counted as an opening.
CREATE OR REPLACE FUNCTION pqr_api.bulk_letter(p_batch uuid, p_case uuid) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $fn$
DECLARE
    me pqr.person := pqr_core.me();
    c pqr.case_file;
    v_version int;
BEGIN
    PERFORM pqr_core.require_bulk_drafter();
    SELECT d.version INTO v_version
      FROM pqr.draft d JOIN pqr.bulk_batch b ON b.batch_id = d.batch_id
     WHERE d.case_id = p_case AND d.batch_id = p_batch AND me.person_id IN (b.started_by, d.author_id);
    SELECT * INTO c FROM pqr.case_file f WHERE f.case_id = p_case AND f.status = 'sample_for_quality';
    IF v_version IS NULL OR c.case_id IS NULL THEN
        PERFORM pqr_core.refuse('not_permitted');
    ELSIF NOT pqr_core.spend('sheet', me, p_case, 'carta de un lote propio') THEN
        PERFORM pqr_core.refuse('quota');
    END IF;
    RETURN pqr_core.draft_sheet(c, me, v_version);
END $fn$;
