-- What each system says, in columns of its own: written from what the agent captured, read back as words and as fields.

-- Words of the codes; `app/services/input_facts.py` has the same for the form.
CREATE OR REPLACE FUNCTION pqr_core.fact_label(p_list text, p_code text) RETURNS text LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, pg_temp AS $$
SELECT w.label FROM (VALUES
    ('inclusion', 'included', 'Incluido'), ('inclusion', 'not_included', 'No incluido'),
    ('inclusion', 'in_valuation', 'En valoración'), ('inclusion', 'excluded', 'Excluido'),
    ('act', 'displacement', 'Desplazamiento forzado'), ('act', 'homicide', 'Homicidio'), ('act', 'threat', 'Amenaza'),
    ('act', 'disappearance', 'Desaparición forzada'), ('act', 'kidnapping', 'Secuestro'), ('act', 'torture', 'Tortura'),
    ('act', 'sexual', 'Delitos contra la libertad y la integridad sexual'),
    ('act', 'recruitment', 'Vinculación de niños, niñas y adolescentes'),
    ('act', 'mines', 'Minas antipersonal o artefacto explosivo'), ('act', 'terrorism', 'Acto terrorista o atentado'),
    ('act', 'injury', 'Lesiones personales'), ('act', 'land', 'Despojo o abandono de tierras'),
    ('act', 'goods', 'Pérdida de bienes'), ('act', 'confinement', 'Confinamiento'),
    ('claim', 'in_study', 'En estudio'), ('claim', 'recognised', 'Reconocida'), ('claim', 'denied', 'Negada'),
    ('claim', 'paid', 'Pagada'), ('claim', 'archived', 'Archivada'),
    ('request', 'interview', 'Entrevista de caracterización'), ('request', 'aid', 'Atención humanitaria'),
    ('request', 'contact', 'Actualización de datos'), ('request', 'other', 'Otra solicitud'),
    ('turn', 'open', 'Abierta'), ('turn', 'scheduled', 'Agendada'), ('turn', 'attended', 'Atendida'),
    ('turn', 'closed', 'Cerrada'),
    ('phase', 'request', 'Solicitud'), ('phase', 'documents', 'Toma de documentos'), ('phase', 'decision', 'Decisión'),
    ('phase', 'method', 'Método técnico'), ('phase', 'payment_order', 'Orden de pago'), ('phase', 'paid', 'Pagada'),
    ('phase', 'trust', 'Encargo fiduciario'),
    ('method', 'favourable', 'Favorable'), ('method', 'not_favourable', 'No favorable'),
    ('method', 'pending', 'Pendiente')) AS w(list, code, label)
WHERE w.list = p_list AND w.code = p_code
$$;

CREATE OR REPLACE FUNCTION pqr_core.fact_day(p_day date) RETURNS text LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, pg_temp AS $$ SELECT to_char(p_day, 'DD/MM/YYYY') $$;

-- The facts of an input in lines, as a letter quotes them; NULL when it has none.
CREATE OR REPLACE FUNCTION pqr_core.facts_text(p_case uuid, p_input uuid) RETURNS text LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS $$
SELECT concat_ws(E'\n', 'Estado: ' || pqr_core.fact_label('inclusion', r.state),
           'Hecho victimizante: ' || pqr_core.fact_label('act', r.victimizing_act),
           'Declaración: ' || r.declaration_number, 'Fecha de la declaración: ' || pqr_core.fact_day(r.declared_on),
           'Fecha de la decisión: ' || pqr_core.fact_day(r.decided_on))
  FROM pqr.input_ruv r WHERE r.case_id = p_case AND r.input_id = p_input
UNION ALL
SELECT concat_ws(E'\n', 'Estado: ' || pqr_core.fact_label('inclusion', r.state),
           'Hecho victimizante: ' || pqr_core.fact_label('act', r.victimizing_act), 'Registros: ' || r.registries,
           'Personas del hogar: ' || r.household_size)
  FROM pqr.input_vivanto r WHERE r.case_id = p_case AND r.input_id = p_input
UNION ALL
SELECT concat_ws(E'\n', 'Reclamación (Decreto 1290): ' || r.claim_number,
           'Estado: ' || pqr_core.fact_label('claim', r.state), 'Fecha de la reclamación: ' || pqr_core.fact_day(r.filed_on),
           'Resolución: ' || r.resolution_number, 'Fecha de la resolución: ' || pqr_core.fact_day(r.resolved_on))
  FROM pqr.input_sirav r WHERE r.case_id = p_case AND r.input_id = p_input
UNION ALL
SELECT concat_ws(E'\n', 'Solicitud: ' || pqr_core.fact_label('request', r.kind),
           'Estado: ' || pqr_core.fact_label('turn', r.state), 'Número de la solicitud: ' || r.request_number,
           'Fecha de la cita: ' || pqr_core.fact_day(r.scheduled_on))
  FROM pqr.input_sgv r WHERE r.case_id = p_case AND r.input_id = p_input
