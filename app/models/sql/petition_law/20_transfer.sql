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

-- Make it: entity, claims, and the numbers of its letter and of the notice to the petitioner. Nothing is transferred until
-- both got theirs; the clock of the claims that stay goes on as it was. Without an entity nobody is competent and only
-- the petitioner is told: of one claim a lawyer approves it first, of all of them the aval of R02 did.
DROP FUNCTION IF EXISTS pqr_api.confirm_transfer(uuid, int, date, uuid, date, uuid);
CREATE OR REPLACE FUNCTION pqr_api.start_transfer(
    p_transfer uuid, p_case uuid, p_version int, p_entity text, p_destination text, p_claims int[], p_reason text,
    p_letter uuid, p_copy uuid) RETURNS jsonb
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '3s' AS $$
DECLARE
    me pqr.person := pqr_core.me();
    c pqr.case_file;
    taken int[];
    alone boolean;
BEGIN
    IF EXISTS (SELECT FROM pqr.transfer t WHERE t.transfer_id = p_transfer AND t.decided_by = me.person_id) THEN
        RETURN pqr_core.transfer_answer(p_transfer) || '{"replayed": true}';
    END IF;
    c := pqr_core.case_in_hand(p_case, p_version, 'transfer', '{8,9,10,13,14,15,16,17}');
    taken := pqr_core.claims_to_transfer(c, p_claims);
    alone := p_entity IS NULL AND c.activity <> 10;
    IF p_entity IS NOT NULL AND NOT EXISTS (
        SELECT FROM pqr.competent_entity e WHERE e.key = p_entity AND e.is_active
           AND coalesce(e.valid_to, 'infinity') >= pqr_core.today()) THEN
        PERFORM pqr_core.refuse('transfer_entity', 'entity');
    ELSIF p_entity IS NOT NULL THEN
        PERFORM pqr_core.said(p_destination, 'destination', 5, 300);
        PERFORM pqr_core.new_legal_letter(c, me, p_letter, 'transfer');
    END IF;
    IF NOT alone THEN
        PERFORM pqr_core.new_legal_letter(c, me, p_copy, 'transfer_notice');
    END IF;
    INSERT INTO pqr.transfer (transfer_id, case_id, entity_key, is_whole, destination, reason, due_on, letter_id,
                              copy_letter_id, decided_by)
    SELECT p_transfer, p_case, p_entity, c.activity = 10, CASE WHEN p_entity IS NULL THEN '' ELSE pqr_core.visible(p_destination) END,
           pqr_core.said(p_reason, 'reason', 20, 2000), pqr_core.transfer_due(p),
           CASE WHEN p_entity IS NOT NULL THEN p_letter END, CASE WHEN NOT alone THEN p_copy END, me.person_id
      FROM pqr.petition p WHERE p.case_id = p_case;
    INSERT INTO pqr.transfer_claim (case_id, claim_ordinal, transfer_id) SELECT p_case, u, p_transfer FROM unnest(taken) u;
    PERFORM pqr_core.note_act(c, me, p_transfer, 'transfer_started', concat_ws('|', p_entity, taken,
        pqr_core.transfer_answer(p_transfer)), pqr_core.nothing());
    RETURN pqr_core.transfer_answer(p_transfer) || jsonb_build_object('version', c.version + 1);
END $$;

-- The numbers that the letters of a transfer hold.
CREATE OR REPLACE FUNCTION pqr_core.transfer_answer(p_transfer uuid) RETURNS jsonb
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT jsonb_build_object('status', 'applied', 'filing_number', a.filing_number, 'copy_number', b.filing_number)
      FROM pqr.transfer t LEFT JOIN pqr.legal_letter a ON a.letter_id = t.letter_id
      LEFT JOIN pqr.legal_letter b ON b.letter_id = t.copy_letter_id WHERE t.transfer_id = p_transfer
$$;

-- A lawyer who did not write it agrees that nobody is competent: only now the petitioner may be told.
CREATE OR REPLACE FUNCTION pqr_api.approve_nobody(p_transfer uuid, p_version int) RETURNS jsonb
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '3s' AS $$
DECLARE
    me pqr.person := pqr_core.me();
    t pqr.transfer;
    c pqr.case_file;
