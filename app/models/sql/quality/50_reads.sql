-- What the quality module lists: lots, the cells a sample spreads over, the plan, and the letters drawn.

CREATE OR REPLACE FUNCTION pqr_core.scope_title(p_scope text) RETURNS text LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS
$$
SELECT CASE WHEN p_scope LIKE 'recheck:%'
            THEN (SELECT coalesce((SELECT b.title FROM pqr.bulk_batch b WHERE l.scope = 'bulk:' || b.batch_id),
                                  (SELECT a.name FROM pqr.area a WHERE l.scope LIKE 'area:' || a.area_id || ':%'))
                    FROM pqr.quality_lot l WHERE l.lot_id = substr(p_scope, 9)::uuid)
            WHEN p_scope LIKE 'bulk:%'
            THEN (SELECT b.title FROM pqr.bulk_batch b WHERE b.batch_id = substr(p_scope, 6)::uuid)
            ELSE (SELECT a.name FROM pqr.area a WHERE a.area_id = split_part(p_scope, ':', 2)::int) END
$$;

-- Lots to draw and lots drawn in the last 60 days; those whose first letter falls due soonest come first.
CREATE OR REPLACE FUNCTION pqr_api.quality_lots() RETURNS TABLE (
    scope text, lot_id uuid, title text, day date, state text, letters int, first_due date, due_soon int, authors int,
    sample_size int, forced_size int, accept_number int, code_letter text, method text, tolerated numeric, inspection text,
    seed text, drawn_by text, drawn_at timestamptz, sampled int, reviewed int, faults int, critical int, minor int, last_lots text[])
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $fn$
BEGIN
    PERFORM pqr_core.require_quality_reader();
    RETURN QUERY
    SELECT w.scope, NULL::uuid, pqr_core.scope_title(w.scope), min(w.sent_on), 'to_draw', count(*)::int, min(w.due_on),
           count(*) FILTER (WHERE w.due_on <= pqr_core.add_business_days(pqr_core.today(), 1))::int,
           count(DISTINCT w.author_id)::int, NULL::int, NULL::int, NULL::int, NULL::text, NULL::text, NULL::numeric,
           pqr_core.inspection_for(w.scope), NULL::text, NULL::text, NULL::timestamptz, 0, 0, 0, 0, 0,
           pqr_core.last_lots(w.scope)
      FROM pqr_core.letters_waiting() w GROUP BY w.scope
    UNION ALL
    SELECT l.scope, l.lot_id, pqr_core.scope_title(l.scope), (l.drawn_at AT TIME ZONE INTERVAL '-05:00')::date,
           pqr_core.lot_state(l), l.lot_size,
           (SELECT min(c.due_on) FROM pqr.quality_lot_case m JOIN pqr.case_file c ON c.case_id = m.case_id
             WHERE m.lot_id = l.lot_id AND m.is_sampled AND c.status = 'review_quality'),
           0, 0, l.sample_size, l.forced_size, l.accept_number, l.code_letter, l.method, l.tolerated, l.inspection, l.seed,
           p.full_name, l.drawn_at, n.sampled, n.reviewed, n.faults, n.critical, n.minor, '{}'::text[]
      FROM pqr.quality_lot l JOIN pqr.person p ON p.person_id = l.drawn_by, pqr_core.lot_counts(l.lot_id) n
     WHERE l.drawn_at > clock_timestamp() - INTERVAL '60 days'
     ORDER BY 7 NULLS LAST, 1;
END $fn$;

-- Author by claim of one lot to draw, with why an author weighs double.
CREATE OR REPLACE FUNCTION pqr_api.quality_cells(p_scope text) RETURNS TABLE (
    author_id int, author text, watch text, claim_code text, claim text, letters int, due_soon int)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $fn$
BEGIN
    PERFORM pqr_core.require_quality_reader();
    RETURN QUERY
    SELECT w.author_id, p.full_name, pqr_core.author_watch(w.author_id), w.claim_code, n.title, count(*)::int,
           count(*) FILTER (WHERE w.due_on <= pqr_core.add_business_days(pqr_core.today(), 1))::int
      FROM pqr_core.letters_waiting() w
      JOIN pqr.person p ON p.person_id = w.author_id
      JOIN pqr.claim_node n ON n.code = w.claim_code
     WHERE w.scope = p_scope GROUP BY 1, 2, 4, 5 ORDER BY 2, 4;
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
    SELECT c.case_id, c.version, c.procedure, c.label, c.due_on, c.status = 'review_quality',
           d.author_id = pqr_api.my_person_id(), p.full_name, m.forced_reason IS NOT NULL, r.verdict,
           (SELECT f.severity FROM pqr.quality_finding f WHERE f.case_id = m.case_id AND f.seq = r.seq
             ORDER BY CASE f.severity WHEN 'critical' THEN 1 WHEN 'major' THEN 2 ELSE 3 END LIMIT 1)
      FROM pqr.quality_lot_case m
      JOIN pqr.case_file c ON c.case_id = m.case_id
      JOIN pqr.draft d ON d.case_id = m.case_id AND d.version = m.draft_version
      JOIN pqr.person p ON p.person_id = d.author_id
      LEFT JOIN LATERAL (SELECT q.seq, q.verdict FROM pqr.quality_review q
                          WHERE q.case_id = m.case_id AND q.draft_version = m.draft_version ORDER BY q.seq LIMIT 1) r ON true
     WHERE m.lot_id = p_lot AND m.is_sampled
     ORDER BY c.due_on NULLS LAST, c.case_id;
END $fn$;
