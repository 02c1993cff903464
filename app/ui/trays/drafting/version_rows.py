"""One changed paragraph of two versions: before, now, what happened to it, and putting it back."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import ClassVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from app.services.drafting.comparing import Paragraph, pieces
from app.services.drafting.writing import FIELD_NAMES
from app.ui.style import color
from app.ui.theme.theme import theme
from app.ui.widgets import button, line, text
from app.ui.widgets.labels import IconLabel
from app.ui.widgets.texts import restyle


class ParagraphRow(QFrame):
    """`picked` when it is clicked; R puts the older paragraph back."""

    picked = Signal(object)

    _LOOK: ClassVar[dict[str, tuple[str, str, str]]] = {
        "changed": ("Cambiado", "pencil-line", "accent"),
        "added": ("Agregado", "plus-circle", "good"),
        "removed": ("Quitado", "minus-circle", "danger"),
    }

    def __init__(self, paragraph: Paragraph, recover: Callable[[Paragraph], object], *, may_write: bool) -> None:
        super().__init__()
        self.paragraph = paragraph
        words, icon_name, ink = self._LOOK[paragraph.change]
        self.setProperty("frame", "block")
        self.setAccessibleName(f"Párrafo {words.lower()}: {paragraph.now or paragraph.before}")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        sides = QHBoxLayout()
        sides.setSpacing(0)
        self._before, self._now = _side(), _side()
        sides.addWidget(self._before, 1)
        sides.addWidget(upright())
        sides.addWidget(self._now, 1)
        column.addLayout(sides)
        column.addWidget(line())
        foot = QHBoxLayout()
        foot.setContentsMargins(12, 5, 6, 5)
        foot.setSpacing(7)
        foot.addWidget(IconLabel(icon_name, ink, 15))
        foot.addWidget(text(words, "strong"))
        foot.addStretch(1)
        self.recover = button(
            "Recuperar", "quiet", icon_name="arrow-u-up-left", name=f"Recuperar este párrafo: {paragraph.before}"
        )
        self.recover.clicked.connect(lambda: recover(paragraph))
        self.recover.setEnabled(may_write)
        foot.addWidget(self.recover)
        column.addLayout(foot)
        self.recover.setVisible(bool(paragraph.before))
        theme.changed.connect(self._write)
        self._write()

    def set_active(self, active: bool) -> None:
        """The change that R acts on."""
        self.setProperty("active", "true" if active else "false")
        restyle(self)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.picked.emit(self)

    def _write(self) -> None:
        faint = f'<span style="color:{color("text3").name()}">{{}}</span>'
        before = now = ""
        for piece in pieces(_named(self.paragraph.before), _named(self.paragraph.now)):
            before += _shown(piece.before, "danger", "line-through") if piece.changed else escape(piece.before)
            now += _shown(piece.now, "good", "underline") if piece.changed else escape(piece.now)
        self._before.setText(before or faint.format("No estaba"))
        self._now.setText(now or faint.format("Ya no está"))


def _named(words: str) -> str:
    """Fields by the names that people know."""
    for key, name in FIELD_NAMES.items():
        words = words.replace("{{" + key + "}}", f"[{name}]")
    return words


def _shown(words: str, tone: str, line_style: str) -> str:
    """Struck through or underlined as well as coloured: never told by colour alone."""
    if not words:
        return ""
    look = f"background-color:{color(f'{tone}_soft').name()};color:{color(tone).name()};text-decoration:{line_style}"
    return f'<span style="{look}">{escape(words)}</span>'


def _side() -> QLabel:
    made = QLabel()
    made.setWordWrap(True)
    made.setTextFormat(Qt.TextFormat.RichText)
    made.setContentsMargins(13, 9, 11, 9)
    made.setAlignment(Qt.AlignmentFlag.AlignTop)
    made.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
    return made


def folded(count: int) -> QWidget:
    """Equal paragraphs, counted."""
    words = "1 párrafo igual" if count == 1 else f"{count} párrafos iguales"
    made = text(words, "help")
    made.setContentsMargins(14, 2, 0, 2)
    return made


def equal_row(paragraph: Paragraph) -> QWidget:
    """An equal paragraph, once."""
    made = text(escape(paragraph.now), "sub", wrap=True)
    made.setContentsMargins(14, 2, 14, 2)
    return made


def upright() -> QFrame:
    """A thin vertical separator."""
    made = QFrame()
    made.setProperty("frame", "line")
    made.setFixedWidth(1)
    return made
