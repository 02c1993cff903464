-- The tray Firma: letters that wait for their director (20, 21) or for their signature (24, 23, 22, 25).

-- Rows of cases in some activities: those that go first by law, then the most urgent. No names: those are read apart and
-- counted. `gaps`: what is missing of the addressee; `is_stopped`: its lot was rejected and nobody reviewed it.
DROP FUNCTION IF EXISTS pqr_api.signing_queue(int, int);
DROP FUNCTION IF EXISTS pqr_api.director_queue(int);
DROP FUNCTION IF EXISTS pqr_core.letter_rows(int[], int, int, int);
CREATE OR REPLACE FUNCTION pqr_core.letter_rows(p_activities int[], p_assignee int, p_director int, p_limit int)
RETURNS TABLE (case_id uuid, version int, procedure text, activity int, due_on date, label text, lex_code text,
    priority int, incoming text, received_on date, class_key text, is_bulk boolean, is_sampled boolean, claims int,
    claim_title text, kind text, municipality text, address_ok boolean, area_name text,
    director_id int, director_name text, director_position text, outgoing text, returned_reason text,
    gaps text[], is_stopped boolean)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    WITH candidates AS (
        SELECT c.* FROM pqr.case_file c
         WHERE c.procedure = 'pqr_v08' AND c.activity = ANY (p_activities) AND c.closed_at IS NULL
           AND (p_assignee IS NULL OR c.assignee_id = p_assignee)
    ), lettered AS (
        SELECT s.*, l.letter_no, coalesce(l.draft_version, pqr_core.sent_version(s.case_id)) AS written,
               l.director_id AS named_id
          FROM candidates s LEFT JOIN pqr.letter l ON l.case_id = s.case_id AND l.withdrawn_at IS NULL
         WHERE p_director IS NULL OR l.director_id = p_director
         ORDER BY pqr_core.goes_first(s.priority) DESC, s.due_on NULLS LAST, s.case_id LIMIT p_limit
    ), drawn AS (
        SELECT DISTINCT ON (w.case_id) w.case_id, m.lot_id, m.is_sampled
          FROM lettered w JOIN pqr.quality_lot_case m ON m.case_id = w.case_id AND m.draft_version = w.written
          JOIN pqr.quality_lot q ON q.lot_id = m.lot_id ORDER BY w.case_id, q.drawn_at DESC
    ), rejected AS MATERIALIZED (
        -- Asked once for each lot, not for each of its letters.
        SELECT q.lot_id FROM pqr.quality_lot q
         WHERE q.lot_id IN (SELECT m.lot_id FROM drawn m WHERE NOT m.is_sampled) AND pqr_core.lot_state(q) = 'rejected'
    )
    SELECT w.case_id, w.version, w.procedure, w.activity::int, w.due_on, w.label, w.lex_code, w.priority::int,
           t.filing_number, t.received_on, t.class_key, coalesce(g.reason = 'bulk', t.is_bulk),
           EXISTS (SELECT FROM pqr.quality_review q WHERE q.case_id = w.case_id AND q.draft_version = w.written
                      AND q.verdict = 'approved' AND q.withdrawn_at IS NULL),
           k.n, k.title, a.kind, a.municipality,
           pqr_core.addressee_gaps(a.addressee, a.address, a.municipality_code) = '{}', area.name,
           d.director_id, d.full_name, d.position,
           (pqr_core.current_filing(w.case_id, w.letter_no)).filing_number,
           (SELECT r.reason FROM pqr.signature_return r WHERE r.case_id = w.case_id ORDER BY r.seq DESC LIMIT 1),
           pqr_core.addressee_gaps(a.addressee, a.address, a.municipality_code),
           EXISTS (SELECT FROM drawn m JOIN rejected USING (lot_id) WHERE m.case_id = w.case_id AND NOT m.is_sampled)
      FROM lettered w
      JOIN pqr.petition t ON t.case_id = w.case_id
      LEFT JOIN pqr.draft g ON g.case_id = w.case_id AND g.version = w.written
      CROSS JOIN LATERAL (SELECT count(*)::int AS n, CASE WHEN bool_or(n.is_sensitive) THEN pqr_core.reserved_words()
                                         ELSE (array_agg(coalesce(x.title, n.title) ORDER BY x.ordinal))[1] END AS title
                            FROM pqr.claim x JOIN pqr.claim_node n ON n.code = x.claim_code
                           WHERE x.case_id = w.case_id) k
      LEFT JOIN LATERAL pqr_core.reply_address(w.case_id) a ON true
      LEFT JOIN LATERAL (SELECT coalesce(w.named_id, (pqr_core.director_of(
                                    pqr_core.letter_area(w.case_id, w.written), pqr_core.today())).director_id) AS id) v
             ON true
      LEFT JOIN pqr.director d ON d.director_id = v.id
      LEFT JOIN pqr.area area ON area.area_id = coalesce(d.area_id, pqr_core.letter_area(w.case_id, w.written))
     ORDER BY pqr_core.goes_first(w.priority) DESC, w.due_on NULLS LAST, w.case_id;
END $$;

