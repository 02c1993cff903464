-- The embedded filing system: outgoing numbers on our own tables, one for each letter, whatever is killed when.

-- Three digits of the office that files outgoing mail.
CREATE OR REPLACE FUNCTION pqr_core.filing_office() RETURNS text
LANGUAGE sql IMMUTABLE AS $$ SELECT '720' $$;

-- Next number of the year: year, office, seven digits and the type, 1 for outgoing. Numbers restart each year, none
-- is reserved and none is used twice (Acuerdo AGN 060 de 2001, art. 5); the row of the counter makes them wait.
CREATE OR REPLACE FUNCTION pqr_core.next_filing_number(p_year int) RETURNS text
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    n bigint;
BEGIN
    INSERT INTO pqr.filing_counter AS k (year, office, type_digit, last_number)
    VALUES (p_year, pqr_core.filing_office(), '1', 1)
        ON CONFLICT (year, office, type_digit) DO UPDATE SET last_number = k.last_number + 1
    RETURNING k.last_number INTO n;
    RETURN p_year::text || pqr_core.filing_office() || lpad(n::text, 7, '0') || '1';
END $$;

-- The case, locked, and only for a signer; refuses otherwise. The role is asked before the lock is taken.
CREATE OR REPLACE FUNCTION pqr_core.lock_for_signer(p_case uuid) RETURNS pqr.case_file
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    c pqr.case_file;
BEGIN
    PERFORM pqr_core.require_role('signer');
    SELECT x.* INTO c FROM pqr.case_file x WHERE x.case_id = p_case AND x.activity BETWEEN 22 AND 26 FOR NO KEY UPDATE;
    IF NOT FOUND OR (pqr_core.current_letter(p_case)).case_id IS NULL THEN
        PERFORM pqr_core.refuse('not_permitted');
    END IF;
    RETURN c;
END $$;

CREATE OR REPLACE FUNCTION pqr_core.filing_answer(f pqr.outgoing_filing) RETURNS jsonb
LANGUAGE sql IMMUTABLE AS $$
    SELECT jsonb_build_object('filing_number', f.filing_number, 'taken_at', f.taken_at, 'answers', f.answers_filing)
$$;

-- Take the outgoing number of the case's letter (activity 24). Asked again for the same letter it gives the same
-- number: a program killed between the number and its use never leads to two.
-- p_command is the asker's own; it goes to the server's log only.
CREATE OR REPLACE FUNCTION pqr_api.take_outgoing_number(p_case uuid, p_command uuid) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '3s' AS $$
DECLARE
    c pqr.case_file := pqr_core.lock_for_signer(p_case);
    l pqr.letter := pqr_core.current_letter(p_case);
    f pqr.outgoing_filing := pqr_core.current_filing(p_case, l.letter_no);
    obstacle text := coalesce(pqr_core.signing_obstacle(l, true), pqr_core.letter_obstacle(p_case));
BEGIN
    IF f.filing_number IS NOT NULL THEN
        RETURN pqr_core.filing_answer(f);
    ELSIF c.activity <> 24 THEN
        PERFORM pqr_core.refuse('not_permitted');
    -- A letter that nobody can be sent takes no number: numbers are not used twice.
    ELSIF obstacle IS NOT NULL THEN
        PERFORM pqr_core.refuse(obstacle);
    -- Numbers are not written again, so nobody takes and annuls them until the year has none.
    ELSIF (SELECT count(*) FROM pqr.outgoing_filing x WHERE x.case_id = p_case AND x.letter_no = l.letter_no) >= 5 THEN
        PERFORM pqr_core.refuse('numbers_annulled');
    END IF;
    INSERT INTO pqr.outgoing_filing (filing_number, case_id, letter_no, answers_filing, taken_by)
    SELECT pqr_core.next_filing_number(extract(year FROM pqr_core.today())::int),
           p_case, l.letter_no, t.filing_number, (pqr_core.me()).person_id
      FROM pqr.petition t WHERE t.case_id = p_case
    RETURNING * INTO f;
    RAISE LOG 'outgoing number % taken, command %', f.filing_number, p_command;
    RETURN pqr_core.filing_answer(f);
