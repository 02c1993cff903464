-- Files in chunks of 256 KiB: announced, sent, sealed against their hash, read in counted pieces.

-- Who may announce a document that belongs to no case yet.
CREATE OR REPLACE FUNCTION pqr_core.may_file_loose(p_kind text) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $fn$
  SELECT coalesce(pqr_api.my_roles() && CASE
    WHEN p_kind IN ('petition', 'attachment') THEN ARRAY['records', 'lead']
    WHEN p_kind IN ('print_batch', 'dispatch_sheet', 'delivery_proof') THEN ARRAY['printing']
    WHEN p_kind IN ('collective_answer', 'publication_proof') THEN ARRAY['analyst', 'lawyer']
    WHEN p_kind = 'copy_proof' THEN ARRAY['agent', 'analyst', 'lawyer']
    WHEN p_kind IN ('signature_image', 'authority') THEN ARRAY['signer', 'admin']
    ELSE '{}'::text[] END, false)
$fn$;

-- Who may announce a document of a case they can act on: nobody leaves a letter or a proof there for others to find.
CREATE OR REPLACE FUNCTION pqr_core.may_attach(p_kind text) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $fn$
  SELECT coalesce(p_kind IN ('attachment', 'input_support') OR pqr_api.my_roles() && CASE
    WHEN p_kind = 'petition' THEN ARRAY['records', 'lead']
    WHEN p_kind IN ('letter_unsigned', 'letter_signed') THEN ARRAY['signer']
    WHEN p_kind IN ('delivery_proof', 'notice', 'notice_proof') THEN ARRAY['printing']
    WHEN p_kind IN ('priority_proof', 'legal_letter', 'legal_proof', 'citizen_paper') THEN ARRAY['agent', 'lawyer']
    ELSE '{}'::text[] END, false)
$fn$;

-- Announce a document. Repeated with the same content it answers which chunks are already there.
CREATE OR REPLACE FUNCTION pqr_api.begin_document(
  p_document uuid, p_case uuid, p_kind text, p_mime text, p_bytes bigint, p_sha256 bytea, p_pages int, p_label text)
RETURNS jsonb
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $fn$
DECLARE
  me pqr.person := pqr_core.me();
  c pqr.case_file;
  d pqr.document;
BEGIN
  IF p_mime NOT IN ('application/pdf', 'image/tiff', 'image/png', 'image/jpeg',
     'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet') THEN
    PERFORM pqr_core.refuse('payload', 'mime');
  END IF;
  SELECT * INTO d FROM pqr.document WHERE document_id = p_document;
  IF NOT FOUND THEN
    IF p_case IS NULL THEN
      IF NOT pqr_core.may_file_loose(p_kind) THEN
        PERFORM pqr_core.refuse('not_permitted');
      END IF;
    ELSE
      SELECT * INTO c FROM pqr.case_file WHERE case_id = p_case;
      -- Who answers for a case brings the papers of the law's acts wherever its letter is: in Quality, or with who signs.
      IF c.case_id IS NULL OR NOT pqr_core.may_attach(p_kind) OR NOT (pqr_core.can_act(c, me) OR coalesce(
         c.closed_at IS NULL AND c.assignee_id = me.person_id AND p_kind IN ('legal_letter', 'legal_proof', 'citizen_paper'), false)) THEN
        PERFORM pqr_core.refuse('not_permitted');
      END IF;
    END IF;
    -- By size: one for the file and one for each MiB, so that nobody fills the disk with files never sealed.
    IF NOT pqr_core.spend('upload', me, p_case, p_kind, 1 + least(p_bytes >> 20, 1024)::int) THEN
      PERFORM pqr_core.refuse('quota');
    END IF;
    INSERT INTO pqr.document (document_id, case_id, kind, mime, byte_count, sha256, page_count, file_label, year, created_by)
    VALUES (p_document, p_case, p_kind, p_mime, p_bytes, p_sha256, p_pages, left(coalesce(p_label, ''), 120),
      extract(year FROM clock_timestamp()), me.person_id)
    RETURNING * INTO d;
  ELSIF (d.created_by, d.sha256, d.byte_count) IS DISTINCT FROM (me.person_id, p_sha256, p_bytes) THEN
    PERFORM pqr_core.refuse('not_permitted');
  END IF;
  RETURN jsonb_build_object('status', 'applied', 'state', d.state, 'chunks',
    (SELECT coalesce(jsonb_agg(k.chunk_no ORDER BY k.chunk_no), '[]') FROM pqr.document_chunk k
      WHERE k.year = d.year AND k.document_id = d.document_id));
END $fn$;

-- The document of this session that is being sent; refuses any other.
CREATE OR REPLACE FUNCTION pqr_core.own_upload(p_document uuid) RETURNS pqr.document
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $fn$
DECLARE
  d pqr.document;
BEGIN
  SELECT * INTO d FROM pqr.document WHERE document_id = p_document AND created_by = (pqr_core.me()).person_id;
  IF NOT FOUND THEN
    PERFORM pqr_core.refuse('not_permitted');
  END IF;
  RETURN d;
END $fn$;

-- Put one chunk; putting it again changes nothing.
CREATE OR REPLACE FUNCTION pqr_api.put_chunk(p_document uuid, p_chunk int, p_bytes bytea) RETURNS jsonb
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $fn$
DECLARE
  size constant int := 262144;
  d pqr.document := pqr_core.own_upload(p_document);
  last int := (d.byte_count - 1) / size;
