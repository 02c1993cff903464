-- The sheet (planilla) that carries many sendings, for the printing group.

-- Open a sheet with its contract, its range of guides and the spoiled ones ([{"from", "to", "reason"}, …]).
-- Asked again with the same key it answers the same number.
CREATE OR REPLACE FUNCTION pqr_api.open_dispatch_sheet(
    p_sheet uuid, p_contract text, p_guide_from text, p_guide_to text, p_skips jsonb DEFAULT '[]') RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '3s' AS $$
DECLARE
    me pqr.person := pqr_core.require_role('printing');
    n int;
    other int;
BEGIN
    SELECT s.sheet_number INTO n FROM pqr.dispatch_sheet s WHERE s.sheet_id = p_sheet;
    IF FOUND THEN
        RETURN n;
    ELSIF length(pqr_core.visible(p_contract)) NOT BETWEEN 3 AND 200 THEN
        PERFORM pqr_core.refuse('contract_needed', 'contract');
    ELSIF pqr_core.guide_number(p_guide_from) IS NULL OR pqr_core.guide_number(p_guide_to) IS NULL
       OR pqr_core.guide_frame(p_guide_from) <> pqr_core.guide_frame(p_guide_to)
       OR pqr_core.guide_number(p_guide_to) < pqr_core.guide_number(p_guide_from) THEN
        PERFORM pqr_core.refuse('guide_range', 'guide_from');
    -- One roll: a longer range is a digit typed wrong, and would keep all its guides from the other stations.
    ELSIF pqr_core.guide_number(p_guide_to) - pqr_core.guide_number(p_guide_from) >= 100000 THEN
        PERFORM pqr_core.refuse('guide_range_long', 'guide_from');
    ELSIF jsonb_typeof(p_skips) <> 'array' THEN
        PERFORM pqr_core.refuse('spoiled_guides', 'skips');
    ELSIF EXISTS (SELECT FROM jsonb_array_elements(p_skips) k WHERE coalesce(btrim(k ->> 'reason'), '') = ''
                     OR length(k ->> 'reason') > 200 OR NOT pqr_core.is_within(k ->> 'from', p_guide_from, p_guide_to)
                     OR NOT pqr_core.is_within(k ->> 'to', k ->> 'from', p_guide_to))
       OR jsonb_array_length(p_skips) > 500 THEN
        PERFORM pqr_core.refuse('spoiled_guides', 'skips');
    END IF;
    -- Sheets are numbered without holes, a few a day: the lock costs nothing.
    LOCK TABLE pqr.dispatch_sheet IN SHARE ROW EXCLUSIVE MODE;
    -- Each open sheet keeps its range from the others.
    IF (SELECT count(*) FROM pqr.dispatch_sheet s WHERE s.created_by = me.person_id AND s.closed_at IS NULL
           AND s.document_id IS NULL) >= 200 THEN
        PERFORM pqr_core.refuse('too_many_sheets');
    END IF;
    other := pqr_core.sheet_with_guides(p_guide_from, p_guide_to);
    IF other IS NOT NULL THEN
        PERFORM pqr_core.refuse('guides_taken', 'guide_from');
    END IF;
    SELECT coalesce(max(s.sheet_number), 0) + 1 INTO n FROM pqr.dispatch_sheet s;
    INSERT INTO pqr.dispatch_sheet (sheet_id, sheet_number, contract, guide_from, guide_to, created_by, imposed_on, imposer)
    VALUES (p_sheet, n, btrim(p_contract), p_guide_from, p_guide_to, me.person_id, pqr_core.today(), me.full_name);
    INSERT INTO pqr.dispatch_skip (sheet_id, guide_from, guide_to, reason)
    SELECT p_sheet, k ->> 'from', k ->> 'to', k ->> 'reason' FROM jsonb_array_elements(p_skips) k;
    RETURN n;
END $$;

-- Whether a guide is of the series of a range and inside of it.
CREATE OR REPLACE FUNCTION pqr_core.is_within(p_guide text, p_from text, p_to text) RETURNS boolean
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT coalesce(pqr_core.guide_frame(p_guide) = pqr_core.guide_frame(p_from)
       AND pqr_core.guide_number(p_guide) BETWEEN pqr_core.guide_number(p_from) AND pqr_core.guide_number(p_to), false)
$$;

-- The sheet that has guides of this range: all of an open sheet's, those used or spoiled of a closed one. Two stations
-- can't give the same guide, and what a closed sheet did not use is free again.
CREATE OR REPLACE FUNCTION pqr_core.sheet_with_guides(p_from text, p_to text) RETURNS int
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT s.sheet_number FROM pqr.dispatch_sheet s
     WHERE pqr_core.guide_frame(s.guide_from) = pqr_core.guide_frame(p_from)
       AND (s.closed_at IS NULL OR s.guide_last IS NOT NULL)
       AND pqr_core.guide_number(s.guide_from) <= pqr_core.guide_number(p_to)
       AND pqr_core.guide_number(CASE WHEN s.closed_at IS NULL THEN s.guide_to ELSE s.guide_last END)
           >= pqr_core.guide_number(p_from)
     ORDER BY s.sheet_number LIMIT 1
$$;

-- Close the sheet with its printed document: nothing more goes on it, so that it can be made again equal. A sheet that
-- carried nothing closes without document and gives its guides back.
CREATE OR REPLACE FUNCTION pqr_api.close_dispatch_sheet(
    p_sheet uuid, p_document uuid DEFAULT NULL, p_service_order text DEFAULT NULL) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    last_used text;
BEGIN
    PERFORM pqr_core.require_role('printing');
    -- Waits for the sendings that are being written on it, so that the last guide is the last one.
    PERFORM FROM pqr.dispatch_sheet s WHERE s.sheet_id = p_sheet FOR UPDATE;
    IF p_document IS NOT NULL AND NOT EXISTS (
        SELECT FROM pqr.document d WHERE d.document_id = p_document AND d.kind = 'dispatch_sheet' AND d.state = 'ready'
           AND NOT EXISTS (SELECT FROM pqr.dispatch_sheet s WHERE s.document_id = p_document AND s.sheet_id <> p_sheet))
    THEN
        PERFORM pqr_core.refuse('document_missing', 'document_id');
    END IF;
    SELECT d.guide INTO last_used FROM pqr.dispatch d WHERE d.sheet_id = p_sheet
     ORDER BY pqr_core.guide_number(d.guide) DESC LIMIT 1;
    -- Spoiled guides go back to the operator, those after the last used one too: nobody uses what is before them either.
    IF last_used IS NOT NULL THEN
        SELECT k.guide_to INTO last_used FROM (
            SELECT last_used AS guide_to UNION ALL SELECT k.guide_to FROM pqr.dispatch_skip k WHERE k.sheet_id = p_sheet) k
         ORDER BY pqr_core.guide_number(k.guide_to) DESC LIMIT 1;
    END IF;
    UPDATE pqr.dispatch_sheet s
       SET document_id = coalesce(s.document_id, p_document),
           service_order = coalesce(left(nullif(btrim(p_service_order), ''), 60), s.service_order),
           closed_at = coalesce(s.closed_at, CASE WHEN p_document IS NOT NULL OR last_used IS NULL THEN clock_timestamp() END),
           guide_last = coalesce(s.guide_last, last_used)
     WHERE s.sheet_id = p_sheet;
    IF NOT FOUND THEN
        PERFORM pqr_core.refuse('payload', 'sheet_id');
    END IF;
END $$;
