-- What is shown of the meetings of quality: to quality all, to whoever is called their own.

CREATE OR REPLACE FUNCTION pqr_core.meeting_state(m pqr.quality_meeting) RETURNS text LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS
$$
SELECT CASE WHEN m.cancelled_for IS NOT NULL THEN 'cancelled' WHEN m.closed_at IS NOT NULL THEN 'held'
            WHEN m.meets_at <= clock_timestamp() THEN 'to_record' ELSE 'called' END
$$;

-- Meetings of the last year, those still to be held or recorded first.
CREATE OR REPLACE FUNCTION pqr_api.quality_meetings() RETURNS TABLE (
    meeting_id uuid, kind text, with_whom text, meets_at timestamptz, place text, state text, people int, topics int,
    open_commitments int, late_commitments int)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $fn$
BEGIN
    PERFORM pqr_core.require_quality_reader();
    RETURN QUERY
    SELECT m.meeting_id, m.kind, coalesce(a.name, p.full_name, ''), m.meets_at, m.place, pqr_core.meeting_state(m),
           (SELECT count(*)::int FROM pqr.quality_meeting_person x WHERE x.meeting_id = m.meeting_id),
           (SELECT count(*)::int FROM pqr.quality_meeting_topic x WHERE x.meeting_id = m.meeting_id),
           (SELECT count(*)::int FROM pqr.quality_commitment x WHERE x.meeting_id = m.meeting_id AND x.done_on IS NULL),
           (SELECT count(*)::int FROM pqr.quality_commitment x WHERE x.meeting_id = m.meeting_id AND x.done_on IS NULL
               AND x.due_on < pqr_core.today())
      FROM pqr.quality_meeting m
      LEFT JOIN pqr.area a ON a.area_id = m.area_id
      LEFT JOIN pqr.person p ON p.person_id = m.agent_id
     WHERE m.meets_at > clock_timestamp() - INTERVAL '1 year'
     ORDER BY m.closed_at IS NOT NULL, CASE WHEN m.closed_at IS NULL THEN m.meets_at END, m.meets_at DESC;
END $fn$;

-- One meeting, whole. `since` of each topic: letters with the fault of those reviewed from the meeting on, which is what
-- the next one looks at.
CREATE OR REPLACE FUNCTION pqr_api.quality_meeting(p_meeting uuid) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $fn$
DECLARE
    m pqr.quality_meeting := (SELECT x FROM pqr.quality_meeting x WHERE x.meeting_id = p_meeting);
BEGIN
    IF NOT EXISTS (SELECT FROM pqr.quality_meeting_person p WHERE p.meeting_id = p_meeting AND p.person_id = pqr_api.my_person_id())
    THEN
        PERFORM pqr_core.require_quality_reader();
    END IF;
    IF m.meeting_id IS NULL THEN
        PERFORM pqr_core.refuse('not_permitted');
    END IF;
    RETURN jsonb_build_object(
        'meeting_id', m.meeting_id, 'kind', m.kind, 'state', pqr_core.meeting_state(m),
        'with_whom', coalesce((SELECT a.name FROM pqr.area a WHERE a.area_id = m.area_id),
                              (SELECT p.full_name FROM pqr.person p WHERE p.person_id = m.agent_id), ''),
        'period_from', m.period_from, 'period_to', m.period_to, 'meets_at', m.meets_at, 'place', m.place, 'agenda', m.agenda,
        'called_by', (SELECT p.full_name FROM pqr.person p WHERE p.person_id = m.called_by), 'called_at', m.called_at,
        'minutes', m.minutes, 'closed_at', m.closed_at, 'cancelled_for', m.cancelled_for,
        'closed_by', (SELECT p.full_name FROM pqr.person p WHERE p.person_id = m.closed_by),
        'people', (SELECT jsonb_agg(jsonb_build_object('person_id', p.person_id, 'name', p.full_name, 'attended', x.attended)
                                    ORDER BY p.full_name)
            FROM pqr.quality_meeting_person x JOIN pqr.person p ON p.person_id = x.person_id WHERE x.meeting_id = p_meeting),
        'topics', (SELECT coalesce(jsonb_agg(jsonb_build_object('code', t.code, 'title', k.title, 'letters', t.letters,
                'reviewed', t.reviewed, 'since', f.letters, 'reviewed_since', f.reviewed) ORDER BY t.letters DESC, t.code), '[]')
            FROM pqr.quality_meeting_topic t JOIN pqr.quality_code k ON k.code = t.code
            JOIN pqr_core.fault_counts(greatest(m.meets_at, m.called_at), clock_timestamp(), m.area_id, m.agent_id) f ON f.code = t.code
           WHERE t.meeting_id = p_meeting),
        'commitments', (SELECT coalesce(jsonb_agg(jsonb_build_object('no', c.commitment_no, 'words', c.words, 'name', p.full_name,
                'due_on', c.due_on, 'done_on', c.done_on, 'done_note', c.done_note, 'mine', c.person_id = pqr_api.my_person_id(),
                'late', c.done_on IS NULL AND c.due_on < pqr_core.today()) ORDER BY c.commitment_no), '[]')
            FROM pqr.quality_commitment c JOIN pqr.person p ON p.person_id = c.person_id WHERE c.meeting_id = p_meeting));
END $fn$;

-- What the person is called to, and what they took on: for the notices of their window.
CREATE OR REPLACE FUNCTION pqr_api.my_meetings() RETURNS TABLE (
    meeting_id uuid, kind text, meets_at timestamptz, place text, called_by text, topics text[], commitment text, due_on date)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $fn$
DECLARE
    me pqr.person := pqr_core.me();
BEGIN
    RETURN QUERY
    SELECT m.meeting_id, m.kind, m.meets_at, m.place, p.full_name,
           (SELECT array_agg(k.title ORDER BY t.letters DESC, t.code) FROM pqr.quality_meeting_topic t
              JOIN pqr.quality_code k ON k.code = t.code WHERE t.meeting_id = m.meeting_id), NULL::text, NULL::date
      FROM pqr.quality_meeting m
      JOIN pqr.quality_meeting_person x ON x.meeting_id = m.meeting_id AND x.person_id = me.person_id
      JOIN pqr.person p ON p.person_id = m.called_by
     WHERE m.closed_at IS NULL AND m.meets_at > clock_timestamp() - INTERVAL '1 day'
    UNION ALL
    SELECT m.meeting_id, m.kind, m.meets_at, m.place, p.full_name, NULL::text[], c.words, c.due_on
      FROM pqr.quality_commitment c
      JOIN pqr.quality_meeting m ON m.meeting_id = c.meeting_id
      JOIN pqr.person p ON p.person_id = m.called_by
     WHERE c.person_id = me.person_id AND c.done_on IS NULL
     ORDER BY 3;
END $fn$;
