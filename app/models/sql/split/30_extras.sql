-- Activity 12: a returned row of somebody who is not in the table of signatories. Another person than who received the
-- list adds them to the table, with reason, and they get a case like the others; or sets the row aside, with reason.

-- Rows of nobody in the table that nobody decided yet.
CREATE OR REPLACE FUNCTION pqr_core.open_extras() RETURNS TABLE (case_id uuid, reception int, row_no int)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT r.case_id, r.reception, r.row_no FROM pqr.split_return r
      JOIN pqr.case_file f ON f.case_id = r.case_id AND f.activity = 12 AND f.closed_at IS NULL
     WHERE r.result = 'extra' AND NOT EXISTS (SELECT FROM pqr.split_extra x
        WHERE x.case_id = r.case_id AND x.reception = r.reception AND x.row_no = r.row_no)
$$;

CREATE OR REPLACE FUNCTION pqr_core.has_open_extra(p_case uuid) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT EXISTS (SELECT FROM pqr_core.open_extras() o WHERE o.case_id = p_case)
$$;

-- Whether this person decides on rows of that petition: they compare them with its image.
CREATE OR REPLACE FUNCTION pqr_core.judges_extras(p_case uuid) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT pqr_api.my_roles() && '{analyst,lawyer,lead}' AND pqr_core.has_open_extra(p_case)
$$;

-- Who of the table the row may be, written otherwise: a number with one slip of the hand, or a name almost the same.
CREATE OR REPLACE FUNCTION pqr_core.signatory_alike(r pqr.split_return) RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT concat_ws(' ', g.full_name, g.document_type, g.document_number) FROM pqr.signatory g
     CROSS JOIN LATERAL (SELECT pqr_core.name_likeness(g.full_name, r.full_name) AS near,
        coalesce(pqr_core.one_slip(pqr_core.bare_number(g.document_number), pqr_core.bare_number(r.document_number)), false) AS slip) l
     WHERE g.case_id = r.case_id AND (l.near >= 0.6 OR l.slip) ORDER BY l.slip DESC, l.near DESC, g.ordinal LIMIT 1
$$;

-- Undecided rows, the oldest petition first; or those decided in thirty days. Names are counted as labels of a list.
DROP FUNCTION IF EXISTS pqr_api.split_extras(boolean);
CREATE FUNCTION pqr_api.split_extras(p_decided boolean) RETURNS TABLE (
    case_id uuid, reception int, row_no int, label text, due_on date, full_name text, document_type text,
    document_number text, file_label text, received_by text, received_at timestamptz, is_mine boolean, alike text,
    signatories int, missing int, document_id uuid, decision text, reason text, decided_by text, decided_at timestamptz,
    child text)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    me pqr.person := pqr_core.require_role('analyst', 'lawyer', 'lead');
    found pqr.split_return[];
    ids uuid[];
BEGIN
    found := ARRAY(
        SELECT r FROM pqr.split_return r JOIN pqr.case_file f ON f.case_id = r.case_id
          LEFT JOIN pqr.split_extra x ON (x.case_id, x.reception, x.row_no) = (r.case_id, r.reception, r.row_no)
         WHERE r.result = 'extra' AND CASE WHEN p_decided THEN x.decided_at > now() - interval '30 days'
               ELSE x.case_id IS NULL AND f.activity = 12 AND f.closed_at IS NULL END
         ORDER BY CASE WHEN p_decided THEN x.decided_at END DESC, f.due_on, r.case_id, r.reception, r.row_no LIMIT 200);
    ids := ARRAY(SELECT DISTINCT u.case_id FROM unnest(found) AS u);
    IF cardinality(ids) > 0 AND NOT pqr_core.spend('labels', me, NULL, 'firmantes de más', cardinality(found), ids) THEN
        PERFORM pqr_core.refuse('quota');
    END IF;
    RETURN QUERY
    SELECT r.case_id, r.reception, r.row_no, f.label, f.due_on, r.full_name, r.document_type, r.document_number, s.file_label,
           w.full_name, s.received_at, s.received_by = me.person_id,
           CASE WHEN NOT p_decided THEN pqr_core.signatory_alike(
               (SELECT y FROM pqr.split_return y WHERE (y.case_id, y.reception, y.row_no) = (r.case_id, r.reception, r.row_no))) END,
           (SELECT count(*)::int FROM pqr.signatory g WHERE g.case_id = r.case_id),
           (SELECT count(*)::int FROM pqr.signatory g WHERE g.case_id = r.case_id AND g.child_case_id IS NULL),
           CASE WHEN NOT p_decided THEN p.document_id END, x.decision, x.reason, d.full_name, x.decided_at, k.label
      FROM unnest(found) WITH ORDINALITY AS r(case_id, reception, row_no, full_name, document_type, document_number, result,
                                             signatory_ordinal, child_case_id, place)
      JOIN pqr.case_file f ON f.case_id = r.case_id
      JOIN pqr.petition p ON p.case_id = r.case_id
      JOIN pqr.split_reception s ON s.case_id = r.case_id AND s.reception = r.reception
      JOIN pqr.person w ON w.person_id = s.received_by
      LEFT JOIN pqr.split_extra x ON (x.case_id, x.reception, x.row_no) = (r.case_id, r.reception, r.row_no)
      LEFT JOIN pqr.person d ON d.person_id = x.decided_by
      LEFT JOIN pqr.case_file k ON k.case_id = x.child_case_id
     ORDER BY r.place;
