-- Activity 9: an analyst or lawyer confirms the table of people who signed; each will get a case of their own.

CREATE OR REPLACE FUNCTION pqr_effect.decide_split(
    c pqr.case_file, me pqr.person, outcome text, payload jsonb, command_id uuid
) RETURNS pqr_core.effect_result
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    total int;
BEGIN
    IF EXISTS (SELECT FROM jsonb_array_elements(coalesce(payload -> 'signatories', '[]')) s
               WHERE btrim(coalesce(s ->> 'full_name', '')) = '') THEN
        PERFORM pqr_core.refuse('signatory_without_name', 'signatories');
    END IF;
    IF EXISTS (SELECT FROM jsonb_array_elements(coalesce(payload -> 'signatories', '[]')) s
               WHERE s ->> 'document_number' <> ''
               GROUP BY s ->> 'document_type', s ->> 'document_number' HAVING count(*) > 1) THEN
        PERFORM pqr_core.refuse('signatory_twice', 'signatories');
    END IF;
    DELETE FROM pqr.signatory s WHERE s.case_id = c.case_id AND s.child_case_id IS NULL;
    INSERT INTO pqr.signatory (case_id, ordinal, full_name, document_type, document_number, address, municipality_code)
    SELECT c.case_id, n, btrim(s ->> 'full_name'), nullif(s ->> 'document_type', ''),
           nullif(s ->> 'document_number', ''), nullif(btrim(s ->> 'address'), ''), nullif(s ->> 'municipality_code', '')
    FROM jsonb_array_elements(coalesce(payload -> 'signatories', '[]')) WITH ORDINALITY AS l(s, n);
    GET DIAGNOSTICS total = ROW_COUNT;
    INSERT INTO pqr.split AS old (case_id, decided_by) VALUES (c.case_id, me.person_id)
    ON CONFLICT (case_id) DO UPDATE SET decided_by = excluded.decided_by, decided_at = clock_timestamp();
    UPDATE pqr.petition p SET signatory_count = greatest(total, 1) WHERE p.case_id = c.case_id;
    RETURN pqr_core.nothing();
END $$;
