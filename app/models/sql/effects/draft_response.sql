-- Activity 17: writes the version of the reply that is sent, one answer per claim, its fields filled in by the server.
-- Payload: answers [{claim, decision, body_html, input_id, text_id?, text_version?}], opening_html?, household?
-- [{number or name, reason}], attachments? and copies? (lists of short lines for the foot of the letter).

CREATE OR REPLACE FUNCTION pqr_effect.draft_response(
    c pqr.case_file, me pqr.person, outcome text, payload jsonb, command_id uuid) RETURNS pqr_core.effect_result
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $fn$
DECLARE
    v_opening text := coalesce(payload ->> 'opening_html', '');
    v_version int := pqr_core.own_unsent(c.case_id, me.person_id);
BEGIN
    PERFORM pqr_core.check_html(v_opening, 'opening_html');
    v_opening := pqr_core.merged(v_opening, pqr_core.case_fields(c.case_id));
    IF v_version IS NULL THEN
        v_version := pqr_core.new_draft(c.case_id, me.person_id, 'sent', v_opening, NULL);
    ELSE
        UPDATE pqr.draft SET reason = 'sent', opening_html = v_opening, saved_at = clock_timestamp()
         WHERE case_id = c.case_id AND version = v_version;
    END IF;
    PERFORM pqr_core.write_answers(c.case_id, v_version, payload -> 'answers', true);
    PERFORM pqr_core.set_foot(c.case_id, v_version, payload -> 'attachments', payload -> 'copies');
    PERFORM pqr_core.note_household(c.case_id, v_version, payload -> 'household', me);
    PERFORM pqr_core.check_no_ended_words(c.case_id, v_version);
    PERFORM pqr_core.check_printable(c.case_id, v_version);
    PERFORM pqr_core.check_identities(c.case_id, v_version);
    RETURN pqr_core.nothing();
END $fn$;
