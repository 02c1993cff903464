"""What the area answers, claim by claim: the fact, its day, until when it holds, and its support."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from app.services.reads.case_sheet import AnswerData, ClaimData
from app.services.verbs.answer_input import ClaimAnswered
from app.ui import formats
from app.ui.style import scaled
from app.ui.trays.analysis.date_edit import DateEdit
from app.ui.widgets import Field, FieldGrid, button, text, tool_button


class AnswerBlock(QWidget):
    """One claim's answer."""

    changed = Signal()
    file_asked = Signal(object)

    def __init__(self, claim: ClaimData, today: dt.date) -> None:
        super().__init__()
        self.number = claim.ordinal
        self.document_id: UUID | None = None
        self.setAcceptDrops(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 2, 0, 6)
        column.setSpacing(3)
        column.addWidget(text(f"{claim.ordinal}. {claim.title}", "strong", wrap=True))
        if claim.words:
            column.addWidget(text(f"«{claim.words}»", "sub", wrap=True))
        self.content, self.found_on, self.valid_until = QPlainTextEdit(), DateEdit(today, today), DateEdit(today)
        self.content.setFixedHeight(scaled(78))
        self.content.setTabChangesFocus(True)
        self.valid_until.setPlaceholderText("Sin vencimiento")
        grid = FieldGrid()
        grid.add(Field("Lo que la &carta debe decir", self.content, required=True))
        grid.add(Field("&Fecha del dato", self.found_on, required=True), 1)
        grid.add(Field("&Vigente hasta", self.valid_until), 1)
        column.addWidget(grid)
        row = QHBoxLayout()
        self.attach = button("Adjuntar soporte", "quiet", icon_name="paperclip", act=lambda: self.file_asked.emit(self))
        self.file = text("", "help")
        self.drop = tool_button("x", "Quitar el soporte", act=lambda: self.set_file(None, ""))
        row.addWidget(self.attach)
        row.addWidget(self.file, 1)
        row.addWidget(self.drop)
        column.addLayout(row)
        self.set_file(None, "")
        self.content.textChanged.connect(self.changed)
        for edit in (self.found_on, self.valid_until):
            edit.textChanged.connect(self.changed)

    def set_file(self, document_id: UUID | None, words: str) -> None:
        """The support stored, or none."""
        self.document_id = document_id
        self.file.setText(words)
        self.drop.setVisible(document_id is not None)
        self.attach.setText("\u2002Cambiar soporte" if document_id else "\u2002Adjuntar soporte")
        self.changed.emit()

    def is_complete(self) -> bool:
        """Whether it says something and since when."""
        dated = self.found_on.day() is not None and not self.valid_until.is_wrong()
        return bool(self.content.toPlainText().strip()) and dated

    def fill(self, content: str, found_on: dt.date | None, valid_until: dt.date | None, document: UUID | None) -> None:
        """Write what is known."""
        self.content.setPlainText(content)
        self.found_on.set_day(found_on)
        self.valid_until.set_day(valid_until)
        self.set_file(document, "Soporte adjunto" if document else "")

    def kept(self) -> dict[str, Any]:
        """As JSON, to be kept while half filled."""
        found, until = self.found_on.day(), self.valid_until.day()
        return {
            "claim": self.number,
            "content": self.content.toPlainText(),
            "found_on": found.isoformat() if found else None,
            "valid_until": until.isoformat() if until else None,
            "document_id": str(self.document_id) if self.document_id else None,
        }

    def answer(self) -> ClaimAnswered:
        """For the verb, which checks it."""
        return ClaimAnswered(
            claim=self.number,
            content=self.content.toPlainText(),
            found_on=self.found_on.day(),  # type: ignore[arg-type]
            valid_until=self.valid_until.day(),
            document_id=self.document_id,
        )


class AnswersBox(QWidget):
    """One block for each claim asked about."""

    changed = Signal()
    file_asked = Signal(object)

    def __init__(self, today: dt.date) -> None:
        super().__init__()
        self._today = today
        self.blocks: list[AnswerBlock] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)

    def show_claims(
        self, claims: Sequence[ClaimData], stored: Sequence[AnswerData], kept: Mapping[str, Any] | None
    ) -> None:
        """Blocks for these claims, with what was answered before or was being written."""
        while self.blocks:
            block = self.blocks.pop()
            self._column.removeWidget(block)
            block.hide()
            block.deleteLater()
        written = {each["claim"]: each for each in (kept or {}).get("answers", ())}
        for claim in claims:
            block = AnswerBlock(claim, self._today)
            _fill(block, next((a for a in stored if a.claim == claim.ordinal), None), written.get(claim.ordinal))
            block.changed.connect(self.changed)
            block.file_asked.connect(self.file_asked)
            self.blocks.append(block)
            self._column.addWidget(block)

    def answered(self) -> int:
        """How many are complete."""
        return sum(block.is_complete() for block in self.blocks)

    def kept(self) -> dict[str, Any]:
        """As JSON."""
        return {"answers": [block.kept() for block in self.blocks]}


def _fill(block: AnswerBlock, stored: AnswerData | None, written: Mapping[str, Any] | None) -> None:
    date: Callable[[str | None], dt.date | None] = lambda day: dt.date.fromisoformat(day) if day else None  # noqa: E731
    if written is not None:
        document = UUID(written["document_id"]) if written["document_id"] else None
        block.fill(written["content"], date(written["found_on"]), date(written["valid_until"]), document)
    elif stored is not None:
        block.fill(stored.content, stored.found_on, stored.valid_until, stored.document_id)


def file_words(path: Path, size: int) -> str:
    """How a support is named in the form: its extension and size, never a person's name."""
    return f"Soporte {path.suffix.lstrip('.').upper()} · {formats.size(size)}"
