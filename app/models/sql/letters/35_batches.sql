-- Batches of the printer (26): opened in postal order, read back letter by letter, and only then marked printed.

-- Sheets of paper that exist of a letter: those marked printed, those printed again inside a batch, and those of a batch
-- that went to the printer (or came out of it) and was let go: they are somewhere, whatever its people promised.
CREATE OR REPLACE FUNCTION pqr_core.paper_copies(p_case uuid, p_letter int) RETURNS int
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT (SELECT count(*)::int FROM pqr.letter_print p WHERE p.case_id = p_case AND p.letter_no = p_letter)
         + coalesce((SELECT sum(b.reprints)::int FROM pqr.print_batch_letter b
                      WHERE b.case_id = p_case AND b.letter_no = p_letter), 0)
         + (SELECT count(*)::int FROM pqr.print_batch_letter b JOIN pqr.print_batch g ON g.batch_id = b.batch_id
             WHERE b.case_id = p_case AND b.letter_no = p_letter AND NOT b.is_open AND g.state = 'dropped'
               AND (g.job IS NOT NULL OR g.handed_at IS NOT NULL OR b.read_at IS NOT NULL)
               AND NOT EXISTS (SELECT FROM pqr.letter_print p WHERE p.case_id = p_case AND p.batch_id = b.batch_id))
$$;

-- Open a batch with these letters, those that go first on top of the pile; asked again with the same key it answers the same code. A letter without complete
-- address, unsigned or in another open batch keeps all of it from opening: the batch is what its PDF holds.
CREATE OR REPLACE FUNCTION pqr_api.open_print_batch(
    p_batch uuid, p_cases uuid[], p_title text, p_station text, p_printer text DEFAULT NULL, p_duplex boolean DEFAULT true)
RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '3s' AS $$
DECLARE
    me pqr.person := pqr_core.require_role('printing');
    code text;
    mine int;
    obstacle text;
BEGIN
    SELECT b.batch_code INTO code FROM pqr.print_batch b WHERE b.batch_id = p_batch;
    IF FOUND THEN
        RETURN code;
    ELSIF coalesce(cardinality(p_cases), 0) NOT BETWEEN 1 AND 2000 THEN
        PERFORM pqr_core.refuse('payload', 'p_cases');
    END IF;
    -- Batches are opened a few times an hour: the lock costs nothing, and two stations can't take the same letters.
    LOCK TABLE pqr.print_batch IN SHARE ROW EXCLUSIVE MODE;
    SELECT pqr_core.batch_obstacle(each) INTO obstacle FROM unnest(p_cases) AS u(each)
     WHERE pqr_core.batch_obstacle(each) IS NOT NULL LIMIT 1;
    IF obstacle IS NOT NULL THEN
        PERFORM pqr_core.refuse(obstacle);
    END IF;
    SELECT to_char(pqr_core.today(), '"I-"MMDD-') || to_char(count(*) + 1, 'FM999900'),
           count(*) FILTER (WHERE b.created_by = me.person_id)
      INTO code, mine FROM pqr.print_batch b
     WHERE (b.created_at AT TIME ZONE INTERVAL '-05:00')::date = pqr_core.today();
    -- Ten times what the busiest station needs: opening and dropping for ever would only fill the table.
    IF mine >= 500 THEN
        PERFORM pqr_core.refuse('too_many_batches');
    END IF;
    -- The code repeats each year: the older one keeps it and the new one says its year.
    IF EXISTS (SELECT FROM pqr.print_batch b WHERE b.batch_code = code) THEN
        code := code || to_char(pqr_core.today(), '"-"YY');
    END IF;
    INSERT INTO pqr.print_batch (batch_id, batch_code, title, printer, station, duplex, state, created_by)
    VALUES (p_batch, code, left(btrim(p_title), 120), nullif(left(btrim(p_printer), 200), ''),
            left(btrim(p_station), 200), p_duplex, CASE WHEN p_printer IS NULL THEN 'reading' ELSE 'queued' END, me.person_id);
    INSERT INTO pqr.print_batch_letter (batch_id, case_id, letter_no, place)
    SELECT p_batch, u.each, (pqr_core.current_letter(u.each)).letter_no,
           row_number() OVER (ORDER BY pqr_core.goes_first(c.priority) DESC, a.municipality_code, a.address, f.filing_number)
      FROM (SELECT DISTINCT each FROM unnest(p_cases) AS w(each)) u
      JOIN pqr.case_file c ON c.case_id = u.each
      JOIN pqr.letter l ON l.case_id = u.each AND l.withdrawn_at IS NULL
      JOIN pqr.outgoing_filing f ON f.case_id = l.case_id AND f.letter_no = l.letter_no AND f.annulled_at IS NULL
      CROSS JOIN LATERAL pqr_core.reply_address(u.each) a;
    RETURN code;