UNION ALL
SELECT concat_ws(E'\n', 'Fase: ' || pqr_core.fact_label('phase', r.phase), 'Resolución: ' || r.resolution_number,
           'Fecha de la resolución: ' || pqr_core.fact_day(r.resolved_on),
           'Resultado del método: ' || pqr_core.fact_label('method', r.method_result), 'Año del método: ' || r.method_year,
           'Valor: ' || r.amount, 'Banco: ' || r.bank, 'Fecha de pago: ' || pqr_core.fact_day(r.paid_on))
  FROM pqr.input_indemniza r WHERE r.case_id = p_case AND r.input_id = p_input
$$;

-- The same as fields of the form.
CREATE OR REPLACE FUNCTION pqr_core.input_facts(p_case uuid, p_input uuid) RETURNS jsonb LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS $$
SELECT jsonb_strip_nulls(x.r - '{case_id,input_id}'::text[]) FROM (
    SELECT to_jsonb(t) FROM pqr.input_ruv t WHERE t.case_id = p_case AND t.input_id = p_input
    UNION ALL SELECT to_jsonb(t) FROM pqr.input_vivanto t WHERE t.case_id = p_case AND t.input_id = p_input
    UNION ALL SELECT to_jsonb(t) FROM pqr.input_sirav t WHERE t.case_id = p_case AND t.input_id = p_input
    UNION ALL SELECT to_jsonb(t) FROM pqr.input_sgv t WHERE t.case_id = p_case AND t.input_id = p_input
    UNION ALL SELECT to_jsonb(t) FROM pqr.input_indemniza t WHERE t.case_id = p_case AND t.input_id = p_input) AS x(r)
$$;

CREATE OR REPLACE FUNCTION pqr_core.erase_facts(p_case uuid, p_input uuid) RETURNS void LANGUAGE sql
SET search_path = pg_catalog, pg_temp AS $$
    DELETE FROM pqr.input_ruv t WHERE t.case_id = p_case AND t.input_id = p_input;
    DELETE FROM pqr.input_vivanto t WHERE t.case_id = p_case AND t.input_id = p_input;
    DELETE FROM pqr.input_sirav t WHERE t.case_id = p_case AND t.input_id = p_input;
    DELETE FROM pqr.input_sgv t WHERE t.case_id = p_case AND t.input_id = p_input;
    DELETE FROM pqr.input_indemniza t WHERE t.case_id = p_case AND t.input_id = p_input;
$$;

-- Write the facts of an input that is already there, each in its column; what does not fit is refused by its name.
CREATE OR REPLACE FUNCTION pqr_core.write_facts(p_case uuid, p_input uuid, p_system text, p_facts jsonb) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $fn$
DECLARE
    the_table constant text := 'input_' || lower(p_system);
    given jsonb;
    broken text;
    late text;
BEGIN
    PERFORM pqr_core.erase_facts(p_case, p_input);
    IF coalesce(nullif(p_facts, 'null'), '{}') = '{}' THEN
        RETURN;
    ELSIF p_system NOT IN ('RUV', 'VIVANTO', 'SIRAV', 'SGV', 'INDEMNIZA') OR jsonb_typeof(p_facts) <> 'object' THEN
        PERFORM pqr_core.refuse('input_fact_unknown', 'inputs');
    END IF;
    SELECT jsonb_object_agg(e.key, btrim(e.value)) FROM jsonb_each_text(p_facts) e WHERE btrim(e.value) <> '' INTO given;
    IF EXISTS (SELECT FROM jsonb_object_keys(given) k WHERE k IN ('case_id', 'input_id') OR NOT EXISTS (
                   SELECT FROM pg_attribute a WHERE a.attrelid = to_regclass('pqr.' || the_table) AND a.attname = k
                      AND a.attnum > 0)) THEN
        PERFORM pqr_core.refuse('input_fact_unknown', 'inputs');
    END IF;
    BEGIN
        -- Days that the system tells of are past, but for an appointment or a payment to come.
        SELECT e.key INTO late FROM jsonb_each_text(given) e
         WHERE (e.key IN ('declared_on', 'decided_on', 'filed_on', 'resolved_on')
                OR e.key = 'paid_on' AND given ->> 'phase' = 'paid') AND e.value::date > pqr_core.today() LIMIT 1;
        IF late IS NOT NULL THEN
            PERFORM pqr_core.refuse('input_fact', 'future_' || late);
        END IF;
        EXECUTE format('INSERT INTO pqr.%1$I SELECT (jsonb_populate_record(NULL::pqr.%1$I, $1)).*', the_table)
          USING given || jsonb_build_object('case_id', p_case, 'input_id', p_input);
    EXCEPTION
        WHEN check_violation THEN
            GET STACKED DIAGNOSTICS broken = CONSTRAINT_NAME;
            PERFORM pqr_core.refuse('input_fact', replace(broken, 'ck_input_', ''));
        WHEN not_null_violation THEN
            GET STACKED DIAGNOSTICS broken = COLUMN_NAME;
            PERFORM pqr_core.refuse('input_fact', lower(p_system) || '_without_' || broken);
        WHEN data_exception THEN
            PERFORM pqr_core.refuse('input_fact', lower(p_system) || '_unreadable');
    END;
END $fn$;
