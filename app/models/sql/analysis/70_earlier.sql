-- Activities 6 and 7: what else the same person asked, what was answered, and whether it got there. Found by identity
-- document; by name only as a possibility, which shows little until an agent says that it is the same person.

-- Words and pairs of neighbouring words of a text, for comparing writings.
CREATE OR REPLACE FUNCTION pqr_core.shingles(p_text text) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
    WITH w AS (SELECT regexp_split_to_array(btrim(regexp_replace(pqr_core.norm(left(coalesce(p_text, ''), 6000)),
                                                                 '[^a-z0-9]+', ' ', 'g')), ' ') AS words)
    SELECT coalesce(array_agg(DISTINCT s.piece), '{}') FROM (
        SELECT words[i] AS piece FROM w, generate_subscripts(words, 1) AS i WHERE words[i] <> ''
        UNION ALL SELECT words[i] || ' ' || words[i + 1] FROM w, generate_subscripts(words, 1) AS i
                   WHERE i < cardinality(words)) s
$$;

-- The share of pieces that both have, from 0 to 1.
CREATE OR REPLACE FUNCTION pqr_core.shared(p_one text[], p_other text[]) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
    SELECT round(coalesce(b.n::numeric / nullif(cardinality(p_one) + cardinality(p_other) - b.n, 0), 0), 2)
      FROM (SELECT count(*) AS n FROM unnest(p_one) AS u(piece) WHERE u.piece = ANY (p_other)) b
$$;

-- How alike two names are, whatever the order of their parts: shared groups of three letters.
CREATE OR REPLACE FUNCTION pqr_core.name_likeness(p_one text, p_other text) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
    WITH t AS (
        SELECT DISTINCT k.who, substr('  ' || w.word || ' ', i, 3) AS piece
          FROM (VALUES (1, pqr_core.norm(p_one)), (2, pqr_core.norm(p_other))) AS k(who, name),
               regexp_split_to_table(k.name, '[^a-z]+') AS w(word), generate_series(1, length(w.word) + 1) AS i
         WHERE w.word <> '')
    SELECT round(coalesce((count(*) - count(DISTINCT piece))::numeric / nullif(count(DISTINCT piece), 0), 0), 2) FROM t
$$;

