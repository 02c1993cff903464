-- Lots of letters that wait for their sample (activity 18), and what became of those already drawn.

CREATE OR REPLACE FUNCTION pqr_core.require_quality_reader() RETURNS void LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp AS $fn$
BEGIN
    IF NOT (pqr_api.my_roles() && ARRAY['quality', 'lead', 'auditor']) THEN
        PERFORM pqr_core.refuse('not_permitted');
    END IF;
END $fn$;

-- Every letter at 18 and its lot. A batch is a lot of its own; a letter that came back because its lot was rejected is
-- reviewed with the rest of that lot; the others go by mission area and day, or by day, template or author as asked.
DROP FUNCTION IF EXISTS pqr_core.letters_waiting();
CREATE OR REPLACE FUNCTION pqr_core.letters_waiting(p_grouping text) RETURNS TABLE (
    case_id uuid, case_version int, due_on date, draft_version int, author_id int, claim_code text, area_id int,
    batch_id uuid, sent_on date, scope text) LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS
$$
SELECT c.case_id, c.version, c.due_on, d.version, d.author_id, k.claim_code, k.area_id, d.batch_id, d.sent_on,
       coalesce('recheck:' || r.lot_id, 'bulk:' || d.batch_id,
                CASE p_grouping WHEN 'day' THEN 'day:' || d.sent_on
                                WHEN 'text' THEN 'text:' || CASE WHEN k.is_reserved THEN 'reserved' ELSE coalesce(k.text_id, '-') END || ':' || d.sent_on
                                WHEN 'author' THEN 'author:' || d.author_id || ':' || d.sent_on
                                -- Letters about something reserved are one lot: an area or a template would tell which, beside each.
                ELSE 'area:' || CASE WHEN k.is_reserved THEN 'reserved' ELSE k.area_id::text END || ':' || d.sent_on END)
  FROM pqr.activity a
  JOIN pqr.case_file c ON c.procedure = a.procedure AND c.activity = a.number AND c.closed_at IS NULL
  JOIN LATERAL (SELECT d.version, d.author_id, d.batch_id, (d.saved_at AT TIME ZONE INTERVAL '-05:00')::date AS sent_on
                  FROM pqr.draft d WHERE d.case_id = c.case_id AND d.version = pqr_core.sent_version(c.case_id)) d ON true
  JOIN LATERAL (SELECT f.*, pqr_core.is_reserved(c.case_id) OR pqr_core.is_telling_area(f.area_id) AS is_reserved
                  FROM pqr_core.first_claim(c.case_id, d.version) f) k ON true
  LEFT JOIN LATERAL (SELECT m.lot_id FROM pqr.quality_lot_case m
                      WHERE m.case_id = c.case_id AND m.draft_version = d.version LIMIT 1) r ON true
 WHERE a.key = 'sample_for_quality'
$$;

-- What a letter is counted under: its first claim, the area that answers it and the approved text it was written with.
CREATE OR REPLACE FUNCTION pqr_core.first_claim(p_case uuid, p_version int)
RETURNS TABLE (claim_code text, area_id int, text_id text) LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS
$$
SELECT k.claim_code, coalesce(i.area_id, k.area_id), w.text_id
  FROM pqr.claim k
  LEFT JOIN pqr.draft_answer w ON w.case_id = k.case_id AND w.version = p_version AND w.claim_ordinal = k.ordinal
  LEFT JOIN pqr.input i ON i.case_id = w.case_id AND i.input_id = w.input_id
 WHERE k.case_id = p_case ORDER BY k.ordinal LIMIT 1
$$;

-- The letters of one lot to draw.
CREATE OR REPLACE FUNCTION pqr_core.letters_of(p_scope text) RETURNS TABLE (
    case_id uuid, case_version int, due_on date, draft_version int, author_id int, claim_code text, area_id int,
    batch_id uuid, sent_on date, scope text) LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS
$$ SELECT * FROM pqr_core.letters_waiting(split_part(p_scope, ':', 1)) w WHERE w.scope = p_scope $$;

-- New authors and those with a letter returned in the last month weigh double: their letters are drawn more often.
CREATE OR REPLACE FUNCTION pqr_core.author_watch(p_author int) RETURNS text LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS
$$
SELECT CASE
    WHEN EXISTS (SELECT FROM pqr.quality_review r WHERE r.author_id = p_author AND r.verdict = 'rejected' AND r.withdrawn_at IS NULL
                    AND r.reviewed_at > clock_timestamp() - INTERVAL '30 days') THEN 'fault'
    WHEN (SELECT joined_on FROM pqr.person WHERE person_id = p_author) > pqr_core.today() - 90 THEN 'new'
    ELSE '' END
$$;

-- Faults of a drawn lot: letters returned, letters with a critical finding, letters with minor notes only.
CREATE OR REPLACE FUNCTION pqr_core.lot_counts(p_lot uuid)
RETURNS TABLE (sampled int, reviewed int, faults int, critical int, minor int) LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS
$$
SELECT count(*)::int, count(r.seq)::int, count(*) FILTER (WHERE r.verdict = 'rejected')::int,
       count(*) FILTER (WHERE f.worst = 1)::int, count(*) FILTER (WHERE r.verdict = 'approved' AND f.worst = 3)::int
  FROM pqr.quality_lot_case m
  LEFT JOIN pqr.quality_review r ON r.lot_id = m.lot_id AND r.case_id = m.case_id AND r.withdrawn_at IS NULL
  LEFT JOIN LATERAL (SELECT min(CASE f.severity WHEN 'critical' THEN 1 WHEN 'major' THEN 2 ELSE 3 END) AS worst
                       FROM pqr.quality_finding f WHERE f.case_id = m.case_id AND f.seq = r.seq) f ON r.seq IS NOT NULL
 WHERE m.lot_id = p_lot AND m.is_sampled
$$;

CREATE OR REPLACE FUNCTION pqr_core.lot_state(l pqr.quality_lot) RETURNS text LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS
$$
SELECT CASE WHEN l.scope LIKE 'closed:%' THEN CASE WHEN n.reviewed < n.sampled THEN 'in_review' ELSE 'measured' END
            WHEN n.critical > 0 OR n.faults > l.accept_number THEN 'rejected'
            WHEN n.reviewed < n.sampled THEN 'in_review'
            ELSE 'accepted' END
  FROM pqr_core.lot_counts(l.lot_id) n
$$;

-- Whether a letter passed unreviewed with a lot that the sample then rejected, and was reviewed in no later lot.
CREATE OR REPLACE FUNCTION pqr_core.stopped_by_lot(p_case uuid) RETURNS boolean LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS
$$
SELECT coalesce((SELECT NOT m.is_sampled AND pqr_core.lot_state(l) = 'rejected'
                   FROM pqr.quality_lot_case m JOIN pqr.quality_lot l ON l.lot_id = m.lot_id
                  WHERE m.case_id = p_case AND m.draft_version = pqr_core.sent_version(p_case)
                  ORDER BY l.drawn_at DESC LIMIT 1), false)
$$;