END $$;

-- Why a letter can't be in a new batch; NULL when it can.
CREATE OR REPLACE FUNCTION pqr_core.batch_obstacle(p_case uuid) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    c pqr.case_file;
BEGIN
    SELECT x.* INTO c FROM pqr.case_file x WHERE x.case_id = p_case;
    IF c.procedure IS DISTINCT FROM 'pqr_v08' OR c.activity <> 26 OR c.closed_at IS NOT NULL THEN
        RETURN 'not_to_print';
    ELSIF (pqr_core.current_letter(p_case)).uploaded_at IS NULL THEN
        RETURN 'not_signed';
    ELSIF EXISTS (SELECT FROM pqr.print_batch_letter b WHERE b.case_id = p_case AND b.is_open) THEN
        RETURN 'in_other_batch';
    END IF;
    RETURN pqr_guard.address_complete(c, NULL::pqr.person, 'printed', '{}');
END $$;

-- Said before the printer gets the batch, and taken back when it refused it: between the two it may be on paper.
CREATE OR REPLACE FUNCTION pqr_api.hand_print_batch(p_batch uuid, p_handed boolean) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    me pqr.person := pqr_core.require_role('printing');
BEGIN
    UPDATE pqr.print_batch b SET handed_at = CASE WHEN p_handed THEN clock_timestamp() END
     WHERE b.batch_id = p_batch AND b.state NOT IN ('done', 'dropped') AND (p_handed OR b.job IS NULL);
    -- A batch that somebody let go of meanwhile is not printed.
    IF NOT FOUND AND p_handed THEN
        PERFORM pqr_core.refuse('not_to_print');
    ELSIF FOUND AND p_handed THEN
        PERFORM pqr_core.note_print(p_batch, me);
    END IF;
END $$;

-- What the print queue says of the batch's job: printing, paused (with its trouble) or ready to be read back.
CREATE OR REPLACE FUNCTION pqr_api.note_print_batch(p_batch uuid, p_state text, p_job text DEFAULT NULL, p_trouble text DEFAULT NULL)
RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM pqr_core.require_role('printing');
    IF coalesce(p_state, '') NOT IN ('queued', 'printing', 'paused', 'reading') THEN
        PERFORM pqr_core.refuse('payload', 'state');
    END IF;
    UPDATE pqr.print_batch b
       SET state = p_state, job = coalesce(left(p_job, 100), b.job), trouble = left(nullif(btrim(p_trouble), ''), 300)
     WHERE b.batch_id = p_batch AND b.state NOT IN ('done', 'dropped');
END $$;

-- Let go of what the batch did not mark printed: those letters wait again for another batch.
CREATE OR REPLACE FUNCTION pqr_api.drop_print_batch(p_batch uuid) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    n int;
BEGIN
    PERFORM pqr_core.require_role('printing');
    UPDATE pqr.print_batch_letter b SET is_open = false WHERE b.batch_id = p_batch AND b.is_open;
    GET DIAGNOSTICS n = ROW_COUNT;
    UPDATE pqr.print_batch b SET state = 'dropped', trouble = NULL WHERE b.batch_id = p_batch AND b.state <> 'done';
    RETURN n;
END $$;

