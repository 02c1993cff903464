-- Slack: legal days left minus the work that is left, counted in the server for a list of cases at once.

-- The last business day from which so many business days remain up to p_end; with 0, p_end or the one before it.
CREATE OR REPLACE FUNCTION pqr_core.subtract_business_days(p_end date, p_days int) RETURNS date LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS
$$
SELECT d::date FROM generate_series(p_end::timestamp, p_end - greatest(p_days, 0) * 2 - 40, INTERVAL '-1 day') d
 WHERE extract(isodow FROM d) < 6 AND NOT EXISTS (SELECT FROM pqr.non_working_day n WHERE n.day = d::date)
 ORDER BY d DESC OFFSET greatest(p_days, 0) LIMIT 1
$$;

-- Calendar months from a day; a month without that day ends on its last one, and a last day that does not count moves
-- to the next that does (Ley 4 de 1913, art. 62). Both ends of Ley 1755 de 2015, art. 17.
CREATE OR REPLACE FUNCTION pqr_core.add_months(p_start date, p_months int) RETURNS date LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS
$$
SELECT d::date FROM generate_series(p_start + make_interval(months => p_months),
                                    p_start + make_interval(months => p_months, days => 40), INTERVAL '1 day') d
 WHERE pqr_core.is_business_day(d::date) ORDER BY d LIMIT 1
$$;

-- Business days that each area would take if it were asked today (5.3; a queue counts who waits in it).
CREATE OR REPLACE FUNCTION pqr_core.area_waits() RETURNS TABLE (area_id int, days int) LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS
$$
SELECT a.area_id, pqr_core.business_days_between(pqr_core.today(), pqr_core.area_promise(a.area_id))
  FROM pqr.area a WHERE a.kind <> 'external'
$$;

-- Business days that petitions wait for areas: while they may still be asked, the slowest area of a claim without a
-- valid input (of the topic, before there are claims; without a topic, the term that most areas have); while they
-- are being asked, until the last promise, and at least one day more when it is overdue.
CREATE OR REPLACE FUNCTION pqr_core.waits_for_areas(p_cases uuid[]) RETURNS TABLE (case_id uuid, days int)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS
$$
WITH area AS MATERIALIZED (SELECT * FROM pqr_core.area_waits()),
     usual AS MATERIALIZED (SELECT mode() WITHIN GROUP (ORDER BY a.term_days) AS days FROM pqr.area a
                             WHERE a.kind = 'mission' AND a.queue_capacity IS NULL)
SELECT f.case_id, coalesce(CASE
    WHEN f.activity = 15 THEN (
        SELECT max(greatest(1, pqr_core.business_days_between(pqr_core.today(), e.due_on)))
          FROM pqr.escalation e JOIN pqr.case_file x ON x.case_id = e.case_id
         WHERE e.petition_case_id = f.case_id AND x.closed_at IS NULL AND x.activity < 3)
    WHEN EXISTS (SELECT FROM pqr.claim k WHERE k.case_id = f.case_id) THEN (
        SELECT max(w.days) FROM pqr.claim k JOIN area w ON w.area_id = k.area_id
         WHERE k.case_id = f.case_id AND NOT pqr_core.is_transferred(k.case_id, k.ordinal) AND NOT EXISTS (
            SELECT FROM pqr.input i WHERE i.case_id = k.case_id AND i.claim_ordinal = k.ordinal
               AND i.withdrawn_at IS NULL AND coalesce(i.valid_until >= pqr_core.today(), true)))
    ELSE coalesce((SELECT w.days FROM pqr.petition p JOIN pqr.claim_node n ON n.code = p.topic_code
                     JOIN area w ON w.area_id = n.area_id WHERE p.case_id = f.case_id), (SELECT u.days FROM usual u))
    END, 0)
  FROM pqr.case_file f
 WHERE f.case_id = ANY (p_cases) AND f.activity <= 15 AND f.activity NOT IN (10, 11, 12)
