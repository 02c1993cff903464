-- The dictionary beyond the dictionary: words of one person, and words that the organisation accepted for all.

-- Own words and shared ones, as the spelling takes them.
CREATE OR REPLACE FUNCTION pqr_api.my_words() RETURNS TABLE (word text, own boolean)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $fn$
DECLARE me pqr.person := pqr_core.me();
BEGIN
    RETURN QUERY
    SELECT o.word, true FROM pqr.own_word o WHERE o.person_id = me.person_id
    UNION ALL SELECT s.word, false FROM pqr.shared_word s WHERE s.accepted;
END $fn$;

-- Add a word for me; with `p_share` it is also proposed for everybody.
CREATE OR REPLACE FUNCTION pqr_api.add_word(p_word text, p_share boolean) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $fn$
DECLARE me pqr.person := pqr_core.me();
BEGIN
    IF (SELECT count(*) FROM pqr.own_word o WHERE o.person_id = me.person_id) >= 2000
       OR (SELECT count(*) FROM pqr.shared_word s WHERE s.proposed_by = me.person_id AND s.accepted IS NULL) >= 100 THEN
        PERFORM pqr_core.refuse('too_many_words');
    END IF;
    INSERT INTO pqr.own_word (person_id, word) VALUES (me.person_id, p_word) ON CONFLICT DO NOTHING;
    IF p_share THEN
        INSERT INTO pqr.shared_word (word, proposed_by) VALUES (p_word, me.person_id) ON CONFLICT DO NOTHING;
    END IF;
    RETURN '{"status": "applied"}';
EXCEPTION WHEN check_violation OR not_null_violation THEN
    PERFORM pqr_core.refuse('not_a_word');
END $fn$;

CREATE OR REPLACE FUNCTION pqr_api.remove_word(p_word text) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $fn$
DECLARE me pqr.person := pqr_core.me();
BEGIN
    DELETE FROM pqr.own_word o WHERE o.person_id = me.person_id AND o.word = p_word;
    RETURN '{"status": "applied"}';
END $fn$;

-- Words that wait to be accepted for all.
CREATE OR REPLACE FUNCTION pqr_api.proposed_words() RETURNS TABLE (word text, proposed_by int, proposer text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $fn$
BEGIN
    PERFORM pqr_core.require_role('lawyer', 'lead', 'admin');
    RETURN QUERY
    SELECT s.word, s.proposed_by, p.full_name FROM pqr.shared_word s JOIN pqr.person p ON p.person_id = s.proposed_by
     WHERE s.accepted IS NULL ORDER BY s.proposed_at, s.word LIMIT 500;
END $fn$;

-- Accept a word for all, or not; never one's own.
CREATE OR REPLACE FUNCTION pqr_api.decide_word(p_word text, p_accept boolean) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $fn$
DECLARE me pqr.person := pqr_core.require_role('lawyer', 'lead', 'admin');
BEGIN
    IF EXISTS (SELECT FROM pqr.shared_word s WHERE s.word = p_word AND s.proposed_by = me.person_id) THEN
        PERFORM pqr_core.refuse('own_proposal');
    END IF;
    UPDATE pqr.shared_word s SET accepted = coalesce(p_accept, false), decided_by = me.person_id WHERE s.word = p_word;
    IF NOT FOUND THEN
        PERFORM pqr_core.refuse('unknown_proposal');
    END IF;
    RETURN '{"status": "applied"}';
END $fn$;
