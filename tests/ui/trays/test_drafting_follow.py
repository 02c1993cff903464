"""Proyección: the page follows the block that one writes; what is typed between F9 and its answer is not lost."""

from __future__ import annotations

from PySide6.QtGui import QTextCursor

from app.ui.widgets.diff import DiffCard
from tests.ui.trays.test_drafting_page import _write, director, open_page  # noqa: F401


def test_the_page_follows_the_block_that_one_writes(make_drafting, open_page, qtbot):  # noqa: F811
    make_drafting(claims=4)
    _desk, page = open_page()
    long = "La Unidad estudió lo que usted pidió y respondió con lo que consta en el registro. " * 14
    for block in page.desk.editor.blocks:
        _write(qtbot, block, long)
    outlook = page.desk.outlook
    outlook.draw_now()
    qtbot.waitUntil(lambda: len([each for each in outlook.pointer.places if each is not None]) == 4, timeout=5000)
    sheets = outlook.viewer.sheets
    seen = []
    for ordinal in (1, 4, 2):
        page.desk.editor.go_to(ordinal)
        place = outlook.pointer.places[ordinal - 1]
        assert sheets.band is not None and (sheets.band.page, sheets.band.top) == (place.page, place.top)
        rect = sheets.layout_of.rects()[place.page]
        top = rect.top() + place.top * rect.height() - sheets.verticalScrollBar().value()
        assert 0 <= top <= sheets.viewport().height(), "its title is in sight"
        seen.append(sheets.verticalScrollBar().value())
    assert seen[1] > seen[0]


def test_words_typed_before_the_answer_are_kept_and_offered(make_drafting, open_page, qtbot, monkeypatch):  # noqa: F811
    case = make_drafting(claims=1)
    desk, page = open_page()
    block = page.desk.editor.blocks[0]
    _write(qtbot, block, "La Unidad le reconoció la ayuda humanitaria.")
    page.desk.autosave.save_now()
    perform = page.desk.context.performer.perform

    def slowly(command):
        # What a person does while the network is slow.
        block.edit.moveCursor(QTextCursor.MoveOperation.End)
        block.edit.insertPlainText(" Y una frase más.")
        return perform(command)

    monkeypatch.setattr(page.desk.context.performer, "perform", slowly)
    page.desk.sending.send()
    monkeypatch.undo()
    card = desk.window.findChild(DiffCard)
    assert "Y una frase más" in card.view.left.toPlainText() and "más" not in card.view.right.toPlainText()
    card.acts[-1].click()
    qtbot.waitUntil(lambda: page.desk.sheet is not None and page.desk.sheet.case_id == case.case_id, timeout=5000)
    assert "Y una frase más" in page.desk.editor.blocks[0].edit.toPlainText()
