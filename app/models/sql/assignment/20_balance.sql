-- Activity 5, «equitativa y gradualmente»: which cases go today, to whom and why.

DROP FUNCTION IF EXISTS pqr_core.next_of_pool(int, boolean);
DROP FUNCTION IF EXISTS pqr_core.balance(int, boolean);
DROP FUNCTION IF EXISTS pqr_core.receivers_of(text);

-- The cases that go next, the most urgent first; within them the heavy ones come first, so that the light ones level.
CREATE OR REPLACE FUNCTION pqr_core.next_of_pool(p_limit int)
RETURNS uuid[] LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT coalesce(array_agg(n.case_id ORDER BY n.weight DESC, n.priority DESC, n.due_on, n.case_id), '{}')
      FROM (SELECT f.case_id, f.weight, f.priority, f.due_on FROM pqr.case_file f
             WHERE f.procedure = 'pqr_v08' AND f.activity = 5 AND f.closed_at IS NULL
             ORDER BY f.priority DESC, f.due_on, f.case_id LIMIT p_limit) n
$$;

-- Of the given cases, in their order, those that wait in the pool. Those that somebody else is moving are skipped.
CREATE OR REPLACE FUNCTION pqr_core.of_pool(p_cases uuid[], p_lock boolean)
RETURNS SETOF pqr.case_file LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF p_lock THEN
        RETURN QUERY SELECT f.* FROM unnest(p_cases) WITH ORDINALITY AS g(case_id, place) JOIN pqr.case_file f USING (case_id)
          WHERE f.procedure = 'pqr_v08' AND f.activity = 5 AND f.closed_at IS NULL
          ORDER BY g.place FOR NO KEY UPDATE OF f SKIP LOCKED;
    ELSE
        RETURN QUERY SELECT f.* FROM unnest(p_cases) WITH ORDINALITY AS g(case_id, place) JOIN pqr.case_file f USING (case_id)
          WHERE f.procedure = 'pqr_v08' AND f.activity = 5 AND f.closed_at IS NULL ORDER BY g.place;
    END IF;
END $$;

-- Each case to the person of its line who has least: among those who receive, the weighted loads end at most one unit
-- apart, unless a ceiling, the release or an older difference stops it. What is due within three business days passes
-- the release, never a ceiling. `why`: least (of so many who could, with that load before), or why nobody: no_agent,
-- no_room, released. Loads are kept in hundredths, so that sums are exact.
CREATE OR REPLACE FUNCTION pqr_core.balance(p_cases uuid[], p_lock boolean)
RETURNS TABLE (case_id uuid, version int, label text, weight numeric, line text, due_on date, person_id int, why text,
               load_before numeric, candidates int)
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    soon date := pqr_core.add_business_days(pqr_core.today(), 3);
    people int[];
    lines text[];
    loads int[];
    tops int[];
    rooms int[];
    known text[] := '{}';
    takes boolean[];
    row_of_line boolean[];
    item record;
    effort int;
    best bigint;
    at int;
BEGIN
    SELECT array_agg(d.person_id), array_agg(d.line), array_agg((d.load * 100)::int), array_agg((d.ceiling * 100)::int),
           array_agg(d.left_now) INTO people, lines, loads, tops, rooms FROM pqr_core.desks() d;
    FOR item IN
        SELECT f.case_id, f.version, f.label, f.weight, f.due_on, pqr_core.case_line(f.case_id) AS line,
               coalesce(f.due_on <= soon, false) AS urgent
          FROM pqr_core.of_pool(p_cases, p_lock) f
    LOOP
        -- Which agents take a line is asked once for each line.
        at := coalesce(array_position(known, coalesce(item.line, '')), 0);
        IF at = 0 AND people IS NOT NULL THEN
            known := known || coalesce(item.line, '');
            at := cardinality(known);
            row_of_line := ARRAY(SELECT pqr_core.takes_line(l.line, item.line) FROM unnest(lines) WITH ORDINALITY l(line, n) ORDER BY n);
            takes := coalesce(takes, '{}') || ARRAY[row_of_line];
        END IF;
        effort := (item.weight * 100)::int;
        SELECT min(loads[i]::bigint * 1000000 + i), count(*) INTO best, candidates FROM generate_series(1, cardinality(people)) i
         WHERE takes[at][i] AND loads[i] + effort <= tops[i] AND (item.urgent OR rooms[i] > 0);
        SELECT item.case_id, item.version, item.label, item.weight, item.line, item.due_on
          INTO case_id, version, label, weight, line, due_on;
        IF best IS NULL THEN
            SELECT NULL, NULL, CASE WHEN count(*) = 0 THEN 'no_agent'
                                    WHEN bool_or(loads[i] + effort <= tops[i]) THEN 'released' ELSE 'no_room' END
              INTO person_id, load_before, why FROM generate_series(1, cardinality(people)) i WHERE takes[at][i];
        ELSE
            at := (best % 1000000)::int;
            person_id := people[at];
            why := 'least';
            load_before := loads[at] / 100.0;
            loads[at] := loads[at] + effort;
            rooms[at] := rooms[at] - 1;
        END IF;
        RETURN NEXT;
    END LOOP;
END $$;
