"""Activity 10 and its mirror: reported by the agent, alike in both systems; every drift is named and kept in a file."""

from __future__ import annotations

import io
from pathlib import Path

import psycopg
import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt

from app.services.mirror import DIFFERENCES
from app.ui.trays.analysis import AnalysisPage
from app.ui.trays.mirror import MirrorPage
from tests.support.petitions import REGISTRY, stand_petition

ASK = {"kind": "archive", "reason_code": "A01", "note": "Es una invitación"}
MOVE = {"kind": "reassign", "reason_code": "R01", "note": "No es de PQR", "target": "Talento Humano"}
DRIFTS = {
    "missing_there": "DELETE FROM pqr.filing_transaction WHERE filing_number = %(n)s",
    "twice": "INSERT INTO pqr.filing_transaction SELECT gen_random_uuid(), filing_number, reference, code, target,"
    " report_number, made_by, made_at FROM pqr.filing_transaction WHERE filing_number = %(n)s",
    "kind": "UPDATE pqr.filing_transaction SET code = 'archive' WHERE filing_number = %(n)s",
    "report": "UPDATE pqr.filing_transaction SET report_number = '9999 de 2020' WHERE filing_number = %(n)s",
    "target": "UPDATE pqr.filing_transaction SET target = 'Otra dependencia' WHERE filing_number = %(n)s",
    "day": "UPDATE pqr.filing_transaction SET made_at = made_at - interval '3 days' WHERE filing_number = %(n)s",
    "missing_here": "INSERT INTO pqr.filing_transaction (transaction_id, filing_number, code, made_by)"
    " VALUES (gen_random_uuid(), '20267119999992', 'archive', 'orfeo_otro')",
}


@pytest.fixture
def granted(admin, perform):
    """granted(request) is a case with that aval granted, which its agent reports."""

    def make(request):
        case = stand_petition(admin, "request_endorsement", claims=(REGISTRY,))
        admin.execute("UPDATE pqr.case_file SET lex_code = %s WHERE case_id = %s", [str(case)[:8], case])
        assert perform("agent", case, 1, "request_endorsement", "requested", request)["status"] == "applied"
        outcome = "archived" if request["kind"] == "archive" else "reassigned"
        assert perform("lawyer", case, 2, "request_endorsement", outcome, {})["status"] == "applied"
        return case

    return make


def test_the_agent_reports_and_both_systems_say_the_same(admin, granted, desk_of, perform, qtbot):
    case = granted(ASK)
    page = desk_of("agent", AnalysisPage).page
    page.pane.table.go_to(page.model.find(case))
    qtbot.waitUntil(lambda: page.panel.sheet is not None and page.panel.sheet.case_id == case)
    assert page.panel.primary.button.text().strip() == "Reportar y finalizar"
    qtbot.keyClick(page, Qt.Key.Key_F9)
    row = admin.execute(
        "SELECT t.code, t.report_number = a.report_number, t.reference = f.lex_code, t.filing_number = p.filing_number"
        " FROM pqr.archive_report a JOIN pqr.case_file f USING (case_id) JOIN pqr.petition p USING (case_id),"
        " pqr.filing_transaction t WHERE a.case_id = %s", [case]
    ).fetchone()  # fmt: skip
    assert row == ("archive", True, True, True)
    report = desk_of("agent", MirrorPage).page
    assert [row.difference for row in report.rows] == [None]
    assert report.strip.sentence().endswith("1 iguales en los dos sistemas, ninguna diferencia.")
    # Another agent reads none of it; the lead reads all.
    assert desk_of("agent2", MirrorPage).page.rows == [] and len(desk_of("lead", MirrorPage).page.rows) == 1


def test_every_drift_is_named_with_its_totals_in_the_window_and_in_both_files(
    admin, granted, desk_of, perform, tmp_path: Path
):
    cases = [granted(MOVE) for _ in range(len(DRIFTS))]
    for case, change in zip(cases, DRIFTS.values(), strict=True):
        assert perform("agent", case, 3, "close_archived", "reported")["status"] == "applied"
        number = admin.execute("SELECT filing_number FROM pqr.petition WHERE case_id = %s", [case]).fetchone()[0]
        admin.execute(change, {"n": number})
    page = desk_of("lead", MirrorPage).page
    # «Twice» is told of each of the two; the case under «missing here» is alike in both.
    assert sorted(row.difference or "" for row in page.rows) == sorted(["", "twice", *DRIFTS])
    page.chips.choose("different")
    page._show()
    assert page.pane.model.rowCount() == 8
    said = page.strip.sentence()
    done = [sum(row.done == kind for row in page.rows) for kind in ("archive", "reassign")]
    assert sum(done) == len(page.rows) and said.startswith(f"{done[0]} archivados y {done[1]} reasignados")
    assert "8 diferencias" in said and all(words.lower() in said.lower() for words in DIFFERENCES.values())
    for name in ("espejo.xlsx", "espejo.pdf"):
        page.save(tmp_path / name, page.first.day(), page.last.day())
    book = load_workbook(io.BytesIO((tmp_path / "espejo.xlsx").read_bytes()))
    listed = [row[14].value for row in book["Diferencias"].iter_rows(min_row=3)]
    assert sorted(listed) == sorted([DIFFERENCES["twice"], *(DIFFERENCES[key] for key in DRIFTS)])
    assert book["Archivados y reasignados"].max_row == 2 + 9 and said in book["Archivados y reasignados"]["A1"].value
    assert (tmp_path / "espejo.pdf").read_bytes().startswith(b"%PDF")
    page.save(tmp_path / "no" / "existe.xlsx", page.first.day(), page.last.day())
    assert "no se pudo guardar" in page.window().notices.refused.sentence()


def test_nobody_else_reads_it_and_nobody_writes_what_orfeo_holds(sql_as):
    days = "SELECT * FROM pqr_api.mirror_report(current_date - 9, current_date)"
    for who in ("records", "mission", "printing", "signer"):
        with pytest.raises(psycopg.Error, match=r"not_permitted|role"):
            sql_as(who).execute(days)
    for who in ("lead", "agent"):
        for attack in ("SELECT * FROM pqr.filing_transaction", "DELETE FROM pqr.filing_transaction"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                sql_as(who).execute(attack)
    with pytest.raises(psycopg.Error, match="report_days"):
        sql_as("lead").execute("SELECT * FROM pqr_api.mirror_report(current_date, current_date - 1)")
