-- Reuse of what was found for the same person in another case, while it holds; and when an input no longer holds.

-- Whom a petition is about: the person represented, or who asks for themselves. Nobody, when that is not known.
CREATE OR REPLACE FUNCTION pqr_core.holder(p_case uuid) RETURNS TABLE (document_type text, document_number text)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT p.document_type, p.document_number FROM pqr.petitioner p
     WHERE p.case_id = p_case AND p.document_number IS NOT NULL
       AND (p.capacity = 'represented' OR p.capacity = 'self' AND NOT EXISTS (
           SELECT FROM pqr.petitioner o WHERE o.case_id = p_case AND o.capacity = 'represented'))
     ORDER BY p.ordinal LIMIT 1
$$;

-- Whether two petitions are about the same person, by an identity document that both have.
CREATE OR REPLACE FUNCTION pqr_core.same_holder(p_one uuid, p_other uuid) RETURNS boolean LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS $$
    SELECT EXISTS (SELECT FROM pqr_core.holder(p_one) a JOIN pqr_core.holder(p_other) b
                       ON b.document_number = a.document_number AND b.document_type = a.document_type)
$$;

-- Why an input holds no longer, or NULL. A copy falls with what it was copied from, and when either case turns out to be
-- about somebody else.
CREATE OR REPLACE FUNCTION pqr_core.input_trouble(i pqr.input) RETURNS text LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS $$
SELECT CASE WHEN i.withdrawn_at IS NOT NULL THEN 'input_withdrawn'
            WHEN i.found_on > pqr_core.today() THEN 'input_from_the_future'
            WHEN i.valid_until < pqr_core.today() THEN 'input_expired'
            WHEN i.reused_case_id IS NOT NULL AND NOT EXISTS (
                SELECT FROM pqr.input o WHERE o.case_id = i.reused_case_id AND o.input_id = i.reused_input_id
                   AND o.withdrawn_at IS NULL AND o.content_sha256 = i.content_sha256
                   AND pqr_core.same_holder(i.case_id, o.case_id)) THEN 'input_source_changed'
            END
$$;

-- Inputs of other cases of the same person that this case may use: found in a system by somebody (never an area's answer
-- to another question, never a copy), with a written validity that has not passed, and not about a sensitive claim or a
-- crime against sexual integrity: those are looked up again for each petition (Ley 1581 de 2012, arts. 4 and 5).
CREATE OR REPLACE FUNCTION pqr_core.reusable_inputs(p_case uuid) RETURNS SETOF pqr.input LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS $$
SELECT i.* FROM pqr_core.holder(p_case) me
  JOIN pqr.petitioner p ON p.document_number = me.document_number AND p.document_type = me.document_type
  JOIN pqr_core.holder(p.case_id) h ON h.document_number = me.document_number AND h.document_type = me.document_type
  JOIN pqr.input i ON i.case_id = p.case_id
  JOIN pqr.claim k ON k.case_id = i.case_id AND k.ordinal = i.claim_ordinal
  JOIN pqr.claim_node n ON n.code = k.claim_code
 WHERE p.case_id <> p_case AND i.system NOT IN ('escalation', 'other') AND i.reused_case_id IS NULL
   AND i.valid_until IS NOT NULL AND pqr_core.input_trouble(i) IS NULL AND NOT n.is_sensitive
   AND coalesce(pqr_core.input_facts(i.case_id, i.input_id) ->> 'victimizing_act', '') <> 'sexual'
$$;

-- Copy one of them for a claim of this case: all of it comes from the source, nothing from who asks.
CREATE OR REPLACE FUNCTION pqr_core.reuse_input(c pqr.case_file, me pqr.person, the_claim pqr.claim, given jsonb)
RETURNS uuid LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $fn$
DECLARE
    from_case uuid := (given #>> '{reuse,case_id}')::uuid;
    from_input uuid := (given #>> '{reuse,input_id}')::uuid;
    id uuid := coalesce((given ->> 'input_id')::uuid, uuidv7());
    o pqr.input;
BEGIN
    -- Kept as it is when it is already here: whether it still holds is asked when a letter rests on it.
    UPDATE pqr.input i SET withdrawn_at = NULL, claim_ordinal = the_claim.ordinal, area_id = the_claim.area_id
     WHERE i.case_id = c.case_id AND i.input_id = id AND i.reused_case_id = from_case AND i.reused_input_id = from_input
       AND pqr_core.same_holder(c.case_id, from_case);
    IF FOUND THEN
        RETURN id;
    END IF;
    SELECT * INTO o FROM pqr_core.reusable_inputs(c.case_id) r WHERE r.case_id = from_case AND r.input_id = from_input;
    IF NOT FOUND OR EXISTS (SELECT FROM pqr.input i WHERE i.case_id = c.case_id AND i.input_id = id) THEN
        PERFORM pqr_core.refuse('input_not_reusable', 'inputs');
    END IF;
    INSERT INTO pqr.input (case_id, input_id, claim_ordinal, area_id, system, content, content_sha256, found_on,
                           valid_until, note, recorded_by, reused_case_id, reused_input_id)
    VALUES (c.case_id, id, the_claim.ordinal, the_claim.area_id, o.system, o.content, o.content_sha256, o.found_on,
            o.valid_until, o.note, me.person_id, o.case_id, o.input_id);
    PERFORM pqr_core.write_facts(c.case_id, id, o.system, pqr_core.input_facts(o.case_id, o.input_id));
    RETURN id;
END $fn$;
