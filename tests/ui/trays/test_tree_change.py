"""The tree changes while an agent classifies: a sentence names the leaf that left, and what was typed stays."""

from __future__ import annotations

import json
import uuid

from app.ui.trays.analysis import AnalysisPage
from tests.support.petitions import HUMANITARIAN, stand_petition

WORDS = "Pide que le digan cuándo puede retornar a su vereda con su familia"


def test_who_classifies_with_the_old_version_is_told_and_keeps_the_words(admin, desk_of, sql_as, qtbot):
    stand_petition(admin, "classify_claim")
    page = desk_of("agent", AnalysisPage).page
    qtbot.waitUntil(lambda: page.panel.sheet is not None and page.panel.claims.has_tree())
    row = page.panel.claims.rows[0]
    row.picker.set_code("2.8")
    row.picker.picked.emit("2.8")
    row.words.setText(WORDS)
    change = json.dumps([{"code": "2.8", "kind": "retire", "replaced_by": HUMANITARIAN}])
    sql_as("quality").execute(
        "SELECT pqr_api.propose_tree(%s, pqr_core_day, 'Circular interna del área', %s::jsonb)".replace(
            "pqr_core_day", "(clock_timestamp() AT TIME ZONE INTERVAL '-05:00')::date"
        ),
        [uuid.uuid4(), change],
    )
    sql_as("lead").execute("SELECT pqr_api.decide_tree(2, true, NULL)")
    page.tree.look()
    qtbot.waitUntil(lambda: "Cambió el árbol" in page.panel.case_head.trouble.sentence())
    assert "2.8" in page.panel.case_head.trouble.sentence()
    kept = page.panel.claims.claims()
    assert [(claim.code, claim.words) for claim in kept] == [("2.8", WORDS)]
