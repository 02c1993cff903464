-- Activity 18: a lot is announced with its plan, and then drawn with the seed that was stored with the announcement.

-- Announce a lot: its letters, plan and strata are written down with a seed that is told to nobody. Only once this is
-- committed can it be drawn, so that nobody sees a sample and then chooses another grouping or another plan.
-- Asked again for the same lot, by whoever, it is the announcement that stands. `p_reduced` asks for reduced inspection;
-- it is given only to a series that earned it.
CREATE OR REPLACE FUNCTION pqr_api.announce_sample(
    p_command uuid, p_scope text, p_method text DEFAULT 'iso_2859_1', p_tolerated double precision DEFAULT 2.5,
    p_stratified boolean DEFAULT true, p_double boolean DEFAULT true, p_reduced boolean DEFAULT false) RETURNS uuid
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $fn$
DECLARE
    me pqr.person := pqr_core.require_role('quality');
    v_all int;
    v_open pqr.quality_promise;
    v_inspection text;
BEGIN
    -- In an old snapshot an announcement made meanwhile would not be seen.
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE EXCEPTION 'lots are announced in READ COMMITTED' USING ERRCODE = '22023';
    ELSIF EXISTS (SELECT FROM pqr.quality_promise p WHERE p.promise_id = p_command AND p.promised_by = me.person_id)
       OR EXISTS (SELECT FROM pqr.quality_lot l WHERE l.command_id = p_command AND l.drawn_by = me.person_id) THEN
        RETURN p_command;
    END IF;
    -- Two leaders who press at once: the second waits here for the first, and then finds the lot announced.
    PERFORM 1 FROM pqr.case_file c WHERE c.case_id IN (SELECT w.case_id FROM pqr_core.letters_of(p_scope) w)
      ORDER BY c.case_id FOR NO KEY UPDATE;
    SELECT count(*) INTO v_all FROM pqr_core.letters_of(p_scope) w;
    IF v_all = 0 THEN
        PERFORM pqr_core.refuse('lot_empty', 'scope');
    END IF;
    v_open := pqr_core.standing_promise(p_scope);
    IF v_open.scope = p_scope THEN
        RETURN v_open.promise_id;
    ELSIF v_open.scope IS NOT NULL THEN
        PERFORM pqr_core.refuse('lot_announced', 'scope');
    END IF;
    v_inspection := pqr_core.inspection_for(p_scope, p_reduced);
    PERFORM pqr_core.plan_for(v_all, p_method, p_tolerated::numeric(4, 2), v_inspection);
    INSERT INTO pqr.quality_promise (promise_id, scope, method, inspection, tolerated, is_stratified, is_doubled, letters,
                                     seed, in_transaction, promised_by)
    VALUES (p_command, p_scope, p_method, v_inspection, p_tolerated, coalesce(p_stratified, true), coalesce(p_double, true),
            v_all, encode(sha256(convert_to(pqr_core.next_seed(p_scope) || gen_random_uuid(), 'UTF8')), 'hex'),
            pg_current_xact_id()::text::bigint, me.person_id);
    RETURN p_command;
END $fn$;

-- The letters of an announced lot that still wait: those that came later wait for a lot of their own. An act on the case
-- that leaves it where it is (a priority, an extension) takes it out of none.
CREATE OR REPLACE FUNCTION pqr_core.promised_letters(p pqr.quality_promise) RETURNS TABLE (
    case_id uuid, due_on date, draft_version int, author_id int, claim_code text)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS
$$
SELECT w.case_id, w.due_on, w.draft_version, w.author_id, w.claim_code
  FROM pqr_core.letters_of(p.scope) w JOIN pqr.case_file c ON c.case_id = w.case_id
 WHERE c.changed_at <= p.promised_at OR NOT EXISTS (
       SELECT FROM pqr_audit.case_event e WHERE e.case_id = c.case_id AND e.recorded_at > p.promised_at
          AND e.from_activity IS DISTINCT FROM e.to_activity)
$$;

-- The announcement, of this lot or of one that shares letters with it, which was not drawn and still has letters.
CREATE OR REPLACE FUNCTION pqr_core.standing_promise(p_scope text) RETURNS pqr.quality_promise LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS
$$
SELECT p.* FROM pqr.quality_promise p
 WHERE NOT EXISTS (SELECT FROM pqr.quality_lot l WHERE l.command_id = p.promise_id)
   AND EXISTS (SELECT FROM pqr_core.promised_letters(p) x JOIN pqr_core.letters_of(p_scope) w ON w.case_id = x.case_id)
 ORDER BY p.scope = p_scope DESC, p.promised_at LIMIT 1
