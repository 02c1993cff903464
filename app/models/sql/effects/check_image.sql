-- Activity 6: the image is bad. Writes why and which pages, for whoever scans again.

CREATE OR REPLACE FUNCTION pqr_effect.check_image(
    c pqr.case_file, me pqr.person, outcome text, payload jsonb, command_id uuid
) RETURNS pqr_core.effect_result
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    result pqr_core.effect_result := pqr_core.nothing();
BEGIN
    IF coalesce(payload ->> 'cause', '') = '' THEN
        PERFORM pqr_core.refuse('image_cause_missing', 'cause');
    END IF;
    IF length(coalesce(payload ->> 'note', '')) > 1000 THEN
        PERFORM pqr_core.refuse('text_too_long', 'note');
    END IF;
    INSERT INTO pqr.image_issue (case_id, seq, cause, pages, note, reported_by)
    SELECT c.case_id,
           1 + coalesce(max(i.seq), 0),
           payload ->> 'cause',
           left(coalesce(payload ->> 'pages', ''), 60),
           coalesce(payload ->> 'note', ''),
           me.person_id
    FROM pqr.image_issue i
    WHERE i.case_id = c.case_id;
    result.status := 'image_returned';
    RETURN result;
END $$;