BEGIN
  IF d.state = 'ready' THEN
    RETURN jsonb_build_object('status', 'applied', 'state', 'ready');
  ELSIF p_chunk NOT BETWEEN 0 AND last
     OR octet_length(p_bytes) <> (CASE WHEN p_chunk < last THEN size ELSE d.byte_count - last::bigint * size END) THEN
    PERFORM pqr_core.refuse('payload', 'chunk');
  END IF;
  INSERT INTO pqr.document_chunk (year, document_id, chunk_no, bytes) VALUES (d.year, p_document, p_chunk, p_bytes)
    ON CONFLICT DO NOTHING;
  RETURN jsonb_build_object('status', 'applied', 'state', 'uploading');
END $fn$;

-- Declare a document complete. What arrived broken is thrown away, to be sent again.
CREATE OR REPLACE FUNCTION pqr_api.seal_document(p_document uuid) RETURNS jsonb
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $fn$
DECLARE
  d pqr.document := pqr_core.own_upload(p_document);
  whole bytea;
BEGIN
  IF d.state = 'ready' THEN
    RETURN jsonb_build_object('status', 'applied', 'state', 'ready');
  END IF;
  SELECT string_agg(k.bytes, ''::bytea ORDER BY k.chunk_no) INTO whole
    FROM pqr.document_chunk k WHERE k.year = d.year AND k.document_id = p_document;
  IF coalesce(octet_length(whole), 0) < d.byte_count THEN
    RETURN jsonb_build_object('status', 'refused', 'reason', 'incomplete');
  ELSIF sha256(whole) <> d.sha256 THEN
    DELETE FROM pqr.document_chunk k WHERE k.year = d.year AND k.document_id = p_document;
    RETURN jsonb_build_object('status', 'refused', 'reason', 'damaged');
  END IF;
  UPDATE pqr.document SET state = 'ready' WHERE document_id = p_document;
  RETURN jsonb_build_object('status', 'applied', 'state', 'ready');
END $fn$;

CREATE OR REPLACE FUNCTION pqr_core.can_read_document(d pqr.document) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $fn$
  SELECT coalesce(d.created_by = pqr_api.my_person_id(), false)
      OR coalesce(pqr_core.can_read_family(d.case_id), false)
      OR (d.kind IN ('legal_letter', 'legal_proof') AND pqr_core.is_to_check(d.document_id))
      OR (d.kind = 'petition' AND pqr_core.judges_extras(d.case_id))
      OR (d.case_id IS NULL AND pqr_core.may_file_loose(d.kind) 
          -- A signature leaves the server only through pqr_api.signature_image, for a letter being signed.
          AND d.kind NOT IN ('petition', 'attachment', 'signature_image', 'copy_proof'))
$fn$;

-- Up to 64 chunks from one on. Every call counts in the quota of documents. Raises PQ100 not_permitted or quota.
CREATE OR REPLACE FUNCTION pqr_api.read_document(p_document uuid, p_from_chunk int DEFAULT 0, p_count int DEFAULT 16)
RETURNS TABLE (chunk_no int, bytes bytea)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $fn$
DECLARE
  me pqr.person := pqr_core.me();
  d pqr.document;
BEGIN
  SELECT * INTO d FROM pqr.document t WHERE t.document_id = p_document AND t.state = 'ready';
  IF d.document_id IS NULL OR NOT pqr_core.can_read_document(d) THEN
    PERFORM pqr_core.log_refusal(NULL, d.case_id, 'read_document', NULL, 'not_permitted');
    PERFORM pqr_core.refuse('not_permitted');
  ELSIF NOT pqr_core.spend('document', me, d.case_id, d.kind) THEN
    PERFORM pqr_core.refuse('quota');
  END IF;
  RETURN QUERY SELECT k.chunk_no, k.bytes FROM pqr.document_chunk k
    WHERE k.year = d.year AND k.document_id = p_document
      AND k.chunk_no >= p_from_chunk AND k.chunk_no < p_from_chunk + least(greatest(p_count, 1), 64)
    ORDER BY k.chunk_no;
END $fn$;

-- What is known of the documents of a case and of its family: no bytes.
CREATE OR REPLACE FUNCTION pqr_api.documents_of(p_case uuid) RETURNS TABLE (
  document_id uuid, case_id uuid, kind text, mime text, byte_count bigint, sha256 bytea, page_count int, file_label text,
  created_at timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $fn$
DECLARE
  c pqr.case_file;
BEGIN
  SELECT * INTO c FROM pqr.case_file f WHERE f.case_id = p_case;
  IF NOT pqr_core.can_see(c) THEN
    RETURN;
  END IF;
  RETURN QUERY SELECT d.document_id, d.case_id, d.kind, d.mime, d.byte_count, d.sha256, d.page_count, d.file_label, d.created_at
    FROM pqr.document d JOIN pqr.case_file f ON f.case_id = d.case_id
   WHERE d.state = 'ready' AND (f.case_id = p_case OR f.parent_id = p_case OR f.case_id = c.parent_id)
   ORDER BY d.created_at;
END $fn$;

-- For effects: the document named in a payload, ready, of that kind, and of this case from now on; else refused.
CREATE OR REPLACE FUNCTION pqr_core.take_document(p_document uuid, p_kind text, c pqr.case_file, me pqr.person)
RETURNS pqr.document
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $fn$
DECLARE
  d pqr.document;
BEGIN
  UPDATE pqr.document t SET case_id = c.case_id
   WHERE t.document_id = p_document AND t.kind = p_kind AND t.state = 'ready'
     AND (t.case_id = c.case_id OR (t.case_id IS NULL AND t.created_by = me.person_id))
   RETURNING * INTO d;
  IF NOT FOUND THEN
    PERFORM pqr_core.refuse('document_missing', 'document_id');
  END IF;
  RETURN d;
END $fn$;
