"""Cargar carpeta, clicked: plan, import, report that adds up, the same folder again, and the drill-down of loads."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.ui.modules.assignment.intake_page import IntakePage
from app.ui.modules.intake.import_page import ImportPage
from tests.services.intake.test_importer import _folder


@pytest.fixture
def lot(tmp_path):
    """An empty folder for scans."""
    made = tmp_path / "lote"
    made.mkdir()
    return made


def _states(page):
    return sorted(line.state for line in page._lines)


def test_plan_import_report_and_again(desk_of, sql_as, lot):
    folder = _folder(lot, 3)
    (folder / "roto.pdf").write_bytes(b"%PDF-1.4 nothing")
    desk = desk_of("records", ImportPage)
    page = desk.page
    page.box.folder.setText(str(folder))
    QTest.keyClick(page.box.folder, Qt.Key.Key_Return)
    assert _states(page) == ["rejected", "waiting", "waiting", "waiting"]
    assert "1 rechazado" in page.words.text()
    QTest.keyClick(page.box.folder, Qt.Key.Key_F9)
    assert _states(page) == ["imported", "imported", "imported", "rejected"]
    assert page.figures.isVisible() and page.figures.difference() == 0
    said = "Entraron 4: 3 importados, 0 ya estaban y 1 rechazado con motivo."
    assert desk.window.notices.toast.sentence() == said
    assert page.pane.table.hasFocus()
    assert sql_as("postgres").execute("SELECT count(*) FROM pqr.petition").fetchone() == (3,)
    # The same folder once more: the report again, and nothing new.
    page.check()
    page.load()
    assert "ya se había cargado" in page.strip.sentence()
    assert sql_as("postgres").execute("SELECT count(*) FROM pqr.petition").fetchone() == (3,)


def test_filters_show_what_was_rejected_with_its_reason(desk_of, lot):
    folder = _folder(lot, 2)
    (folder / "vacio.pdf").write_bytes(b"")
    page = desk_of("records", ImportPage).page
    page.box.folder.setText(str(folder))
    page.check()
    page.load()
    page.chips.choose("rejected")
    page._show_lines()
    rows = page.pane.model.rows()
    assert [(row.file, row.sentence) for row in rows] == [("vacio.pdf", "El archivo está vacío. Escanéelo de nuevo.")]


def test_a_folder_that_is_not_there_is_said_under_its_field(desk_of, tmp_path):
    page = desk_of("records", ImportPage).page
    page.box.folder.setText(str(tmp_path / "no existe"))
    page.check()
    assert page.box.field.error()
    assert not page.go.isEnabled()


def test_the_assigner_reads_each_load_and_its_items(desk_of, lot):
    folder = _folder(lot, 2)
    (folder / "vacio.pdf").write_bytes(b"")
    page = desk_of("records", ImportPage).page
    page.box.folder.setText(str(folder))
    page.check()
    page.load()
    reader = desk_of("assigner", IntakePage).page
    load = reader.loads.table.current_row()
    assert (load.received, load.imported, load.already, load.rejected) == (3, 2, 0, 1)
    assert [item.state for item in reader.items.model.rows()] == ["rejected", "imported", "imported"]
