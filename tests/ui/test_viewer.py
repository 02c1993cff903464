"""The viewer: never one document beside another's data, damaged files, keys and speed of the first page."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QSplitter, QWidget
from pytestqt.qtbot import QtBot

from app.ui.background import Background, Lane
from app.ui.viewer import DocumentViewer
from app.ui.viewer.thumbs import small_pages
from app.ui.widgets import SegmentedTabs
from tests.ui.support import ByHand, background_with, colours_in, solid_pdf

COLOURS = [f"#{step * 20:02x}{255 - step * 20:02x}60" for step in range(12)]


def shown_in(viewer: DocumentViewer, qtbot: QtBot, token: str) -> None:
    if not (viewer.token == token and viewer._drawn):
        with qtbot.waitSignal(viewer.shown, check_params_cb=lambda shown: shown == token):
            pass


@pytest.fixture
def viewer(qtbot: QtBot, threads: Background) -> DocumentViewer:
    made = DocumentViewer(threads)
    qtbot.addWidget(made)
    made.resize(420, 600)
    made.show()
    return made


def test_twelve_documents_without_waiting_are_never_mixed(qtbot: QtBot, viewer: DocumentViewer) -> None:
    documents = [solid_pdf(colour, 3) for colour in COLOURS]
    for walk in range(3):
        for number, data in enumerate(documents):
            viewer.expect(str(number))
            viewer.show_document(data, str(number))
            # What is painted right now may be nothing, or this document; never another.
            painted = colours_in(viewer.sheets.viewport().grab().toImage())
            assert not painted & (set(COLOURS) - {COLOURS[number]}), (walk, number)
    shown_in(viewer, qtbot, "11")
    painted = colours_in(viewer.sheets.viewport().grab().toImage())
    assert painted & set(COLOURS) == {COLOURS[11]}


def test_late_pages_of_the_last_document_are_dropped(qtbot: QtBot) -> None:
    hand = ByHand()
    viewer = DocumentViewer(background_with(hand))
    qtbot.addWidget(viewer)
    viewer.resize(420, 600)
    viewer.show()
    viewer.show_document(solid_pdf(COLOURS[0]), "a")
    hand.run()  # opened; its first page is waiting to be drawn
    viewer.expect("b")
    hand.run_all()
    assert viewer.token == ""
    assert COLOURS[0] not in colours_in(viewer.grab().toImage())


def test_a_page_already_drawn_is_dropped_if_its_document_is_gone(
    qtbot: QtBot, threads: Background, viewer: DocumentViewer
) -> None:
    with qtbot.waitSignal(viewer._pages.opened):
        viewer.show_document(solid_pdf(COLOURS[0]), "a")
    # The render lane has one thread: when this ends the page is drawn, and its answer is on its way here.
    threads._executors[Lane.RENDER].submit(lambda: None).result()
    viewer.expect("b")
    with qtbot.waitSignal(threads.busy, check_params_cb=lambda count: count == 0):
        pass
    assert not viewer._pages._images
    assert COLOURS[0] not in colours_in(viewer.grab().toImage())


def test_a_document_nobody_expects_any_more_is_refused(qtbot: QtBot, viewer: DocumentViewer) -> None:
    viewer.expect("a")
    viewer.expect("b")
    assert not viewer.show_document(solid_pdf(COLOURS[1]), "a")
    assert viewer.show_document(solid_pdf(COLOURS[2]), "b")
    shown_in(viewer, qtbot, "b")


def test_clear_leaves_nothing(qtbot: QtBot, viewer: DocumentViewer) -> None:
    viewer.show_document(solid_pdf(COLOURS[3]), "a", "Petición 1")
    shown_in(viewer, qtbot, "a")
    viewer.clear()
    assert COLOURS[3] not in colours_in(viewer.grab().toImage())
    assert viewer.sheets.accessibleDescription() == ""


@pytest.mark.parametrize("data", [b"", b"not a document", solid_pdf("#ffffff")[:200]], ids=["empty", "text", "cut"])
def test_a_damaged_file_says_what_to_do(qtbot: QtBot, viewer: DocumentViewer, data: bytes) -> None:
    with qtbot.waitSignal(viewer.failed) as failed:
        viewer.show_document(data, "bad")
    assert failed.args is not None and failed.args[0] == "bad"
    assert "imagen ilegible" in viewer._empty.sentence()
    viewer.show_document(solid_pdf(COLOURS[4]), "good")
    shown_in(viewer, qtbot, "good")


def test_keys_turn_pages_zoom_and_turn(qtbot: QtBot, viewer: DocumentViewer) -> None:
    viewer.show_document(solid_pdf(COLOURS[5], 5), "a", "Petición 1")
    shown_in(viewer, qtbot, "a")
    sheets = viewer.sheets
    assert viewer.controls.page.text() == "1 de 5"
    assert sheets.accessibleDescription() == "Petición 1, 5 páginas"
    QTest.keyClick(sheets, Qt.Key.Key_PageDown)
    assert viewer.controls.page.text() == "2 de 5"
    QTest.keyClick(sheets, Qt.Key.Key_End)
    assert viewer.controls.page.text() == "5 de 5"
    before = sheets.layout_of.zoom_now()
    QTest.keyClick(sheets, Qt.Key.Key_Plus)
    assert sheets.layout_of.zoom_now() > before
    QTest.keyClick(sheets, Qt.Key.Key_0)
    assert sheets.layout_of.zoom_now() == pytest.approx(before)
    QTest.keyClick(sheets, Qt.Key.Key_R)
    assert sheets.layout_of.zoom_now() < before
    qtbot.waitUntil(lambda: COLOURS[5] in colours_in(sheets.viewport().grab().toImage()))


def test_the_strip_of_small_pages_is_walked_with_keys(qtbot: QtBot, viewer: DocumentViewer) -> None:
    viewer.show_document(solid_pdf(COLOURS[8], 7), "a")
    shown_in(viewer, qtbot, "a")
    assert not viewer.thumbs.isVisible()
    QTest.keyClick(viewer.sheets, Qt.Key.Key_M)
    strip = viewer.thumbs
    assert strip.isVisible()
    qtbot.waitUntil(lambda: COLOURS[8] in colours_in(strip.viewport().grab().toImage()))
    QTest.keyClick(strip, Qt.Key.Key_Down)
    assert viewer.controls.page.text() == "2 de 7" and strip.current == 2
    QTest.keyClick(strip, Qt.Key.Key_End)
    assert strip.current == 7 and strip.verticalScrollBar().value() > 0
    QTest.keyClick(strip, Qt.Key.Key_Home)
    assert viewer.controls.page.text() == "1 de 7"
    viewer.set_marks({1: "en blanco"})
    assert strip.accessibleDescription() == "Página 1 de 7, parece en blanco"
    spot = small_pages(strip._sizes, strip.viewport().width())[2].center()
    QTest.mouseClick(strip.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert viewer.controls.page.text() == "3 de 7"
    QTest.keyClick(viewer.sheets, Qt.Key.Key_M)
    assert not strip.isVisible()


def test_small_pages_never_are_those_of_the_case_before(qtbot: QtBot, viewer: DocumentViewer) -> None:
    viewer.turn_thumbs()
    for number, colour in enumerate(COLOURS):
        viewer.expect(str(number))
        assert not colours_in(viewer.thumbs.viewport().grab().toImage()) & set(COLOURS)
        viewer.show_document(solid_pdf(colour, 3), str(number))
        painted = colours_in(viewer.thumbs.viewport().grab().toImage())
        assert not painted & (set(COLOURS) - {colour}), number
    shown_in(viewer, qtbot, "11")
    qtbot.waitUntil(lambda: COLOURS[11] in colours_in(viewer.thumbs.viewport().grab().toImage()))
    assert viewer.thumbs.current == 1 and viewer.thumbs.marks == {}
    viewer.clear()
    assert not colours_in(viewer.thumbs.viewport().grab().toImage()) & set(COLOURS)


def test_viewers_may_be_destroyed_while_their_pages_are_drawn(qtbot: QtBot, threads: Background) -> None:
    data = solid_pdf(COLOURS[7], 4)
    for number in range(30):
        viewer = DocumentViewer(threads)
        viewer.resize(400, 500)
        viewer.show()
        viewer.show_document(data, str(number))
        if number % 2:
            with qtbot.waitSignal(viewer._pages.opened):
                pass
        viewer.deleteLater()
        with qtbot.waitSignal(viewer.destroyed):
            pass
    with qtbot.waitSignal(threads.written):
        threads.write(lambda: "still alive")


@pytest.mark.parametrize("width", [250, 300, 700])
def test_controls_never_stand_over_the_edge(qtbot: QtBot, viewer: DocumentViewer, width: int) -> None:
    viewer.stack.setFixedWidth(width)
    viewer.stack.resize(width, 400)
    viewer.controls.place()
    assert viewer.controls.x() >= 0
    assert viewer.controls.geometry().right() < width
    shown = sum(not each.isHidden() for each in viewer.controls.buttons())
    assert shown == 7 if width == 700 else shown >= 4
    assert width > 250 or shown < 7


def test_names_of_papers_are_never_cut(qtbot: QtBot, threads: Background) -> None:
    viewer, split = DocumentViewer(threads), QSplitter()
    viewer.bar_left.addWidget(SegmentedTabs([(str(n), "Respuesta larga") for n in range(4)], "Documento"))
    split.setChildrenCollapsible(False)
    for each in (viewer, QWidget()):
        split.addWidget(each)
    qtbot.addWidget(split)
    split.resize(900, 400)
    split.show()
    split.setSizes([100, 800])
    QApplication.sendPostedEvents()
    tabs = viewer.findChild(SegmentedTabs)
    assert tabs is not None
    assert tabs.width() >= tabs.sizeHint().width()
