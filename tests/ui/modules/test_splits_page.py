"""Activity 12 clicked as the lead: a list of a spreadsheet is compared, received and reported; the origin closes."""

from __future__ import annotations

import io

import pytest
from openpyxl import Workbook, load_workbook
from PySide6.QtCore import Qt

from app.services.split import people_list
from app.ui.modules.assignment import splits_page
from app.ui.modules.assignment.split_card import SplitCard
from app.ui.modules.assignment.splits_page import SplitsPage
from app.ui.trays.analysis import AnalysisPage, manifest_desk
from tests.support.splits import sent_to_split, signatory, wrong_list


def workbook(path, rows, titles=("Nombre completo", "Tipo de documento", "N.º de documento")):
    book = Workbook()
    page = book.active
    page.append(titles)
    for row in rows:
        page.append(row)
    book.save(path)
    return path


def open_card(page) -> SplitCard:
    page.primary.click()
    return next(card for card in page.window().findChildren(SplitCard) if card.isVisible())


@pytest.mark.clicks(12, by="lead")
def test_120_signatories_3_missing_2_repeated_1_invented_each_named(desk_of, admin, tmp_path, monkeypatch):
    case = sent_to_split(admin, 120)
    page = desk_of("lead", SplitsPage).page
    card = open_card(page)
    card.go.click()
    assert card.trouble.sentence().startswith("Falta la lista") and card.isVisible()
    card.box.open_file(workbook(tmp_path / "devuelto.xlsx", wrong_list(120)))
    assert "su documento ya está en la fila" in card.box.said.sentence()
    said = card.found.text()
    assert said.splitlines()[0] == "Coinciden 117."
    for n in (5, 40, 120):
        assert signatory(n)[0] in next(line for line in said.splitlines() if line.startswith("Faltan (3)"))
    for words in ("fila 31, " + signatory(7)[0], "fila 120, " + signatory(11)[0].upper()):
        assert words in next(line for line in said.splitlines() if line.startswith("Repetidos (2)"))
    assert "No firmaron (1): fila 61, Nadie Que Firmara." in said.splitlines()
    assert card.go.text() == "Recibir 117"
    card.go.click()
    assert admin.execute("SELECT count(*) FROM pqr.case_file WHERE parent_id = %s", [case]).fetchone() == (117,)
    # What was named stays named, and goes to a file.
    card = open_card(page)
    kept = tmp_path / "informe.xlsx"
    monkeypatch.setattr(splits_page, "ask_xlsx", lambda _parent, _name: str(kept))
    page._save(card._state, "report")
    sheet = load_workbook(io.BytesIO(kept.read_bytes()))
    assert [row[4].value for row in sheet["Firmantes"].iter_rows(min_row=3)].count("FALTA") == 3
    told = [(row[2].value, row[3].value) for row in sheet["Diferencias"].iter_rows(min_row=3)]
    assert told == [
        ("Repetido", signatory(7)[0]), ("No firmó", "Nadie Que Firmara"), ("Repetido", signatory(11)[0].upper()),
    ]  # fmt: skip
    card.whole.click()
    assert card.go.text() == "Recibir 3"
    card.go.click()
    assert admin.execute("SELECT status FROM pqr.case_file WHERE case_id = %s", [case]).fetchone() == ("split_waiting",)
    assert admin.execute("SELECT count(DISTINCT child_case_id) FROM pqr.signatory").fetchone() == (120,)


def test_a_bad_file_is_a_sentence_and_what_was_typed_stays(desk_of, admin, tmp_path):
    sent_to_split(admin, 2)
    card = open_card(desk_of("lead", SplitsPage).page)
    card.box.grid.setCurrentCell(0, 0)
    card.box.grid.paste("\t".join(signatory(1)))
    broken = tmp_path / "roto.xlsx"
    broken.write_bytes(b"PK\x03\x04no es una hoja")
    card.box.open_file(broken)
    assert card.box.said.sentence().endswith("La tabla quedó como estaba.")
    assert [row.full_name for row in card.box.people()] == [signatory(1)[0]]
    card.box.open_file(
        workbook(tmp_path / "a.xlsx", [("Ana", "XX", "1"), ("", "CC", "222333"), ("Beto", "CC", "222333")])
    )
    told = card.box.said.sentence()
    assert all(f"Fila {n}:" in told for n in (2, 3, 4)) and len(card.box.people()) == 3


def test_the_origin_closes_only_when_all_have_ended(desk_of, admin):
    case = sent_to_split(admin, 2)
    page = desk_of("lead", SplitsPage).page
    card = open_card(page)
    card.whole.click()
    card.go.click()
    page.chips.choose("receive_splitfinished")
    page._show()
    assert [row.case_id for row in page.pane.model.rows()] == [case]
    page.primary.click()
    assert "casos desglosados sin terminar" in page.strip.sentence()
    admin.execute("UPDATE pqr.case_file SET activity = 0, closed_at = now() WHERE parent_id = %s", [case])
    page.reload()
    page.primary.click()
    assert admin.execute("SELECT DISTINCT activity FROM pqr.case_file").fetchall() == [(0,)]


@pytest.mark.clicks(11, by="agent")
def test_the_agent_keeps_the_manifest_and_sends_it_to_be_split(desk_of, admin, tmp_path, monkeypatch, qtbot):
    case = sent_to_split(admin, 3)
    admin.execute("UPDATE pqr.split SET sent_at = NULL, sent_by = NULL")
    admin.execute("UPDATE pqr.case_file SET activity = 11 WHERE case_id = %s", [case])
    page = desk_of("agent", AnalysisPage).page
    page.pane.table.go_to(page.model.find(case))
    qtbot.waitUntil(lambda: page.panel.sheet is not None and page.panel.sheet.case_id == case)
    kept = tmp_path / "manifiesto.xlsx"
    monkeypatch.setattr(manifest_desk, "ask_xlsx", lambda _parent, _name: str(kept))
    qtbot.keyClick(page, Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier)
    people = [tuple(cell.value for cell in row[1:]) for row in load_workbook(kept)["Manifiesto"].iter_rows(min_row=3)]
    assert people == [signatory(n) for n in (1, 2, 3)]
    # What is kept can be read back as the list that returns.
    assert [p.full_name for p in people_list.read(kept).people] == [signatory(n)[0] for n in (1, 2, 3)]
    page.panel.press()
    assert admin.execute("SELECT activity, status FROM pqr.case_file WHERE case_id = %s", [case]).fetchone() == (
        12,
        "split_sent",
    )
