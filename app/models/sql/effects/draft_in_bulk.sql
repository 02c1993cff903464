-- Activity 16: one letter of a batch, written by the server from the approved texts of the batch's recipe.
-- Payload: batch_id. Nothing else is taken from the client: all letters of a batch differ in their fields only.

CREATE OR REPLACE FUNCTION pqr_effect.draft_in_bulk(
    c pqr.case_file, me pqr.person, outcome text, payload jsonb, command_id uuid) RETURNS pqr_core.effect_result
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $fn$
DECLARE
    b pqr.bulk_batch;
    m pqr.bulk_batch_case;
    v_version int;
BEGIN
    SELECT * INTO b FROM pqr.bulk_batch WHERE batch_id = (payload ->> 'batch_id')::uuid;
    SELECT * INTO m FROM pqr.bulk_batch_case x
     WHERE x.batch_id = b.batch_id AND x.case_id = c.case_id AND x.state IN ('waiting', 'failed');
    IF m.case_id IS NULL OR b.cancelled_at IS NOT NULL THEN
        PERFORM pqr_core.refuse('batch_unknown', 'batch_id');
    END IF;
    PERFORM pqr_core.require_alike(b, m);
    v_version := pqr_core.new_draft(c.case_id, me.person_id, 'bulk', '', b.batch_id);
    PERFORM pqr_core.write_answers(c.case_id, v_version, pqr_core.bulk_answers(c.case_id, b.recipe), true);
    PERFORM pqr_core.set_foot(c.case_id, v_version, to_jsonb(b.attachments), to_jsonb(b.copies));
    PERFORM pqr_core.check_printable(c.case_id, v_version);
    PERFORM pqr_core.check_identities(c.case_id, v_version);
    UPDATE pqr.bulk_batch_case x SET state = 'drafted', failure = NULL, failure_field = NULL, settled_at = clock_timestamp()
     WHERE x.batch_id = b.batch_id AND x.case_id = c.case_id;
    RETURN pqr_core.nothing();
END $fn$;

-- Still the letter that was looked at: same claims and sources, what the inputs said then, and the same director.
CREATE OR REPLACE FUNCTION pqr_core.require_alike(b pqr.bulk_batch, m pqr.bulk_batch_case) RETURNS void
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $fn$
DECLARE f record;
BEGIN
    SELECT x.group_key, x.inputs_sha256, (pqr_core.director_of(x.area_id, pqr_core.today())).director_id INTO f
      FROM pqr_core.bulk_facts(ARRAY[m.case_id]) x;
    IF f.group_key IS DISTINCT FROM b.group_key THEN
        PERFORM pqr_core.refuse('not_like_the_batch', 'batch_id');
    ELSIF m.inputs_sha256 IS NOT NULL AND f.inputs_sha256 <> m.inputs_sha256 THEN
        PERFORM pqr_core.refuse('input_changed', 'batch_id');
    ELSIF b.director_id IS NOT NULL AND f.director_id IS DISTINCT FROM b.director_id THEN
        PERFORM pqr_core.refuse('director_changed', 'batch_id');
    END IF;
END $fn$;
