-- Acts of lots: plan, announcement, seed, sample, verdicts, faults, decision and signatures. A signed act is not touched.

-- Lots whose letters were all reviewed, with their act if they have one; newest first, of the last 400 days.
CREATE OR REPLACE FUNCTION pqr_api.quality_acts() RETURNS TABLE (
    lot_id uuid, scope text, title text, day date, decision text, letters int, reviewed int, faults int, critical int,
    minor int, accept_number int, act_year int, act_number int, signed_by text[], signed_at timestamptz, mine boolean)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $fn$
BEGIN
    PERFORM pqr_core.require_quality_reader();
    RETURN QUERY
    SELECT l.lot_id, l.scope, pqr_core.scope_title(l.scope), (l.drawn_at AT TIME ZONE INTERVAL '-05:00')::date,
           pqr_core.lot_state(l), l.lot_size, n.reviewed, n.faults, n.critical, n.minor, l.accept_number, a.year, a.act_number,
           s.names, s.first_at, coalesce(s.mine, false)
      FROM pqr.quality_lot l
      CROSS JOIN LATERAL pqr_core.lot_counts(l.lot_id) n
      LEFT JOIN pqr.quality_act a ON a.lot_id = l.lot_id
      LEFT JOIN LATERAL (SELECT array_agg(p.full_name ORDER BY x.signed_at) AS names, min(x.signed_at) AS first_at,
                                bool_or(x.signed_by = pqr_api.my_person_id()) AS mine
                           FROM pqr.quality_act_signature x JOIN pqr.person p ON p.person_id = x.signed_by
                          WHERE x.lot_id = l.lot_id) s ON true
     WHERE n.reviewed = n.sampled AND n.sampled > 0 AND l.drawn_at > clock_timestamp() - INTERVAL '400 days'
     ORDER BY a.act_number IS NOT NULL, l.drawn_at DESC;
END $fn$;

-- All that an act says, without anybody's notes: those may name citizens. Letters go by their filing number.
CREATE OR REPLACE FUNCTION pqr_core.act_facts(p_lot uuid) RETURNS jsonb LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS
$$
SELECT jsonb_build_object(
    'scope', l.scope, 'title', pqr_core.scope_title(l.scope), 'drawn_at', l.drawn_at, 'drawn_by', d.full_name,
    'method', l.method, 'inspection', l.inspection, 'tolerated', l.tolerated, 'code_letter', l.code_letter,
    'letters', l.lot_size, 'sample', l.sample_size, 'forced', l.forced_size, 'accept', l.accept_number, 'seed', l.seed,
    'announced_at', p.promised_at, 'announced_by', a.full_name, 'announced', p.letters,
    'reviewed', n.reviewed, 'faults', n.faults, 'critical', n.critical, 'minor', n.minor, 'decision', pqr_core.lot_state(l),
    'reviews', (SELECT coalesce(jsonb_agg(jsonb_build_object(
          'label', c.label, 'author', w.full_name, 'reviewer', v.full_name, 'verdict', r.verdict, 'at', r.reviewed_at,
          'forced', m.forced_reason IS NOT NULL,
          'codes', (SELECT coalesce(jsonb_agg(f.code || ' ' || f.severity ORDER BY f.finding_no), '[]')
                      FROM pqr.quality_finding f WHERE f.case_id = r.case_id AND f.seq = r.seq)) ORDER BY r.reviewed_at, r.case_id), '[]')
        FROM pqr.quality_lot_case m
        JOIN pqr.quality_review r ON r.lot_id = m.lot_id AND r.case_id = m.case_id AND r.withdrawn_at IS NULL
        JOIN pqr.case_file c ON c.case_id = r.case_id
        JOIN pqr.person w ON w.person_id = r.author_id
        JOIN pqr.person v ON v.person_id = r.reviewer_id
       WHERE m.lot_id = p_lot),
    'found', (SELECT coalesce(jsonb_agg(jsonb_build_object('code', k.code, 'title', k.title, 'class', k.fault_class, 'letters', g.n)
                                        ORDER BY g.n DESC, k.code), '[]')
        FROM (SELECT f.code, count(DISTINCT f.case_id) AS n FROM pqr.quality_review r
                JOIN pqr.quality_finding f ON f.case_id = r.case_id AND f.seq = r.seq
               WHERE r.lot_id = p_lot AND r.withdrawn_at IS NULL GROUP BY f.code) g JOIN pqr.quality_code k ON k.code = g.code))
  FROM pqr.quality_lot l
  JOIN pqr.person d ON d.person_id = l.drawn_by
  LEFT JOIN pqr.quality_promise p ON p.promise_id = l.command_id
  LEFT JOIN pqr.person a ON a.person_id = p.promised_by
  CROSS JOIN LATERAL pqr_core.lot_counts(l.lot_id) n
 WHERE l.lot_id = p_lot
$$;

CREATE OR REPLACE FUNCTION pqr_api.quality_act(p_lot uuid) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $fn$
DECLARE
    v_facts jsonb := pqr_core.act_facts(p_lot);
