-- Legal calendar: business days, term regimes and due dates, computed in the server only (domain.md §1).

-- Today in Colombia. A fixed offset: the country keeps UTC-5 all year, and no time zone files are needed.
CREATE OR REPLACE FUNCTION pqr_core.today() RETURNS date LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS
$$ SELECT (clock_timestamp() AT TIME ZONE INTERVAL '-05:00')::date $$;

CREATE OR REPLACE FUNCTION pqr_core.is_business_day(p_day date) RETURNS boolean LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS
$$ SELECT extract(isodow FROM p_day) < 6 AND NOT EXISTS (SELECT FROM pqr.non_working_day n WHERE n.day = p_day) $$;

-- The day on which a term of p_days business days ends; the start day does not count. 0 days is the start itself.
CREATE OR REPLACE FUNCTION pqr_core.add_business_days(p_start date, p_days int) RETURNS date LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS
$$
SELECT CASE WHEN p_days <= 0 THEN p_start ELSE (
    SELECT d::date FROM generate_series(p_start + 1, p_start + p_days * 2 + 40, INTERVAL '1 day') d
     WHERE extract(isodow FROM d) < 6 AND NOT EXISTS (SELECT FROM pqr.non_working_day n WHERE n.day = d::date)
     ORDER BY d OFFSET p_days - 1 LIMIT 1) END
$$;

-- Business days after p_from up to and including p_to; negative when p_to is earlier (days overdue).
CREATE OR REPLACE FUNCTION pqr_core.business_days_between(p_from date, p_to date) RETURNS int LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS
$$
SELECT (CASE WHEN p_to >= p_from THEN 1 ELSE -1 END) * count(*)::int
  FROM generate_series(least(p_from, p_to) + 1, greatest(p_from, p_to), INTERVAL '1 day') d
 WHERE extract(isodow FROM d) < 6 AND NOT EXISTS (SELECT FROM pqr.non_working_day n WHERE n.day = d::date)
$$;

-- The regime in force on a day; the emergency regime of 2020-2022 wins over the ordinary one it suspended.
CREATE OR REPLACE FUNCTION pqr_core.regime_on(p_day date) RETURNS int LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS
$$
SELECT regime_id FROM pqr.term_regime
 WHERE valid_from <= p_day AND (valid_to IS NULL OR p_day <= valid_to)
 ORDER BY valid_from DESC LIMIT 1
$$;

-- A year without holidays in the table is a year nobody has entered, not one without holidays.
CREATE OR REPLACE FUNCTION pqr_core.is_year_loaded(p_day date) RETURNS boolean LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS
$$
SELECT EXISTS (SELECT FROM pqr.non_working_day n
                WHERE n.day >= date_trunc('year', p_day)::date
                  AND n.day < (date_trunc('year', p_day) + INTERVAL '1 year')::date AND n.kind = 'holiday')
$$;

-- The datum without which a legal due date can't be computed; NULL where nothing lacks.
CREATE OR REPLACE FUNCTION pqr_core.term_lacks(p_class text, p_received_on date, p_typed_due_at timestamptz)
RETURNS text LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $fn$
DECLARE v_days int; v_typed boolean;
BEGIN
    SELECT has_typed_term INTO v_typed FROM pqr.petition_class WHERE key = p_class;
    IF NOT FOUND THEN
        RETURN 'class_key';
    ELSIF p_received_on IS NULL THEN
        RETURN 'received_on';
    ELSIF v_typed AND p_typed_due_at IS NULL THEN
        RETURN 'typed_due_at';
    ELSIF p_typed_due_at IS NOT NULL THEN
        RETURN NULL;
    END IF;
    SELECT days INTO v_days FROM pqr.term_rule
     WHERE class_key = p_class AND regime_id = pqr_core.regime_on(p_received_on);
    IF v_days IS NULL THEN
        RETURN 'regime';
    ELSIF NOT pqr_core.is_year_loaded(pqr_core.add_business_days(p_received_on, v_days)) THEN
        RETURN 'calendar';
    END IF;
    RETURN NULL;
END $fn$;

-- Legal due date of a petition received on a day. Refuses by naming the datum that is missing.
CREATE OR REPLACE FUNCTION pqr_core.due_on(p_class text, p_received_on date, p_typed_due_at timestamptz DEFAULT NULL)
RETURNS date LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $fn$
DECLARE v_lacks text := pqr_core.term_lacks(p_class, p_received_on, p_typed_due_at);
BEGIN
    IF v_lacks IS NOT NULL THEN
        PERFORM pqr_core.refuse('term_unknown', v_lacks);
    END IF;
    IF p_typed_due_at IS NOT NULL THEN
        RETURN (p_typed_due_at AT TIME ZONE INTERVAL '-05:00')::date;
    END IF;
    RETURN pqr_core.add_business_days(p_received_on, (SELECT t.days FROM pqr.term_rule t
         WHERE t.class_key = p_class AND t.regime_id = pqr_core.regime_on(p_received_on)));
END $fn$;

-- What a window needs to count days as the server does: today, and the days that do not count around it.
CREATE OR REPLACE FUNCTION pqr_api.legal_calendar() RETURNS TABLE (today date, non_working date[])
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$
SELECT pqr_core.today(), ARRAY(SELECT n.day FROM pqr.non_working_day n
    WHERE n.day BETWEEN pqr_core.today() - 800 AND pqr_core.today() + 400 ORDER BY n.day)
$$;
