"""Tokens readable in both themes, icons sharp, texts written as Colombia writes them."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale, QSize
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication, QFrame, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.paths import RESOURCES
from app.ui import formats, style
from app.ui.theme.icons import icon
from app.ui.theme.sheet import sheet
from app.ui.theme.tokens import DARK, LIGHT, MARK_PAIRS, TEXT_PAIRS, Tokens, contrast
from app.ui.widgets import Pill, text


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("front", "back"), TEXT_PAIRS)
def test_texts_can_be_read(tokens: Tokens, front: str, back: str) -> None:
    assert contrast(getattr(tokens, front), getattr(tokens, back)) >= 4.5


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("front", "back"), MARK_PAIRS)
def test_edges_can_be_seen(tokens: Tokens, front: str, back: str) -> None:
    assert contrast(getattr(tokens, front), getattr(tokens, back)) >= 3


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


def test_the_sheet_has_no_token_left_and_grows_with_the_scale(qapp: QApplication) -> None:
    normal, large = sheet(LIGHT, 1.0), sheet(LIGHT, 1.5)
    assert "$" not in normal
    assert "font-size:9.00pt" in normal and "font-size:13.50pt" in large


def test_the_sheet_holds_in_a_folder_with_spaces_and_accents(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name of a person is the name of their folder; Qt warns, and the test fails, where a sheet can't be read."""
    monkeypatch.setenv("PQR_DATA_DIR", str(tmp_path / "José Núñez (1)"))
    style.theme.apply(qapp)
    edit = QLineEdit()
    qtbot.addWidget(edit)
    style.theme.dress(edit)
    edit.ensurePolished()  # only now the sheet is read
    assert "José Núñez (1)" in edit.styleSheet()


def test_no_module_of_the_window_writes_a_colour() -> None:
    painted = [
        path.name
        for path in (RESOURCES.parent / "app" / "ui").rglob("*.py")
        if path.name != "tokens.py" and re.search(r"#[0-9A-Fa-f]{6}\b", path.read_text(encoding="utf-8"))
    ]
    assert painted == []


def test_the_theme_changes_live(qtbot: QtBot, qapp: QApplication) -> None:
    label, pill = text("Hola", "title"), Pill("3 días", "warn")
    for widget in (label, pill):
        qtbot.addWidget(widget)
        style.theme.dress(widget)
        widget.show()
    small = label.sizeHint().width()
    with qtbot.waitSignal(style.theme.changed):
        style.theme.apply(qapp, dark=True, scale=1.35)
    assert style.color("surface").name().upper() == DARK.surface
    assert label.sizeHint().width() > small * 1.2
    assert DARK.warn_soft.lower() in {
        pill.grab().toImage().pixelColor(x, pill.height() // 2).name() for x in range(pill.width())
    }


@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
def test_icons_are_drawn_in_real_pixels(qapp: QApplication, scale: float) -> None:
    drawn = icon("tray", "accent").pixmap(QSize(20, 20), scale)
    assert drawn.width() == round(20 * scale)
    assert drawn.devicePixelRatio() == scale
    image = drawn.toImage()
    inked = [image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height())]
    strongest, wanted = max(inked, key=lambda colour: colour.alpha()), style.color("accent")
    assert strongest.alpha() > 150
    assert abs(strongest.red() - wanted.red()) + abs(strongest.blue() - wanted.blue()) < 8


def test_qts_own_menus_are_in_spanish(qtbot: QtBot) -> None:
    edit = QLineEdit("texto")
    qtbot.addWidget(edit)
    menu = edit.createStandardContextMenu()
    qtbot.addWidget(menu)
    words = " ".join(action.text() for action in menu.actions())
    assert "Copiar" in words.replace("&", "") and "Copy" not in words.replace("&", "")
    assert QLocale().toString(1234567) == "1.234.567"


def test_an_icon_that_does_not_exist_is_an_error(qapp: QApplication) -> None:
    with pytest.raises(FileNotFoundError):
        icon("no-such-icon")
    assert isinstance(icon("tray"), QIcon)


def test_every_icon_named_in_the_window_exists() -> None:
    have = {path.stem for path in (RESOURCES / "icons").glob("*.svg")}
    named = set()
    for path in (RESOURCES.parent / "app" / "ui").rglob("*.py"):
        source = path.read_text(encoding="utf-8")
        named |= set(re.findall(r"(?:icon|icon_name=|tool_button|IconLabel|set_icon)\(?\"([a-z-]+)\"", source))
    assert named and named <= have


@pytest.mark.parametrize(
    ("days", "words"), [(-12, "Vencido 12 d"), (-1, "Vencido 1 d"), (0, "Vence hoy"), (1, "1 día"), (3, "3 días")]
)
def test_slack_in_words(days: int, words: str) -> None:
    assert formats.slack(days) == words


def test_figures_and_dates_as_written_in_colombia() -> None:
    assert formats.number(1234567) == "1.234.567"
    assert formats.decimal(1234.56) == "1.234,6"
    assert formats.date(dt.date(2026, 1, 5)) == "05/01/2026"
    assert formats.long_date(dt.date(2026, 11, 20)) == "viernes 20/11/2026"
    assert formats.plural(1, "caso", "casos") == "1 caso"
    assert formats.plural(1204, "caso", "casos") == "1.204 casos"
    assert formats.percent(0.875) == "88\u00a0%"
    assert formats.initials("Óscar Epieyú Uriana") == "ÓE"


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "hace un momento"), (40, "hace 40 s"), (300, "hace 5 min"), (7200, "hace 2 h"), (90000, "hace 1 día")],
)
def test_elapsed_time(seconds: float, words: str) -> None:
    assert formats.ago(seconds) == words


def test_sizes_given_in_code_grow_with_the_text_while_the_program_runs(qtbot: QtBot, qapp: QApplication) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    pane, rule, free, edit = (QFrame(window) for _ in range(4))
    pane.setMinimumWidth(214)
    pane.setMaximumWidth(400)
    rule.setFixedHeight(1)
    edit.setFixedHeight(76)
    button = QPushButton("Firmar", window)
    style.theme.dress(window)
    window.show()
    normal = button.sizeHint().height()
    for _ in range(3):
        style.theme.apply(qapp, scale=1.35)
        assert (pane.minimumWidth(), pane.maximumWidth(), edit.minimumHeight()) == (289, 540, 103)
        assert rule.height() == 1 and free.minimumWidth() == 0 and free.maximumWidth() > 100_000
        assert normal < button.sizeHint().height() < normal * 1.5, "what the sheet says grows once"
        style.theme.apply(qapp)
        assert (pane.minimumWidth(), pane.maximumWidth(), edit.minimumHeight()) == (214, 400, 76)