$$;

-- Work left of petitions, in business days: their stage, those ahead of it, and what areas take.
CREATE OR REPLACE FUNCTION pqr_core.work_left(p_cases uuid[]) RETURNS TABLE (case_id uuid, days int, area_days int,
    after_areas int)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS
$$
WITH ahead AS MATERIALIZED (
    SELECT s.procedure, s.activity, s.days AS own,
           sum(s.days) FILTER (WHERE s.position IS NOT NULL) OVER (PARTITION BY s.procedure ORDER BY s.position DESC)
               AS days, s.position FROM pqr.stage_term s)
SELECT f.case_id,
       ceil(CASE WHEN a.position IS NULL THEN coalesce(a.own, 0) ELSE a.days END)::int + coalesce(w.days, 0),
       coalesce(w.days, 0), ceil(coalesce(z.days, 0))::int
  FROM pqr.case_file f
  LEFT JOIN ahead a ON a.procedure = f.procedure AND a.activity = f.activity
  LEFT JOIN ahead z ON z.procedure = f.procedure AND z.activity = 15
  LEFT JOIN pqr_core.waits_for_areas(p_cases) w ON w.case_id = f.case_id
 WHERE f.case_id = ANY (p_cases)
$$;

-- The clock of each case of a list that this person may see; an escalation has that of its petition. At most 1000.
-- start_by: the last day on which the work left still fits. escalate_by: the last day to ask the areas. lacks: of a
-- petition without a legal date, the datum that is missing («uncounted»: none any more, and nobody counted it again).
DROP FUNCTION IF EXISTS pqr_api.slack(uuid[]);
CREATE FUNCTION pqr_api.slack(p_cases uuid[])
RETURNS TABLE (case_id uuid, due_on date, days_left int, work_left int, slack int, start_by date, escalate_by date,
    due_at timestamptz, copies_by date, awaits text, awaits_until date, lacks text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $fn$
#variable_conflict use_column
DECLARE
    me int := pqr_api.my_person_id();
    area int := pqr_api.my_area_id();
    mine text[] := pqr_api.my_activities();
    oversees boolean := coalesce(pqr_api.i_oversee(), false);
    today date := pqr_core.today();
BEGIN
    IF cardinality(p_cases) > 1000 THEN
        PERFORM pqr_core.refuse('payload', 'p_cases');
    END IF;
    RETURN QUERY
    WITH seen AS MATERIALIZED (
        SELECT c.case_id, CASE c.procedure WHEN 'escalation_v01' THEN c.parent_id ELSE c.case_id END AS petition
          FROM pqr.case_file c
         WHERE c.case_id = ANY (p_cases) AND c.closed_at IS NULL AND (oversees OR c.assignee_id = me
            OR c.area_id = area OR (c.procedure || ':' || c.activity) = ANY (mine))
    ), days AS MATERIALIZED (
        SELECT d::date AS day, count(*) FILTER (WHERE extract(isodow FROM d) < 6 AND n.day IS NULL) OVER (ORDER BY d)
                   AS place, extract(isodow FROM d) < 6 AND n.day IS NULL AS counts
          FROM (SELECT least(min(f.due_on), today) - 120 AS a, greatest(max(f.due_on), today) + 30 AS z
                  FROM seen s JOIN pqr.case_file f ON f.case_id = s.petition) r
          CROSS JOIN LATERAL generate_series(r.a::timestamp, r.z::timestamp, INTERVAL '1 day') d
          LEFT JOIN pqr.non_working_day n ON n.day = d::date
    ), clock AS (
        SELECT s.case_id, f.due_on, p.typed_due_at, t.copies_days, e.place AS due_place, w.days, w.area_days,
               w.after_areas, f.activity, a.state, a.until, CASE WHEN f.due_on IS NULL AND p.case_id IS NOT NULL THEN
                   coalesce(pqr_core.term_lacks(p.class_key, p.received_on, p.typed_due_at), 'uncounted') END AS lacks,
               CASE WHEN f.due_on < today THEN least((e.place - h.place)::int, -1) ELSE (e.place - h.place)::int END AS rest
          FROM seen s
          JOIN pqr.case_file f ON f.case_id = s.petition
          JOIN pqr_core.work_left((SELECT array_agg(DISTINCT x.petition) FROM seen x)) w ON w.case_id = s.petition
          JOIN days h ON h.day = today
          LEFT JOIN days e ON e.day = f.due_on
          LEFT JOIN pqr.petition p ON p.case_id = s.petition
          LEFT JOIN pqr.term_rule t ON t.class_key = p.class_key AND t.regime_id = p.regime_id
          LEFT JOIN LATERAL (SELECT CASE WHEN today > pqr_core.awaited_until(r) THEN 'lapsed' ELSE 'waiting' END AS state,
                                    pqr_core.awaited_until(r) AS until
                               FROM pqr.requirement r WHERE r.case_id = s.petition AND r.supplied_on IS NULL
                                AND r.answer_by IS NOT NULL AND f.activity <> 10 LIMIT 1) a ON true
    )
    SELECT k.case_id, k.due_on, k.rest, k.days,
           -- While the citizen has time to answer, the term stands still: there is no slack to lose.
           CASE WHEN k.state IS DISTINCT FROM 'waiting' THEN k.rest - k.days END,
           (SELECT d.day FROM days d WHERE d.counts AND d.place = k.due_place - k.days),
           CASE WHEN k.activity <= 14 AND k.activity NOT IN (10, 11, 12) THEN
               (SELECT d.day FROM days d WHERE d.counts AND d.place = k.due_place - k.area_days - k.after_areas) END,
           k.typed_due_at, CASE WHEN k.rest < 0 THEN pqr_core.add_business_days(k.due_on, k.copies_days) END,
           k.state, k.until, k.lacks
      FROM clock k;
END $fn$;

-- The same for lists of groups, by the first date of each and the activity where its cases wait: lots, and the pool to
-- be shared out. Nothing of any case is told. Before the areas are asked, the term that most of them have is counted.
CREATE OR REPLACE FUNCTION pqr_api.slack_of_dates(p_dates date[], p_activities int[])
RETURNS TABLE (place int, due_on date, days_left int, work_left int, slack int, start_by date)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $fn$
#variable_conflict use_column
DECLARE
    today date := pqr_core.today();
    usual int := (SELECT mode() WITHIN GROUP (ORDER BY a.term_days) FROM pqr.area a
                   WHERE a.kind = 'mission' AND a.queue_capacity IS NULL);
BEGIN
    PERFORM pqr_core.me();
    IF cardinality(p_dates) > 1000 OR cardinality(p_dates) IS DISTINCT FROM cardinality(p_activities) THEN
        PERFORM pqr_core.refuse('payload', 'p_dates');
    END IF;
    RETURN QUERY
    SELECT k.place, k.day, k.rest, k.days, k.rest - k.days, pqr_core.subtract_business_days(k.day, k.days)
      FROM (SELECT g.place::int AS place, g.day,
                   CASE WHEN g.day < today THEN least(pqr_core.business_days_between(today, g.day), -1)
                        ELSE pqr_core.business_days_between(today, g.day) END AS rest,
                   (SELECT ceil(coalesce(sum(s.days), 0))::int FROM pqr.stage_term s
                     WHERE s.procedure = 'pqr_v08' AND s.position >= (
                        SELECT o.position FROM pqr.stage_term o
                         WHERE o.procedure = 'pqr_v08' AND o.activity = g.activity))
                   + CASE WHEN g.activity < 15 THEN usual ELSE 0 END AS days
              FROM unnest(p_dates, p_activities) WITH ORDINALITY AS g(day, activity, place)) k
     WHERE k.day IS NOT NULL;
END $fn$;