BEGIN
    SELECT * INTO t FROM pqr.transfer x WHERE x.transfer_id = p_transfer;
    IF t.approved_by = me.person_id THEN
        RETURN '{"status": "applied", "replayed": true}';
    END IF;
    c := pqr_core.case_to_review(t.case_id, p_version, 'approve_nobody');
    PERFORM pqr_core.require_other(CASE WHEN t.entity_key IS NULL AND t.approved_at IS NULL AND NOT t.is_whole
                                        THEN t.decided_by END, me, 'transfer_done');
    UPDATE pqr.transfer x SET approved_by = me.person_id, approved_at = clock_timestamp() WHERE x.transfer_id = p_transfer;
    PERFORM pqr_core.note_act(c, me, gen_random_uuid(), 'nobody_approved', p_transfer::text, pqr_core.nothing());
    RETURN jsonb_build_object('status', 'applied', 'version', c.version + 1);
END $$;

-- Why somebody says that nobody is competent, for the lawyer who is to agree. Counted as an opening.
CREATE OR REPLACE FUNCTION pqr_api.read_nobody(p_transfer uuid) RETURNS text
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    me pqr.person := pqr_core.require_role('lawyer');
    t pqr.transfer;
BEGIN
    SELECT x.* INTO t FROM pqr.transfer x JOIN pqr.case_file f ON f.case_id = x.case_id
     WHERE x.transfer_id = p_transfer AND x.entity_key IS NULL AND x.approved_at IS NULL AND NOT x.is_whole
       AND f.closed_at IS NULL;
    IF t.transfer_id IS NULL THEN
        PERFORM pqr_core.log_refusal(NULL, NULL, 'read_nobody', NULL, 'not_permitted');
        PERFORM pqr_core.refuse('not_permitted');
    ELSIF NOT pqr_core.spend('sheet', me, t.case_id, 'ninguna entidad competente') THEN
        PERFORM pqr_core.refuse('quota');
    END IF;
    RETURN t.reason;
END $$;

-- The notice to the petitioner that nobody is competent, once it was approved: its number.
CREATE OR REPLACE FUNCTION pqr_api.start_nobody_notice(p_letter uuid, p_transfer uuid, p_version int) RETURNS jsonb
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '3s' AS $$
DECLARE
    me pqr.person := pqr_core.me();
    made jsonb := pqr_core.letter_made(p_letter, me, (SELECT x.case_id FROM pqr.transfer x WHERE x.transfer_id = p_transfer),
        'transfer_notice');
    t pqr.transfer;
    c pqr.case_file;
    l pqr.legal_letter;
BEGIN
    IF made IS NOT NULL THEN
        RETURN made;
    END IF;
    SELECT * INTO t FROM pqr.transfer x WHERE x.transfer_id = p_transfer;
    c := pqr_core.case_in_hand(t.case_id, p_version, 'transfer', pqr_core.telling_stages());
    IF t.approved_at IS NULL THEN
        PERFORM pqr_core.refuse('nobody_unapproved');
    ELSIF t.copy_letter_id IS NOT NULL THEN
        PERFORM pqr_core.refuse('letter_there');
    END IF;
    l := pqr_core.new_legal_letter(c, me, p_letter, 'transfer_notice');
    UPDATE pqr.transfer x SET copy_letter_id = p_letter WHERE x.transfer_id = p_transfer;
    PERFORM pqr_core.note_act(c, me, p_letter, 'nobody_letter', l.filing_number, pqr_core.nothing());
    RETURN jsonb_build_object('status', 'applied', 'filing_number', l.filing_number, 'version', c.version + 1);
END $$;

-- Take back one whose letters did not leave: their numbers are annulled, and its claims are free again.
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
    PERFORM pqr_core.annul_legal_letter(u, me, 'Traslado retirado antes de enviar sus cartas.')
       FROM unnest(ARRAY[t.letter_id, t.copy_letter_id]) u WHERE u IS NOT NULL;
    DELETE FROM pqr.transfer_claim k WHERE k.transfer_id = p_transfer;
    DELETE FROM pqr.transfer x WHERE x.transfer_id = p_transfer;
    PERFORM pqr_core.note_act(c, me, p_transfer, 'transfer_withdrawn', '', pqr_core.nothing());
    RETURN jsonb_build_object('status', 'applied', 'version', c.version + 1);
