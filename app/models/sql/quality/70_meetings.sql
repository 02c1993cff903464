-- Meetings of 5.4 (faults found) and 5.5 (guidelines with the areas): who, when, about which faults, what was agreed, and
-- whether the faults became fewer. Figures only: nobody's letter is named.

-- Reviewed letters of a period, and those with that fault, of everybody, one area or one author.
CREATE OR REPLACE FUNCTION pqr_core.fault_counts(p_from timestamptz, p_to timestamptz, p_area int, p_agent int)
RETURNS TABLE (code text, letters int, reviewed int) LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS
$$
WITH seen AS MATERIALIZED (
    SELECT r.case_id, r.seq FROM pqr.quality_review r
     WHERE r.reviewed_at >= p_from AND r.reviewed_at < p_to AND r.withdrawn_at IS NULL
       AND (p_agent IS NULL OR r.author_id = p_agent)
       AND (p_area IS NULL OR p_area = (SELECT k.area_id FROM pqr_core.first_claim(r.case_id, r.draft_version) k))
)
SELECT k.code, count(DISTINCT f.case_id)::int, (SELECT count(*)::int FROM seen)
  FROM pqr.quality_code k
  LEFT JOIN (pqr.quality_finding f JOIN seen s ON s.case_id = f.case_id AND s.seq = f.seq) ON f.code = k.code
 GROUP BY k.code
$$;

CREATE OR REPLACE FUNCTION pqr_core.day_starts(p_day date) RETURNS timestamptz LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, pg_temp AS $$ SELECT p_day::timestamp AT TIME ZONE INTERVAL '-05:00' $$;

-- The faults that a meeting could be about, the most frequent first.
CREATE OR REPLACE FUNCTION pqr_api.meeting_topics(p_from date, p_to date, p_area int, p_agent int)
RETURNS TABLE (code text, title text, letters int, reviewed int)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $fn$
BEGIN
    PERFORM pqr_core.require_quality_reader();
    IF p_from IS NULL OR p_to IS NULL OR p_to < p_from OR p_to - p_from > 366 THEN
        PERFORM pqr_core.refuse('meeting_period', 'period');
    END IF;
    RETURN QUERY
    SELECT f.code, k.title, f.letters, f.reviewed
      FROM pqr_core.fault_counts(pqr_core.day_starts(p_from), pqr_core.day_starts(p_to + 1), p_area, p_agent) f
      JOIN pqr.quality_code k ON k.code = f.code WHERE f.letters > 0 ORDER BY f.letters DESC, f.code;
END $fn$;

