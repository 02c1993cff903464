-- Reserved data (Ley 1581 de 2012, arts. 5 and 7): who may look, what lists show instead, and looking with a reason.

-- What anybody reads where a datum is reserved.
CREATE OR REPLACE FUNCTION pqr_core.reserved_words() RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT 'Dato reservado' $$;

-- Whether this person looked with a reason at that petition today: once a day for each case, not at each opening.
CREATE OR REPLACE FUNCTION pqr_core.is_revealed(p_petition uuid) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT EXISTS (SELECT FROM pqr_audit.read_log l
                    WHERE l.case_id = p_petition AND l.what = 'reveal' AND l.session_login = session_user
                      AND (l.at AT TIME ZONE INTERVAL '-05:00')::date = pqr_core.today())
$$;

-- Whether the claims, words and inputs of a petition are read as they are: nothing in it is reserved, it is my step or my
-- case (who answers must know what is asked), it is in the second sample, or I gave a reason today.
CREATE OR REPLACE FUNCTION pqr_core.sees_claims(c pqr.case_file, me pqr.person) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT NOT pqr_core.is_reserved(pqr_core.petition_case(c)) OR coalesce(c.assignee_id = me.person_id, false)
           OR pqr_core.can_act(c, me) OR coalesce(c.closed_at IS NOT NULL AND pqr_core.in_second_sample(c.case_id), false)
           OR pqr_core.is_revealed(pqr_core.petition_case(c))
$$;

-- What of a petition is not shown to this person now, in the categories of pqr.reserved_field.
CREATE OR REPLACE FUNCTION pqr_core.reserved_parts(c pqr.case_file, me pqr.person) RETURNS text[]
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT CASE WHEN pqr_core.is_revealed(pqr_core.petition_case(c)) THEN '{}'::text[]
                WHEN pqr_core.sees_claims(c, me) THEN '{differential}' ELSE '{differential,claim}' END
$$;

