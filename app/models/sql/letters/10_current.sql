-- What every step from 20 to 27 asks of a case: its letter on the way, its number, its last sending.

-- The letter on its way; one that was sent back before signing doesn't count. NULL fields when there is none.
CREATE OR REPLACE FUNCTION pqr_core.current_letter(p_case uuid) RETURNS pqr.letter
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    l pqr.letter;
BEGIN
    SELECT x.* INTO l FROM pqr.letter x
     WHERE x.case_id = p_case AND x.withdrawn_at IS NULL ORDER BY x.letter_no DESC LIMIT 1;
    RETURN l;
END $$;

-- The outgoing number that the letter holds, if it holds one that isn't annulled.
CREATE OR REPLACE FUNCTION pqr_core.current_filing(p_case uuid, p_letter_no int) RETURNS pqr.outgoing_filing
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    f pqr.outgoing_filing;
BEGIN
    SELECT x.* INTO f FROM pqr.outgoing_filing x
     WHERE x.case_id = p_case AND x.letter_no = p_letter_no AND x.annulled_at IS NULL;
    RETURN f;
END $$;

CREATE OR REPLACE FUNCTION pqr_core.last_dispatch(p_case uuid) RETURNS pqr.dispatch
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    d pqr.dispatch;
BEGIN
    SELECT x.* INTO d FROM pqr.dispatch x WHERE x.case_id = p_case ORDER BY x.attempt DESC LIMIT 1;
    RETURN d;
END $$;

-- A document of this case, of this kind and complete, whose bytes as stored have this hash; refuses otherwise.
-- The hash is computed again here: a row that says so is not enough to call a letter signed.
CREATE OR REPLACE FUNCTION pqr_core.require_document(p_case uuid, p_document uuid, p_kind text, p_sha256 bytea)
RETURNS pqr.document
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    d pqr.document;
    stored bytea;
BEGIN
    SELECT x.* INTO d FROM pqr.document x WHERE x.document_id = p_document;
    IF NOT FOUND OR d.case_id IS DISTINCT FROM p_case OR d.kind <> p_kind OR d.state <> 'ready' THEN
        PERFORM pqr_core.refuse('document_missing', 'document_id');
    END IF;
    IF p_sha256 IS NOT NULL THEN
        SELECT sha256(string_agg(k.bytes, ''::bytea ORDER BY k.chunk_no)) INTO stored
          FROM pqr.document_chunk k WHERE k.year = d.year AND k.document_id = d.document_id;
        IF stored IS DISTINCT FROM p_sha256 OR d.sha256 IS DISTINCT FROM p_sha256 THEN
            PERFORM pqr_core.refuse('document_changed', 'sha256');
        END IF;
    END IF;
    RETURN d;
END $$;

-- Text of at least p_least characters in a field of the payload; refuses otherwise.
CREATE OR REPLACE FUNCTION pqr_core.require_text(p_payload jsonb, p_field text, p_least int) RETURNS text
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    -- Without what nobody sees: it would fill a reason, or make a name read as another.
    word text := btrim(regexp_replace(coalesce(p_payload ->> p_field, ''),
        '[\u0001-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u034f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]', '', 'g'));
BEGIN
    IF length(word) < p_least OR length(word) > 1000 THEN
        PERFORM pqr_core.refuse(CASE p_field WHEN 'reason' THEN 'reason_needed' ELSE 'payload' END, p_field);
    END IF;
    RETURN word;
END $$;
