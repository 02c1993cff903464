"""A card that asks for the data of one act: title, fields, what is wrong, and its button under Ctrl+Enter."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.errors import PqrError
from app.ui.background import Background
from app.ui.widgets import KeyCap, Overlay, Strip, button, text

_Answer = TypeVar("_Answer")
_MOVES = (QEvent.Type.LayoutRequest, QEvent.Type.Resize)


class ActCard(Overlay):
    """Subclasses fill `body`, set `first` (what gets the focus) and say in `accept` what happens."""

    def __init__(self, parent: QWidget, title: str, subtitle: str, act: str, *, width: int = 520) -> None:
        super().__init__(parent, width=width)
        self.setAccessibleName(title)
        self.first: QWidget | None = None
        self.card.column.addWidget(text(title, "title"))
        self.card.column.addWidget(text(subtitle, "sub", wrap=True))
        self.trouble = Strip("danger", "warning-circle")
        self.card.column.addWidget(self.trouble)
        inside = QWidget()
        inside.setProperty("role", "content")
        self.body = QVBoxLayout(inside)
        self.body.setContentsMargins(0, 0, 6, 0)
        self.body.setSpacing(6)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(inside)
        scroll.viewport().setAutoFillBackground(False)
        self._scroll, self._inside = scroll, inside
        inside.installEventFilter(self)
        self.card.column.addWidget(scroll, 1)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(button("Volver", act=self.close_overlay))
        row.addWidget(KeyCap("Esc", big=True))
        row.addStretch(1)
        self.go = button(act, "primary", act=self.accept)
        row.addWidget(self.go)
        row.addWidget(KeyCap("Ctrl Intro", big=True))
        self.card.column.addLayout(row)
        self.on_key("Ctrl+Return", self.accept)
        self.on_key("Ctrl+Enter", self.accept)
        self.closed.connect(self.deleteLater)

    def ask(self) -> None:
        """Open it with the focus on the first field."""
        self.open(self.first)
        self._fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._inside and event.type() in _MOVES and self.isVisible():
            self._fit()
        return super().eventFilter(watched, event)

    def _fit(self) -> None:
        """As high as what is asked, also when a choice brings a longer explanation; no higher than the window lets."""
        wide = self._scroll.viewport().width()
        hint = (
            self.body.totalHeightForWidth(wide) if self.body.hasHeightForWidth() else self._inside.sizeHint().height()
        )
        # What the fields need beats what they would like: a label that wraps asks for more once it is laid out.
        hint = max(hint, self._inside.minimumSizeHint().height())
        room = self._covered.height() - 260
        self._scroll.setFixedHeight(max(80, min(hint + 8, room)))

    def accept(self) -> None:
        """Check and act; subclasses decide."""
        raise NotImplementedError

    def carry(
        self,
        background: Background,
        job: Callable[[], _Answer],
        done: Callable[[_Answer], object],
        report: Callable[[BaseException], object] | None = None,
    ) -> None:
        """Do it outside the window's thread; what was typed stays on the card until the server has taken it."""

        def taken(answer: _Answer) -> None:
            self.close_overlay()
            done(answer)

        self.go.setEnabled(False)
        self.is_sending = True
        background.write(job, show=taken, fail=self.failed(report), owner=self)

    def failed(self, report: Callable[[BaseException], object] | None = None) -> Callable[[BaseException], None]:
        """For `Background.run(fail=…)`: a refusal stands above the fields, to try again; `report` has what is none."""

        def fail(error: BaseException) -> None:
            self.go.setEnabled(True)
            self.is_sending = False
            if isinstance(error, PqrError):
                self.show_trouble(error)
            elif report is None:
                raise error
            else:
                report(error)

        return fail

    def show_trouble(self, error: PqrError) -> None:
        """What is wrong, above the fields; nothing typed is lost."""
        self.trouble.say(error.user_message)