END $$;

-- The number that the letter holds, or nulls: what a filing system is asked before anything is asked again.
CREATE OR REPLACE FUNCTION pqr_api.find_outgoing_number(p_case uuid) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM pqr_core.require_role('signer');
    RETURN pqr_core.filing_answer(
        pqr_core.current_filing(p_case, (pqr_core.current_letter(p_case)).letter_no));
END $$;

-- Annul the number of a letter that isn't signed yet, with a written justification; the number is not used again. It
-- is an event of the case, in its chain: who, when, and from then on the case's next version.
CREATE OR REPLACE FUNCTION pqr_api.annul_outgoing_number(p_case uuid, p_command uuid, p_reason text) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '3s' AS $$
DECLARE
    c pqr.case_file := pqr_core.lock_for_signer(p_case);
    f pqr.outgoing_filing := pqr_core.current_filing(p_case, (pqr_core.current_letter(p_case)).letter_no);
    why text := pqr_core.visible(p_reason);
    r pqr_core.effect_result := pqr_core.nothing();
BEGIN
    IF c.activity NOT IN (22, 23, 24) OR f.filing_number IS NULL THEN
        PERFORM pqr_core.refuse('not_permitted');
    ELSIF length(why) NOT BETWEEN 20 AND 1000 THEN
        PERFORM pqr_core.refuse('annulment_reason', 'reason');
    END IF;
    UPDATE pqr.outgoing_filing x
       SET annulled_at = clock_timestamp(), annulled_reason = why, annulled_by = (pqr_core.me()).person_id
     WHERE x.filing_number = f.filing_number;
    PERFORM pqr_core.move(c, pqr_core.me(), p_command, 'number_annulled', c.activity::int, c.assignee_id, c.area_id,
                          c.status, sha256(convert_to(f.filing_number || ' ' || why, 'UTF8')), r);
    RAISE LOG 'outgoing number % annulled, command %', f.filing_number, p_command;
    RETURN pqr_core.filing_answer(f) || jsonb_build_object('version', c.version + 1);
END $$;

-- Give the filing system the signed image of the number (activity 25). Repeating it with the same image is nothing.
CREATE OR REPLACE FUNCTION pqr_api.attach_outgoing_image(p_case uuid, p_document uuid) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '3s' AS $$
DECLARE
    c pqr.case_file := pqr_core.lock_for_signer(p_case);
    l pqr.letter := pqr_core.current_letter(p_case);
    f pqr.outgoing_filing := pqr_core.current_filing(p_case, l.letter_no);
BEGIN
    IF f.filing_number IS NULL OR c.activity NOT IN (25, 26) OR l.signed_document_id IS DISTINCT FROM p_document THEN
        PERFORM pqr_core.refuse('not_permitted');
    END IF;
    UPDATE pqr.outgoing_filing x SET image_document_id = p_document
     WHERE x.filing_number = f.filing_number AND x.image_document_id IS DISTINCT FROM p_document;
    RETURN pqr_core.filing_answer(f) || jsonb_build_object(
        'sha256', (SELECT encode(d.sha256, 'hex') FROM pqr.document d WHERE d.document_id = p_document));
END $$;

-- Where the signing of a letter is, for the signer who comes back after a cut; nothing personal.
CREATE OR REPLACE FUNCTION pqr_api.signing_state(p_case uuid) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    l pqr.letter := pqr_core.current_letter(p_case);
BEGIN
    PERFORM pqr_core.require_role('signer');
    RETURN jsonb_build_object('uploaded', l.uploaded_at IS NOT NULL,
        'filing_number', (pqr_core.current_filing(p_case, l.letter_no)).filing_number);
END $$;
