"""Opens the library for a claim of the desk, and inserts what is chosen in it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.services.drafting import library, writing
from app.services.drafting.library import ApprovedText

if TYPE_CHECKING:
    from app.ui.trays.drafting.desk import ReplyDesk


class Shelf(QObject):
    """Reads the library once for each time the page is made; validity is judged by the server's day."""

    def __init__(self, desk: ReplyDesk) -> None:
        super().__init__(desk)
        self._desk = desk
        self._texts: list[ApprovedText] = []

    def open_for(self, ordinal: int) -> None:
        """F2: the texts of a claim's leaf."""
        if self._texts:
            self._show(ordinal, self._texts)
            return
        desk = self._desk
        database = desk.context.database
        desk.context.background.run(
            lambda: library.read_library(database),
            show=lambda texts: self._show(ordinal, texts),
            fail=desk.shell.report,
            key=("draft-library", id(self)),
            owner=self,
        )

    def insert(self, ordinal: int, approved: ApprovedText) -> None:
        """Put a text in the answer of a claim."""
        block = next((b for b in self._desk.editor.blocks if b.claim.ordinal == ordinal), None)
        if block is not None:
            block.insert_text(approved.text_id, approved.version, approved.decision, approved.body_html)
            self._desk.editor.go_to(ordinal)

    def _show(self, ordinal: int, texts: Sequence[ApprovedText]) -> None:
        self._texts = list(texts)
        desk = self._desk
        block = next((b for b in desk.editor.blocks if b.claim.ordinal == ordinal), None)
        if block is not None and desk.sheet is not None:
            values = writing.fields_of(desk.sheet, block.claim, block.answer())
            desk.drawer.open_for(block.claim, values, self._texts, desk.sheet.today)
