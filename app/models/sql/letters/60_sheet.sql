-- The sheet (planilla) that carries many sendings, for the printing group.

-- Open a sheet with its contract, its range of guides and the spoiled ones ([{"from", "to", "reason"}, …]).
-- Asked again with the same key it answers the same number.
CREATE OR REPLACE FUNCTION pqr_api.open_dispatch_sheet(
    p_sheet uuid, p_contract text, p_guide_from text, p_guide_to text, p_skips jsonb DEFAULT '[]') RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '3s' AS $$
DECLARE
    me pqr.person := pqr_core.require_role('printing');
    n int;
BEGIN
    SELECT s.sheet_number INTO n FROM pqr.dispatch_sheet s WHERE s.sheet_id = p_sheet;
    IF FOUND THEN
        RETURN n;
    ELSIF length(btrim(coalesce(p_contract, ''))) NOT BETWEEN 3 AND 200 THEN
        PERFORM pqr_core.refuse('contract_needed', 'contract');
    ELSIF pqr_core.guide_number(p_guide_from) IS NULL OR pqr_core.guide_number(p_guide_to) IS NULL
       OR pqr_core.guide_frame(p_guide_from) <> pqr_core.guide_frame(p_guide_to)
       OR pqr_core.guide_number(p_guide_to) < pqr_core.guide_number(p_guide_from) THEN
        PERFORM pqr_core.refuse('guide_range', 'guide_from');
    ELSIF EXISTS (SELECT FROM jsonb_array_elements(p_skips) k WHERE coalesce(btrim(k ->> 'reason'), '') = ''
                     OR pqr_core.guide_number(k ->> 'from') IS NULL OR pqr_core.guide_number(k ->> 'to') IS NULL) THEN
        PERFORM pqr_core.refuse('spoiled_guides', 'skips');
    END IF;
    -- Sheets are numbered without holes, a few a day: the lock costs nothing.
    LOCK TABLE pqr.dispatch_sheet IN SHARE ROW EXCLUSIVE MODE;
    SELECT coalesce(max(s.sheet_number), 0) + 1 INTO n FROM pqr.dispatch_sheet s;
    INSERT INTO pqr.dispatch_sheet (sheet_id, sheet_number, contract, guide_from, guide_to, created_by)
    VALUES (p_sheet, n, btrim(p_contract), p_guide_from, p_guide_to, me.person_id);
    INSERT INTO pqr.dispatch_skip (sheet_id, guide_from, guide_to, reason)
    SELECT p_sheet, k ->> 'from', k ->> 'to', k ->> 'reason' FROM jsonb_array_elements(p_skips) k;
    RETURN n;
END $$;

-- Keep the sheet's printed document, and the operator's order number from the copy it signed.
CREATE OR REPLACE FUNCTION pqr_api.close_dispatch_sheet(
    p_sheet uuid, p_document uuid DEFAULT NULL, p_service_order text DEFAULT NULL) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM pqr_core.require_role('printing');
    IF p_document IS NOT NULL AND NOT EXISTS (
        SELECT FROM pqr.document d WHERE d.document_id = p_document AND d.kind = 'dispatch_sheet' AND d.state = 'ready')
    THEN
        PERFORM pqr_core.refuse('document_missing', 'document_id');
    END IF;
    UPDATE pqr.dispatch_sheet s
       SET document_id = coalesce(p_document, s.document_id),
           service_order = coalesce(nullif(btrim(p_service_order), ''), s.service_order)
     WHERE s.sheet_id = p_sheet;
    IF NOT FOUND THEN
        PERFORM pqr_core.refuse('payload', 'sheet_id');
    END IF;
END $$;
