-- Every right there is. What is not here is refused; tests/models/grants.txt is the list that results.
DO $$
DECLARE
  g record;
  roles text := 'pqr_staff, pqr_job, pqr_records, pqr_lead, pqr_assigner, pqr_agent, pqr_analyst, pqr_lawyer, '
    'pqr_escalation_control, pqr_mission, pqr_quality, pqr_signer, pqr_printing, pqr_phone_lead, pqr_phone_agent, '
    'pqr_admin, pqr_auditor';
BEGIN
  -- From nothing, so that a right taken off this list is taken away.
  FOR g IN SELECT unnest(ARRAY['pqr', 'pqr_audit', 'pqr_chunk']) AS s LOOP
    EXECUTE format('REVOKE ALL ON ALL TABLES IN SCHEMA %I FROM PUBLIC, pqr_kernel, pqr_registrar, pqr_watchdog, %s', g.s, roles);
  END LOOP;
  FOR g IN SELECT unnest(ARRAY['pqr', 'pqr_api', 'pqr_guard', 'pqr_effect', 'pqr_core', 'pqr_audit', 'pqr_login', 'pqr_watch']) AS s LOOP
    EXECUTE format('REVOKE ALL ON ALL ROUTINES IN SCHEMA %I FROM PUBLIC, %s', g.s, roles);
  END LOOP;
END $$;

GRANT USAGE ON SCHEMA pqr, pqr_api, pqr_meta TO pqr_staff;
GRANT USAGE ON SCHEMA pqr_api, pqr_meta TO pqr_job;
GRANT USAGE ON SCHEMA pqr_audit TO pqr_auditor;
GRANT USAGE ON SCHEMA pqr, pqr_api, pqr_guard, pqr_effect, pqr_core, pqr_audit, pqr_quota, pqr_login, pqr_watch, pqr_meta TO pqr_kernel;
GRANT CREATE ON SCHEMA pqr_quota TO pqr_kernel;
GRANT USAGE ON SCHEMA pqr_login TO pqr_registrar;
GRANT USAGE ON SCHEMA pqr_watch TO pqr_watchdog;
GRANT EXECUTE ON ALL ROUTINES IN SCHEMA pqr_login, pqr_watch TO pqr_kernel;
GRANT SELECT ON pqr_meta.server, pqr_meta.alembic_version, pqr_meta.repeatable TO pqr_staff, pqr_kernel, pqr_job;

-- The kernel writes what effects write; the declaration and the quotas it only reads, and it erases nothing recorded.
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA pqr TO pqr_kernel;
REVOKE INSERT, UPDATE, DELETE ON pqr.procedure, pqr.tray, pqr.activity, pqr.outcome, pqr.outcome_role FROM pqr_kernel;
REVOKE UPDATE, DELETE ON pqr.release_rule, pqr.work_weight, pqr.assignment_move FROM pqr_kernel;
REVOKE DELETE ON pqr.case_file, pqr.command, pqr.person, pqr.area, pqr.quota, pqr.document FROM pqr_kernel;
REVOKE UPDATE ON pqr.command, pqr.case_file, pqr.document_chunk FROM pqr_kernel;
-- What a draw was announced with and who signed an act is only ever added to.
REVOKE UPDATE, DELETE ON pqr.quality_promise, pqr.quality_act, pqr.quality_act_signature FROM pqr_kernel;
-- What another system holds, and what came back of a split, is only ever added to.
REVOKE UPDATE, DELETE ON pqr.filing_transaction, pqr.split_reception, pqr.split_return, pqr.split_extra FROM pqr_kernel;
REVOKE UPDATE, DELETE ON pqr.mirror_settlement, pqr.archive_correction FROM pqr_kernel;
REVOKE DELETE ON pqr.filing_import FROM pqr_kernel;
-- How a catalogue was is kept, and what an old aval, letter or transfer names.
REVOKE DELETE ON pqr.catalogue_change, pqr.denial_reason, pqr.act_signer, pqr.input_validity FROM pqr_kernel;
-- What was decided of a pair of petitions, and what a version of the tree changed, is only ever added to.
REVOKE UPDATE, DELETE ON pqr.petition_link, pqr.claim_tree_change FROM pqr_kernel;
-- What another system holds, and what came back of a split, is only ever added to.
REVOKE UPDATE, DELETE ON pqr.filing_transaction, pqr.split_reception, pqr.split_return FROM pqr_kernel;
GRANT UPDATE (activity, version, assignee_id, area_id, lex_code, label, status, due_on, internal_due_at, weight, priority,
  bulk_group, changed_at, closed_at, chain_head, lease_by, lease_until, lease_window) ON pqr.case_file TO pqr_kernel;
