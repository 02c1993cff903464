-- The second sample (activity 18 as it is printed): letters of closed cases, which measure what left and hold nothing.

-- The letters of cases closed in a period, with the area that answered; `p_area` NULL takes all.
CREATE OR REPLACE FUNCTION pqr_core.closed_letters(p_from date, p_to date, p_area int)
RETURNS TABLE (case_id uuid, draft_version int, author_id int, claim_code text, area_id int) LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS
$$
SELECT c.case_id, d.version, d.author_id, k.claim_code, k.area_id
  FROM pqr.case_file c
  JOIN LATERAL (SELECT d.version, d.author_id FROM pqr.draft d
                 WHERE d.case_id = c.case_id AND d.reason IN ('sent', 'bulk') ORDER BY d.version DESC LIMIT 1) d ON true
  JOIN LATERAL pqr_core.first_claim(c.case_id, d.version) k ON true
 WHERE c.procedure = 'pqr_v08' AND c.closed_at >= p_from::timestamp AT TIME ZONE INTERVAL '-05:00'
   AND c.closed_at < (p_to + 1)::timestamp AT TIME ZONE INTERVAL '-05:00' AND (p_area IS NULL OR k.area_id = p_area)
$$;

CREATE OR REPLACE FUNCTION pqr_core.closed_scope(p_from date, p_to date, p_area int) RETURNS text LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, pg_temp AS
$$ SELECT concat_ws(':', 'closed', p_from, p_to, coalesce(p_area::text, 'all')) $$;

-- How many letters a period holds and how many would be drawn, before drawing; nothing personal.
CREATE OR REPLACE FUNCTION pqr_api.closed_frame(p_from date, p_to date, p_area int)
RETURNS TABLE (letters int, authors int, sample int, drawn boolean)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $fn$
BEGIN
    PERFORM pqr_core.require_quality_reader();
    RETURN QUERY
    SELECT f.n, f.people, CASE WHEN f.n = 0 THEN 0 ELSE least(f.n, pqr_core.proportion_sample(f.n, 0.05)) END,
           pqr_core.closed_drawn(p_from, p_to, p_area)
      FROM (SELECT count(*)::int AS n, count(DISTINCT x.author_id)::int AS people
              FROM pqr_core.closed_letters(p_from, p_to, p_area) x) f;
END $fn$;

-- A period is drawn once: who could draw it again could wait for the letters he likes.
CREATE OR REPLACE FUNCTION pqr_core.closed_drawn(p_from date, p_to date, p_area int) RETURNS boolean LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS
$$
SELECT EXISTS (SELECT FROM pqr.quality_lot l WHERE CASE WHEN l.scope LIKE 'closed:%' THEN
    -- A sample of all areas and one of an area hold the same letters: together they would open more than the plan.
    (split_part(l.scope, ':', 4) IN ('all', p_area::text) OR p_area IS NULL)
    AND split_part(l.scope, ':', 2)::date <= p_to AND split_part(l.scope, ':', 3)::date >= p_from END)
$$;

-- Letters that wait in second samples that this person drew and that quality still reads.
CREATE OR REPLACE FUNCTION pqr_core.second_samples_open(p_person int) RETURNS int LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS
$$
SELECT count(*)::int FROM pqr.quality_lot l JOIN pqr.quality_lot_case m ON m.lot_id = l.lot_id AND m.is_sampled
 WHERE l.drawn_by = p_person AND l.scope LIKE 'closed:%' AND l.drawn_at > clock_timestamp() - INTERVAL '60 days'
   AND NOT EXISTS (SELECT FROM pqr.quality_review r WHERE r.lot_id = m.lot_id AND r.case_id = m.case_id)
$$;

-- Draws it: every letter of a period with the same chance, by person and topic. Moves no case. What is drawn is read, so
-- it is asked for with a reason, once a day by each person, counted where a rollback does not turn it back and written
-- with every case that it opens; and not while letters of a sample of theirs wait: who draws, reviews.
DROP FUNCTION IF EXISTS pqr_api.draw_closed(uuid, date, date, int);
CREATE OR REPLACE FUNCTION pqr_api.draw_closed(
    p_command uuid, p_from date, p_to date, p_area int DEFAULT NULL, p_reason text DEFAULT '') RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $fn$
DECLARE
    me pqr.person := pqr_core.require_role('quality');
    v_scope text := pqr_core.closed_scope(p_from, p_to, p_area);
    v_lot uuid;
    v_all int;
    v_reason text;
