-- What the quality module lists: lots, the cells a sample spreads over, the plan, and the letters drawn.

CREATE OR REPLACE FUNCTION pqr_core.area_name(p_area text) RETURNS text LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS
$$ SELECT pqr_core.shown_area_name(a, NULL) FROM pqr.area a WHERE a.area_id = CASE WHEN p_area ~ '^[0-9]+$' THEN p_area::int END $$;

CREATE OR REPLACE FUNCTION pqr_core.scope_title(p_scope text) RETURNS text LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp AS $fn$
DECLARE
    part text := split_part(p_scope, ':', 2);
BEGIN
    RETURN CASE split_part(p_scope, ':', 1)
        WHEN 'recheck' THEN (SELECT pqr_core.scope_title(l.scope) FROM pqr.quality_lot l WHERE l.lot_id = part::uuid)
        WHEN 'bulk' THEN (SELECT CASE WHEN pqr_core.is_reserved_group(b.group_key) THEN pqr_core.reserved_words() ELSE b.title END
                            FROM pqr.bulk_batch b WHERE b.batch_id = part::uuid)
        WHEN 'day' THEN 'Todo el día'
        WHEN 'author' THEN (SELECT p.full_name FROM pqr.person p WHERE p.person_id = part::int)
        WHEN 'text' THEN coalesce(CASE WHEN part = 'reserved' THEN pqr_core.reserved_words() END, (SELECT t.title FROM pqr.approved_text t WHERE t.text_id = part ORDER BY t.version DESC LIMIT 1),
                                  'Sin plantilla')
        WHEN 'closed' THEN coalesce(pqr_core.area_name(nullif(split_part(p_scope, ':', 4), 'all')), 'Todas las áreas')
        ELSE CASE WHEN part = 'reserved' THEN pqr_core.reserved_words() ELSE pqr_core.area_name(part) END END;
END $fn$;

-- Lots to draw, grouped as asked (what inspection they get is asked one by one: inspection_standing), and lots drawn in the last 60 days; those whose first letter falls due soonest come
-- first. Grouped as «closed»: the second samples, of a year.
DROP FUNCTION IF EXISTS pqr_api.quality_lots();
CREATE OR REPLACE FUNCTION pqr_api.quality_lots(p_grouping text DEFAULT 'area') RETURNS TABLE (
    scope text, lot_id uuid, title text, day date, state text, letters int, first_due date, due_soon int, authors int,
    sample_size int, forced_size int, accept_number int, code_letter text, method text, tolerated numeric, inspection text,
    seed text, drawn_by text, drawn_at timestamptz, sampled int, reviewed int, faults int, critical int, minor int)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $fn$
BEGIN
    PERFORM pqr_core.require_quality_reader();
    RETURN QUERY
    SELECT w.scope, NULL::uuid, pqr_core.scope_title(w.scope), min(w.sent_on), 'to_draw', count(*)::int, min(w.due_on),
           count(*) FILTER (WHERE w.due_on <= pqr_core.add_business_days(pqr_core.today(), 1))::int,
           count(DISTINCT w.author_id)::int, NULL::int, NULL::int, NULL::int, NULL::text, NULL::text, NULL::numeric,
           NULL::text, NULL::text, NULL::text, NULL::timestamptz, 0, 0, 0, 0, 0
      FROM pqr_core.letters_waiting(p_grouping) w WHERE p_grouping <> 'closed' GROUP BY w.scope
    UNION ALL
    SELECT l.scope, l.lot_id, pqr_core.scope_title(l.scope), (l.drawn_at AT TIME ZONE INTERVAL '-05:00')::date,
           pqr_core.lot_state(l), l.lot_size,
           (SELECT min(c.due_on) FROM pqr.quality_lot_case m JOIN pqr.case_file c ON c.case_id = m.case_id
             WHERE m.lot_id = l.lot_id AND m.is_sampled AND c.status = 'review_quality'),
           0, 0, l.sample_size, l.forced_size, l.accept_number, l.code_letter, l.method, l.tolerated, l.inspection, l.seed,
           p.full_name, l.drawn_at, n.sampled, n.reviewed, n.faults, n.critical, n.minor
      FROM pqr.quality_lot l JOIN pqr.person p ON p.person_id = l.drawn_by, pqr_core.lot_counts(l.lot_id) n
     WHERE CASE WHEN p_grouping = 'closed' THEN l.scope LIKE 'closed:%' AND l.drawn_at > clock_timestamp() - INTERVAL '1 year'
                ELSE l.scope NOT LIKE 'closed:%' AND l.drawn_at > clock_timestamp() - INTERVAL '60 days' END
     ORDER BY 7 NULLS LAST, 1;
