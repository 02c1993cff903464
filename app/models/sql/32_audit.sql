-- Records that nobody changes: triggers, verification of the chains, anchors.
CREATE OR REPLACE FUNCTION pqr_audit.refuse_change() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $fn$
BEGIN
  RAISE EXCEPTION 'table % is append only', TG_TABLE_NAME USING ERRCODE = '42501';
END $fn$;

DO $$
DECLARE
  t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['pqr_audit.case_event', 'pqr_audit.refusal', 'pqr_audit.read_log', 'pqr_audit.staff_event',
    'pqr_audit.anchor', 'pqr_audit.signing_record', 'pqr.command'] LOOP
    EXECUTE format('DROP TRIGGER IF EXISTS append_only ON %s', t);
    EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON %s FOR EACH ROW
      EXECUTE FUNCTION pqr_audit.refuse_change()', t);
    EXECUTE format('DROP TRIGGER IF EXISTS append_only_all ON %s', t);
    EXECUTE format('CREATE TRIGGER append_only_all BEFORE TRUNCATE ON %s FOR EACH STATEMENT
      EXECUTE FUNCTION pqr_audit.refuse_change()', t);
  END LOOP;
END $$;

-- What is wrong in the chains: 'broken_link', 'gap', 'altered', 'head_differs', 'no_events'; empty when all is well.
CREATE OR REPLACE FUNCTION pqr_api.verify_chains(p_case uuid DEFAULT NULL)
RETURNS TABLE (case_id uuid, version int, problem text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $fn$
  WITH linked AS (
    SELECT e.*, lag(e.hash, 1, ''::bytea) OVER w AS before, row_number() OVER w AS n
      FROM pqr_audit.case_event e WHERE p_case IS NULL OR e.case_id = p_case
    WINDOW w AS (PARTITION BY e.case_id ORDER BY e.version)
  ), judged AS (
    SELECT l.case_id, l.version, CASE
        WHEN l.version <> l.n THEN 'gap'
        WHEN l.prev_hash <> l.before THEN 'broken_link'
        WHEN l.hash <> pqr_core.event_hash(l.prev_hash, l.case_id, l.version, l.recorded_at, l.actor_id, l.session_login,
          l.command_id, l.procedure, l.from_activity, l.outcome, l.to_activity, l.from_assignee, l.to_assignee,
          l.from_area, l.to_area, l.from_status, l.payload_sha256) THEN 'altered' END AS problem
      FROM linked l
  )
  SELECT j.case_id, j.version, j.problem FROM judged j WHERE j.problem IS NOT NULL
  UNION ALL
  SELECT c.case_id, c.version, CASE WHEN last.version IS NULL THEN 'no_events' ELSE 'head_differs' END
    FROM pqr.case_file c
    LEFT JOIN LATERAL (SELECT e.hash, e.version FROM pqr_audit.case_event e
      WHERE e.case_id = c.case_id ORDER BY e.version DESC LIMIT 1) last ON true
   WHERE (p_case IS NULL OR c.case_id = p_case) AND (c.chain_head, c.version) IS DISTINCT FROM (last.hash, last.version)
$fn$;

-- One digest over every event and every act of signing that no running transaction can still add to. Copy it where no administrator of the
-- database can write: kept only here it proves nothing against one.
CREATE OR REPLACE FUNCTION pqr_api.take_anchor() RETURNS TABLE (anchor_id bigint, events bigint, root text)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $fn$
DECLARE
  last pqr_audit.anchor;
  upto xid8 := pg_snapshot_xmin(pg_current_snapshot());
  n bigint;
  m bigint;
  digest bytea;
  signed bytea;
BEGIN
  SELECT a.* INTO last FROM pqr_audit.anchor a ORDER BY a.anchor_id DESC LIMIT 1;
  SELECT count(*), sha256(coalesce(last.root, ''::bytea)
           || coalesce(string_agg(e.hash, ''::bytea ORDER BY e.xid, e.case_id, e.version), ''::bytea))
    INTO n, digest
    FROM pqr_audit.case_event e WHERE e.xid >= coalesce(last.upto_xid, '0') AND e.xid < upto;
  SELECT count(*), string_agg(r.hash, ''::bytea ORDER BY r.xid, r.director_id, r.seq) INTO m, signed
    FROM pqr_audit.signing_record r WHERE r.xid >= coalesce(last.upto_xid, '0') AND r.xid < upto;
  -- Without acts of signing the root is that of the events alone, as in the anchors before they were covered.
  digest := CASE WHEN m = 0 THEN digest ELSE sha256(digest || signed) END;
  INSERT INTO pqr_audit.anchor (anchor_id, upto_xid, events, signings, root, prev_root)
  VALUES (coalesce(last.anchor_id, 0) + 1, upto, n, m, digest, coalesce(last.root, ''::bytea));
  RAISE LOG 'pqr anchor id=% events=% signings=% root=%', coalesce(last.anchor_id, 0) + 1, n, m, encode(digest, 'hex');
  RETURN QUERY SELECT coalesce(last.anchor_id, 0) + 1, n, encode(digest, 'hex');
END $fn$;

-- Anchors whose events, or acts of signing, are no longer those that were anchored.
CREATE OR REPLACE FUNCTION pqr_api.verify_anchors() RETURNS TABLE (anchor_id bigint, problem text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $fn$
  WITH spans AS (
    SELECT a.*, lag(a.upto_xid, 1, '0') OVER (ORDER BY a.anchor_id) AS from_xid,
           lag(a.root, 1, ''::bytea) OVER (ORDER BY a.anchor_id) AS before
      FROM pqr_audit.anchor a)
  SELECT s.anchor_id, CASE WHEN s.prev_root <> s.before THEN 'broken_link'
                           WHEN acts.m <> s.signings THEN 'signings_differ' ELSE 'events_differ' END
    FROM spans s, LATERAL (
      SELECT count(*) AS n, sha256(s.prev_root
               || coalesce(string_agg(e.hash, ''::bytea ORDER BY e.xid, e.case_id, e.version), ''::bytea)) AS root
        FROM pqr_audit.case_event e WHERE e.xid >= s.from_xid AND e.xid < s.upto_xid) now_there, LATERAL (
      SELECT count(*) AS m, string_agg(r.hash, ''::bytea ORDER BY r.xid, r.director_id, r.seq) AS signed
        FROM pqr_audit.signing_record r WHERE r.xid >= s.from_xid AND r.xid < s.upto_xid) acts
   WHERE s.prev_root <> s.before OR now_there.n <> s.events OR acts.m <> s.signings
      OR s.root <> CASE WHEN acts.m = 0 THEN now_there.root ELSE sha256(now_there.root || acts.signed) END
$fn$;