END $$;

-- Decide on one row. Repeated with the same command it answers the same. Raises PQ100.
CREATE OR REPLACE FUNCTION pqr_api.decide_extra(
    p_command uuid, p_case uuid, p_reception int, p_row int, p_adopt boolean, p_reason text) RETURNS jsonb
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '3s' AS $$
DECLARE
    me pqr.person := pqr_core.require_role('analyst', 'lawyer', 'lead');
    c pqr.case_file;
    r pqr.split_return;
    receiver int;
    said text := pqr_core.said(p_reason, 'reason', 20, 1000);
    child uuid;
    n int;
BEGIN
    SELECT * INTO c FROM pqr.case_file f WHERE f.case_id = p_case FOR NO KEY UPDATE;
    IF EXISTS (SELECT FROM pqr.split_extra x WHERE x.command_id = p_command AND x.decided_by = me.person_id) THEN
        RETURN '{"status": "applied", "replayed": true}';
    END IF;
    SELECT y.* INTO r FROM pqr.split_return y JOIN pqr_core.open_extras() o USING (case_id, reception, row_no)
     WHERE y.case_id = p_case AND y.reception = p_reception AND y.row_no = p_row;
    IF r.case_id IS NULL THEN
        PERFORM pqr_core.refuse('extra_gone');
    END IF;
    receiver := (SELECT s.received_by FROM pqr.split_reception s WHERE s.case_id = p_case AND s.reception = p_reception);
    IF receiver = me.person_id THEN
        PERFORM pqr_core.log_refusal(p_command, p_case, 'decide_extra', NULL, 'extra_own');
        PERFORM pqr_core.refuse('extra_own');
    ELSIF pqr_core.one_hand(receiver, me.person_id) THEN
        PERFORM pqr_core.refuse('same_hand');
    END IF;
    IF p_adopt THEN
        n := pqr_core.add_signatory(c, r);
        child := pqr_core.open_split_child(c, me, (SELECT p FROM pqr.petition p WHERE p.case_id = p_case),
            (SELECT g FROM pqr.signatory g WHERE g.case_id = p_case AND g.ordinal = n), p_command);
    END IF;
    INSERT INTO pqr.split_extra (case_id, reception, row_no, decision, reason, signatory_ordinal, child_case_id, command_id,
                                 received_by, decided_by)
    VALUES (p_case, p_reception, p_row, CASE WHEN p_adopt THEN 'adopted' ELSE 'set_aside' END, said, n, child, p_command,
            receiver, me.person_id);
    PERFORM pqr_core.note_act(c, me, p_command, CASE WHEN p_adopt THEN 'extra_adopted' ELSE 'extra_set_aside' END,
                              format('%s.%s %s', p_reception, p_row, said), pqr_core.nothing());
    -- The row that was set aside may have been the last thing left to do.
    SELECT * INTO c FROM pqr.case_file f WHERE f.case_id = p_case;
    PERFORM pqr_core.end_if_all_ended(c, me);
    RETURN jsonb_build_object('status', 'applied', 'child', (SELECT f.label FROM pqr.case_file f WHERE f.case_id = child));
END $$;

-- The person of a row as one more who signed; their place in the table.
CREATE OR REPLACE FUNCTION pqr_core.add_signatory(c pqr.case_file, r pqr.split_return) RETURNS int
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    n int := (SELECT 1 + max(g.ordinal) FROM pqr.signatory g WHERE g.case_id = c.case_id);
    kind text := nullif(regexp_replace(upper(coalesce(r.document_type, '')), '[^A-Z]', '', 'g'), '');
    number text := pqr_core.bare_number(r.document_number);
BEGIN
    IF r.full_name = '' THEN
        PERFORM pqr_core.refuse('extra_without_name');
    ELSIF (kind IS NULL) <> (number IS NULL) OR number !~ '^[0-9A-Z]{3,15}$' OR kind <> ALL ('{CC,TI,RC,CE,PA,PPT,NIT,NUIP}')
          OR kind = ANY ('{CC,TI,CE,PPT,NIT}') AND number !~ '^[0-9]+$' THEN
        PERFORM pqr_core.refuse('extra_document');
    ELSIF pqr_core.signatory_of(c.case_id, r.full_name, kind, number) IS NOT NULL THEN
        PERFORM pqr_core.refuse('extra_signed_already');
    END IF;
    INSERT INTO pqr.signatory (case_id, ordinal, full_name, document_type, document_number)
    VALUES (c.case_id, n, r.full_name, kind, number);
    UPDATE pqr.petition p SET signatory_count = n WHERE p.case_id = c.case_id;
    RETURN n;
END $$;