$$;

-- Draw an announced lot and move its letters. Sent twice, by whoever, it draws once: a draw that is rolled back and asked
-- again gives the same letters.
DROP FUNCTION IF EXISTS pqr_api.draw_sample(uuid, text, text, double precision, boolean, boolean);
DROP FUNCTION IF EXISTS pqr_api.draw_sample(uuid, text, text, double precision, boolean, boolean, boolean);
CREATE OR REPLACE FUNCTION pqr_api.draw_sample(p_promise uuid) RETURNS jsonb
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $fn$
DECLARE
    me pqr.person := pqr_core.require_role('quality');
    p pqr.quality_promise;
    v_lot uuid := (SELECT l.lot_id FROM pqr.quality_lot l WHERE l.command_id = p_promise);
BEGIN
    IF v_lot IS NULL THEN
        SELECT * INTO p FROM pqr.quality_promise q WHERE q.promise_id = p_promise;
        IF p.promise_id IS NULL OR p.in_transaction = pg_current_xact_id()::text::bigint THEN
            PERFORM pqr_core.refuse('lot_not_announced', 'scope');
        END IF;
        RAISE LOG 'pqr draw login=% scope=% promise=%', session_user, p.scope, p.promise_id;
        v_lot := pqr_core.store_lot(p, me.person_id);
        PERFORM pqr_core.move_lot(v_lot, p_promise);
    END IF;
    RETURN (SELECT jsonb_build_object('status', 'applied', 'lot_id', l.lot_id, 'seed', l.seed, 'letters', l.lot_size,
                'sampled', l.sample_size, 'forced', l.forced_size, 'accept', l.accept_number, 'method', l.method,
                'tolerated', l.tolerated)
              FROM pqr.quality_lot l WHERE l.lot_id = v_lot);
END $fn$;

-- A stratum, one person's letters about one claim, under a name from which nobody reads the claim: it stands beside each
-- letter, for whoever draws the sample again. The same for the same seed, so that drawing twice draws the same; the salt
-- is read by the kernel only.
CREATE OR REPLACE FUNCTION pqr_core.stratum_name(p_seed text, p_author int, p_claim text) RETURNS text LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS
$$
SELECT p_author || '/' || left(encode(sha256(k.salt || convert_to(concat_ws(':', p_seed, p_author, p_claim), 'UTF8')), 'hex'), 8)
  FROM pqr.stratum_salt k
$$;

-- Stores the lot and its letters. Those due by the next business day are reviewed all, outside the sample; so are all
-- the letters of a lot that was rejected.
DROP FUNCTION IF EXISTS pqr_core.store_lot(uuid, text, text, numeric, boolean, boolean, int);
DROP FUNCTION IF EXISTS pqr_core.store_lot(uuid, text, text, numeric, boolean, boolean, text, int);
CREATE OR REPLACE FUNCTION pqr_core.store_lot(p pqr.quality_promise, p_me int) RETURNS uuid
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $fn$
DECLARE
    v_lot uuid := uuidv7();
    v_recheck boolean := p.scope LIKE 'recheck:%';
    v_soon date := CASE WHEN v_recheck THEN 'infinity' ELSE pqr_core.add_business_days(pqr_core.today(), 1) END;
    v_all int; v_free int;