END $$;

-- One of its letters came. With the last of them it is settled: the event's word, or NULL where one is missing. Past the
-- fifth day it is transferred all the same, and says so.
CREATE OR REPLACE FUNCTION pqr_core.settle_transfer(l pqr.legal_letter, me pqr.person) RETURNS text
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    t pqr.transfer;
BEGIN
    SELECT x.* INTO STRICT t FROM pqr.transfer x WHERE l.letter_id IN (x.letter_id, x.copy_letter_id) FOR UPDATE;
    IF EXISTS (SELECT FROM pqr.legal_letter o WHERE o.letter_id IN (t.letter_id, t.copy_letter_id) AND o.told_at IS NULL) THEN
        RETURN NULL;
    -- One receipt does not prove that both got theirs.
    ELSIF (SELECT count(*) > count(DISTINCT d.sha256) FROM pqr.legal_letter o
             JOIN pqr.document d ON d.document_id = o.proof_document_id
            WHERE o.letter_id IN (t.letter_id, t.copy_letter_id)) THEN
        PERFORM pqr_core.refuse('proof_reused', 'document_id');
    END IF;
    UPDATE pqr.transfer x SET confirmed_by = me.person_id, confirmed_at = clock_timestamp() WHERE x.transfer_id = t.transfer_id;
    RETURN CASE WHEN t.entity_key IS NULL THEN 'told_nobody' WHEN pqr_core.transferred_on(t) > t.due_on THEN 'transferred_late'
                ELSE 'transferred' END;
END $$;

-- The day from which the transfer counts: when the entity got it or, without one, when the petitioner was told.
CREATE OR REPLACE FUNCTION pqr_core.transferred_on(t pqr.transfer) RETURNS date
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT l.told_on FROM pqr.legal_letter l WHERE l.letter_id = coalesce(t.letter_id, t.copy_letter_id)
$$;

-- Those that wait for a proof or for a second person, and those of the last ninety days: routing data only.
DROP FUNCTION IF EXISTS pqr_api.transfer_list();
CREATE FUNCTION pqr_api.transfer_list() RETURNS TABLE (
    transfer_id uuid, case_id uuid, version int, label text, entity text, is_whole boolean, claims int, due_on date,
    decided_by text, is_mine boolean, decided_at timestamptz, approved_by text, numbers text[], sent_on date, told_on date,
    confirmed_at timestamptz, is_late boolean)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    me pqr.person := pqr_core.require_role('agent', 'lawyer', 'lead', 'auditor');
    everything boolean := pqr_api.my_roles() && ARRAY['lawyer', 'lead', 'auditor'];
BEGIN
    RETURN QUERY
    SELECT t.transfer_id, t.case_id, f.version, f.label,
           CASE WHEN e.key IS NOT NULL AND pqr_core.is_reserved(t.case_id) THEN pqr_core.reserved_words() ELSE e.name END, t.is_whole,
           (SELECT count(*)::int FROM pqr.transfer_claim k WHERE k.transfer_id = t.transfer_id), t.due_on, p.full_name,
           t.decided_by = me.person_id, t.decided_at, q.full_name,
           array_remove(ARRAY[a.filing_number, b.filing_number], NULL), a.told_on, b.told_on, t.confirmed_at,
           coalesce(pqr_core.transferred_on(t), pqr_core.today()) > t.due_on
      FROM pqr.transfer t JOIN pqr.case_file f ON f.case_id = t.case_id JOIN pqr.person p ON p.person_id = t.decided_by
      LEFT JOIN pqr.person q ON q.person_id = t.approved_by
      LEFT JOIN pqr.competent_entity e ON e.key = t.entity_key
      LEFT JOIN pqr.legal_letter a ON a.letter_id = t.letter_id
      LEFT JOIN pqr.legal_letter b ON b.letter_id = t.copy_letter_id
     WHERE (everything OR t.decided_by = me.person_id OR f.assignee_id = me.person_id)
       AND (t.confirmed_at IS NULL OR t.confirmed_at > now() - interval '90 days')
     ORDER BY t.confirmed_at IS NOT NULL, t.due_on LIMIT 500;
END $$;
