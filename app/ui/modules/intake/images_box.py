"""The image that came back and the one that takes its place: two sheets, one at a time."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget

from app.errors import PqrError
from app.services import stored_documents
from app.services.database import Database
from app.services.intake import registration
from app.ui.background import Background
from app.ui.modules.intake.scan_box import ScanBox
from app.ui.viewer import DocumentViewer
from app.ui.widgets import Card, SegmentedTabs, line


class ImagesBox(Card):
    """`scan` is the new image once it passed its check."""

    changed = Signal()

    def __init__(self, background: Background, database: Database) -> None:
        super().__init__()
        self._work, self._database = background, database
        head = QHBoxLayout()
        head.setContentsMargins(10, 8, 10, 8)
        self.side = SegmentedTabs([("old", "La devuelta"), ("new", "La nueva")], "Qué imagen se ve")
        self.side.chosen.connect(self._turn)
        head.addWidget(self.side)
        head.addStretch(1)
        self.column.addLayout(head)
        self.column.addWidget(line())
        self.old, self.new = DocumentViewer(background), ScanBox(background, "Imagen nueva")
        self.stack = QStackedWidget()
        self.stack.addWidget(self.old)
        self.stack.addWidget(self.new)
        self.column.addWidget(self.stack, 1)
        self.new.changed.connect(self._new_changed)

    @property
    def scan(self) -> registration.Scan | None:
        """The new image."""
        return self.new.scan

    def show_case(self, document: UUID | None) -> None:
        """Another case: its bad image, and no new one yet."""
        self.new.forget()
        self._turn("old")
        if document is None:
            self.old.clear()
            return
        self.old.expect(str(document), "Imagen devuelta")
        self._work.run(
            lambda: stored_documents.fetch(self._database, document),
            show=lambda data: self.old.show_document(data, str(document), "Imagen devuelta"),
            fail=self._no_old,
            key=("returned image", id(self)),
            owner=self,
        )

    def _no_old(self, error: BaseException) -> None:
        if not isinstance(error, PqrError):
            raise error
        self.old.show_problem(error.user_message)

    def _new_changed(self) -> None:
        if self.new.scan is not None:
            self._turn("new")
        self.changed.emit()

    def _turn(self, side: str) -> None:
        self.side.choose(side)
        self.stack.setCurrentWidget(self.new if side == "new" else self.old)
