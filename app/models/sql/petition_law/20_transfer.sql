-- Transfer to the entity whose business it is (Ley 1755 de 2015, art. 21): two letters, two proofs, five days.

-- Fifth business day from reception; what was asked by word of mouth is transferred on the day.
CREATE OR REPLACE FUNCTION pqr_core.transfer_due(p pqr.petition) RETURNS date
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT CASE WHEN p.is_oral THEN p.received_on ELSE pqr_core.add_business_days(p.received_on, 5) END
$$;

-- Whether a claim is another entity's by now, with proof that it and the petitioner got their letters.
CREATE OR REPLACE FUNCTION pqr_core.is_transferred(p_case uuid, p_claim int) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT EXISTS (SELECT FROM pqr.transfer_claim k JOIN pqr.transfer t ON t.transfer_id = k.transfer_id
                    WHERE k.case_id = p_case AND k.claim_ordinal = p_claim AND t.confirmed_at IS NOT NULL)
$$;

-- The claims of a transfer that may be made; refuses what is another's already, and a whole one without its aval.
CREATE OR REPLACE FUNCTION pqr_core.claims_to_transfer(c pqr.case_file, p_claims int[]) RETURNS int[]
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    free int[] := ARRAY(SELECT k.ordinal FROM pqr.claim k WHERE k.case_id = c.case_id AND NOT EXISTS (
        SELECT FROM pqr.transfer_claim x WHERE x.case_id = k.case_id AND x.claim_ordinal = k.ordinal) ORDER BY 1);
    asked int[] := ARRAY(SELECT DISTINCT u FROM unnest(p_claims) u WHERE u IS NOT NULL ORDER BY u);
BEGIN
    IF c.activity = 10 THEN
        IF NOT EXISTS (SELECT FROM pqr.endorsement e WHERE e.case_id = c.case_id AND e.decision = 'granted'
                          AND e.act_state = 'signed' AND e.kind = 'reassign' AND e.reason_code = 'R02') THEN
            PERFORM pqr_core.refuse('transfer_without_aval');
        END IF;
        asked := free;
    END IF;
    IF cardinality(asked) = 0 THEN
        PERFORM pqr_core.refuse('transfer_claims', 'claims');
    ELSIF NOT asked <@ free THEN
        PERFORM pqr_core.refuse('transfer_taken', 'claims');
    ELSIF c.activity <> 10 AND (SELECT count(*) FROM pqr.claim k WHERE k.case_id = c.case_id) =
          cardinality(asked) + (SELECT count(*) FROM pqr.transfer_claim x WHERE x.case_id = c.case_id) THEN
        PERFORM pqr_core.refuse('transfer_whole', 'claims');
    END IF;
    RETURN asked;
END $$;

-- Make it: entity, claims, letter and copy. Without an entity: nobody is competent, and only the petitioner is told.
-- Nothing is transferred until both got it; the clock of the claims that stay goes on as it was.
CREATE OR REPLACE FUNCTION pqr_api.start_transfer(
    p_transfer uuid, p_case uuid, p_version int, p_entity text, p_destination text, p_claims int[], p_reason text,
    p_letter uuid, p_copy uuid) RETURNS jsonb
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '3s' AS $$
DECLARE
    me pqr.person := pqr_core.me();
    c pqr.case_file;
    p pqr.petition;
    taken int[];
    r pqr_core.effect_result := pqr_core.nothing();
BEGIN
    IF EXISTS (SELECT FROM pqr.transfer t WHERE t.transfer_id = p_transfer AND t.decided_by = me.person_id) THEN
        RETURN '{"status": "applied", "replayed": true}';
    END IF;
    c := pqr_core.case_in_hand(p_case, p_version, 'transfer', '{8,9,10,13,14,15,16,17}');
    taken := pqr_core.claims_to_transfer(c, p_claims);
    IF p_entity IS NOT NULL AND NOT EXISTS (
        SELECT FROM pqr.competent_entity e WHERE e.key = p_entity AND e.is_active
           AND coalesce(e.valid_to, 'infinity') >= pqr_core.today()) THEN
        PERFORM pqr_core.refuse('transfer_entity', 'entity');
    ELSIF p_entity IS NOT NULL THEN
        PERFORM pqr_core.said(p_destination, 'destination', 5, 300);
        PERFORM pqr_core.take_document(p_letter, 'transfer_letter', c, me);
    END IF;
    PERFORM pqr_core.take_document(p_copy, 'transfer_copy', c, me);
    SELECT * INTO p FROM pqr.petition x WHERE x.case_id = p_case;
    INSERT INTO pqr.transfer (transfer_id, case_id, entity_key, is_whole, destination, reason, due_on, letter_document_id,
                              copy_document_id, decided_by)
    VALUES (p_transfer, p_case, p_entity, c.activity = 10, CASE WHEN p_entity IS NULL THEN '' ELSE btrim(p_destination) END,
            pqr_core.said(p_reason, 'reason', 20, 2000), pqr_core.transfer_due(p),
            CASE WHEN p_entity IS NOT NULL THEN p_letter END, p_copy, me.person_id);
    INSERT INTO pqr.transfer_claim (case_id, claim_ordinal, transfer_id) SELECT p_case, u, p_transfer FROM unnest(taken) u;
    PERFORM pqr_core.note_act(c, me, p_transfer, 'transfer_started', concat_ws('|', p_entity, taken, p_letter, p_copy), r);
    RETURN jsonb_build_object('status', 'applied', 'version', c.version + 1);
