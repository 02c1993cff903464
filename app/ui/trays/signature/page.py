"""Bandejas › Firma: agents place directors, signers sign; who does both chooses with a tab."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout

from app.ui.page_context import PageContext
from app.ui.shell.page import Page, PaletteEntry, Shell
from app.ui.trays.signature.naming import NamingPane
from app.ui.trays.signature.signing import SigningPane
from app.ui.widgets import SegmentedTabs

_TRAYS = frozenset({20, 21, 22, 23, 24, 25})


class SignaturePage(Page):
    """The tray Firma (activities 20 to 25)."""

    def __init__(self, shell: Shell, context: PageContext) -> None:
        super().__init__()
        self._shell, self._context = shell, context
        self._stale = True
        self.naming = NamingPane(shell, context) if context.has_role("agent") else None
        self.signing = SigningPane(shell, context) if context.has_role("signer") else None
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 8, 10, 8)
        column.setSpacing(8)
        self.stack = QStackedWidget()
        self._tabs = SegmentedTabs([("signing", "Firmar"), ("naming", "Colocar director")], "Trabajo")
        self._tabs.setVisible(self.naming is not None and self.signing is not None)
        bar = QHBoxLayout()
        bar.addWidget(self._tabs)
        bar.addStretch(1)
        column.addLayout(bar)
        column.addWidget(self.stack, 1)
        for pane in (self.signing, self.naming):
            if pane is not None:
                self.stack.addWidget(pane)
                pane.counted.connect(self.count_changed)
        self._tabs.chosen.connect(self._choose)
        context.changes.arrived.connect(self._changed)

    def activate(self) -> None:
        """Reload what is stale and put the focus on the list."""
        if self._stale:
            self._stale = False
            self._reload()
        pane = self.pane()
        if pane is not None:
            pane.list.table.setFocus()

    def pane(self) -> SigningPane | NamingPane | None:
        """What is on screen."""
        widget = self.stack.currentWidget()
        return widget if isinstance(widget, SigningPane | NamingPane) else None

    def commands(self) -> Sequence[PaletteEntry]:
        """The primary act of what is on screen."""
        pane = self.pane()
        if isinstance(pane, SigningPane):
            return [
                PaletteEntry("signature", "Firmar las cartas marcadas", "Firma", pane.sign, "F9"),
                PaletteEntry("arrow-u-up-left", "Devolver esta carta", "Firma", pane.send_back, "F8"),
                PaletteEntry("arrows-clockwise", "Repetir las comprobaciones", "Firma", pane.check_again, "F5"),
            ]
        if isinstance(pane, NamingPane):
            return [PaletteEntry("paper-plane-tilt", "Colocar director y pasar a firma", "Firma", pane.pass_on, "F9")]
        return ()

    def key_hints(self) -> Sequence[tuple[str, str]]:
        """Keys of what is on screen."""
        last = ("F9", "firmar") if isinstance(self.pane(), SigningPane) else ("F9", "pasar a firma")
        return [("J K", "moverse"), ("Espacio", "marcar"), ("⇧ J K", "rango"), ("Ctrl A", "marcar todas"), last]

    def _choose(self, key: str) -> None:
        widget = self.signing if key == "signing" else self.naming
        if widget is not None:
            self.stack.setCurrentWidget(widget)
            widget.reload()
            self.hints_changed.emit()

    def _changed(self, _cases: object) -> None:
        if not self.isVisible():
            self._stale = True
        elif self.signing is None or not self.signing.run_view.running:
            self._reload()

    def _reload(self) -> None:
        pane = self.pane()
        if pane is not None:
            pane.reload()
