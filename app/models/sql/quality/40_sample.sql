-- Activity 18: the server draws the seed together with the sample, stores both, and moves every letter of the lot.

-- `p_reduced` asks for reduced inspection; it is given only to a series that earned it.
DROP FUNCTION IF EXISTS pqr_api.draw_sample(uuid, text, text, double precision, boolean, boolean);
CREATE OR REPLACE FUNCTION pqr_api.draw_sample(
    p_command uuid, p_scope text, p_method text DEFAULT 'iso_2859_1', p_tolerated double precision DEFAULT 2.5,
    p_stratified boolean DEFAULT true, p_double boolean DEFAULT true, p_reduced boolean DEFAULT false) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $fn$
DECLARE
    me pqr.person := pqr_core.me();
    v_lot uuid;
BEGIN
    IF NOT pqr_api.my_roles() @> ARRAY['quality'] THEN
        PERFORM pqr_core.refuse('not_permitted');
    END IF;
    SELECT lot_id INTO v_lot FROM pqr.quality_lot WHERE command_id = p_command AND drawn_by = me.person_id;
    IF v_lot IS NULL THEN
        v_lot := pqr_core.store_lot(p_command, p_scope, p_method, p_tolerated::numeric(4, 2), p_stratified, p_double,
                                    pqr_core.inspection_for(p_scope, p_reduced), me.person_id);
        PERFORM pqr_core.move_lot(v_lot, p_command);
    END IF;
    RETURN (SELECT jsonb_build_object('status', 'applied', 'lot_id', l.lot_id, 'seed', l.seed, 'letters', l.lot_size,
                'sampled', l.sample_size, 'forced', l.forced_size, 'accept', l.accept_number)
              FROM pqr.quality_lot l WHERE l.lot_id = v_lot);
END $fn$;

-- Stores the lot and its letters. Those due by the next business day are reviewed all, outside the sample; so are all
-- the letters of a lot that was rejected.
DROP FUNCTION IF EXISTS pqr_core.store_lot(uuid, text, text, numeric, boolean, boolean, int);
CREATE OR REPLACE FUNCTION pqr_core.store_lot(
    p_command uuid, p_scope text, p_method text, p_tolerated numeric, p_stratified boolean, p_double boolean,
    p_inspection text, p_me int)
RETURNS uuid LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $fn$
DECLARE
    v_lot uuid := uuidv7();
    v_recheck boolean := p_scope LIKE 'recheck:%';
    v_soon date := CASE WHEN v_recheck THEN 'infinity' ELSE pqr_core.add_business_days(pqr_core.today(), 1) END;
    v_all int; v_free int;
BEGIN
    -- Two leaders who press at once: the second waits here for the first, and then finds the lot drawn.
    PERFORM 1 FROM pqr.case_file c WHERE c.case_id IN (SELECT w.case_id FROM pqr_core.letters_of(p_scope) w)
      ORDER BY c.case_id FOR NO KEY UPDATE;
    SELECT count(*), count(*) FILTER (WHERE NOT v_recheck AND (due_on IS NULL OR due_on > v_soon)) INTO v_all, v_free
      FROM pqr_core.letters_of(p_scope) w;
    IF v_all = 0 THEN
        PERFORM pqr_core.refuse('lot_empty', 'scope');
    END IF;
    INSERT INTO pqr.quality_lot (lot_id, command_id, drawn_by, seed, method, inspection, tolerated, code_letter, lot_size,
                                 sample_size, forced_size, accept_number, scope)
    SELECT v_lot, p_command, p_me, pqr_core.next_seed(p_scope), p_method,
           p_inspection, p_tolerated, p.letter, v_all, least(p.sample, v_free), v_all - v_free, p.accept, p_scope
      FROM pqr_core.plan_for(v_all, p_method, p_tolerated, p_inspection) p;
    INSERT INTO pqr.quality_lot_case (case_id, lot_id, draft_version, stratum, weight, is_sampled, forced_reason)
    SELECT w.case_id, v_lot, w.draft_version, CASE WHEN p_stratified THEN w.author_id || '/' || w.claim_code ELSE 'all' END,
           CASE WHEN p_stratified AND p_double AND pqr_core.author_watch(w.author_id) <> '' THEN 2 ELSE 1 END,
           v_recheck OR coalesce(w.due_on <= v_soon, false),
           CASE WHEN v_recheck THEN 'lot_rejected' WHEN w.due_on <= v_soon THEN 'due_soon' END
      FROM pqr_core.letters_of(p_scope) w;
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