BEGIN
    -- In an old snapshot a sample drawn meanwhile would not be seen.
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE EXCEPTION 'samples are drawn in READ COMMITTED' USING ERRCODE = '22023';
    END IF;
    SELECT lot_id INTO v_lot FROM pqr.quality_lot WHERE command_id = p_command AND drawn_by = me.person_id;
    IF v_lot IS NULL THEN
        IF pqr_core.is_telling_area(p_area) THEN
            -- By itself it would say, beside each letter, what the petition was about: its letters are drawn among all.
            PERFORM pqr_core.refuse('closed_area', 'period');
        ELSIF p_from IS NULL OR p_to IS NULL OR p_to < p_from OR p_to >= pqr_core.today() OR p_to - p_from > 366 THEN
            PERFORM pqr_core.refuse('closed_period', 'period');
        END IF;
        -- One at a time: two leaders who press at once must not draw one period twice. A row of quality's own is the gate.
        PERFORM 1 FROM pqr.quality_code k WHERE k.code = 'C01' FOR NO KEY UPDATE;
        IF pqr_core.closed_drawn(p_from, p_to, p_area) THEN
            PERFORM pqr_core.refuse('closed_drawn', 'period');
        ELSIF pqr_core.second_samples_open(me.person_id) > 0 THEN
            PERFORM pqr_core.refuse('closed_pending', 'period');
        END IF;
        v_reason := pqr_core.said(p_reason, 'reason', 20, 300);
        v_lot := uuidv7();
        SELECT count(*) INTO v_all FROM pqr_core.closed_letters(p_from, p_to, p_area);
        IF v_all = 0 THEN
            PERFORM pqr_core.refuse('closed_empty', 'period');
        END IF;
        INSERT INTO pqr.quality_lot (lot_id, command_id, drawn_by, seed, method, inspection, tolerated, code_letter, lot_size,
                                     sample_size, forced_size, accept_number, scope, reason)
        SELECT v_lot, p_command, me.person_id, pqr_core.next_seed(v_scope), 'proportion', 'normal', 2.5, '', v_all, p.sample, 0,
               p.accept, v_scope, v_reason FROM pqr_core.plan_for(v_all, 'proportion', 2.5, 'normal') p;
        INSERT INTO pqr.quality_lot_case (case_id, lot_id, draft_version, stratum, weight, is_sampled)
        SELECT x.case_id, v_lot, x.draft_version, pqr_core.stratum_name(v_scope, x.author_id, x.claim_code), 1, false
          FROM pqr_core.closed_letters(p_from, p_to, p_area) x;
        PERFORM pqr_core.mark_drawn(v_lot);
        IF NOT pqr_core.spend('draw', me, NULL, 'Segunda muestra: ' || v_reason, 1, ARRAY(
               SELECT m.case_id FROM pqr.quality_lot_case m WHERE m.lot_id = v_lot AND m.is_sampled ORDER BY m.case_id)) THEN
            PERFORM pqr_core.refuse('closed_today', 'period');
        END IF;
    END IF;
    RETURN (SELECT jsonb_build_object('status', 'applied', 'lot_id', l.lot_id, 'seed', l.seed, 'letters', l.lot_size,
                'sampled', l.sample_size, 'forced', l.forced_size, 'accept', l.accept_number)
              FROM pqr.quality_lot l WHERE l.lot_id = v_lot);
END $fn$;

-- Whether a closed case is in a second sample that still has to be reviewed: quality reads its letter meanwhile.
CREATE OR REPLACE FUNCTION pqr_core.in_second_sample(p_case uuid) RETURNS boolean LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS
$$
SELECT 'quality' = ANY (pqr_api.my_roles()) AND EXISTS (
    SELECT FROM pqr.quality_lot_case m JOIN pqr.quality_lot l ON l.lot_id = m.lot_id
     WHERE m.case_id = p_case AND m.is_sampled AND l.scope LIKE 'closed:%' AND l.drawn_at > clock_timestamp() - INTERVAL '60 days'
       AND NOT EXISTS (SELECT FROM pqr.quality_review r WHERE r.lot_id = m.lot_id AND r.case_id = m.case_id))
$$;

-- The verdict on a letter of a closed case: it returns nothing, and counts. Sent twice it is written once.
CREATE OR REPLACE FUNCTION pqr_api.review_closed(p_command uuid, p_lot uuid, p_case uuid, p_findings jsonb) RETURNS jsonb
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $fn$
DECLARE
    me pqr.person := pqr_core.require_role('quality');
    c pqr.case_file;
    m pqr.quality_lot_case;
    v_author int;
    v_verdict text;
BEGIN
    SELECT * INTO c FROM pqr.case_file f WHERE f.case_id = p_case FOR NO KEY UPDATE;
    SELECT x.* INTO m FROM pqr.quality_lot_case x JOIN pqr.quality_lot l ON l.lot_id = x.lot_id
     WHERE x.lot_id = p_lot AND x.case_id = p_case AND x.is_sampled AND l.scope LIKE 'closed:%';
    SELECT d.author_id INTO v_author FROM pqr.draft d WHERE d.case_id = p_case AND d.version = m.draft_version;
    IF m.case_id IS NULL OR c.closed_at IS NULL THEN
        PERFORM pqr_core.refuse('not_permitted');
    ELSIF v_author = me.person_id OR EXISTS (
        SELECT FROM pqr.draft d JOIN pqr.bulk_batch b ON b.batch_id = d.batch_id
         WHERE d.case_id = p_case AND d.version = m.draft_version AND b.started_by = me.person_id) THEN
        PERFORM pqr_core.refuse('reviewer_is_not_author');
    ELSIF EXISTS (SELECT FROM pqr.quality_review r WHERE r.lot_id = p_lot AND r.case_id = p_case) THEN
        IF EXISTS (SELECT FROM pqr_audit.case_event e WHERE e.case_id = p_case AND e.command_id = p_command) THEN
            RETURN jsonb_build_object('status', 'replayed');
        END IF;
        PERFORM pqr_core.refuse('reviewed_already');
    END IF;
    v_verdict := CASE WHEN p_findings @? '$[*] ? (@.severity == "critical" || @.severity == "major")'
                      THEN 'rejected' ELSE 'approved' END;
    PERFORM pqr_core.check_findings(p_findings, v_verdict);
    PERFORM pqr_core.write_review(p_case, p_lot, m.draft_version, v_author, me.person_id, v_verdict, p_findings);
    PERFORM pqr_core.note_act(c, me, p_command, 'closed_reviewed', p_findings::text, NULL);
    RETURN jsonb_build_object('status', 'applied', 'verdict', v_verdict);
END $fn$;
