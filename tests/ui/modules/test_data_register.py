"""What the SIC asks of data claims: terms, legend, notices and state, on a page and in a file that is written down."""

from __future__ import annotations

import psycopg
import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.ui.modules.administration.data_register_page import DataRegisterPage
from tests.people import STAFF
from tests.support.petitions import stand_petition


def _claims(admin):
    """One without its legend and late, one with it and extended, one consultation."""
    made = [
        stand_petition(admin, "search_inputs", class_key=kind, received_on=day, due_on=due, subject="Secreto zafiro")
        for kind, day, due in (
            ("data_claim", admin.execute("SELECT pqr_core.today() - 40").fetchone()[0], None),
            ("data_claim", admin.execute("SELECT pqr_core.today() - 20").fetchone()[0], None),
            ("data_query", admin.execute("SELECT pqr_core.today() - 3").fetchone()[0], None),
        )
    ]
    admin.execute("UPDATE pqr.case_file SET due_on = pqr_core.today() - 10 WHERE case_id = %s", [made[0]])
    admin.execute("UPDATE pqr.case_file SET due_on = pqr_core.today() + 9 WHERE case_id = ANY (%s)", [made[1:]])
    agent, day = STAFF["agent"].person_id, "pqr_core.today()"
    admin.execute(
        "INSERT INTO pqr.data_claim (case_id, about, systems, mark_by, marked_on, marked_by)"
        f" VALUES (%s, 'Un dato zafiro que no es exacto', '{{RUV,SGV}}', {day} - 18, {day} - 17, %s)",
        [made[1], agent],
    )
    return made


def test_terms_legends_and_notices_of_each_claim_with_a_file_that_is_written_down(desk_of, sql_as, tmp_path):
    admin = sql_as("postgres")
    made = _claims(admin)
    desk = desk_of("auditor", DataRegisterPage)
    page = desk.page
    page.search()
    shown = [row.case_id for row in page.pane.model.rows()]
    assert shown[0] == made[0] and sorted(shown) == sorted(made), "what is most overdue stands first"
    assert "1 sin la leyenda" in page.strip.sentence() and "1 fuera de término" in page.strip.sentence()
    by_case = {row.case_id: row for row in page.found}
    assert (by_case[made[0]].state, by_case[made[0]].is_late) == ("unmarked", True)
    assert by_case[made[1]].datum == "Con la leyenda «reclamo en trámite» en RUV, SGV"
    assert by_case[made[1]].mark_is_late and by_case[made[2]].mark_by is None
    page.pane.table.go_to(next(at for at, row in enumerate(page.pane.model.rows()) if row.case_id == made[0]))
    assert "No está puesta" in page.panel.facts.text() and "15 días hábiles" in page.panel.facts.text()
    page._choose = lambda _parent, name: str(tmp_path / name)
    QTest.keyClick(page.pane.table, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    rows = list(load_workbook(tmp_path / "reclamos_de_datos_sic.xlsx").active.iter_rows(values_only=True))
    assert len(rows) == 2 + 3 and "arts. 14 y 15" in rows[0][0]
    assert "zafiro" not in str(rows) and "Rosa" not in str(rows)
    log = "SELECT what, reason FROM pqr_audit.read_log WHERE session_login = %s ORDER BY read_id"
    lines = admin.execute(log, [STAFF["auditor"].login]).fetchall()
    assert lines[-1] == ("export", "Exportación: Reclamos de datos para la SIC · 3 filas")
    assert lines[0][0] == "search" and lines[0][1].startswith("reclamos de datos del")


@pytest.mark.parametrize("who", ["agent", "lead", "admin", "lawyer"])
def test_only_the_auditor_asks_for_the_register(sql_as, who):
    with pytest.raises(psycopg.Error, match="not_permitted"):
        sql_as(who).execute("SELECT * FROM pqr_api.data_register(current_date - 9, current_date)")