BEGIN
    PERFORM pqr_core.require_quality_reader();
    IF v_facts IS NULL THEN
        PERFORM pqr_core.refuse('not_permitted');
    END IF;
    RETURN v_facts || (SELECT jsonb_build_object('year', max(a.year), 'number', max(a.act_number), 'note', max(a.note),
        'signatures', coalesce(jsonb_agg(jsonb_build_object('name', p.full_name, 'at', s.signed_at,
            -- A signature holds as long as the act says what was signed.
            'holds', s.content_sha256 = sha256(convert_to(v_facts::text || a.note, 'UTF8'))) ORDER BY s.signed_at)
            FILTER (WHERE s.lot_id IS NOT NULL), '[]'))
        FROM (SELECT p_lot AS lot_id) x
        LEFT JOIN pqr.quality_act a ON a.lot_id = x.lot_id
        LEFT JOIN pqr.quality_act_signature s ON s.lot_id = a.lot_id
        LEFT JOIN pqr.person p ON p.person_id = s.signed_by);
END $fn$;

-- Sign the act of a lot that was reviewed whole. The first signature gives it its number, its figures and its note; whoever
-- reviewed with them may sign too. Sent twice it is signed once.
CREATE OR REPLACE FUNCTION pqr_api.sign_quality_act(p_lot uuid, p_note text) RETURNS text
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $fn$
DECLARE
    me pqr.person := pqr_core.require_role('quality');
    l pqr.quality_lot;
    a pqr.quality_act;
    n record;
    v_note text := pqr_core.visible(p_note);
BEGIN
    -- The row of the lot is the gate: one number for two who sign at once.
    SELECT * INTO l FROM pqr.quality_lot x WHERE x.lot_id = p_lot FOR NO KEY UPDATE;
    -- And so are its letters: a verdict that is being taken back is waited for.
    PERFORM 1 FROM pqr.case_file c WHERE c.case_id IN (SELECT m.case_id FROM pqr.quality_lot_case m
       WHERE m.lot_id = p_lot AND m.is_sampled) ORDER BY c.case_id FOR NO KEY UPDATE;
    SELECT * INTO a FROM pqr.quality_act x WHERE x.lot_id = p_lot;
    SELECT * INTO n FROM pqr_core.lot_counts(p_lot);
    IF l.lot_id IS NULL THEN
        PERFORM pqr_core.refuse('not_permitted');
    ELSIF n.sampled = 0 OR n.reviewed < n.sampled THEN
        PERFORM pqr_core.refuse('act_unfinished', 'lot');
    ELSIF length(v_note) > 4000 THEN
        PERFORM pqr_core.refuse('payload', 'note');
    END IF;
    IF a.lot_id IS NULL THEN
        -- Numbers follow one another: a row of quality's own is the gate.
        PERFORM 1 FROM pqr.quality_code k WHERE k.code = 'C01' FOR NO KEY UPDATE;
        INSERT INTO pqr.quality_act (lot_id, year, act_number, decision, reviewed, faults, critical, minor, note)
        SELECT p_lot, y.year, (SELECT coalesce(max(x.act_number), 0) + 1 FROM pqr.quality_act x WHERE x.year = y.year),
               pqr_core.lot_state(l), n.reviewed, n.faults, n.critical, n.minor, v_note
          FROM (SELECT extract(year FROM pqr_core.today())::int AS year) y
        RETURNING * INTO a;
    END IF;
    INSERT INTO pqr.quality_act_signature (lot_id, signed_by, content_sha256)
    VALUES (p_lot, me.person_id, sha256(convert_to(pqr_core.act_facts(p_lot)::text || a.note, 'UTF8'))) ON CONFLICT DO NOTHING;
    RETURN a.year || '-' || a.act_number;
END $fn$;

-- Whether the steps after version `p_back_to` bring a verdict.
CREATE OR REPLACE FUNCTION pqr_core.verdict_since(p_case uuid, p_back_to int) RETURNS boolean LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS
$$
SELECT EXISTS (SELECT FROM pqr_audit.case_event e
                 JOIN pqr.activity a ON a.procedure = e.procedure AND a.number = e.from_activity AND a.key = 'review_quality'
                WHERE e.case_id = p_case AND e.version > p_back_to AND e.outcome IN ('approved', 'rejected'))
$$;

-- The verdict of a lot whose act is signed stands: the act says so.
CREATE OR REPLACE FUNCTION pqr_core.verdict_is_in_act(p_case uuid, p_back_to int) RETURNS boolean LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS
$$
SELECT pqr_core.verdict_since(p_case, p_back_to) AND EXISTS (
    SELECT FROM pqr.quality_review r JOIN pqr.quality_act a ON a.lot_id = r.lot_id
     WHERE r.case_id = p_case AND r.withdrawn_at IS NULL
       AND r.seq = (SELECT max(x.seq) FROM pqr.quality_review x WHERE x.case_id = p_case))
$$;

-- What taking back a verdict does besides moving the case: it stays written, and counts nowhere.
CREATE OR REPLACE FUNCTION pqr_core.withdraw_verdict(p_case uuid, p_back_to int, p_me int) RETURNS void LANGUAGE sql VOLATILE
SET search_path = pg_catalog, pg_temp AS
$$
UPDATE pqr.quality_review r SET withdrawn_at = clock_timestamp()
 WHERE r.case_id = p_case AND r.reviewer_id = p_me AND r.withdrawn_at IS NULL AND pqr_core.verdict_since(p_case, p_back_to)
   AND r.seq = (SELECT max(x.seq) FROM pqr.quality_review x WHERE x.case_id = p_case)
$$;
