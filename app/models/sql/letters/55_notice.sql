-- Notice (aviso, CPACA art. 69): five business days on the web page and in a public place, and its proofs.

-- The three days of a notice that is fixed on p_fixed (or the business day after it): fixed, removed at the end of the
-- fifth business day, served at the end of the next one.
CREATE OR REPLACE FUNCTION pqr_core.notice_days(p_fixed date) RETURNS TABLE (fixed_on date, removed_on date, effective_on date)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT f.day, pqr_core.add_business_days(f.day, 4), pqr_core.add_business_days(f.day, 5)
      FROM (SELECT CASE WHEN pqr_core.is_business_day(p_fixed) THEN p_fixed
                        ELSE pqr_core.add_business_days(p_fixed, 1) END AS day) f
$$;

-- The address of the citizen's e-mail, if they accepted to be answered there; NULL otherwise.
CREATE OR REPLACE FUNCTION pqr_core.accepted_email(p_case uuid) RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT p.email FROM pqr.petitioner p
     WHERE p.case_id = p_case AND p.ordinal = 1 AND p.accepts_email AND p.email ~ '^[^@\s]+@[^@\s]+\.[^@\s]+$'
$$;

-- What the notice says: never what the reply says, nor that the person is a victim. Counted as the letter is.
CREATE OR REPLACE FUNCTION pqr_api.notice_text(p_case uuid, p_fixed date) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    me pqr.person := pqr_core.require_role('printing');
    body jsonb;
BEGIN
    IF p_fixed IS NULL OR p_fixed NOT BETWEEN pqr_core.today() AND pqr_core.today() + 15 THEN
        PERFORM pqr_core.refuse('notice_day', 'fixed_on');
    ELSIF NOT pqr_core.spend('letter', me, p_case, 'Aviso') THEN
        PERFORM pqr_core.refuse('quota');
    END IF;
    SELECT jsonb_build_object(
               'addressee', a.addressee, 'outgoing', f.filing_number, 'incoming', t.filing_number,
               'filed_on', (f.taken_at AT TIME ZONE INTERVAL '-05:00')::date, 'today', pqr_core.today(),
               'signatory', d.full_name, 'position', d.position,
               'cause', (SELECT k.label FROM pqr.delivery v JOIN pqr.return_cause k ON k.code = v.cause_code
                          WHERE v.case_id = p_case ORDER BY v.attempt DESC LIMIT 1),
               'fixed_on', n.fixed_on, 'removed_on', n.removed_on, 'effective_on', n.effective_on)
      INTO body
      FROM pqr.case_file c
      JOIN pqr.petition t ON t.case_id = c.case_id
      JOIN pqr.letter l ON l.case_id = c.case_id AND l.withdrawn_at IS NULL
      JOIN pqr.director d ON d.director_id = l.director_id
      JOIN pqr.outgoing_filing f ON f.case_id = c.case_id AND f.letter_no = l.letter_no AND f.annulled_at IS NULL
      CROSS JOIN LATERAL pqr_core.reply_address(c.case_id) a
      CROSS JOIN LATERAL pqr_core.notice_days(p_fixed) n
     WHERE c.case_id = p_case AND c.activity = 27;
    IF body IS NULL THEN
        PERFORM pqr_core.refuse('not_permitted');
    END IF;
    RETURN body;
END $$;

-- Write the notice of a sending: its PDF is of this case, its days are the server's.
CREATE OR REPLACE FUNCTION pqr_core.fix_notice(c pqr.case_file, p_attempt int, payload jsonb) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    wanted date := coalesce((payload ->> 'fixed_on')::date, pqr_core.today());
    n record;
BEGIN
    IF wanted NOT BETWEEN pqr_core.today() AND pqr_core.today() + 15 THEN
        PERFORM pqr_core.refuse('notice_day', 'fixed_on');
    ELSIF payload ->> 'document_id' IS NULL THEN
        PERFORM pqr_core.refuse('notice_missing', 'document_id');
    END IF;
    PERFORM pqr_core.require_document(c.case_id, (payload ->> 'document_id')::uuid, 'notice', NULL);
    -- The page of an earlier notice says other days.
    IF EXISTS (SELECT FROM pqr.notice x WHERE x.document_id = (payload ->> 'document_id')::uuid) THEN
        PERFORM pqr_core.refuse('notice_missing', 'document_id');
    END IF;
    SELECT * INTO n FROM pqr_core.notice_days(wanted);
    INSERT INTO pqr.notice (case_id, attempt, fixed_on, removed_on, effective_on, document_id)
    VALUES (c.case_id, p_attempt, n.fixed_on, n.removed_on, n.effective_on, (payload ->> 'document_id')::uuid);
END $$;

-- Keep the proof that the notice in force was published, or that it was removed. A later proof takes the earlier one's
-- place while the case is open; every file stays in the case.
CREATE OR REPLACE FUNCTION pqr_api.prove_notice(p_case uuid, p_step text, p_document uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    d pqr.dispatch;
    n pqr.notice;
BEGIN
    PERFORM pqr_core.require_role('printing');
    d := pqr_core.last_dispatch(p_case);
    SELECT x.* INTO n FROM pqr.notice x WHERE x.case_id = p_case AND x.attempt = d.attempt;
    IF n.case_id IS NULL OR d.state <> 'in_transit' OR coalesce(p_step, '') NOT IN ('published', 'removed') THEN
        PERFORM pqr_core.refuse('in_transit');
    ELSIF p_step = 'published' AND pqr_core.today() < n.fixed_on OR p_step = 'removed' AND pqr_core.today() < n.removed_on THEN
        PERFORM pqr_core.refuse('notice_too_short', 'fixed_on');
    END IF;
    PERFORM pqr_core.require_new_proof(d, p_document, 'notice_proof');
    IF p_step = 'published' THEN
        UPDATE pqr.notice x SET published_document_id = p_document, published_at = clock_timestamp()
         WHERE x.case_id = p_case AND x.attempt = d.attempt;
    ELSE
        UPDATE pqr.notice x SET removed_document_id = p_document, removed_at = clock_timestamp()
         WHERE x.case_id = p_case AND x.attempt = d.attempt;
    END IF;
END $$;

-- A notice is served only with both proofs and after the day that follows its removal; refuses otherwise. Answers the
-- proof that stays with the delivery.
CREATE OR REPLACE FUNCTION pqr_core.served_notice(d pqr.dispatch) RETURNS pqr.notice
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    n pqr.notice;
BEGIN
    SELECT x.* INTO n FROM pqr.notice x WHERE x.case_id = d.case_id AND x.attempt = d.attempt;
    IF n.published_document_id IS NULL THEN
        PERFORM pqr_core.refuse('publication_missing', 'document_id');
    ELSIF n.removed_document_id IS NULL THEN
        PERFORM pqr_core.refuse('removal_missing', 'document_id');
    ELSIF pqr_core.today() <= n.effective_on THEN
        PERFORM pqr_core.refuse('notice_too_short', 'happened_on');
    END IF;
    RETURN n;
END $$;
