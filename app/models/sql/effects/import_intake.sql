-- Effect of activity 3: the nightly load gives the case its seven-digit Código LEX.

CREATE SEQUENCE IF NOT EXISTS pqr.lex_code AS bigint START WITH 4000001 MINVALUE 1000000 MAXVALUE 9999999 NO CYCLE;
ALTER SEQUENCE pqr.lex_code OWNER TO pqr_owner;
GRANT USAGE ON SEQUENCE pqr.lex_code TO pqr_kernel;

-- Seven digits that no other case has; gaps are possible, repetitions are not.
CREATE OR REPLACE FUNCTION pqr_core.next_lex_code()
RETURNS text LANGUAGE sql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
    SELECT nextval('pqr.lex_code')::text
$$;

CREATE OR REPLACE FUNCTION pqr_effect.import_intake(
    c pqr.case_file, me pqr.person, outcome text, payload jsonb, command_id uuid
) RETURNS pqr_core.effect_result LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    r pqr_core.effect_result := pqr_core.nothing();
BEGIN
    IF c.lex_code IS NULL THEN
        r.lex_code := pqr_core.next_lex_code();
    END IF;
    RETURN r;
END $$;
