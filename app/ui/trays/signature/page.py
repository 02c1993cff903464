"""Bandejas › Firma: agents place directors, signers sign; who does both chooses with a tab."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout

from app.services.signatures.settings import SignatureSettings
from app.ui.page_context import PageContext
from app.ui.shell.page import Page, PaletteEntry, Shell
from app.ui.trays.signature.naming import NamingPane
from app.ui.trays.signature.report_view import ReportView
from app.ui.trays.signature.run_panel import is_signed
from app.ui.trays.signature.signing import SigningPane
from app.ui.trays.signature.upgrades_view import UpgradesView
from app.ui.widgets import SegmentedTabs

_TRAYS = frozenset({20, 21, 22, 23, 24, 25})


class SignaturePage(Page):
    """The tray Firma (activities 20 to 25)."""

    def __init__(self, shell: Shell, context: PageContext) -> None:
        super().__init__()
        self._shell, self._context = shell, context
        self._stale = True
        self.naming = NamingPane(shell, context) if context.has_role("agent") else None
        means = SignatureSettings(shell.settings, shell.settings.path.parent / "authorities")
        signs = context.has_role("signer")
        self.signing = SigningPane(shell, context, means) if signs else None
        self.upgrades = UpgradesView(shell, context, means, self._count_upgrades) if signs else None
        self.report = ReportView(shell, context, means, self._leave_report) if signs else None
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 8, 10, 8)
        column.setSpacing(8)
        self.stack = QStackedWidget()
        kinds = [("signing", "Firmar"), ("upgrades", "Niveles en cola")] if signs else []
        self._tabs = SegmentedTabs([*kinds, *([("naming", "Colocar director")] if self.naming else [])], "Trabajo")
        bar = QHBoxLayout()
        bar.addWidget(self._tabs)
        bar.addStretch(1)
        column.addLayout(bar)
        self._tabs.setVisible(signs)
        column.addWidget(self.stack, 1)
        for pane in (self.signing, self.naming):
            if pane is not None:
                self.stack.addWidget(pane)
                pane.counted.connect(self.count_changed)
        for view in (self.upgrades, self.report):
            if view is not None:
                self.stack.addWidget(view)
        if self.signing is not None:
            self.signing.report_asked.connect(self._show_report)
            self.signing.stack.currentChanged.connect(lambda _index: self.hints_changed.emit())
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
                PaletteEntry("key", "Medio de firma de este equipo", "Firma", pane.choose_means, "F7"),
                PaletteEntry("arrows-clockwise", "Repetir las comprobaciones", "Firma", pane.check_again, "F5"),
            ]
        if isinstance(pane, NamingPane):
            return [PaletteEntry("paper-plane-tilt", "Colocar director y pasar a firma", "Firma", pane.pass_on, "F9")]
        return ()

    def key_hints(self) -> Sequence[tuple[str, str]]:
        """Keys of what is on screen."""
        shown = self.stack.currentWidget()
        if shown is not None and shown is self.report:
            return [
                ("F3", "siguiente"),
                ("⇧F3", "anterior"),
                ("F5", "verificar de nuevo"),
                ("F9", "guardar"),
                ("Ctrl C", "huella"),
                ("Esc", "volver"),
            ]
        if isinstance(shown, UpgradesView):
            return [("J K", "moverse"), ("F9", "completar niveles")]
        if self.signing is not None and self.signing.stack.currentWidget() is self.signing.run_view:
            return [
                ("J K", "moverse"),
                ("P", "pausar"),
                ("F", "seguir la carta"),
                ("Intro", "informe"),
                ("Esc", "volver"),
            ]
        last = ("F9", "firmar") if isinstance(self.pane(), SigningPane) else ("F9", "pasar a firma")
        return [("J K", "moverse"), ("Espacio", "marcar"), ("⇧ J K", "rango"), ("Ctrl A", "marcar todas"), last]

    def _choose(self, key: str) -> None:
        widget = {"signing": self.signing, "upgrades": self.upgrades, "naming": self.naming}[key]
        if widget is not None:
            self.stack.setCurrentWidget(widget)
            if not (isinstance(widget, UpgradesView) and widget.running):
                widget.reload()
            self.hints_changed.emit()

    def _show_report(self, case_id: UUID) -> None:
        """The verification of a signed letter, among those of the batch."""
        if self.report is not None and self.signing is not None:
            rows = [row for row in self.signing.run_view.rows() if is_signed(row)]
            self.stack.setCurrentWidget(self.report)
            self.report.show_case(case_id, [row.case_id for row in rows])
            self._tabs.setEnabled(False)
            self.hints_changed.emit()

    def _leave_report(self) -> None:
        if self.signing is not None:
            self._tabs.setEnabled(True)
            self.stack.setCurrentWidget(self.signing)
            self.signing.run_view.pane.table.setFocus()
            self.hints_changed.emit()

    def _count_upgrades(self, count: int) -> None:
        made = next(each for each in self._tabs.buttons() if each.property("key") == "upgrades")
        made.setText(f"Niveles en cola · {count}" if count else "Niveles en cola")

    def _changed(self, _cases: object) -> None:
        if not self.isVisible():
            self._stale = True
        elif self.signing is None or not self.signing.run_view.running:
            self._reload()

    def _reload(self) -> None:
        pane = self.pane()
        if pane is not None:
            pane.reload()
