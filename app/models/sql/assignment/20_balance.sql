-- Activity 5, «equitativa y gradualmente»: which cases go today and to whom.

-- The cases that go next: the most urgent first; those that somebody else is moving are skipped.
CREATE OR REPLACE FUNCTION pqr_core.next_of_pool(p_limit int, p_lock boolean)
RETURNS SETOF pqr.case_file LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF p_lock THEN
        RETURN QUERY SELECT f.* FROM pqr.case_file f
          WHERE f.procedure = 'pqr_v08' AND f.activity = 5 AND f.closed_at IS NULL
          ORDER BY f.priority DESC, f.due_on, f.case_id LIMIT p_limit FOR NO KEY UPDATE SKIP LOCKED;
    ELSE
        RETURN QUERY SELECT f.* FROM pqr.case_file f
          WHERE f.procedure = 'pqr_v08' AND f.activity = 5 AND f.closed_at IS NULL
          ORDER BY f.priority DESC, f.due_on, f.case_id LIMIT p_limit;
    END IF;
END $$;

-- Each case to the person of its line who has least, heavy cases first: among those who receive, the weighted
-- loads end at most one unit apart, unless a ceiling or an older difference stops it. No person: nobody has room.
CREATE OR REPLACE FUNCTION pqr_core.balance(p_limit int, p_lock boolean)
RETURNS TABLE (case_id uuid, version int, weight numeric, line text, due_on date, person_id int)
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    loads jsonb;
    ceilings jsonb;
    takers jsonb := '{}';
    item record;
BEGIN
    SELECT jsonb_object_agg(r.person_id, r.load), jsonb_object_agg(r.person_id, r.ceiling) INTO loads, ceilings
      FROM pqr_core.receivers() r;
    FOR item IN
        SELECT f.case_id, f.version, f.weight, f.due_on, pqr_core.case_line(f.case_id) AS line
          FROM pqr_core.next_of_pool(p_limit, p_lock) f ORDER BY f.weight DESC, f.priority DESC, f.due_on, f.case_id
    LOOP
        IF NOT takers ? coalesce(item.line, '') THEN
            takers := takers || jsonb_build_object(coalesce(item.line, ''), to_jsonb(pqr_core.receivers_of(item.line)));
        END IF;
        SELECT t.id::int INTO person_id FROM jsonb_array_elements_text(takers -> coalesce(item.line, '')) AS t(id)
         WHERE (loads ->> t.id)::numeric + item.weight <= (ceilings ->> t.id)::numeric
         ORDER BY (loads ->> t.id)::numeric, t.id::int LIMIT 1;
        IF person_id IS NOT NULL THEN
            loads := jsonb_set(loads, ARRAY[person_id::text], to_jsonb((loads ->> person_id::text)::numeric + item.weight));
        END IF;
        case_id := item.case_id;
        version := item.version;
        weight := item.weight;
        line := item.line;
        due_on := item.due_on;
        RETURN NEXT;
    END LOOP;
END $$;