END $$;

-- Take back one whose letters did not leave; its claims are free again.
CREATE OR REPLACE FUNCTION pqr_api.withdraw_transfer(p_transfer uuid, p_version int) RETURNS jsonb
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '3s' AS $$
DECLARE
    me pqr.person := pqr_core.me();
    t pqr.transfer;
    c pqr.case_file;
BEGIN
    SELECT * INTO t FROM pqr.transfer x WHERE x.transfer_id = p_transfer;
    c := pqr_core.case_in_hand(t.case_id, p_version, 'transfer', '{8,9,10,13,14,15,16,17}');
    IF t.confirmed_at IS NOT NULL THEN
        PERFORM pqr_core.refuse('transfer_done');
    END IF;
    DELETE FROM pqr.transfer_claim k WHERE k.transfer_id = p_transfer;
    DELETE FROM pqr.transfer x WHERE x.transfer_id = p_transfer;
    PERFORM pqr_core.note_act(c, me, p_transfer, 'transfer_withdrawn', '', pqr_core.nothing());
    RETURN jsonb_build_object('status', 'applied', 'version', c.version + 1);
END $$;

-- Both got their letters, and here are the proofs. Past the fifth day it is transferred all the same, and says so.
CREATE OR REPLACE FUNCTION pqr_api.confirm_transfer(
    p_transfer uuid, p_version int, p_sent_on date, p_sent_proof uuid, p_told_on date, p_told_proof uuid) RETURNS jsonb
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '3s' AS $$
DECLARE
    me pqr.person := pqr_core.me();
    t pqr.transfer;
    c pqr.case_file;
    late boolean;
BEGIN
    SELECT * INTO t FROM pqr.transfer x WHERE x.transfer_id = p_transfer;
    IF t.told_proof_id = p_told_proof AND t.confirmed_by = me.person_id THEN
        RETURN '{"status": "applied", "replayed": true}';
    END IF;
    c := pqr_core.case_in_hand(t.case_id, p_version, 'transfer', '{8,9,10,13,14,15,16,17,18,19,20,21,22,23,24,25}');
    IF t.confirmed_at IS NOT NULL THEN
        PERFORM pqr_core.refuse('transfer_done');
    END IF;
    IF t.entity_key IS NOT NULL THEN
        PERFORM pqr_core.done_on(p_sent_on, 'sent_on', t.decided_at);
        PERFORM pqr_core.take_document(p_sent_proof, 'transfer_proof', c, me);
    END IF;
    PERFORM pqr_core.done_on(p_told_on, 'told_on', t.decided_at);
    PERFORM pqr_core.take_document(p_told_proof, 'transfer_notice', c, me);
    UPDATE pqr.transfer x
       SET sent_on = CASE WHEN t.entity_key IS NOT NULL THEN p_sent_on END,
           sent_proof_id = CASE WHEN t.entity_key IS NOT NULL THEN p_sent_proof END,
           told_on = p_told_on, told_proof_id = p_told_proof, confirmed_by = me.person_id,
           confirmed_at = clock_timestamp()
     WHERE x.transfer_id = p_transfer;
    late := coalesce(p_sent_on, p_told_on) > t.due_on;
    PERFORM pqr_core.note_act(c, me, p_told_proof, CASE WHEN t.entity_key IS NULL THEN 'told_nobody'
        WHEN late THEN 'transferred_late' ELSE 'transferred' END, concat_ws('|', p_sent_proof, p_told_proof), pqr_core.nothing());
    RETURN jsonb_build_object('status', 'applied', 'late', late, 'version', c.version + 1);
END $$;

-- Those that wait for a proof, and those of the last ninety days: routing data only.
CREATE OR REPLACE FUNCTION pqr_api.transfer_list() RETURNS TABLE (
    transfer_id uuid, case_id uuid, label text, entity text, is_whole boolean, claims int, due_on date, decided_by text,
    decided_at timestamptz, sent_on date, told_on date, confirmed_at timestamptz, is_late boolean)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    me pqr.person := pqr_core.require_role('agent', 'lawyer', 'lead', 'auditor');
    everything boolean := pqr_api.my_roles() && ARRAY['lawyer', 'lead', 'auditor'];
BEGIN
    RETURN QUERY
    SELECT t.transfer_id, t.case_id, f.label,
           CASE WHEN e.key IS NOT NULL AND pqr_core.is_reserved(t.case_id) THEN pqr_core.reserved_words() ELSE e.name END, t.is_whole,
           (SELECT count(*)::int FROM pqr.transfer_claim k WHERE k.transfer_id = t.transfer_id), t.due_on, p.full_name,
           t.decided_at, t.sent_on, t.told_on, t.confirmed_at,
           coalesce(t.sent_on, t.told_on, pqr_core.today()) > t.due_on
      FROM pqr.transfer t JOIN pqr.case_file f ON f.case_id = t.case_id JOIN pqr.person p ON p.person_id = t.decided_by
      LEFT JOIN pqr.competent_entity e ON e.key = t.entity_key
     WHERE (everything OR t.decided_by = me.person_id OR f.assignee_id = me.person_id)
       AND (t.confirmed_at IS NULL OR t.confirmed_at > now() - interval '90 days')
     ORDER BY t.confirmed_at IS NOT NULL, t.due_on LIMIT 500;
END $$;
