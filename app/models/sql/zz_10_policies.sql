-- Row-level security of every table that hangs from a case, those to come included.
-- Functions stand in (SELECT f()): asked once for each statement, not once for each row.
DO $$
DECLARE
  t record;
BEGIN
  FOR t IN
    SELECT n.nspname, k.relname,
           EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = k.oid AND a.attname = 'case_id' AND NOT a.attisdropped) AS of_case
      FROM pg_class k JOIN pg_namespace n ON n.oid = k.relnamespace
     WHERE n.nspname IN ('pqr', 'pqr_audit') AND k.relkind IN ('r', 'p')
  LOOP
    CONTINUE WHEN NOT t.of_case AND t.nspname = 'pqr' AND t.relname <> 'document_chunk';
    EXECUTE format('ALTER TABLE %I.%I ENABLE ROW LEVEL SECURITY', t.nspname, t.relname);
    EXECUTE format('ALTER TABLE %I.%I FORCE ROW LEVEL SECURITY', t.nspname, t.relname);
    EXECUTE format('DROP POLICY IF EXISTS kernel_all ON %I.%I', t.nspname, t.relname);
    EXECUTE format('CREATE POLICY kernel_all ON %I.%I TO pqr_kernel USING (true) WITH CHECK (true)', t.nspname, t.relname);
    IF t.nspname = 'pqr_audit' THEN
      EXECUTE format('DROP POLICY IF EXISTS auditor ON %I.%I', t.nspname, t.relname);
      EXECUTE format('CREATE POLICY auditor ON %I.%I FOR SELECT TO pqr_auditor
        USING ((SELECT pqr_api.my_person_id()) IS NOT NULL)', t.nspname, t.relname);
    ELSIF t.relname NOT IN ('case_file', 'command', 'document', 'document_chunk', 'intake_item') THEN
      EXECUTE format('DROP POLICY IF EXISTS follow_case ON pqr.%I', t.relname);
      EXECUTE format('CREATE POLICY follow_case ON pqr.%1$I FOR SELECT TO pqr_staff
        USING (EXISTS (SELECT FROM pqr.case_file c WHERE c.case_id = %1$I.case_id))', t.relname);
    END IF;
  END LOOP;
END $$;

-- A case is seen by its assignee, its mission area, the roles that may take it up, and those who oversee.
-- What ended is seen for 90 more days.
DROP POLICY IF EXISTS tray ON pqr.case_file;
CREATE POLICY tray ON pqr.case_file FOR SELECT TO pqr_staff USING (
  ((closed_at IS NULL OR closed_at > now() - interval '90 days') AND (
       assignee_id = (SELECT pqr_api.my_person_id())
    OR area_id = (SELECT pqr_api.my_area_id())
    OR (procedure || ':' || activity) = ANY ((SELECT pqr_api.my_activities())::text[])))
  OR (SELECT pqr_api.i_oversee()));

DROP POLICY IF EXISTS follow_case ON pqr.document;
CREATE POLICY follow_case ON pqr.document FOR SELECT TO pqr_staff USING (
     created_by = (SELECT pqr_api.my_person_id())
  OR EXISTS (SELECT FROM pqr.case_file c WHERE c.case_id = document.case_id)
  OR (case_id IS NULL AND kind IN ('print_batch', 'dispatch_sheet') AND (SELECT 'printing' = ANY (pqr_api.my_roles()))));

DO $$
BEGIN
  IF to_regclass('pqr.intake_item') IS NOT NULL THEN
    DROP POLICY IF EXISTS follow_case ON pqr.intake_item;
    CREATE POLICY follow_case ON pqr.intake_item FOR SELECT TO pqr_staff USING (
         (SELECT pqr_api.my_roles() && ARRAY['records', 'lead'])
      OR EXISTS (SELECT FROM pqr.case_file c WHERE c.case_id = intake_item.case_id));
  END IF;
END $$;
