"""The frame for everybody: names for screen readers, words that fit, targets that can be hit."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QAbstractButton, QApplication, QSplitter, QWidget
from pytestqt.qtbot import QtBot

from app.errors import CaseMoved
from app.settings import Settings
from app.ui import style
from app.ui.shell.appearance import remember_splitter
from app.ui.shell.main_window import MainWindow
from app.ui.widgets import Question
from tests.ui.frame import unnamed


def test_everything_that_takes_the_focus_has_a_name(window: MainWindow) -> None:
    for key in window.desk.page_keys():
        window.go(key)
    window.set_offline("10:42", 1)
    window.report(CaseMoved())
    window.progress_card("Firma")
    window.say("Hecho.", lambda: None)
    window.confirm(Question("Firmar", "Firmar 3"), lambda: None)
    assert unnamed(window) == []


@pytest.mark.parametrize("scale", [1.0, 1.35])
def test_the_words_of_every_button_fit(window: MainWindow, qapp: QApplication, scale: float) -> None:
    style.theme.apply(qapp, scale=scale)
    window.set_offline("10:42", 3)
    window.say("Hecho.", lambda: None)
    qapp.sendPostedEvents()
    for each in window.findChildren(QAbstractButton):
        if each.isVisible() and each.text() and not each.icon().isNull():
            assert each.width() >= each.minimumSizeHint().width() - 1, each.text()
        elif each.isVisible() and each.text():
            words = each.fontMetrics().horizontalAdvance(each.text().replace("&", ""))
            assert each.width() >= words, each.text()


def test_the_window_fits_1366_pixels_with_the_largest_text(window: MainWindow, qapp: QApplication) -> None:
    window.status.set_hints([("Ctrl Mayús J", "una explicación muy larga de esta tecla")] * 5)
    style.theme.apply(qapp, scale=1.5)
    qapp.sendPostedEvents()
    assert window.minimumSizeHint().width() <= 1366
    assert window.width() == 1366


def test_targets_are_large_enough(window: MainWindow) -> None:
    small = [
        each.accessibleName()
        for each in window.findChildren(QAbstractButton)
        if each.isVisible() and each.accessibleName() and min(each.width(), each.height()) < 24
    ]
    assert small == []


def test_splitters_are_remembered(qtbot: QtBot, settings: Settings) -> None:
    def make() -> QSplitter:
        made = QSplitter()
        for _part in range(2):
            made.addWidget(QWidget())
        qtbot.addWidget(made)
        made.resize(600, 100)
        made.show()
        remember_splitter(made, "analysis", settings, [300, 300])
        return made

    first = make()
    first.setSizes([100, 500])
    first.splitterMoved.emit(100, 1)
    assert make().sizes() == first.sizes() != [300, 300]