GRANT UPDATE (min_client) ON pqr_meta.server TO pqr_kernel;
GRANT SELECT, INSERT ON ALL TABLES IN SCHEMA pqr_audit TO pqr_kernel;

GRANT SELECT ON ALL TABLES IN SCHEMA pqr_audit TO pqr_auditor;
-- But for the areas that a step went between, and who signed: beside a case some of them tell what is reserved.
REVOKE SELECT ON pqr_audit.case_event, pqr_audit.signing_record FROM pqr_auditor;
GRANT SELECT (case_id, version, recorded_at, actor_id, session_login, command_id, procedure, from_activity, outcome, to_activity,
  from_assignee, to_assignee, from_status, payload_sha256, prev_hash, hash, xid) ON pqr_audit.case_event TO pqr_auditor;
GRANT SELECT (seq, case_id, letter_no, batch_id, incoming, outgoing, method, result, reason, level, sha256_before, sha256_after,
  actor_id, session_login, workstation, recorded_at, timestamp_at, prev_hash, hash, xid) ON pqr_audit.signing_record TO pqr_auditor;
GRANT SELECT ON pqr.quota TO pqr_auditor, pqr_admin;

-- What people read by themselves: routing data, and catalogues. Nothing here names a citizen.
DO $$
DECLARE
  g record;
