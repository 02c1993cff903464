"""Keeps Análisis on the tree of claims in force: read at the start, read again when a new version rules."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from app.errors import Offline
from app.services.database import Database
from app.services.reads.claim_tree import Catalogues, read_catalogues, tree_in_force
from app.ui.page_context import PageContext
from app.ui.shell.page import Shell
from app.ui.trays.analysis.panel import AnalysisPanel
from app.ui.trays.analysis.suggestions import Suggesting
from app.ui.trays.documents import DocumentPane

_EVERY_MS = 60_000


class TreeWatch(QObject):
    """One per page. `arrived` carries the lists, the first time and at each new version; what is typed stays."""

    arrived = Signal(object)

    def __init__(
        self, page: QWidget, shell: Shell, context: PageContext, panel: AnalysisPanel, papers: DocumentPane
    ) -> None:
        super().__init__(page)
        self._page, self._shell, self._context, self._panel = page, shell, context, panel
        self._version = 0
        self.suggesting = Suggesting(panel.suggestions, panel.claims, papers, context.database, context.background)
        self._timer = QTimer(self)
        self._timer.setInterval(_EVERY_MS)
        self._timer.timeout.connect(lambda: self.look() if page.isVisible() else None)
        self._timer.start()
        panel.loaded.connect(self._consider)
        panel.edited.connect(self._consider)

    def look(self) -> None:
        """Ask which version is in force, and read it if it is another."""
        database, known = self._context.database, self._version
        self._context.background.run(
            lambda: _newer(database, known),
            show=self._read,
            fail=self._shell.report,
            key=("claim-tree", id(self)),
            owner=self,
        )

    def _read(self, found: Catalogues | None) -> None:
        if found is None:
            return
        before, self._version = self._version, found.tree_version
        self.suggesting.set_catalogues(found)
        self.arrived.emit(found)
        if before and before != found.tree_version:
            self._tell()
        self._consider()

    def _tell(self) -> None:
        gone = [leaf.words for leaf in self._panel.claims.retired()]
        words = "Cambió el árbol de pretensiones; lo escrito sigue aquí."
        if gone:
            self._panel.case_head.trouble.say(f"{words} Ya no está: <b>{'; '.join(gone)}</b>. Elija otra.")
        else:
            self._shell.say(words)

    def _consider(self) -> None:
        sheet, state = self._panel.sheet, self._panel.state()
        if sheet is not None and state is not None:
            self.suggesting.consider(sheet.petition.subject, may_classify=self._panel.classifies())


def _newer(database: Database, known: int) -> Catalogues | None:
    try:
        version = tree_in_force(database)
    except Offline:
        return None if known else read_catalogues(database)
    return None if version == known else read_catalogues(database)
