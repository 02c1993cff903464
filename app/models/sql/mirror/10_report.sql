-- The mirrored report of what was archived and reassigned (activity 10): what we hold beside what the filing system holds.

-- The embedded filing system writes its own transaction, in its own terms.
CREATE OR REPLACE FUNCTION pqr_core.mirror_in_filing(c pqr.case_file, me pqr.person, granted pqr.endorsement, p_report text)
RETURNS void LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $$
    INSERT INTO pqr.filing_transaction (transaction_id, filing_number, reference, code, target, report_number, made_by)
    SELECT uuidv7(), p.filing_number, c.lex_code, granted.kind, granted.target, p_report, me.login
      FROM pqr.petition p WHERE p.case_id = c.case_id
$$;

-- ORFEO's side as it counts: without what was put right, and, in days of which a file of ORFEO holds everything, only
-- what that file holds.
CREATE OR REPLACE FUNCTION pqr_core.filing_side() RETURNS SETOF pqr.filing_transaction
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT t.* FROM pqr.filing_transaction t
     WHERE t.code <> 'void'
       AND NOT EXISTS (SELECT FROM pqr.filing_transaction c WHERE c.filing_number = t.filing_number
                          AND t.transaction_id = ANY (c.corrects))
       AND (t.source = 'file' OR NOT EXISTS (SELECT FROM pqr.filing_import i
              WHERE (t.made_at AT TIME ZONE INTERVAL '-05:00')::date BETWEEN i.covers_from AND i.covers_to))
$$;

-- Reports of the days asked for: an agent's own, those a lawyer granted; all of them for the lead and the auditor, who
-- also read what only the filing system has. `difference` names what the two systems do not say alike; no personal data.
DROP FUNCTION IF EXISTS pqr_api.mirror_report(date, date);
CREATE FUNCTION pqr_api.mirror_report(p_from date, p_to date)
RETURNS TABLE (case_id uuid, filing_number text, lex_code text, kind text, reason text, target text, act_number text,
    report_number text, reported_by text, reported_at timestamptz, filed_kind text, filed_target text, filed_report text,
    filed_at timestamptz, filed_by text, difference text, is_file boolean, print text, resolution text, settled_by text,
    settled_at timestamptz, settled_reason text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $fn$
#variable_conflict use_column
DECLARE
    me pqr.person := pqr_core.require_role('agent', 'lawyer', 'lead', 'auditor');
    sees_all boolean := pqr_api.my_roles() && ARRAY['lead', 'auditor'];
    from_time timestamptz := p_from::timestamp AT TIME ZONE INTERVAL '-05:00';
    to_time timestamptz := (p_to + 1)::timestamp AT TIME ZONE INTERVAL '-05:00';
BEGIN
    IF p_from IS NULL OR p_to < p_from OR p_to > p_from + 366 THEN
        PERFORM pqr_core.refuse('report_days', 'p_from');
    END IF;
    RETURN QUERY
    WITH ours AS MATERIALIZED (
        SELECT a.case_id, p.filing_number, f.lex_code, a.kind, r.label AS reason, coalesce(k.target, e.target) AS target,
               e.act_number, coalesce(k.report_number, a.report_number) AS report_number, w.full_name AS by, a.reported_at,
               coalesce(k.filed_on, (a.reported_at AT TIME ZONE INTERVAL '-05:00')::date) AS filed_on
          FROM pqr.archive_report a
          JOIN pqr.petition p USING (case_id) JOIN pqr.case_file f USING (case_id)
          JOIN pqr.person w ON w.person_id = a.reported_by
          LEFT JOIN LATERAL (SELECT x.* FROM pqr.endorsement x WHERE x.case_id = a.case_id AND x.decision = 'granted'
                              ORDER BY x.seq DESC LIMIT 1) e ON true
          LEFT JOIN pqr.endorsement_reason r ON r.code = e.reason_code
          LEFT JOIN LATERAL (SELECT x.* FROM pqr.archive_correction x WHERE x.case_id = a.case_id
                              ORDER BY x.seq DESC LIMIT 1) k ON true
         WHERE a.reported_at >= from_time AND a.reported_at < to_time
           AND (sees_all OR a.reported_by = me.person_id OR e.decided_by = me.person_id)
    ), theirs AS MATERIALIZED (
        SELECT t.*, count(*) OVER (PARTITION BY t.filing_number, t.reference) AS times
          FROM pqr_core.filing_side() t
         WHERE t.filing_number IN (SELECT o.filing_number FROM ours o)
            OR sees_all AND t.made_at >= from_time AND t.made_at < to_time
    ), pairs AS (
        SELECT o.*, t.code, t.target AS their_target, t.report_number AS their_report, t.made_at, t.made_by, t.times,
               t.filing_number AS their_number, t.reference,
               coalesce(t.source = 'file', EXISTS (SELECT FROM pqr.filing_import i
                   WHERE o.filed_on BETWEEN i.covers_from AND i.covers_to)) AS is_file
          FROM ours o
          FULL JOIN theirs t ON t.filing_number = o.filing_number AND coalesce(t.reference = o.lex_code, true)
    ), told AS (
    SELECT k.*, coalesce(k.filing_number, k.their_number) AS number, coalesce(k.lex_code, k.reference) AS ref,
           CASE WHEN k.code IS NULL THEN 'missing_there'
                WHEN k.case_id IS NULL THEN 'missing_here'
                WHEN k.times > 1 THEN 'twice'
                WHEN k.code <> k.kind THEN 'kind'
                WHEN k.their_report IS DISTINCT FROM k.report_number THEN 'report'
                WHEN pqr_core.name_key(k.target) IS DISTINCT FROM pqr_core.name_key(k.their_target) THEN 'target'
                WHEN (k.made_at AT TIME ZONE INTERVAL '-05:00')::date <> k.filed_on THEN 'day' END AS differs
      FROM pairs k
     -- A transaction whose report is of other days, or another person's, is not missing here.
     WHERE k.case_id IS NOT NULL OR NOT EXISTS (
           SELECT FROM pqr.archive_report a JOIN pqr.petition p USING (case_id) JOIN pqr.case_file f USING (case_id)
            WHERE p.filing_number = k.their_number AND coalesce(k.reference = f.lex_code, true))
    ), marked AS (
    SELECT t.*, encode(sha256(convert_to(CASE WHEN t.differs = 'twice' THEN concat_ws('|', t.number, t.ref, t.times)
               ELSE concat_ws('|', t.differs, t.number, t.ref, t.kind, t.target, t.report_number, t.filed_on, t.code,
                    t.their_target, t.their_report, t.made_at) END, 'UTF8')), 'hex') AS mark FROM told t
    )
    SELECT k.case_id, k.number, k.ref, k.kind, k.reason, k.target, k.act_number, k.report_number, k.by, k.reported_at,
           k.code, k.their_target, k.their_report, k.made_at, k.made_by, k.differs, k.is_file,
           CASE WHEN k.differs IS NOT NULL THEN k.mark END, z.resolution, z.who, z.settled_at, z.reason
      FROM marked k
      LEFT JOIN LATERAL (
           SELECT x.resolution, x.settled_at, x.reason, w.full_name AS who FROM pqr.mirror_settlement x
             JOIN pqr.person w ON w.person_id = x.settled_by
            WHERE k.differs IS NOT NULL AND x.filing_number = k.number AND x.print = k.mark
            ORDER BY x.settled_at DESC LIMIT 1) z ON true
     ORDER BY z.resolution = 'accept' NULLS FIRST, k.differs NULLS LAST, coalesce(k.reported_at, k.made_at) DESC, 2, 3
     LIMIT 20000;
END $fn$;
