-- Activities 6 to 8: an agent says of an earlier petition of the same person that this one repeats it, is a duplicate
-- of it, or is another matter, and why. A fact with its event in the chain: nothing is archived or answered by it.

CREATE OR REPLACE FUNCTION pqr_core.check_link(c pqr.case_file, p_earlier uuid, p_kind text, p_reason text) RETURNS void
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF p_kind IS NULL OR p_kind NOT IN ('repeated', 'duplicate', 'distinct') THEN
        PERFORM pqr_core.refuse('link_kind', 'kind');
    ELSIF length(pqr_core.visible(p_reason)) NOT BETWEEN 10 AND 1000 THEN
        PERFORM pqr_core.refuse('link_reason', 'reason');
    ELSIF p_kind = 'repeated' AND NOT EXISTS (
        SELECT FROM pqr.outgoing_filing o WHERE o.case_id = p_earlier AND o.annulled_at IS NULL) THEN
        -- Art. 19 refers to an earlier answer: without one there is nothing to refer to.
        PERFORM pqr_core.refuse('link_unanswered', 'kind');
    END IF;
END $$;

-- Decide on a pair. Repeated with the same command it answers the same. Raises PQ100.
CREATE OR REPLACE FUNCTION pqr_api.link_petition(
    p_command uuid, p_case uuid, p_version int, p_earlier uuid, p_kind text, p_reason text) RETURNS jsonb
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '3s' AS $$
DECLARE
    me pqr.person := pqr_core.me();
    c pqr.case_file;
    match text;
BEGIN
    IF EXISTS (SELECT FROM pqr.petition_link l WHERE l.command_id = p_command AND l.linked_by = me.person_id) THEN
        RETURN '{"status": "applied", "replayed": true}';
    END IF;
    SELECT * INTO c FROM pqr.case_file f WHERE f.case_id = p_case FOR NO KEY UPDATE;
    SELECT s.matched_by INTO match FROM pqr_core.same_person(p_case) s WHERE s.case_id = p_earlier
     ORDER BY s.matched_by = 'document' DESC LIMIT 1;
    IF c.case_id IS NULL OR c.procedure <> 'pqr_v08' OR NOT pqr_core.can_act(c, me) OR match IS NULL THEN
        PERFORM pqr_core.log_refusal(p_command, p_case, 'link_petition', NULL, 'not_permitted');
        PERFORM pqr_core.refuse('not_permitted');
    ELSIF c.activity NOT BETWEEN 6 AND 17 THEN
        PERFORM pqr_core.refuse('wrong_activity');
    ELSIF c.version IS DISTINCT FROM p_version THEN
        PERFORM pqr_core.refuse('stale_version');
    END IF;
    PERFORM pqr_core.check_link(c, p_earlier, p_kind, p_reason);
    INSERT INTO pqr.petition_link (case_id, seq, earlier_case_id, kind, matched_by, likeness, reason, command_id, linked_by)
    SELECT p_case, (SELECT coalesce(max(l.seq), 0) + 1 FROM pqr.petition_link l WHERE l.case_id = p_case), p_earlier,
           p_kind, match, pqr_core.shared(pqr_core.shingles(pqr_core.petition_words(p_case)),
                                       pqr_core.shingles(pqr_core.petition_words(p_earlier))),
           pqr_core.visible(p_reason), p_command, me.person_id;
    PERFORM pqr_core.move(c, me, p_command, 'linked', c.activity::int, c.assignee_id, c.area_id, c.status,
        sha256(convert_to(concat_ws('|', p_earlier, p_kind, btrim(p_reason)), 'UTF8')), pqr_core.nothing());
    RETURN jsonb_build_object('status', 'applied', 'version', c.version + 1);
END $$;
