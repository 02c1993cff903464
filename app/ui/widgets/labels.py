"""Small things to read: icons, key caps, pills, avatars, step headers, checks."""

from __future__ import annotations

from typing import ClassVar, Literal

from PySide6 import QtCore
from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from app.ui import formats
from app.ui.theme.drawings import paint_icon
from app.ui.theme.theme import color, font, scaled
from app.ui.theme.tokens import Tone
from app.ui.widgets.texts import restyle, text


class IconLabel(QWidget):
    """A tinted icon, painted at the moment: it needs no work when the theme changes. Decorative: not spoken."""

    def __init__(self, name: str, token: str = "text2", size: int = 18) -> None:
        super().__init__()
        self._name, self._token, self._size = name, token, size
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAttribute(QtCore.Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def set_icon(self, name: str, token: str) -> None:
        """Show another icon or colour token."""
        self._name, self._token = name, token
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(scaled(self._size), scaled(self._size))

    def paintEvent(self, event: QPaintEvent) -> None:
        side = min(self.width(), self.height())
        rect = QRectF((self.width() - side) / 2, (self.height() - side) / 2, side, side)
        paint_icon(QPainter(self), self._name, rect, color(self._token))


class KeyCap(QLabel):
    """A key as drawn on a keyboard; `big` stands beside a primary button."""

    def __init__(self, keys: str, *, big: bool = False) -> None:
        super().__init__(keys)
        self.setProperty("role", "keybig" if big else "key")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAlignment(QtCore.Qt.AlignmentFlag.AlignCenter)
        self.setAttribute(QtCore.Qt.WidgetAttribute.WA_TransparentForMouseEvents)


class Pill(QFrame):
    """Colour, icon and words together: never colour alone."""

    def __init__(self, words: str = "", tone: Tone = "neutral", icon_name: str = "") -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 3, 9, 3)
        row.setSpacing(5)
        self._icon = IconLabel("info", "text2", 14)
        self._text = QLabel()
        row.addWidget(self._icon)
        row.addWidget(self._text)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set(words, tone, icon_name)

    def set(self, words: str, tone: Tone, icon_name: str = "") -> None:
        """Show these words in this tone, with an icon (or none)."""
        from app.ui.theme.tokens import TONES

        self._text.setText(words)
        self._icon.setVisible(bool(icon_name))
        if icon_name:
            self._icon.set_icon(icon_name, TONES[tone][1])
        self.setProperty("pill", tone)
        restyle(self)
        restyle(self._text)
        self.setAccessibleName(words)

    def words(self) -> str:
        """What the pill says."""
        return self._text.text()


def slack_look(days: int) -> tuple[str, Tone, str]:
    """Words, tone and icon for business days left (negative: overdue)."""
    words = formats.slack(days)
    if days < 0:
        return words, "overdue", "warning-octagon-fill"
    if days == 0:
        return words, "danger", "warning-circle-fill"
    if days <= 3:
        return words, "warn", "warning-fill"
    return words, "good", "check-circle-fill"


class SlackPill(Pill):
    """The traffic light of a term: «Vencido 1 d», «Vence hoy», «3 días»."""

    def __init__(self, days: int = 0) -> None:
        super().__init__(*slack_look(days))

    def set_days(self, days: int) -> None:
        """Business days left; negative when overdue."""
        self.set(*slack_look(days))


class Avatar(QWidget):
    """Initials in a circle; the whole name is its accessible name."""

    def __init__(self, name: str, *, diameter: int = 36, solid: bool = False) -> None:
        super().__init__()
        self._diameter, self._solid = diameter, solid
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAttribute(QtCore.Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.set_name(name)

    def set_name(self, name: str) -> None:
        """Whose initials to show."""
        self._initials = formats.initials(name)
        self.setAccessibleName(name)
        self.update()

    def set_solid(self, solid: bool) -> None:
        """Solid marks the chosen one."""
        self._solid = solid
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(scaled(self._diameter), scaled(self._diameter))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QtCore.Qt.PenStyle.NoPen)
        painter.setBrush(color("accent" if self._solid else "accent_soft"))
        painter.drawEllipse(self.rect())
        painter.setPen(color("on_accent" if self._solid else "accent"))
        painter.setFont(font(self._diameter * 0.27, 600))
        painter.drawText(self.rect(), QtCore.Qt.AlignmentFlag.AlignCenter, self._initials)


class StepHeader(QWidget):
    """Number (or tick) and title of a step; the next one to do is lit."""

    def __init__(self, number: int, title: str, extra: QWidget | None = None) -> None:
        super().__init__()
        self._number, self._title = number, title
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self._mark = _StepMark(number)
        row.addWidget(self._mark)
        row.addWidget(text(title, "strong"))
        row.addStretch(1)
        if extra is not None:
            row.addWidget(extra)
        self.set_state("waiting")

    def set_state(self, state: Literal["done", "next", "waiting"]) -> None:
        """Ticked, lit as the next one, or waiting for its turn."""
        self._mark.state = state
        self._mark.update()
        word = {"done": "hecho", "next": "siguiente", "waiting": "pendiente"}[state]
        self.setAccessibleName(f"Paso {self._number}, {self._title}: {word}")


class _StepMark(QWidget):
    """The circle of a step header."""

    _LOOK: ClassVar = {"done": ("good_soft", "good"), "next": ("accent", "on_accent"), "waiting": ("sunken", "text2")}

    def __init__(self, number: int) -> None:
        super().__init__()
        self.state, self._number = "waiting", number
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(scaled(20), scaled(20))

    def paintEvent(self, event: QPaintEvent) -> None:
        back, front = self._LOOK[self.state]
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QtCore.Qt.PenStyle.NoPen)
        painter.setBrush(color(back))
        painter.drawEllipse(self.rect())
        if self.state == "done":
            inset = self.width() * 0.24
            paint_icon(painter, "check", QRectF(self.rect()).adjusted(inset, inset, -inset, -inset), color(front))
            return
        painter.setPen(color(front))
        painter.setFont(font(8.5, 700))
        painter.drawText(self.rect(), QtCore.Qt.AlignmentFlag.AlignCenter, str(self._number))


CheckState = Literal["good", "warn", "danger", "info", "waiting"]


class Check(QWidget):
    """One checked condition: icon, sentence, detail and figure."""

    _LOOK: ClassVar = {
        "good": ("check-circle-fill", "good"),
        "warn": ("warning-fill", "warn"),
        "danger": ("warning-circle-fill", "danger"),
        "info": ("info", "info"),
        "waiting": ("clock", "text3"),
    }

    def __init__(self, state: CheckState, title: str, detail: str = "", value: str = "") -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 4, 0, 4)
        row.setSpacing(10)
        name, token = self._LOOK[state]
        row.addWidget(IconLabel(name, token, 18), 0, QtCore.Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(1)
        column.addWidget(text(title, "strong", wrap=True))
        if detail:
            column.addWidget(text(detail, "help", wrap=True))
        row.addLayout(column, 1)
        if value:
            figure = text(value, "strong")
            if state in ("warn", "danger"):
                figure.setProperty("tone", state)
            row.addWidget(figure, 0, QtCore.Qt.AlignmentFlag.AlignTop)
        self.setAccessibleName(" ".join(part for part in (f"{title}.", detail, value) if part))