-- Letters of one director for the signer.
CREATE OR REPLACE FUNCTION pqr_api.signing_queue(p_director int DEFAULT NULL, p_limit int DEFAULT 1000)
RETURNS TABLE (case_id uuid, version int, procedure text, activity int, due_on date, label text, lex_code text,
    priority int, incoming text, received_on date, class_key text, is_bulk boolean, is_sampled boolean, claims int,
    claim_title text, kind text, municipality text, address_ok boolean, area_name text,
    director_id int, director_name text, director_position text, outgoing text, returned_reason text,
    gaps text[], is_stopped boolean)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM pqr_core.require_role('signer');
    RETURN QUERY SELECT r.* FROM pqr_core.letter_rows(ARRAY[22, 23, 24, 25], NULL, p_director, least(p_limit, 1000)) r;
END $$;

-- My letters that wait for their director or to be passed on (20, 21), with the director they would get today.
CREATE OR REPLACE FUNCTION pqr_api.director_queue(p_limit int DEFAULT 1000)
RETURNS TABLE (case_id uuid, version int, procedure text, activity int, due_on date, label text, lex_code text,
    priority int, incoming text, received_on date, class_key text, is_bulk boolean, is_sampled boolean, claims int,
    claim_title text, kind text, municipality text, address_ok boolean, area_name text,
    director_id int, director_name text, director_position text, outgoing text, returned_reason text,
    gaps text[], is_stopped boolean)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RETURN QUERY SELECT r.* FROM pqr_core.letter_rows(
        ARRAY[20, 21], (pqr_core.me()).person_id, NULL, least(p_limit, 1000)) r;
END $$;

-- One lane for each director with letters to sign: how many, how urgent, and whether they may be signed today.
DROP FUNCTION IF EXISTS pqr_api.signing_lanes();
CREATE OR REPLACE FUNCTION pqr_api.signing_lanes()
RETURNS TABLE (director_id int, area_name text, name text, "position" text, is_acting boolean, letters int,
    control_bodies int, sampled int, bulk int, first_due date, overdue int, obstacle text, authority_act text,
    published_on date, authority_from date, authority_to date, director_act text, director_to date,
    signing_method text, certificates text[], certificate_serial text, certificate_to date, goes_first int)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
BEGIN
    PERFORM pqr_core.require_role('signer');
    RETURN QUERY
    WITH waiting AS (
        SELECT l.director_id, c.due_on, pqr_core.goes_first(c.priority) AS goes_first, coalesce(g.reason = 'bulk', t.is_bulk) AS is_bulk,
               t.class_key IN ('oversight', 'congress', 'judicial') AS is_control,
               EXISTS (SELECT FROM pqr.quality_review q WHERE q.case_id = c.case_id
                          AND q.draft_version = l.draft_version AND q.verdict = 'approved' AND q.withdrawn_at IS NULL) AS is_sampled
          FROM pqr.case_file c
          JOIN pqr.letter l ON l.case_id = c.case_id AND l.withdrawn_at IS NULL
          JOIN pqr.petition t ON t.case_id = c.case_id
          LEFT JOIN pqr.draft g ON g.case_id = c.case_id AND g.version = l.draft_version
         WHERE c.procedure = 'pqr_v08' AND c.activity IN (22, 23, 24, 25) AND c.closed_at IS NULL
    ), counted AS (
        SELECT w.director_id, count(*)::int AS letters, (count(*) FILTER (WHERE w.is_control))::int AS control_bodies,
               (count(*) FILTER (WHERE w.is_sampled))::int AS sampled,
               (count(*) FILTER (WHERE w.goes_first))::int AS goes_first, (count(*) FILTER (WHERE w.is_bulk))::int AS bulk,
               min(w.due_on) AS first_due, (count(*) FILTER (WHERE w.due_on < pqr_core.today()))::int AS overdue
          FROM waiting w GROUP BY w.director_id
    )
    SELECT d.director_id, a.name, d.full_name, d.position, d.is_acting, k.letters, k.control_bodies, k.sampled, k.bulk,
           k.first_due, k.overdue,
           pqr_core.signing_obstacle((SELECT x FROM pqr.letter x WHERE x.director_id = d.director_id LIMIT 1), true),
           s.act_number, s.published_on, s.valid_from, s.valid_to, d.act_number, d.valid_to, d.signing_method,
           ARRAY(SELECT encode(c.sha256, 'hex') FROM pqr.director_certificate c WHERE c.director_id = d.director_id
                    AND pqr_core.today() BETWEEN c.valid_from AND c.valid_to ORDER BY c.valid_to DESC),
           n.serial, n.valid_to, k.goes_first
      FROM counted k
      JOIN pqr.director d ON d.director_id = k.director_id
      JOIN pqr.area a ON a.area_id = d.area_id
      LEFT JOIN LATERAL (SELECT (pqr_core.authority_of(d.director_id, pqr_core.today())).*) s ON true
      LEFT JOIN LATERAL (SELECT c.* FROM pqr.director_certificate c WHERE c.director_id = d.director_id
                          ORDER BY c.valid_to DESC LIMIT 1) n ON true
     ORDER BY k.goes_first > 0 DESC, k.first_due NULLS LAST, a.name;
END $$;