-- Who may be called: active people, with the area and whether they write letters; quality's own first.
CREATE OR REPLACE FUNCTION pqr_api.meeting_people() RETURNS TABLE (person_id int, full_name text, area_id int, work text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $fn$
BEGIN
    PERFORM pqr_core.require_quality_reader();
    RETURN QUERY
    SELECT p.person_id, p.full_name, p.area_id,
           (SELECT r.role FROM pqr.person_role r WHERE r.person_id = p.person_id AND r.role IN ('quality', 'agent', 'lawyer', 'lead', 'mission')
             ORDER BY array_position(ARRAY['quality', 'agent', 'lawyer', 'lead', 'mission'], r.role) LIMIT 1)
      FROM pqr.person p
     WHERE p.active AND EXISTS (SELECT FROM pqr.person_role r WHERE r.person_id = p.person_id
                                   AND r.role IN ('quality', 'agent', 'lawyer', 'lead', 'mission'))
     ORDER BY 2;
END $fn$;

-- Call a meeting. Sent twice it is called once.
CREATE OR REPLACE FUNCTION pqr_api.call_meeting(
    p_command uuid, p_kind text, p_area int, p_agent int, p_from date, p_to date, p_meets_at timestamptz, p_place text,
    p_agenda text, p_people int[], p_codes text[]) RETURNS uuid
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $fn$
DECLARE
    me pqr.person := pqr_core.require_role('quality');
    v_place text := pqr_core.visible(p_place);
    v_agenda text := pqr_core.visible(p_agenda);
BEGIN
    IF EXISTS (SELECT FROM pqr.quality_meeting m WHERE m.meeting_id = p_command AND m.called_by = me.person_id) THEN
        RETURN p_command;
    ELSIF p_from IS NULL OR p_to IS NULL OR p_to < p_from OR p_to - p_from > 366 OR p_to > pqr_core.today() THEN
        PERFORM pqr_core.refuse('meeting_period', 'period');
    ELSIF p_meets_at IS NULL OR p_meets_at < clock_timestamp() OR p_meets_at > clock_timestamp() + INTERVAL '1 year' THEN
        PERFORM pqr_core.refuse('meeting_when', 'meets_at');
    ELSIF length(v_place) NOT BETWEEN 3 AND 200 OR length(v_agenda) > 2000 THEN
        PERFORM pqr_core.refuse('meeting_place', 'place');
    ELSIF coalesce(cardinality(p_people), 0) NOT BETWEEN 1 AND 100 OR EXISTS (
        SELECT FROM unnest(p_people) x WHERE NOT EXISTS (SELECT FROM pqr.person p WHERE p.person_id = x AND p.active)) THEN
        PERFORM pqr_core.refuse('meeting_people', 'people');
    ELSIF p_kind = 'errors' AND coalesce(cardinality(p_codes), 0) = 0 THEN
        PERFORM pqr_core.refuse('meeting_topics', 'codes');
    ELSIF cardinality(p_codes) > 24 OR p_kind IS NULL OR p_kind NOT IN ('errors', 'guidelines')
          OR (p_area IS NOT NULL AND p_agent IS NOT NULL) THEN
        PERFORM pqr_core.refuse('payload', 'kind');
    END IF;
    INSERT INTO pqr.quality_meeting (meeting_id, kind, area_id, agent_id, period_from, period_to, meets_at, place, agenda, called_by)
    VALUES (p_command, p_kind, p_area, p_agent, p_from, p_to, p_meets_at, v_place, v_agenda, me.person_id);
    INSERT INTO pqr.quality_meeting_person (meeting_id, person_id) SELECT DISTINCT p_command, x FROM unnest(p_people) x;
    -- What each topic counts is counted here: nobody types a figure.
    INSERT INTO pqr.quality_meeting_topic (meeting_id, code, letters, reviewed)
    SELECT p_command, f.code, f.letters, f.reviewed
      FROM pqr_core.fault_counts(pqr_core.day_starts(p_from), pqr_core.day_starts(p_to + 1), p_area, p_agent) f
     WHERE f.code = ANY (p_codes);
    RETURN p_command;
END $fn$;

-- The meeting, if it is neither held nor called off; refuses otherwise.
CREATE OR REPLACE FUNCTION pqr_core.open_meeting(p_meeting uuid) RETURNS pqr.quality_meeting LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp AS $fn$
DECLARE
    m pqr.quality_meeting;
BEGIN
    SELECT * INTO m FROM pqr.quality_meeting x WHERE x.meeting_id = p_meeting FOR UPDATE;
    IF m.meeting_id IS NULL OR m.closed_at IS NOT NULL THEN
        PERFORM pqr_core.refuse('meeting_closed', 'meeting');
    END IF;
    RETURN m;
END $fn$;

-- Call it off, with the reason.
CREATE OR REPLACE FUNCTION pqr_api.cancel_meeting(p_meeting uuid, p_reason text) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $fn$
DECLARE
    me pqr.person := pqr_core.require_role('quality');
    m pqr.quality_meeting := pqr_core.open_meeting(p_meeting);
    v_reason text := pqr_core.visible(p_reason);
BEGIN
    IF length(v_reason) NOT BETWEEN 5 AND 500 THEN
        PERFORM pqr_core.refuse('meeting_reason', 'reason');
    END IF;
    UPDATE pqr.quality_meeting SET cancelled_for = v_reason, closed_by = me.person_id, closed_at = clock_timestamp()
     WHERE meeting_id = m.meeting_id;
END $fn$;

-- Write its minutes: who came, what was said, and who does what until when (`[{words, person_id, due_on}]`). Written once.
CREATE OR REPLACE FUNCTION pqr_api.record_meeting(p_meeting uuid, p_attended int[], p_minutes text, p_commitments jsonb)
RETURNS void LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $fn$
DECLARE
    me pqr.person := pqr_core.require_role('quality');
    m pqr.quality_meeting := pqr_core.open_meeting(p_meeting);
    v_minutes text := pqr_core.visible(p_minutes);
BEGIN
    IF m.meets_at > clock_timestamp() THEN
        PERFORM pqr_core.refuse('meeting_not_yet', 'meets_at');
    ELSIF length(v_minutes) NOT BETWEEN 10 AND 8000 THEN
        PERFORM pqr_core.refuse('meeting_minutes', 'minutes');
    ELSIF NOT EXISTS (SELECT FROM pqr.quality_meeting_person p WHERE p.meeting_id = m.meeting_id AND p.person_id = ANY (p_attended)) THEN
        PERFORM pqr_core.refuse('meeting_nobody', 'attended');
    ELSIF jsonb_typeof(p_commitments) IS DISTINCT FROM 'array' OR jsonb_array_length(p_commitments) > 40 OR EXISTS (
        SELECT FROM jsonb_array_elements(p_commitments) c
         WHERE length(pqr_core.visible(c ->> 'words')) NOT BETWEEN 5 AND 500 OR (c ->> 'due_on')::date IS NULL
            OR (c ->> 'due_on')::date < (m.meets_at AT TIME ZONE INTERVAL '-05:00')::date
            OR (c ->> 'due_on')::date > pqr_core.today() + 366
            OR NOT EXISTS (SELECT FROM pqr.person p WHERE p.person_id = (c ->> 'person_id')::int AND p.active)) THEN
        PERFORM pqr_core.refuse('meeting_commitment', 'commitments');
    END IF;
    UPDATE pqr.quality_meeting SET minutes = v_minutes, closed_by = me.person_id, closed_at = clock_timestamp()
     WHERE meeting_id = m.meeting_id;
    UPDATE pqr.quality_meeting_person p SET attended = p.person_id = ANY (p_attended) WHERE p.meeting_id = m.meeting_id;
    INSERT INTO pqr.quality_commitment (meeting_id, commitment_no, words, person_id, due_on)
    SELECT m.meeting_id, n, pqr_core.visible(c ->> 'words'), (c ->> 'person_id')::int, (c ->> 'due_on')::date
      FROM jsonb_array_elements(p_commitments) WITH ORDINALITY e(c, n);
END $fn$;

-- A commitment is done: quality says so, or whoever took it on.
CREATE OR REPLACE FUNCTION pqr_api.keep_commitment(p_meeting uuid, p_no int, p_note text) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $fn$
DECLARE
    me pqr.person := pqr_core.me();
    v_note text := pqr_core.visible(p_note);
BEGIN
    IF length(v_note) NOT BETWEEN 5 AND 500 THEN
        PERFORM pqr_core.refuse('commitment_note', 'note');
    END IF;
    UPDATE pqr.quality_commitment c SET done_on = pqr_core.today(), done_by = me.person_id, done_note = v_note
     WHERE c.meeting_id = p_meeting AND c.commitment_no = p_no AND c.done_on IS NULL
       AND (c.person_id = me.person_id OR 'quality' = ANY (pqr_api.my_roles()));
    IF NOT FOUND THEN
        PERFORM pqr_core.refuse('not_permitted');
    END IF;
END $fn$;
