"""Fixtures of the window's tests: the theme, a Background that works at once, one with real threads."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from app.settings import Settings
from app.ui import style
from app.ui.background import Background
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
