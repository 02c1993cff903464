"""Letters of the demonstration that the law puts first, one in each tray of the way out; and one that is held."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.services.demo.enacted import Stage

_AGENT = "u_paulina"
#: Marked while it was analysed: the least urgent of its tray, which would otherwise come last.
_MARK = """
WITH one AS (
    SELECT f.case_id, p.document_id, a.person_id
      FROM pqr.case_file f JOIN pqr.petition p USING (case_id) JOIN pqr.person a ON a.login = %s
     WHERE f.procedure = 'pqr_v08' AND f.activity = %s AND f.closed_at IS NULL
       AND (f.activity > 21 OR f.assignee_id = a.person_id) AND p.document_id IS NOT NULL
       AND NOT EXISTS (SELECT FROM pqr.priority_mark m WHERE m.case_id = f.case_id)
     ORDER BY f.due_on DESC, f.label LIMIT 1
), marked AS (
    INSERT INTO pqr.priority_mark (case_id, seq, ground, reason, measures, proof_document_id, marked_by)
    SELECT case_id, 1, 'child', 'La presenta una niña de doce años por su familia.', '', document_id, person_id FROM one
    RETURNING case_id
)
UPDATE pqr.case_file f SET priority = 9 FROM marked m WHERE f.case_id = m.case_id RETURNING f.case_id
"""
_NAMELESS = """
UPDATE pqr.petitioner t SET full_name = NULL
 WHERE t.ordinal = 1 AND t.case_id = (
    SELECT f.case_id FROM pqr.case_file f JOIN pqr.petition p USING (case_id) JOIN pqr.letter l USING (case_id)
     WHERE l.director_id = (SELECT o.director_id FROM pqr.letter o JOIN pqr.case_file m USING (case_id)
                             WHERE m.activity = 24 AND m.priority >= 9 LIMIT 1)
       AND f.activity = 24 AND f.closed_at IS NULL AND f.priority < 9 AND NOT p.is_anonymous
       AND p.class_key NOT IN ('oversight', 'congress', 'judicial')
     ORDER BY f.due_on, f.label OFFSET 2 LIMIT 1)
RETURNING t.case_id
"""


def letters_first(stage: Stage) -> None:
    """One at 20, 24, 26 and 27; and at 24 one whose addressee has no name."""
    for activity in (20, 24, 26, 27):
        stage.rows(_MARK, _AGENT, activity)
    stage.rows(_NAMELESS)
