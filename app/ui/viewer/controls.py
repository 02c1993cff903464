"""The floating controls of the viewer: page n of m, zoom, fit, turn."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton, QWidget

from app.ui import formats
from app.ui.theme.theme import scaled
from app.ui.viewer.sheets import ZOOM_STEP, Sheets
from app.ui.widgets.buttons import tool_button
from app.ui.widgets.cards import shadow
from app.ui.widgets.texts import text


class Controls(QFrame):
    """Stays at the bottom middle of `over`."""

    def __init__(self, over: QWidget, sheets: Sheets, turn_thumbs: Callable[[], object]) -> None:
        super().__init__(over)
        self._over, self._sheets = over, sheets
        self.setProperty("frame", "controls")
        row = QHBoxLayout(self)
        row.setContentsMargins(6, 3, 6, 3)
        row.setSpacing(1)
        self.page, self.zoom = self._figure("–"), self._figure("100 %")
        self.page.setAccessibleName("Página")
        thumbs = tool_button("columns", "Miniaturas (M)", act=turn_thumbs)
        fit = tool_button("arrows-out-line-horizontal", "Ajustar al ancho (0)", act=sheets.fit_width)
        turn = tool_button("arrow-clockwise", "Girar (R)", act=sheets.turn)
        #: Left out, first of all, where there is no room; their keys go on.
        self._extras = (thumbs, turn, fit)
        for widget in (
            thumbs,
            tool_button("caret-left", "Página anterior (Re Pág)", act=lambda: sheets.go_page(-1)),
            self.page,
            tool_button("caret-right", "Página siguiente (Av Pág)", act=lambda: sheets.go_page(1)),
            tool_button("minus", "Alejar (−)", act=lambda: sheets.zoom_by(1 / ZOOM_STEP)),
            self.zoom,
            tool_button("plus", "Acercar (+)", act=lambda: sheets.zoom_by(ZOOM_STEP)),
            fit,
            turn,
        ):
            row.addWidget(widget)
        sheets.page_changed.connect(self._show_page)
        sheets.zoom_changed.connect(self._show_zoom)
        shadow(self, 22, 4, 90)
        over.installEventFilter(self)

    @staticmethod
    def _figure(words: str) -> QLabel:
        made = text(words, "sub")
        made.setAlignment(Qt.AlignmentFlag.AlignCenter)
        made.setMinimumWidth(scaled(46))
        return made

    def buttons(self) -> list[QToolButton]:
        """The buttons, in order, for the focus order."""
        return self.findChildren(QToolButton)

    def place(self) -> None:
        """Bottom middle, with the buttons that fit."""
        for each in self._extras:
            each.show()
        for each in self._extras:
            if self.sizeHint().width() > self._over.width() - 8:
                each.hide()
        self.adjustSize()
        self.move((self._over.width() - self.width()) // 2, self._over.height() - self.height() - 14)
        self.raise_()

    def _show_page(self, page: int, pages: int) -> None:
        self.page.setText(f"{page} de {max(1, pages)}")

    def _show_zoom(self, zoom: float) -> None:
        self.zoom.setText(formats.percent(zoom))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self.place()
        return False