BEGIN
  FOR g IN SELECT * FROM (VALUES
    ('area', '', 'pqr_staff'), ('procedure', '', 'pqr_staff'), ('tray', '', 'pqr_staff'), ('activity', '', 'pqr_staff'),
    ('outcome', '', 'pqr_staff'), ('outcome_role', '', 'pqr_staff'), ('person_role', '', 'pqr_staff'),
    ('person', 'person_id, login, full_name, initials, area_id, active, line, capacity_units, joined_on', 'pqr_staff'),
    ('absence', 'absence_id, person_id, starts_on, ends_on, covered_by', 'pqr_staff'),
    ('absence', 'reason', 'pqr_lead, pqr_admin'),
    -- No area beside a case, where it would tell what is reserved: functions show it to who may know.
    ('case_file', 'case_id, procedure, activity, version, assignee_id, parent_id, root_id, lex_code, label, status, due_on,
       internal_due_at, weight, priority, opened_at, changed_at, closed_at, chain_head, lease_by, lease_until, lease_window',
       'pqr_staff'), ('document', '', 'pqr_staff'),
    ('channel', '', 'pqr_staff'), ('municipality', '', 'pqr_staff'), ('claim_node', '', 'pqr_staff'),
    ('petition_class', '', 'pqr_staff'), ('term_regime', '', 'pqr_staff'), ('term_rule', '', 'pqr_staff'), ('stage_term', '', 'pqr_staff'),
    ('extension', 'case_id, old_due_on, new_due_on, letter_id, asked_by, asked_at, notified_on, confirmed_by,
       confirmed_at', 'pqr_staff'), ('general_interest', 'case_id, marked_by, marked_at', 'pqr_staff'),
    ('legal_letter', 'letter_id, case_id, kind, filing_number, made_by, made_at, document_id, sent_on, told_on, means,
       proof_document_id, told_by, told_at, annulled_at, annulled_by', 'pqr_staff'),
    ('requirement', 'case_id, kind, letter_id, own_files_checked, send_by, asked_by, asked_at, old_due_on, answer_by, prolonged_to,
       prolong_document_id, prolonged_by, prolonged_at, supplied_on, supplied_document_id, supplied_by, supplied_at', 'pqr_staff'),
    ('express_withdrawal', 'case_id, withdrawn_on, document_id, recorded_by, recorded_at, decision, act_number, decided_by,
       decided_at', 'pqr_staff'),
    ('earlier_answer', 'case_id, earlier_case_id, attempt, exceptions_checked, letter_id, linked_by, linked_at', 'pqr_staff'),
    ('act_appeal', '', 'pqr_staff'),
    ('competent_entity', '', 'pqr_staff'), ('transfer_claim', '', 'pqr_staff'),
    ('priority_mark', 'case_id, seq, proof_document_id, marked_by, marked_at, removed_by, removed_at', 'pqr_staff'),
    ('transfer', 'transfer_id, case_id, is_whole, due_on, letter_id, copy_letter_id, decided_by,
       decided_at, approved_by, approved_at, confirmed_by, confirmed_at', 'pqr_staff'),
    ('collective_case', '', 'pqr_staff'), ('data_claim', 'case_id, systems, mark_by, marked_on, marked_by, marked_at, lifted_by,
       lifted_at', 'pqr_staff'),
    ('non_working_day', '', 'pqr_staff'), ('calendar_change', '', 'pqr_staff'), ('approved_text', '', 'pqr_staff'),
    ('endorsement_reason', '', 'pqr_staff'), ('denial_reason', '', 'pqr_staff'), ('input_validity', '', 'pqr_staff'), ('act_signer', '', 'pqr_staff'), ('return_cause', '', 'pqr_staff'), ('director', '', 'pqr_staff'),
    ('signature_authority', '', 'pqr_staff'), ('director_certificate', '', 'pqr_staff'),
    ('signature_check', 'case_id, letter_no, check_no, document_id, sha256, verdict, method, is_intact, covers_all, changed_after,
       level, revocation, claimed_at, stamped_at, second_opinion, checked_by, checked_at', 'pqr_staff'), ('signature_upgrade', '', 'pqr_staff'),
    ('bulk_batch', 'batch_id, started_by, started_at, cancelled_at, source', 'pqr_staff'), ('bulk_batch_case', '', 'pqr_staff'),
    ('petition', 'case_id, filing_number, received_at, received_on, channel, class_key, regime_id, typed_due_at,
       page_count, signatory_count, is_oral, is_anonymous, is_bulk, response_channel, source, document_id, batch_id,
       registered_by, registered_at', 'pqr_staff'),
    -- What is asked in a petition may be a reserved datum: lists get it from claim_heads, sheets from their functions.
    ('claim', 'case_id, ordinal, tree_version', 'pqr_staff'), ('reserved_field', '', 'pqr_staff'), ('reveal_reason', '', 'pqr_staff'),
    ('claim_tree_version', '', 'pqr_staff'), ('claim_tree_change', '', 'pqr_staff'),
    ('image_issue', 'case_id, seq, cause, pages, reported_by, reported_at, solved_by, solved_at', 'pqr_staff'),
    ('split', '', 'pqr_staff'), ('split_reception', 'case_id, reception, source, received_by, received_at', 'pqr_staff'),
    ('split_return', 'case_id, reception, row_no, result, signatory_ordinal, child_case_id', 'pqr_staff'),
    ('split_extra', 'case_id, reception, row_no, decision, signatory_ordinal, child_case_id, received_by, decided_by,
       decided_at', 'pqr_staff'), ('archive_report', '', 'pqr_staff'),
    ('endorsement', 'case_id, seq, kind, reason_code, requested_by, requested_at, due_at, decision, decided_by, decided_at',
       'pqr_staff'),
    ('input', 'case_id, input_id, claim_ordinal, system, found_on, valid_until, document_id, escalation_case_id,
       recorded_by, recorded_at, withdrawn_at, reused_case_id, reused_input_id', 'pqr_staff'),
    ('escalation', 'case_id, petition_case_id, round, requested_by, requested_at, due_on, promised_on, competence,
       competence_by, competence_at, answered_by, answered_at, check_result, checked_by, checked_at,
       loop_count, settled_turn, queued_at, queue_position', 'pqr_staff'),
    ('escalation_claim', '', 'pqr_staff'), ('conformity_reason', '', 'pqr_staff'), ('escalation_fault', '', 'pqr_staff'),
    ('area_term_change', '', 'pqr_staff'), ('escalation_reminder', '', 'pqr_staff'),
    ('escalation_extension', 'case_id, turn, run_id, old_due_on, new_due_on, extended_by, extended_at', 'pqr_staff'), ('area_head', '', 'pqr_staff'),
    ('joint_decision', 'case_id, seq, turn, ruling, proposed_by, proposed_at, objected_by, objected_at, agreed_by,
       agreed_at', 'pqr_staff'),
    ('draft', 'case_id, version, author_id, saved_at, batch_id', 'pqr_staff'),
    ('draft_answer', 'case_id, version, claim_ordinal, decision, input_id', 'pqr_staff'),
    ('quality_lot', '', 'pqr_quality, pqr_lead, pqr_auditor'),
    ('quality_lot_case', '', 'pqr_quality, pqr_lead, pqr_auditor'),
    ('quality_review', '', 'pqr_staff'),
    ('quality_finding', 'case_id, seq, finding_no, criterion, code, fault_class, severity, claim_ordinal', 'pqr_staff'),
    ('quality_code', '', 'pqr_staff'),
    ('quality_act', '', 'pqr_quality, pqr_lead, pqr_auditor'), ('quality_act_signature', '', 'pqr_quality, pqr_lead, pqr_auditor'),
    ('letter', 'case_id, letter_no, draft_version, named_by, named_at, unsigned_document_id, signed_document_id, uploaded_at,
       withdrawn_at', 'pqr_staff'), ('letter_print', '', 'pqr_staff'), ('reprint_order', '', 'pqr_staff'),
    ('signing_act', 'case_id, letter_no, method, sha256_before, sha256_after, signed_by, signed_at', 'pqr_staff'), ('outgoing_filing', '', 'pqr_staff'),
    ('signature_return', 'case_id, seq, returned_by, returned_at', 'pqr_staff'),
    ('dispatch_sheet', '', 'pqr_printing, pqr_lead, pqr_auditor'), ('dispatch_skip', '', 'pqr_printing, pqr_lead, pqr_auditor'),
    ('dispatch', 'case_id, attempt, letter_no, kind, sheet_id, sheet_row, guide, weight_grams, value_pesos, state, handed_by,
       handed_at', 'pqr_staff'),
    ('delivery', 'case_id, attempt, result, happened_on, cause_code, document_id, recorded_by, recorded_at', 'pqr_staff'),
    ('intake_batch', '', 'pqr_records, pqr_lead, pqr_assigner, pqr_auditor'),
    ('intake_item', 'batch_id, item_no, file_sha256, filing_number, result, reason_code, case_id', 'pqr_staff'),
    ('assignment_run', '', 'pqr_assigner, pqr_lead, pqr_auditor'),
    ('assignment_move', '', 'pqr_assigner, pqr_lead, pqr_auditor'),
    ('release_rule', '', 'pqr_assigner, pqr_lead, pqr_auditor'), ('work_weight', '', 'pqr_assigner, pqr_lead, pqr_auditor'),
    ('campaign', 'case_id, medium, requested_on, starts_on, ends_on, needs_validation, max_attempts, is_reserved, registered_by,
       registered_at', 'pqr_staff'), ('campaign_return', '', 'pqr_staff'),
    ('contact_attempt', 'case_id, attempt, made_by, made_at, outcome_code, passed, next_try_at', 'pqr_staff')
  ) AS list(t, columns, roles) LOOP
    IF to_regclass('pqr.' || g.t) IS NOT NULL THEN
      EXECUTE format('GRANT SELECT %s ON pqr.%I TO %s', CASE WHEN g.columns = '' THEN '' ELSE '(' || g.columns || ')' END, g.t, g.roles);
    END IF;
  END LOOP;
END $$;

-- What people call. Everything in pqr_api checks by itself who calls it; some of it is not even callable by all.
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA pqr_api TO pqr_staff, pqr_kernel;
DO $$
DECLARE
  g record;
BEGIN
  FOR g IN
    SELECT p.oid::regprocedure AS name, list.roles
      FROM (VALUES ('add_person', 'pqr_admin'), ('set_person_active', 'pqr_admin'), ('grant_role', 'pqr_admin'),
        ('revoke_role', 'pqr_admin'), ('reset_password', 'pqr_admin'), ('set_quota', 'pqr_admin'),
        ('set_min_client', 'pqr_admin'), ('programs', 'pqr_admin'),
        ('set_absence', 'pqr_admin, pqr_lead'), ('remove_absence', 'pqr_admin, pqr_lead'), ('verify_chains', 'pqr_auditor'),
        ('verify_signing_records', 'pqr_auditor'), ('take_anchor', 'pqr_auditor, pqr_job'), ('end_idle_sessions', 'pqr_job'),
        ('learn_claims', 'pqr_quality, pqr_lead, pqr_admin, pqr_job')) AS list(fn, roles)
      JOIN pg_proc p ON p.proname = list.fn AND p.pronamespace = 'pqr_api'::regnamespace
  LOOP
    EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM pqr_staff', g.name);
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO %s', g.name, g.roles);
  END LOOP;
END $$;
