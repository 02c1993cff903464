-- Activity 16: one letter of a batch, written by the server from the approved texts of the batch's recipe.
-- Payload: batch_id. Nothing else is taken from the client: all letters of a batch differ in their fields only.

CREATE OR REPLACE FUNCTION pqr_effect.draft_in_bulk(
    c pqr.case_file, me pqr.person, outcome text, payload jsonb, command_id uuid) RETURNS pqr_core.effect_result
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $fn$
DECLARE
    b pqr.bulk_batch;
    v_version int;
BEGIN
    SELECT * INTO b FROM pqr.bulk_batch WHERE batch_id = (payload ->> 'batch_id')::uuid;
    IF NOT FOUND OR b.cancelled_at IS NOT NULL
       OR NOT EXISTS (SELECT FROM pqr.bulk_batch_case m WHERE m.batch_id = b.batch_id AND m.case_id = c.case_id) THEN
        PERFORM pqr_core.refuse('batch_unknown', 'batch_id');
    END IF;
    IF pqr_core.bulk_group_of(c.case_id) IS DISTINCT FROM b.group_key THEN
        PERFORM pqr_core.refuse('not_like_the_batch', 'batch_id');
    END IF;
    v_version := pqr_core.new_draft(c.case_id, me.person_id, 'bulk', '', b.batch_id);
    PERFORM pqr_core.write_answers(c.case_id, v_version, pqr_core.bulk_answers(c.case_id, b.recipe), true);
    PERFORM pqr_core.check_identities(c.case_id, v_version);
    RETURN pqr_core.nothing();
END $fn$;