-- Whether two numbers may be one with a slip of the hand: one digit changed, missing, or two neighbours swapped.
CREATE OR REPLACE FUNCTION pqr_core.one_slip(p_one text, p_other text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
    SELECT CASE
        WHEN p_one = p_other THEN true
        WHEN abs(length(p_one) - length(p_other)) = 1 THEN EXISTS (
            SELECT FROM generate_series(1, greatest(length(p_one), length(p_other))) AS i
             WHERE overlay(CASE WHEN length(p_one) > length(p_other) THEN p_one ELSE p_other END
                           placing '' FROM i FOR 1)
                 = CASE WHEN length(p_one) > length(p_other) THEN p_other ELSE p_one END)
        WHEN length(p_one) = length(p_other) THEN (
            SELECT count(*) = 1 OR (count(*) = 2 AND max(i) - min(i) = 1
                   AND substr(p_one, min(i), 1) = substr(p_other, max(i), 1)
                   AND substr(p_one, max(i), 1) = substr(p_other, min(i), 1))
              FROM generate_series(1, length(p_one)) AS i WHERE substr(p_one, i, 1) <> substr(p_other, i, 1))
        ELSE false END
$$;

-- Whether what is asked in a petition is reserved: the one place that says whose history needs a reason to be opened.
CREATE OR REPLACE FUNCTION pqr_core.is_reserved(p_case uuid) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT EXISTS (SELECT FROM pqr.claim k JOIN pqr.claim_node n ON n.code = k.claim_code
                    WHERE k.case_id = p_case AND n.is_sensitive)
        -- Before its claims are written, by the topic that was seen at intake.
        OR EXISTS (SELECT FROM pqr.petition p JOIN pqr.claim_node n ON n.code = p.topic_code WHERE p.case_id = p_case
                      AND n.is_sensitive AND NOT EXISTS (SELECT FROM pqr.claim k WHERE k.case_id = p_case))
$$;

-- Who asks in a petition: as it was filed, and, with p_typed, as the person of this session has it half filled in now.
-- Only while who asks is being written down (6 and 7): elsewhere a form would open anybody's history.
DROP FUNCTION IF EXISTS pqr_core.asked_by(uuid);
CREATE OR REPLACE FUNCTION pqr_core.asked_by(p_case uuid, p_typed boolean) RETURNS SETOF pqr.petitioner
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT t.* FROM pqr.petitioner t WHERE t.case_id = p_case
    UNION ALL
    SELECT (jsonb_populate_record(NULL::pqr.petitioner, jsonb_build_object('case_id', p_case, 'ordinal', 0,
             'document_type', nullif(w.form #>> '{petitioner,document_type}', ''),
             'document_number', nullif(w.form #>> '{petitioner,document_number}', ''),
             'full_name', w.form #>> '{petitioner,full_name}',
             'municipality_code', nullif(w.form #>> '{petitioner,municipality_code}', ''),
             'birth_date', pqr_core.as_day(w.form #>> '{petitioner,birth_date}')))).*
      FROM pqr.work_in_progress w JOIN pqr.case_file f ON f.case_id = w.case_id AND f.activity = w.activity
     WHERE p_typed AND w.case_id = p_case AND w.person_id = pqr_api.my_person_id() AND f.activity IN (6, 7)
       AND jsonb_typeof(w.form -> 'petitioner') = 'object'
$$;

-- Other petitions of who asks in this one. `document`: the same identity document. `possible`: a name that is almost
-- the same in the same municipality, and no other document (one is missing, or they differ by a slip of the hand).
-- The petitions of the same family (a split) are this one. plpgsql: its plans are made with the values in sight, and a
-- document, or two surnames, of a million people are found by their indexes.
DROP FUNCTION IF EXISTS pqr_core.same_person(uuid);
CREATE OR REPLACE FUNCTION pqr_core.same_person(p_case uuid, p_typed boolean DEFAULT true)
RETURNS TABLE (case_id uuid, matched_by text, name_match numeric)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    who pqr.petitioner;
    root uuid := (SELECT f.root_id FROM pqr.case_file f WHERE f.case_id = p_case);
    names text[];
BEGIN
    FOR who IN SELECT * FROM pqr_core.asked_by(p_case, p_typed) t WHERE t.document_number IS NOT NULL LOOP
        RETURN QUERY
        SELECT DISTINCT o.case_id, 'document', NULL::numeric
          FROM (SELECT p.case_id FROM pqr.petitioner p WHERE p.document_number = who.document_number
                   AND coalesce(p.document_type, who.document_type) IS NOT DISTINCT FROM
                       coalesce(who.document_type, p.document_type)
                UNION SELECT s.case_id FROM pqr.signatory s
                 WHERE s.document_number = who.document_number AND s.child_case_id IS NULL) o
          JOIN pqr.case_file f ON f.case_id = o.case_id
         WHERE f.procedure = 'pqr_v08' AND f.root_id IS DISTINCT FROM root;
    END LOOP;
    SELECT * INTO who FROM pqr_core.asked_by(p_case, p_typed) t WHERE t.ordinal < 2 ORDER BY t.ordinal LIMIT 1;
    names := array_remove(regexp_split_to_array(pqr_core.norm(coalesce(who.full_name, '')), '[^a-z]+'), '');
    IF who.municipality_code IS NULL OR cardinality(names) < 3 THEN
        RETURN;
    END IF;
    RETURN QUERY
    WITH hits AS MATERIALIZED (
        SELECT s.case_id FROM pqr.search_text s
         WHERE s.words @@ (quote_literal(names[cardinality(names) - 1]) || ' & '
                           || quote_literal(names[cardinality(names)]))::tsquery LIMIT 2000
    ), near AS MATERIALIZED (
        SELECT h.case_id, o.document_number, pqr_core.name_likeness(who.full_name, o.full_name) AS alike
          FROM hits h JOIN pqr.petitioner o ON o.case_id = h.case_id AND o.municipality_code = who.municipality_code
          JOIN pqr.case_file f ON f.case_id = h.case_id
         WHERE f.procedure = 'pqr_v08' AND f.root_id IS DISTINCT FROM root)
    SELECT DISTINCT ON (n.case_id) n.case_id, 'possible', n.alike FROM near n
     WHERE n.alike >= 0.70 AND n.document_number IS DISTINCT FROM who.document_number
       AND (n.document_number IS NULL OR who.document_number IS NULL
            OR pqr_core.one_slip(n.document_number, who.document_number))
     ORDER BY n.case_id, n.alike DESC;
END $$;

-- How a petition found stands to this one: matched by its document, or possible and then said by an agent to be one.
CREATE OR REPLACE FUNCTION pqr_core.is_settled(p_case uuid, p_earlier uuid, p_matched_by text) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT p_matched_by = 'document' OR coalesce((
        SELECT l.kind <> 'distinct' FROM pqr.petition_link l
         WHERE l.case_id = p_case AND l.earlier_case_id = p_earlier ORDER BY l.seq DESC LIMIT 1), false)
$$;

-- The writing of a petition, as far as it was typed: its subject and the citizen's words in it.
CREATE OR REPLACE FUNCTION pqr_core.petition_words(p_case uuid) RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT concat_ws(' ', p.subject, (SELECT string_agg(k.citizen_words, ' ' ORDER BY k.ordinal)
                                        FROM pqr.claim k WHERE k.case_id = p_case))
      FROM pqr.petition p WHERE p.case_id = p_case
$$;

-- The answer of a petition and the proof that it got there. NULL while there is no outgoing number.
CREATE OR REPLACE FUNCTION pqr_core.earlier_answer(p_case uuid) RETURNS jsonb
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT jsonb_build_object('number', o.filing_number, 'filed_at', o.taken_at,
        'has_document', coalesce(o.image_document_id, l.signed_document_id, l.unsigned_document_id) IS NOT NULL,
        'sent_at', d.handed_at, 'guide', d.guide, 'result', y.result, 'happened_on', y.happened_on,
        'cause', r.label, 'has_proof', y.document_id IS NOT NULL)
      FROM pqr.letter l
      JOIN pqr.outgoing_filing o ON o.case_id = l.case_id AND o.letter_no = l.letter_no AND o.annulled_at IS NULL
      LEFT JOIN LATERAL (SELECT x.* FROM pqr.dispatch x WHERE x.case_id = p_case ORDER BY x.attempt DESC LIMIT 1) d ON true
      LEFT JOIN pqr.delivery y ON y.case_id = d.case_id AND y.attempt = d.attempt
      LEFT JOIN pqr.return_cause r ON r.code = y.cause_code
     WHERE l.case_id = p_case AND l.withdrawn_at IS NULL ORDER BY l.letter_no DESC LIMIT 1
$$;

CREATE OR REPLACE FUNCTION pqr_core.earlier_claims(p_case uuid, p_reserved boolean) RETURNS jsonb
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT coalesce(jsonb_agg(jsonb_build_object('code', CASE WHEN p_reserved THEN NULL ELSE k.claim_code END,
        'title', CASE WHEN p_reserved THEN pqr_core.reserved_words() ELSE coalesce(k.title, n.title) END,
        'area', CASE WHEN p_reserved THEN '' ELSE a.name END) ORDER BY k.ordinal), '[]')
      FROM pqr.claim k JOIN pqr.claim_node n ON n.code = k.claim_code JOIN pqr.area a ON a.area_id = k.area_id
     WHERE k.case_id = p_case
$$;

-- Escalations of a petition: area, when it was asked, and when it answered.
CREATE OR REPLACE FUNCTION pqr_core.earlier_escalations(p_case uuid) RETURNS jsonb
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT coalesce(jsonb_agg(jsonb_build_object('area', a.name, 'asked_at', e.requested_at, 'answered_at', e.answered_at,
        'promised_on', e.promised_on, 'rejected', e.competence = 'rejected') ORDER BY e.requested_at), '[]')
      FROM pqr.escalation e JOIN pqr.area a ON a.area_id = e.area_id WHERE e.petition_case_id = p_case
$$;

-- Calls and messages that campaigns made to these documents, newest first.
CREATE OR REPLACE FUNCTION pqr_core.calls_to(p_case uuid) RETURNS jsonb
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT coalesce(jsonb_agg(jsonb_build_object('campaign', x.name, 'medium', x.medium, 'made_at', x.made_at,
        'outcome', x.outcome_code, 'passed', x.passed) ORDER BY x.made_at DESC), '[]')
      FROM (SELECT m.name, m.medium, a.made_at, a.outcome_code, a.passed
              FROM pqr.petitioner t
              JOIN pqr.campaign_person c ON c.document_number = t.document_number
              JOIN pqr.campaign m ON m.case_id = c.case_id
              JOIN pqr.contact_attempt a ON a.case_id = c.contact_case_id
             WHERE t.case_id = p_case AND t.document_number IS NOT NULL
             ORDER BY a.made_at DESC LIMIT 20) x
$$;

-- What was last decided of the pair.
CREATE OR REPLACE FUNCTION pqr_core.link_between(p_case uuid, p_earlier uuid) RETURNS jsonb
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT jsonb_build_object('kind', l.kind, 'reason', l.reason, 'by', w.full_name, 'at', l.linked_at)
      FROM pqr.petition_link l JOIN pqr.person w ON w.person_id = l.linked_by
     WHERE l.case_id = p_case AND l.earlier_case_id = p_earlier ORDER BY l.seq DESC LIMIT 1
$$;

-- One earlier petition as it is shown. A possibility shows the name that it was found by and nothing of its answer.
CREATE OR REPLACE FUNCTION pqr_core.earlier_row(p_case uuid, p_earlier uuid, p_matched_by text, p_name numeric,
    p_words text[], p_scan bytea) RETURNS jsonb
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT jsonb_build_object('case_id', f.case_id, 'label', f.label, 'lex_code', f.lex_code, 'matched_by', p_matched_by,
        'is_settled', s.settled, 'name_match', p_name, 'received_on', p.received_on, 'channel', ch.label,
        'status', f.status, 'closed_at', f.closed_at, 'due_on', f.due_on, 'is_reserved', s.reserved,
        'name', CASE WHEN p_matched_by = 'possible' THEN t.full_name END,
        'births', pqr_core.births_apart(p_case, f.case_id), 'document_tail', CASE WHEN p_matched_by = 'possible' AND t.document_number IS NOT NULL
                              THEN '…' || right(t.document_number, 3) END,
        'assignee', CASE WHEN s.settled THEN w.full_name END,
        'claims', pqr_core.earlier_claims(f.case_id, s.reserved),
        'answer', CASE WHEN s.settled THEN pqr_core.earlier_answer(f.case_id) END,
        'escalations', CASE WHEN s.settled THEN pqr_core.earlier_escalations(f.case_id) ELSE '[]' END,
        'likeness', CASE WHEN s.reserved THEN 0
                         ELSE pqr_core.shared(p_words, pqr_core.shingles(pqr_core.petition_words(f.case_id))) END,
        'same_scan', coalesce(d.sha256 = p_scan, false), 'link', pqr_core.link_between(p_case, f.case_id))
      FROM pqr.case_file f
      JOIN pqr.petition p ON p.case_id = f.case_id
      JOIN pqr.channel ch ON ch.key = p.channel
     CROSS JOIN LATERAL (SELECT pqr_core.is_settled(p_case, f.case_id, p_matched_by) AS settled,
                                pqr_core.is_reserved(f.case_id) AS reserved) s
      LEFT JOIN pqr.petitioner t ON t.case_id = f.case_id AND t.ordinal = 1
      LEFT JOIN pqr.person w ON w.person_id = f.assignee_id
      LEFT JOIN pqr.document d ON d.document_id = p.document_id
     WHERE f.case_id = p_earlier
$$;

-- Whether whom I typed may be looked up: each other person is a search, counted as one, once a day.
CREATE OR REPLACE FUNCTION pqr_core.may_look_up(p_case uuid, me pqr.person) RETURNS boolean
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    typed text;
BEGIN
    IF NOT EXISTS (SELECT FROM pqr.work_in_progress w WHERE w.case_id = p_case AND w.person_id = me.person_id) THEN
        RETURN true;
    END IF;
    typed := (
        SELECT encode(sha256(convert_to(pqr_core.norm(concat_ws(' ', t.document_number, t.full_name, t.municipality_code)),
                                        'UTF8')), 'hex')
          FROM pqr_core.asked_by(p_case, true) t WHERE t.ordinal = 0 AND NOT EXISTS (
               SELECT FROM pqr.petitioner o WHERE o.case_id = p_case
                  AND (o.document_type, o.document_number, o.municipality_code, pqr_core.norm(o.full_name))
                      IS NOT DISTINCT FROM (t.document_type, t.document_number, t.municipality_code, pqr_core.norm(t.full_name))));
    RETURN typed IS NULL
        OR EXISTS (SELECT FROM pqr_audit.read_log l WHERE l.session_login = session_user AND l.what = 'search'
                      AND l.reason = typed AND (l.at AT TIME ZONE INTERVAL '-05:00')::date = pqr_core.today())
        OR pqr_core.spend('search', me, NULL, typed);
END $$;

-- The other petitions of who asks in this one, newest first (at most 40, and how many there are), and the calls made to
-- them. Counted, and each petition shown is written down under its own case. Raises PQ100 not_permitted or quota.
CREATE OR REPLACE FUNCTION pqr_api.person_history(p_case uuid, p_reason text DEFAULT 'historia de la persona')
RETURNS jsonb
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    me pqr.person := pqr_core.me();
    c pqr.case_file;
    found uuid[];
    shown uuid[];
    answer jsonb;
    words text[];
    scan bytea;
BEGIN
    SELECT * INTO c FROM pqr.case_file f WHERE f.case_id = p_case AND f.procedure = 'pqr_v08';
    IF c.case_id IS NULL OR NOT pqr_core.can_read(c) THEN
        PERFORM pqr_core.log_refusal(NULL, p_case, 'person_history', NULL, 'not_permitted');
        PERFORM pqr_core.refuse('not_permitted');
    ELSIF NOT pqr_core.may_look_up(p_case, me) THEN
        PERFORM pqr_core.refuse('quota');
    END IF;
    words := pqr_core.shingles(pqr_core.petition_words(p_case));
    scan := (SELECT d.sha256 FROM pqr.petition p JOIN pqr.document d USING (document_id) WHERE p.case_id = p_case);
    WITH same AS MATERIALIZED (
        SELECT DISTINCT ON (s.case_id) s.* FROM pqr_core.same_person(p_case) s
         ORDER BY s.case_id, s.matched_by = 'document' DESC
    ), latest AS MATERIALIZED (
        SELECT s.*, p.received_on FROM same s JOIN pqr.petition p ON p.case_id = s.case_id
         ORDER BY s.matched_by = 'document' DESC, p.received_on DESC, s.case_id LIMIT 40)
    SELECT (SELECT array_agg(s.case_id) FROM same s), array_agg(l.case_id),
           jsonb_agg(pqr_core.earlier_row(p_case, l.case_id, l.matched_by, l.name_match, words, scan)
                     ORDER BY l.matched_by = 'document' DESC, l.received_on DESC, l.case_id)
      INTO found, shown, answer FROM latest l;
    IF NOT pqr_core.spend('earlier', me, p_case, p_reason, 1, shown) THEN
        PERFORM pqr_core.refuse('quota');
    END IF;
    RETURN jsonb_build_object('petitions', coalesce(answer, '[]'), 'total', coalesce(cardinality(found), 0),
                              'calls', pqr_core.calls_to(p_case), 'tree_version', pqr_core.tree_version());
END $$;

-- A paper of an earlier petition of the same person, in pieces: its answer, the proof that it was delivered, or the
-- petition itself. Only of those that the history shows; a reserved one asks for a reason. Raises PQ100.
CREATE OR REPLACE FUNCTION pqr_api.read_earlier(p_case uuid, p_earlier uuid, p_what text, p_reason text,
    p_from_chunk int DEFAULT 0, p_count int DEFAULT 16) RETURNS TABLE (chunk_no int, bytes bytea)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    me pqr.person := pqr_core.me();
    c pqr.case_file;
    d pqr.document;
BEGIN
    SELECT * INTO c FROM pqr.case_file f WHERE f.case_id = p_case AND f.procedure = 'pqr_v08';
    IF c.case_id IS NULL OR NOT pqr_core.can_read(c) OR NOT EXISTS (
        SELECT FROM pqr_core.same_person(p_case) s
         WHERE s.case_id = p_earlier AND pqr_core.is_settled(p_case, p_earlier, s.matched_by)) THEN
        PERFORM pqr_core.log_refusal(NULL, p_earlier, 'read_earlier', NULL, 'not_permitted');
        PERFORM pqr_core.refuse('not_permitted');
    ELSIF pqr_core.is_reserved(p_earlier) AND length(pqr_core.visible(p_reason)) < 10 THEN
        PERFORM pqr_core.refuse('reserved_reason_needed', 'reason');
    ELSIF NOT pqr_core.spend('document', me, p_earlier, coalesce(nullif(btrim(p_reason), ''), 'petición anterior')) THEN
        PERFORM pqr_core.refuse('quota');
    END IF;
    SELECT t.* INTO d FROM pqr.document t WHERE t.state = 'ready' AND t.document_id = pqr_core.earlier_paper(p_earlier, p_what);
    IF d.document_id IS NULL THEN
        PERFORM pqr_core.refuse('document_missing', 'document_id');
    END IF;
    RETURN QUERY SELECT k.chunk_no, k.bytes FROM pqr.document_chunk k
      WHERE k.year = d.year AND k.document_id = d.document_id
        AND k.chunk_no >= p_from_chunk AND k.chunk_no < p_from_chunk + least(greatest(p_count, 1), 64)
      ORDER BY k.chunk_no;
END $$;

CREATE OR REPLACE FUNCTION pqr_core.earlier_paper(p_case uuid, p_what text) RETURNS uuid
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT CASE p_what
        WHEN 'petition' THEN (SELECT p.document_id FROM pqr.petition p WHERE p.case_id = p_case)
        WHEN 'answer' THEN (
            SELECT coalesce(o.image_document_id, l.signed_document_id, l.unsigned_document_id)
              FROM pqr.letter l JOIN pqr.outgoing_filing o ON o.case_id = l.case_id AND o.letter_no = l.letter_no
               AND o.annulled_at IS NULL
             WHERE l.case_id = p_case AND l.withdrawn_at IS NULL ORDER BY l.letter_no DESC LIMIT 1)
        WHEN 'proof' THEN (SELECT y.document_id FROM pqr.delivery y WHERE y.case_id = p_case
                            ORDER BY y.attempt DESC LIMIT 1) END
$$;
