"""Fixtures of the window's tests: the theme, a Background that works at once, one with real threads."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.settings import Settings
from app.ui import style
from app.ui.background import Background
from app.ui.shell.main_window import MainWindow
from app.ui.shell.page import Module, Page, PageSpec, Person, Shell
from tests.ui.frame import Tray
from tests.ui.support import AtOnce, background_with


@pytest.fixture(autouse=True)
def look(qapp: QApplication) -> Iterator[None]:
    """The light theme at 100 %, whatever the last test chose."""
    if not qapp.property("styled"):
        style.install(qapp)
        qapp.setProperty("styled", True)
    yield
    if style.theme.is_dark or style.theme.scale != 1.0:
        style.theme.apply(qapp)


@pytest.fixture
def background(qapp: QApplication) -> Iterator[Background]:
    """A Background that runs everything at once."""
    made = background_with(AtOnce())
    yield made
    assert made.close()


@pytest.fixture
def threads(qapp: QApplication) -> Iterator[Background]:
    """A Background with its real threads."""
    made = Background()
    yield made
    assert made.close()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings in a file of this test."""
    return Settings(tmp_path / "settings.ini")


@pytest.fixture
def built() -> list[str]:
    """Keys of the pages that `window` has built."""
    return []


@pytest.fixture
def window(qtbot: QtBot, background: Background, settings: Settings, built: list[str]) -> MainWindow:
    """The frame with three modules of small pages, shown at 1366x768."""

    def page(key: str, title: str) -> PageSpec:
        def factory(shell: Shell) -> Page:
            built.append(key)
            return Tray(shell, title)

        return PageSpec(key, title, factory)

    modules = [
        Module("trays", "Bandejas", "tray", [page("analysis", "Análisis"), page("signing", "Firma")]),
        Module("quality", "Calidad", "seal-check", [page("quality", "Calidad")]),
        Module("admin", "Administrar", "gear-six", [page("admin", "Administrar")], at_bottom=True),
    ]
    made = MainWindow(modules, Person("Paula Mora", "Agente PQR"), background, settings)
    qtbot.addWidget(made)
    made.resize(1366, 768)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made