BEGIN
    -- Two who draw at once: the second waits here for the first, and then finds nothing left to draw.
    PERFORM 1 FROM pqr.case_file c WHERE c.case_id IN (SELECT w.case_id FROM pqr_core.promised_letters(p) w)
      ORDER BY c.case_id FOR NO KEY UPDATE;
    SELECT count(*), count(*) FILTER (WHERE NOT v_recheck AND (due_on IS NULL OR due_on > v_soon)) INTO v_all, v_free
      FROM pqr_core.promised_letters(p) w;
    IF v_all = 0 THEN
        PERFORM pqr_core.refuse('lot_empty', 'scope');
    END IF;
    INSERT INTO pqr.quality_lot (lot_id, command_id, drawn_by, seed, method, inspection, tolerated, code_letter, lot_size,
                                 sample_size, forced_size, accept_number, scope)
    SELECT v_lot, p.promise_id, p_me, p.seed, p.method, p.inspection, p.tolerated, n.letter, v_all, least(n.sample, v_free),
           v_all - v_free, n.accept, p.scope
      FROM pqr_core.plan_for(v_all, p.method, p.tolerated, p.inspection) n;
    INSERT INTO pqr.quality_lot_case (case_id, lot_id, draft_version, stratum, weight, is_sampled, forced_reason)
    SELECT w.case_id, v_lot, w.draft_version, CASE WHEN p.is_stratified THEN pqr_core.stratum_name(p.seed, w.author_id, w.claim_code)
                                            ELSE 'all' END,
           CASE WHEN p.is_stratified AND p.is_doubled AND pqr_core.author_watch(w.author_id) <> '' THEN 2 ELSE 1 END,
           v_recheck OR coalesce(w.due_on <= v_soon, false),
           CASE WHEN v_recheck THEN 'lot_rejected' WHEN w.due_on <= v_soon THEN 'due_soon' END
      FROM pqr_core.promised_letters(p) w;
    PERFORM pqr_core.mark_drawn(v_lot);
    RETURN v_lot;
END $fn$;

CREATE OR REPLACE FUNCTION pqr_core.mark_drawn(p_lot uuid) RETURNS void LANGUAGE sql
SET search_path = pg_catalog, pg_temp AS
$$
UPDATE pqr.quality_lot_case m SET is_sampled = true
  FROM (SELECT d FROM pqr.quality_lot l,
          LATERAL (SELECT array_agg(f.case_id) AS cases, array_agg(f.stratum) AS strata, array_agg(f.weight) AS weights
                     FROM pqr.quality_lot_case f WHERE f.lot_id = l.lot_id AND f.forced_reason IS NULL) f,
          pqr_core.drawn(l.seed, l.sample_size, f.cases, f.strata, f.weights) d
         WHERE l.lot_id = p_lot AND f.cases IS NOT NULL) hit
 WHERE m.lot_id = p_lot AND m.case_id = hit.d
$$;

-- Every letter leaves 18 through the door itself, under its own order and with its own event.
CREATE OR REPLACE FUNCTION pqr_core.move_lot(p_lot uuid, p_command uuid) RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $fn$
DECLARE m record; v_answer jsonb;
BEGIN
    FOR m IN SELECT c.case_id, c.version, c.procedure, x.is_sampled FROM pqr.quality_lot_case x
               JOIN pqr.case_file c ON c.case_id = x.case_id WHERE x.lot_id = p_lot ORDER BY c.case_id LOOP
        v_answer := pqr_api.perform(
            encode(substring(sha256(convert_to(p_command || ':' || m.case_id, 'UTF8')) FOR 16), 'hex')::uuid,
            m.case_id, m.version, 'sample_for_quality', CASE WHEN m.is_sampled THEN 'sampled' ELSE 'not_sampled' END,
            '{}', m.procedure);
        IF v_answer ->> 'status' <> 'applied' THEN
            PERFORM pqr_core.refuse('lot_changed', v_answer ->> 'reason');
        END IF;
    END LOOP;
END $fn$;

-- A rejected lot is reviewed whole: its letters that nobody reviewed and that wait before the signature come back to 18.
CREATE OR REPLACE FUNCTION pqr_api.recall_lot(p_lot uuid) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $fn$
DECLARE m record; v_count int := 0;
BEGIN
    IF NOT pqr_api.my_roles() @> ARRAY['quality'] THEN
        PERFORM pqr_core.refuse('not_permitted');
    END IF;
    FOR m IN SELECT c.case_id, c.version, c.procedure, a.key FROM pqr.quality_lot_case x
               JOIN pqr.case_file c ON c.case_id = x.case_id
               JOIN pqr.activity a ON a.procedure = c.procedure AND a.number = c.activity
              WHERE x.lot_id = p_lot AND NOT x.is_sampled AND a.key IN ('name_director', 'send_to_printing')
              ORDER BY c.case_id LOOP
        IF pqr_api.perform(
            encode(substring(sha256(convert_to('recall:' || p_lot || m.case_id || m.version, 'UTF8')) FOR 16), 'hex')::uuid,
            m.case_id, m.version, m.key, 'recalled', '{}', m.procedure) ->> 'status' = 'applied' THEN
            UPDATE pqr.letter SET withdrawn_at = clock_timestamp() WHERE case_id = m.case_id AND withdrawn_at IS NULL;
            v_count := v_count + 1;
        END IF;
    END LOOP;
    RETURN v_count;
END $fn$;