END $fn$;

-- Where the series of a lot stands: inspection, switching score, lots accepted one after the other, lots rejected.
CREATE OR REPLACE FUNCTION pqr_api.inspection_standing(p_scope text) RETURNS TABLE (
    inspection text, own text, score int, streak int, rejected int, last_lots text[], last_ids uuid[])
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $fn$
BEGIN
    PERFORM pqr_core.require_quality_reader();
    RETURN QUERY SELECT pqr_core.inspection_for(p_scope, true), s.inspection, s.score, s.streak, s.rejected, s.last_lots, s.last_ids
                   FROM pqr_core.standing(pqr_core.lot_series(p_scope)) s;
END $fn$;

-- Author by claim of one lot to draw, with why an author weighs double.
CREATE OR REPLACE FUNCTION pqr_api.quality_cells(p_scope text) RETURNS TABLE (
    author_id int, author text, watch text, claim_code text, claim text, letters int, due_soon int)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $fn$
BEGIN
    PERFORM pqr_core.require_quality_reader();
    RETURN QUERY
    SELECT w.author_id, p.full_name, pqr_core.author_watch(w.author_id), CASE WHEN n.is_sensitive THEN '' ELSE w.claim_code END,
           CASE WHEN n.is_sensitive THEN pqr_core.reserved_words() ELSE n.title END, count(*)::int,
           count(*) FILTER (WHERE w.due_on <= pqr_core.add_business_days(pqr_core.today(), 1))::int
      FROM pqr_core.letters_of(p_scope) w
      JOIN pqr.person p ON p.person_id = w.author_id
      JOIN pqr.claim_node n ON n.code = w.claim_code
     GROUP BY 1, 2, 4, 5 ORDER BY 2, 4;
END $fn$;

-- The plan a lot of that size would get, for choosing between plans before anything is drawn.
CREATE OR REPLACE FUNCTION pqr_api.sample_plan(p_size int, p_method text, p_tolerated double precision, p_inspection text)
RETURNS TABLE (letter text, sample int, accept int) LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS
$$ SELECT * FROM pqr_core.plan_for(greatest(p_size, 1), p_method, p_tolerated::numeric(4, 2), p_inspection) $$;

