-- Every claim of the petition has words, an express decision and an input in the version sent (Consejo de Estado, 24-01-2013).
-- One that was transferred needs no input of ours, and says so; what says so was transferred, with both proofs (art. 21).

CREATE OR REPLACE FUNCTION pqr_guard.every_claim_answered(c pqr.case_file, me pqr.person, outcome text, payload jsonb)
RETURNS text LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS
$$
SELECT coalesce(
    (SELECT CASE WHEN a.claim_ordinal IS NULL OR pqr_core.plain_text(a.body_html) !~ '[[:alpha:]]' THEN 'claim_without_answer'
                 WHEN a.decision IS NULL THEN 'answer_without_decision'
                 WHEN a.decision = 'transferred' AND NOT pqr_core.is_transferred(q.case_id, q.ordinal)
                      THEN 'answer_without_transfer'
                 WHEN a.decision <> 'transferred' AND pqr_core.is_transferred(q.case_id, q.ordinal)
                      THEN 'answer_of_transferred'
                 ELSE 'answer_without_input' END
       FROM pqr.claim q
       LEFT JOIN pqr.draft_answer a
         ON a.case_id = q.case_id AND a.claim_ordinal = q.ordinal AND a.version = pqr_core.sent_version(q.case_id)
      WHERE q.case_id = c.case_id
        AND (a.claim_ordinal IS NULL OR a.decision IS NULL
             OR (a.decision = 'transferred') <> pqr_core.is_transferred(q.case_id, q.ordinal)
             OR (a.input_id IS NULL AND a.decision <> 'transferred')
             OR pqr_core.plain_text(a.body_html) !~ '[[:alpha:]]')
      ORDER BY q.ordinal LIMIT 1),
    CASE WHEN NOT EXISTS (SELECT FROM pqr.claim q WHERE q.case_id = c.case_id) THEN 'no_claims' END)
$$;
