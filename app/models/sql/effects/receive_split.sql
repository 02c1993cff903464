-- Effect of activity 12: each signatory of a split petition gets a case of their own, ready to be assigned (12 to 5).

CREATE OR REPLACE FUNCTION pqr_effect.receive_split(
    c pqr.case_file, me pqr.person, outcome text, payload jsonb, command_id uuid
) RETURNS pqr_core.effect_result LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    origin pqr.petition;
    s pqr.signatory;
    r pqr_core.effect_result := pqr_core.nothing();
    n int := 0;
BEGIN
    SELECT * INTO origin FROM pqr.petition p WHERE p.case_id = c.case_id;
    FOR s IN SELECT * FROM pqr.signatory g WHERE g.case_id = c.case_id AND g.child_case_id IS NULL ORDER BY g.ordinal LOOP
        PERFORM pqr_core.open_split_child(c, me, origin, s, command_id);
        n := n + 1;
    END LOOP;
    IF n = 0 THEN
        PERFORM pqr_core.refuse('no_signatories', 'signatories');
    END IF;
    UPDATE pqr.split x SET received_by = me.person_id, received_at = clock_timestamp() WHERE x.case_id = c.case_id;
    r.status := 'split_waiting';
    RETURN r;
END $$;

-- One child: same filing number, same reception, same term; its own Código LEX and petitioner.
CREATE OR REPLACE FUNCTION pqr_core.open_split_child(
    c pqr.case_file, me pqr.person, origin pqr.petition, s pqr.signatory, command_id uuid
) RETURNS uuid LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    child uuid := uuidv7();
    p pqr.petition := origin;
BEGIN
    PERFORM pqr_core.open_case(
        child, 'pqr_v08', 5, c, me, format('%s-%s', c.label, s.ordinal), NULL, NULL, c.due_on, command_id
    );
    UPDATE pqr.case_file f SET lex_code = pqr_core.next_lex_code(), weight = c.weight, priority = c.priority
     WHERE f.case_id = child;
    p.case_id := child;
    p.source := 'split';
    p.signatory_count := 1;
    p.is_bulk := false;
    p.registered_by := me.person_id;
    p.registered_at := clock_timestamp();
    INSERT INTO pqr.petition SELECT p.*;
    INSERT INTO pqr.petitioner (case_id, ordinal, capacity, document_type, document_number, full_name, address,
                                municipality_code)
    VALUES (child, 1, 'self', s.document_type, s.document_number, s.full_name, s.address, s.municipality_code);
    UPDATE pqr.signatory g SET child_case_id = child WHERE g.case_id = c.case_id AND g.ordinal = s.ordinal;
    RETURN child;
END $$;