-- A sheet without what is reserved: the same shape, so that the window needs no other one.
CREATE OR REPLACE FUNCTION pqr_core.without_reserved(p_sheet jsonb) RETURNS jsonb
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT p_sheet || jsonb_build_object(
        'petition', (p_sheet -> 'petition') || jsonb_build_object('subject', pqr_core.reserved_words()),
        'claims', (SELECT coalesce(jsonb_agg(k || jsonb_build_object('code', '', 'title', pqr_core.reserved_words(),
                               'words', '', 'systems', '[]'::jsonb, 'area', '')), '[]')
                     FROM jsonb_array_elements(p_sheet -> 'claims') k),
        'inputs', (SELECT coalesce(jsonb_agg(i || jsonb_build_object('content', pqr_core.reserved_words(),
                               'facts', '{}'::jsonb, 'note', NULL)), '[]')
                     FROM jsonb_array_elements(p_sheet -> 'inputs') i),
        'escalations', (SELECT coalesce(jsonb_agg(e || jsonb_build_object('question', pqr_core.reserved_words(),
                               'answers', '[]'::jsonb)), '[]')
                          FROM jsonb_array_elements(p_sheet -> 'escalations') e),
        'endorsements', (SELECT coalesce(jsonb_agg(e || jsonb_build_object('note', pqr_core.reserved_words(),
                               'decision_note', NULL, 'act_text', NULL)), '[]')
                           FROM jsonb_array_elements(p_sheet -> 'endorsements') e),
        'law', (p_sheet -> 'law') || jsonb_build_object(
            'priority', CASE WHEN jsonb_typeof(p_sheet #> '{law,priority}') = 'object' THEN (p_sheet #> '{law,priority}')
                || jsonb_build_object('ground', 'reserved', 'reason', pqr_core.reserved_words(), 'measures', '') END,
            'data_claim', CASE WHEN jsonb_typeof(p_sheet #> '{law,data_claim}') = 'object'
                THEN (p_sheet #> '{law,data_claim}') || jsonb_build_object('about', pqr_core.reserved_words()) END))
$$;

-- The half-filled form of this person without the marks, where they are reserved: they stay in the server's copy.
CREATE OR REPLACE FUNCTION pqr_core.form_without_marks(p_form jsonb) RETURNS jsonb
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT CASE WHEN jsonb_typeof(p_form -> 'petitioner') = 'object'
                THEN jsonb_set(p_form, '{petitioner,differential}', 'null') ELSE p_form END
$$;

-- Look at the marks of the people of a petition, with a reason of the list and a sentence: counted where a rollback does
-- not turn it back, written under the person, and never taken back. Nothing may refuse after the count, so that a number
-- without its line is always an answer that somebody undid. Raises PQ100 reveal_reason, reveal_note, not_permitted, quota.
CREATE OR REPLACE FUNCTION pqr_api.reveal(p_case uuid, p_reason text, p_note text) RETURNS jsonb
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    me pqr.person := pqr_core.me();
    c pqr.case_file;
    why text := (SELECT r.label FROM pqr.reveal_reason r WHERE r.code = p_reason);
    said text := pqr_core.visible(regexp_replace(coalesce(p_note, ''), '\s+', ' ', 'g'));
BEGIN
    SELECT * INTO c FROM pqr.case_file f WHERE f.case_id = p_case;
    IF c.case_id IS NULL OR NOT pqr_core.can_read(c) THEN
        PERFORM pqr_core.log_refusal(NULL, p_case, 'reveal', NULL, 'not_permitted');
        PERFORM pqr_core.refuse('not_permitted');
    ELSIF why IS NULL THEN
        PERFORM pqr_core.refuse('reveal_reason', 'reason');
    ELSIF length(said) < 10 OR said !~ '[[:alpha:]]{2}' THEN
        PERFORM pqr_core.refuse('reveal_note', 'note');
    ELSIF length(said) > 200 THEN
        PERFORM pqr_core.refuse('text_too_long', 'note');
    ELSIF NOT pqr_core.spend('reveal', me, pqr_core.petition_case(c), why || ': ' || said) THEN
        PERFORM pqr_core.refuse('quota');
    END IF;
    RETURN jsonb_build_object(
        'people', (SELECT coalesce(jsonb_agg(jsonb_build_object('ordinal', t.ordinal, 'differential', t.differential)
                                             ORDER BY t.ordinal), '[]')
                     FROM pqr.petitioner t WHERE t.case_id = pqr_core.petition_case(c)),
        'typed', (SELECT w.form #> '{petitioner,differential}' FROM pqr.work_in_progress w
                   WHERE w.case_id = p_case AND w.person_id = me.person_id AND w.activity = c.activity));
END $$;

-- The first claim of each case and how many there are, for the rows of a list: only cases whose routing data is mine to
-- see (the policy of pqr.case_file), and no reserved one by its name, not even to who answers it.
CREATE OR REPLACE FUNCTION pqr_api.claim_heads(p_cases uuid[])
RETURNS TABLE (case_id uuid, title text, claims int, is_reserved boolean)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    my_id int := (pqr_core.me()).person_id;
    my_area int := pqr_api.my_area_id();
    mine text[] := pqr_api.my_activities();
    everything boolean := pqr_api.i_oversee();
BEGIN
    IF cardinality(p_cases) > 5000 THEN
        RAISE EXCEPTION 'claim_heads takes up to 5000 cases' USING ERRCODE = '22023';
    END IF;
    RETURN QUERY
    SELECT k.case_id,
           CASE WHEN bool_or(n.is_sensitive) THEN pqr_core.reserved_words()
                ELSE min(n.title) FILTER (WHERE k.ordinal = 1) END,
           count(*)::int, bool_or(n.is_sensitive)
      FROM unnest(p_cases) AS u(id)
      JOIN pqr.case_file c ON c.case_id = u.id
      JOIN pqr.claim k ON k.case_id = c.case_id
      JOIN pqr.claim_node n ON n.code = k.claim_code
     WHERE everything OR ((c.closed_at IS NULL OR c.closed_at > now() - interval '90 days')
           AND (c.assignee_id = my_id OR c.area_id = my_area OR (c.procedure || ':' || c.activity) = ANY (mine)))
     GROUP BY k.case_id;
END $$;
