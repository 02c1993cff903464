"""Fields inside the text of an answer: one character that shows its value, deleted whole and never half edited."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QObject, QRect, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QFontMetricsF,
    QPainter,
    QPen,
    QPyTextObject,
    QTextCharFormat,
    QTextDocument,
    QTextFormat,
)

from app.services.drafting.writing import FIELD_NAMES
from app.ui.theme.theme import color, font

#: The character that stands for a chip in Qt's document.
MARK = "\ufffc"
KIND = QTextFormat.ObjectTypes.UserObject.value + 1
_KEY = QTextFormat.Property.UserProperty.value + 1
#: A value longer than this is cut in the chip; the letter prints it whole.
_SHOWN = 46


def chip_format(key: str) -> QTextCharFormat:
    """The format of the character that shows field `key`."""
    made = QTextCharFormat()
    made.setObjectType(KIND)
    made.setProperty(_KEY, key)
    made.setVerticalAlignment(QTextCharFormat.VerticalAlignment.AlignBaseline)
    made.setToolTip(f"Campo: {FIELD_NAMES.get(key, key)}. El valor viene del caso y no se edita aquí.")
    return made


def chip_key(given: QTextFormat) -> str:
    """The field of a character's format, empty when it is ordinary text."""
    return str(given.property(_KEY)) if given.objectType() == KIND else ""


class ChipPainter(QPyTextObject):
    """Draws chips with the values of the case; a field without value is red."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.values: Mapping[str, str] = {}

    def words(self, key: str) -> str:
        """What the chip says."""
        value = self.values.get(key, "")
        if not value:
            return f"falta: {FIELD_NAMES.get(key, key).lower()}"
        return value if len(value) <= _SHOWN else f"{value[: _SHOWN - 1]}…"

    def intrinsicSize(self, _document: QTextDocument, _at: int, given: QTextFormat) -> QSizeF:
        metrics = QFontMetricsF(font(9.5, 600))
        return QSizeF(metrics.horizontalAdvance(self.words(chip_key(given))) + 13, metrics.height() + 1)

    def drawObject(
        self, painter: QPainter, rect: QRectF | QRect, _document: QTextDocument, _at: int, given: QTextFormat
    ) -> None:
        key = chip_key(given)
        ink = "accent" if self.values.get(key) else "danger"
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(color(ink), 0.6))
        painter.setBrush(color(f"{ink}_soft"))
        area = QRectF(rect)
        painter.drawRoundedRect(area.adjusted(1.5, 0.5, -1.5, 0), 5, 5)
        painter.setPen(color(ink))
        painter.setFont(font(9.5, 600))
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter, self.words(key))
        painter.restore()
