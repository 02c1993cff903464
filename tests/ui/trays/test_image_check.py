"""Scans in Análisis: pages that seem bad are marked and proposed with their cause; the agent ticks and decides."""

from __future__ import annotations

import io
import random

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.services.documents import image_pdf
from app.services.documents.quality import Problem
from app.ui.trays.analysis import AnalysisPage
from app.ui.trays.analysis.image_card import ImageCard
from tests.fixtures.letters import put_document
from tests.support.petitions import stand_petition


def _scan(*shades: str) -> bytes:
    """Pages as pictures: «text» has lines of ink, «blank» none, «dark» is all shadow."""
    pictures = []
    for place, shade in enumerate(shades):
        page = Image.new("L", (1100, 1424), 70 if shade == "dark" else 246)
        if shade == "text":
            rng = random.Random(place)
            for y in range(140, 1280, 34):
                x = 110
                while x < 900:
                    wide = rng.randint(20, 110)
                    page.paste(25, (x, y, x + wide, y + 11))
                    page.paste(25, (x + 4, y - 5, x + 9, y))
                    x += wide + 16
        target = io.BytesIO()
        page.info["dpi"] = (160, 160)
        page.save(target, format="JPEG", quality=80)
        pictures.append(image_pdf.picture(page, target.getvalue()))
    return image_pdf.write(pictures)


@pytest.fixture
def opened(admin, desk_of, qtbot):
    """opened("text", "blank"): the page with a petition of such pages on screen, looked at."""

    def open_it(*shades: str):
        case = stand_petition(admin, "check_image")
        document = put_document(admin, "petition", _scan(*shades), case, "application/pdf")
        admin.execute("UPDATE pqr.petition SET document_id = %s WHERE case_id = %s", [document, case])
        desk = desk_of("agent", AnalysisPage)
        qtbot.waitUntil(lambda: desk.page.papers.token == str(document), timeout=5000)
        return desk, desk.page, case

    return open_it


def test_bad_pages_are_marked_and_the_agent_confirms_them(opened, admin, qtbot):
    desk, page, case = opened("text", "blank", "dark")
    check = page.work.image_check
    qtbot.waitUntil(lambda: bool(check.findings), timeout=5000)
    assert [(each.page, each.code) for each in check.findings] == [(2, Problem.BLANK), (3, Problem.DARK)]
    assert page.papers.sheets.marks == {2: "en blanco", 3: "muy oscura"}
    assert "página 2: en blanco" in page.papers.sheets.accessibleDescription()
    QTest.keyClick(page, Qt.Key.Key_F4)
    card = desk.window.findChild(ImageCard)
    assert [box.text() for box, _finding in card.proposals] == [
        "Página 2: parece en blanco", "Página 3: parece muy oscura",
    ]  # fmt: skip
    assert not any(box.isChecked() for box, _f in card.proposals) and card.pages.text() == ""
    card.accept()
    assert "causa" in card.trouble.sentence(), "a proposal decides nothing"
    QTest.keyClick(card.proposals[0][0], Qt.Key.Key_Space)
    assert (card.pages.text(), card.causes["blank"].isChecked()) == ("2", True)
    QTest.keyClick(card.proposals[1][0], Qt.Key.Key_Space)
    assert card.pages.text() == "2, 3" and card.note.toPlainText() == "página 2 en blanco; página 3 muy oscura"
    card.note.setPlainText("Falta el reverso.")
    QTest.keyClick(card.proposals[1][0], Qt.Key.Key_Space)
    assert card.pages.text() == "2" and card.note.toPlainText() == "Falta el reverso.", "what was written stays"
    card.accept()
    assert admin.execute("SELECT activity FROM pqr.case_file WHERE case_id = %s", [case]).fetchone() == (1,)
    assert check.findings == () and page.papers.sheets.marks == {}


def test_a_good_image_gets_no_mark_and_no_proposal(opened, qtbot):
    desk, page, _case = opened("text", "text")
    assert page.work.image_check.findings == () and page.papers.sheets.marks == {}
    QTest.keyClick(page, Qt.Key.Key_F4)
    assert desk.window.findChild(ImageCard).proposals == []


def test_marks_leave_with_the_petition_and_come_back_with_it(opened, qtbot):
    _desk, page, _case = opened("blank")
    qtbot.waitUntil(lambda: page.papers.sheets.marks == {1: "en blanco"}, timeout=5000)
    page.papers.tabs.chosen.emit("reply")
    assert page.papers.sheets.marks == {}
    page.papers.tabs.chosen.emit("petition")
    qtbot.waitUntil(lambda: page.papers.sheets.marks == {1: "en blanco"}, timeout=5000)
    page.papers.forget()
    assert page.work.image_check.findings == () and page.papers.sheets.marks == {}