-- The letters of a lot that are reviewed, soonest due first, each with its verdict.
CREATE OR REPLACE FUNCTION pqr_api.quality_letters(p_lot uuid) RETURNS TABLE (
    case_id uuid, version int, procedure text, label text, due_on date, waiting boolean, mine boolean, author text,
    forced boolean, verdict text, worst text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $fn$
BEGIN
    PERFORM pqr_core.require_quality_reader();
    RETURN QUERY
    SELECT c.case_id, c.version, c.procedure, c.label, c.due_on,
           r.seq IS NULL AND (c.status = 'review_quality' OR l.scope LIKE 'closed:%'),
           d.author_id = pqr_api.my_person_id(), p.full_name, m.forced_reason IS NOT NULL, r.verdict,
           (SELECT f.severity FROM pqr.quality_finding f WHERE f.case_id = m.case_id AND f.seq = r.seq
             ORDER BY CASE f.severity WHEN 'critical' THEN 1 WHEN 'major' THEN 2 ELSE 3 END LIMIT 1)
      FROM pqr.quality_lot_case m
      JOIN pqr.quality_lot l ON l.lot_id = m.lot_id
      JOIN pqr.case_file c ON c.case_id = m.case_id
      JOIN pqr.draft d ON d.case_id = m.case_id AND d.version = m.draft_version
      JOIN pqr.person p ON p.person_id = d.author_id
      LEFT JOIN pqr.quality_review r ON r.lot_id = m.lot_id AND r.case_id = m.case_id AND r.withdrawn_at IS NULL
     WHERE m.lot_id = p_lot AND m.is_sampled
     ORDER BY c.due_on NULLS LAST, c.case_id;
END $fn$;

-- Letters, drawn, reviewed and with a fault, by weight: what the interval of a lot's share of faults is computed from.
-- Weight 0: letters reviewed because they fall due, which are known and not estimated.
CREATE OR REPLACE FUNCTION pqr_api.quality_shares(p_lot uuid) RETURNS TABLE (
    weight int, letters int, sampled int, reviewed int, faults int)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $fn$
BEGIN
    PERFORM pqr_core.require_quality_reader();
    RETURN QUERY
    SELECT CASE WHEN m.forced_reason IS NULL THEN m.weight ELSE 0 END, count(*)::int, count(*) FILTER (WHERE m.is_sampled)::int,
           count(r.seq)::int, count(*) FILTER (WHERE r.verdict = 'rejected')::int
      FROM pqr.quality_lot_case m
      LEFT JOIN pqr.quality_review r ON r.lot_id = m.lot_id AND r.case_id = m.case_id AND r.withdrawn_at IS NULL
     WHERE m.lot_id = p_lot GROUP BY 1 ORDER BY 1;
END $fn$;

-- The lot with its frame, letter by letter and without anybody's name: with it anyone draws the sample again.
CREATE OR REPLACE FUNCTION pqr_api.quality_frame(p_lot uuid) RETURNS TABLE (
    case_id uuid, stratum text, weight int, forced boolean, is_sampled boolean)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $fn$
BEGIN
    PERFORM pqr_core.require_quality_reader();
    RETURN QUERY SELECT m.case_id, m.stratum, m.weight, m.forced_reason IS NOT NULL, m.is_sampled
                   FROM pqr.quality_lot_case m WHERE m.lot_id = p_lot ORDER BY m.case_id;
END $fn$;

-- Letters that quality returned in the last 60 days: what was found, who corrects it and whether it came back.
CREATE OR REPLACE FUNCTION pqr_api.quality_returned() RETURNS TABLE (
    case_id uuid, seq int, label text, due_on date, lot text, author text, reviewer text, reviewed_at timestamptz,
    activity int, activity_label text, corrected boolean, codes text[], titles text[], worst text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $fn$
BEGIN
    PERFORM pqr_core.require_quality_reader();
    RETURN QUERY
    SELECT r.case_id, r.seq::int, c.label, c.due_on, pqr_core.scope_title(l.scope), a.full_name, p.full_name, r.reviewed_at,
           c.activity::int, v.label, coalesce(pqr_core.sent_version(r.case_id) > r.draft_version, false),
           f.codes, f.titles, CASE f.worst WHEN 1 THEN 'critical' WHEN 2 THEN 'major' ELSE 'minor' END
      FROM pqr.quality_review r
      JOIN pqr.case_file c ON c.case_id = r.case_id
      JOIN pqr.person a ON a.person_id = r.author_id
      JOIN pqr.person p ON p.person_id = r.reviewer_id
      LEFT JOIN pqr.quality_lot l ON l.lot_id = r.lot_id
      LEFT JOIN pqr.activity v ON v.procedure = c.procedure AND v.number = c.activity
      CROSS JOIN LATERAL (SELECT array_agg(coalesce(f.code, '') ORDER BY f.finding_no) AS codes,
                                 array_agg(coalesce(k.title, f.criterion) ORDER BY f.finding_no) AS titles,
                                 min(CASE f.severity WHEN 'critical' THEN 1 WHEN 'major' THEN 2 ELSE 3 END) AS worst
                            FROM pqr.quality_finding f LEFT JOIN pqr.quality_code k ON k.code = f.code
                           WHERE f.case_id = r.case_id AND f.seq = r.seq) f
     WHERE r.verdict = 'rejected' AND r.withdrawn_at IS NULL AND coalesce(l.scope, '') NOT LIKE 'closed:%'
       AND r.reviewed_at > clock_timestamp() - INTERVAL '60 days'
     ORDER BY pqr_core.sent_version(r.case_id) > r.draft_version, c.due_on NULLS LAST, r.reviewed_at;
END $fn$;
