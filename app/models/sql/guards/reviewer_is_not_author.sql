-- Nobody reviews a letter they wrote; the table of reviews holds the same rule as a constraint (activity 19).

CREATE OR REPLACE FUNCTION pqr_guard.reviewer_is_not_author(c pqr.case_file, me pqr.person, outcome text, payload jsonb)
RETURNS text LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS
$$
SELECT 'reviewer_is_not_author'
  FROM pqr.draft d
 WHERE d.case_id = c.case_id AND d.version = pqr_core.sent_version(c.case_id)
   AND (d.author_id = me.person_id
        -- Who chose the texts of a batch wrote its letters, whoever pressed the button.
        OR EXISTS (SELECT FROM pqr.bulk_batch b WHERE b.batch_id = d.batch_id AND b.started_by = me.person_id))
$$;