-- One code of the pile. `verdict`: read, repeated, other_batch (with its code), not_printed (a letter of ours that is in
-- no batch), unknown. A letter read after one that follows it is out of order.
CREATE OR REPLACE FUNCTION pqr_api.read_back(p_batch uuid, p_code text)
RETURNS TABLE (verdict text, case_id uuid, place int, out_of_order boolean, other text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    me pqr.person := pqr_core.require_role('printing');
    bare text := regexp_replace(left(coalesce(p_code, ''), 60), '[^0-9]', '', 'g');
    found pqr.print_batch_letter;
    v_case uuid;
    late boolean;
BEGIN
    -- One reading at a time for each batch: two readers on one pile don't tick each other's letters away.
    PERFORM FROM pqr.print_batch b WHERE b.batch_id = p_batch FOR UPDATE;
    SELECT f.case_id INTO v_case FROM pqr.outgoing_filing f WHERE f.filing_number = bare AND f.annulled_at IS NULL;
    SELECT l.* INTO found FROM pqr.print_batch_letter l WHERE l.case_id = v_case AND l.batch_id = p_batch;
    IF found.batch_id IS NULL THEN
        RETURN QUERY
        SELECT CASE WHEN v_case IS NULL THEN 'unknown' WHEN o.batch_code IS NULL THEN 'not_printed' ELSE 'other_batch' END,
               v_case, NULL::int, false, o.batch_code
          FROM (SELECT 1) one
          LEFT JOIN LATERAL (
              SELECT b.batch_code FROM pqr.print_batch_letter l JOIN pqr.print_batch b ON b.batch_id = l.batch_id
               WHERE l.case_id = v_case ORDER BY l.is_open DESC, b.created_at DESC LIMIT 1) o ON true;
        RETURN;
    ELSIF found.read_at IS NOT NULL OR NOT found.is_open THEN
        RETURN QUERY SELECT 'repeated', v_case, found.place, found.out_of_order, NULL::text;
        RETURN;
    END IF;
    late := EXISTS (SELECT FROM pqr.print_batch_letter l WHERE l.batch_id = p_batch AND l.place > found.place
                       AND l.read_at IS NOT NULL AND NOT l.out_of_order);
    UPDATE pqr.print_batch_letter l SET read_at = clock_timestamp(), read_by = me.person_id, out_of_order = late
     WHERE l.batch_id = p_batch AND l.case_id = v_case;
    RETURN QUERY SELECT 'read', v_case, found.place, late, NULL::text;
END $$;

-- The letter was put in its place of the pile by hand.
CREATE OR REPLACE FUNCTION pqr_api.put_in_order(p_batch uuid, p_case uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM pqr_core.require_role('printing');
    UPDATE pqr.print_batch_letter l SET out_of_order = false
     WHERE l.batch_id = p_batch AND l.case_id = p_case AND l.is_open AND l.read_at IS NOT NULL;
END $$;

-- The copy failed: it is printed again inside its batch, with why; it has to be read back again. Answers how many times.
CREATE OR REPLACE FUNCTION pqr_api.reprint_in_batch(p_batch uuid, p_case uuid, p_reason text) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    me pqr.person := pqr_core.require_role('printing');
    why text := pqr_core.require_text(jsonb_build_object('reason', p_reason), 'reason', 5);
    n int;
BEGIN
    UPDATE pqr.print_batch_letter l SET reprints = l.reprints + 1, read_at = NULL, read_by = NULL, out_of_order = false
     WHERE l.batch_id = p_batch AND l.case_id = p_case AND l.is_open
     RETURNING l.reprints INTO n;
    IF n IS NULL THEN
        PERFORM pqr_core.refuse('not_to_print');
    ELSIF n > 20 THEN
        PERFORM pqr_core.refuse('too_many_reprints');
    END IF;
    INSERT INTO pqr.reprint_order (case_id, seq, letter_no, reason, ordered_by, batch_id)
    SELECT p_case, coalesce(max(x.seq), 0) + 1, (pqr_core.current_letter(p_case)).letter_no, why, me.person_id, p_batch
      FROM pqr.reprint_order x WHERE x.case_id = p_case;
    RETURN n;
END $$;

CREATE OR REPLACE FUNCTION pqr_core.is_job_lost(b pqr.print_batch) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT b.job IS NULL AND b.handed_at < clock_timestamp() - interval '2 minutes' AND b.state = 'queued'
$$;

-- The batches that are not finished, newest first, and those of today. Not personal.
CREATE OR REPLACE FUNCTION pqr_api.print_batches()
RETURNS TABLE (batch_id uuid, batch_code text, title text, printer text, station text, duplex boolean, state text,
    job text, trouble text, created_at timestamptz, created_by text, letters int, read int, reprints int, open int)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
BEGIN
    PERFORM pqr_core.require_role('printing');
    RETURN QUERY
    -- Handed to a printer and its job never noted: the window, the network or the computer went in between.
    SELECT b.batch_id, b.batch_code, b.title, b.printer, b.station, b.duplex,
           CASE WHEN pqr_core.is_job_lost(b) THEN 'paused' ELSE b.state END, b.job,
           CASE WHEN pqr_core.is_job_lost(b)
                THEN 'No se anotó si la impresora lo recibió: mire su bandeja antes de enviarlo de nuevo.'
                ELSE b.trouble END, b.created_at,
           p.initials, count(*)::int, (count(*) FILTER (WHERE l.read_at IS NOT NULL))::int, sum(l.reprints)::int,
           (count(*) FILTER (WHERE l.is_open))::int
      FROM pqr.print_batch b
      JOIN pqr.person p ON p.person_id = b.created_by
      JOIN pqr.print_batch_letter l ON l.batch_id = b.batch_id
     WHERE b.state NOT IN ('done', 'dropped')
     GROUP BY b.batch_id, p.initials ORDER BY b.created_at DESC LIMIT 200;
END $$;
