-- What several steps of Analysis share: an area's promise, numbers of acts, news to the petition that waits.

-- Day an area gives back what is asked now: its term (5.3), or for a queue n places long, its term × ⌈n / capacity⌉.
CREATE OR REPLACE FUNCTION pqr_core.area_promise(the_area int) RETURNS date
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RETURN (SELECT pqr_core.add_business_days(pqr_core.today(), pqr_core.queue_days(
        CASE WHEN a.queue_capacity IS NULL THEN 1 ELSE pqr_core.area_position(the_area) END,
        a.term_days, a.queue_capacity))
        FROM pqr.area a WHERE a.area_id = the_area);
END $$;

-- Acts of the written-response group have their own yearly series, without gaps.
CREATE OR REPLACE FUNCTION pqr_core.next_act_number(series text) RETURNS text
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $$
    INSERT INTO pqr.filing_counter AS k (year, office, type_digit, last_number)
    VALUES (extract(year FROM pqr_core.today())::int, series, 'A', 1)
    ON CONFLICT (year, office, type_digit) DO UPDATE SET last_number = k.last_number + 1
    RETURNING lpad(k.last_number::text, 4, '0') || ' de ' || k.year;
$$;

-- What the petition's own row tells its agent while it waits in 15.
CREATE OR REPLACE FUNCTION pqr_core.tell_petition(child pqr.case_file, said text) RETURNS void
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $$
    UPDATE pqr.case_file f SET status = said, changed_at = clock_timestamp()
    WHERE f.case_id = child.parent_id AND f.procedure = 'pqr_v08' AND f.activity = 15;
$$;
