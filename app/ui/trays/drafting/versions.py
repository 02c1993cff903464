"""Versions of a reply compared by paragraph: who wrote each and why, what changed, and recovering it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.services.drafting.comparing import Paragraph, compare
from app.services.drafting.sheet import DraftSheet
from app.services.verbs.draft_response import Answer
from app.ui import formats
from app.ui.style import scaled
from app.ui.trays.drafting import version_side
from app.ui.trays.drafting.version_changes import Changes
from app.ui.trays.drafting.version_list import VersionList, reason_words
from app.ui.trays.drafting.version_rows import upright
from app.ui.widgets import KeyCap, Overlay, button, line, text


class VersionsPanel(Overlay):
    """Ctrl+H. `recovered` carries answers and version; `paragraph` one older paragraph and its version."""

    recovered = Signal(object, int)
    paragraph = Signal(object, int)

    def __init__(self, parent: QWidget, sheet: DraftSheet, now: Sequence[Answer], read: Callable[[int], None]) -> None:
        """`read(version)` asks for a version; answer with `show_version`."""
        super().__init__(parent, width=1290, margin=14)
        self._sheet, self._now, self._read = sheet, list(now), read
        self._shown: Sequence[Answer] = ()
        self._pairs: list[Paragraph] = []
        self.changes = Changes(sheet)
        self.changes.recover.connect(self._put_back)
        self.setAccessibleName("Versiones de la respuesta")
        self.card.column.setSpacing(8)
        self.card.column.addLayout(self._head())
        body = QHBoxLayout()
        body.setSpacing(10)
        self.list = VersionList(sheet.versions)
        self.list.setFixedWidth(scaled(252))
        body.addWidget(self.list)
        body.addWidget(upright())
        body.addWidget(self.changes, 1)
        body.addWidget(upright())
        body.addWidget(self._side())
        self.card.column.addLayout(body)
        self.list.setMinimumHeight(max(scaled(380), parent.height() - scaled(150)))
        self.list.currentItemChanged.connect(lambda *_items: self._chosen())
        self.on_key("J", lambda: self.changes.step(1))
        self.on_key("K", lambda: self.changes.step(-1))
        self.on_key("R", self.changes.recover_active)
        self.on_key("V", self.changes.only.toggle)
        self.closed.connect(self.deleteLater)

    def _head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addWidget(text(f"Versiones · {self._sheet.label}", "title"))
        if self._sheet.due_on:
            row.addWidget(text(f"vence el <b>{formats.date(self._sheet.due_on)}</b>", "sub"))
        row.addStretch(1)
        count = formats.plural(len(self._sheet.versions), "versión se conserva", "versiones se conservan")
        row.addWidget(text(count, "sub"))
        for keys, words in (("J K", "cambio"), ("R", "recuperar párrafo"), ("V", "solo cambios")):
            row.addWidget(KeyCap(keys))
            row.addWidget(text(words, "help"))
        return row

    def _side(self) -> QWidget:
        side = QWidget()
        side.setFixedWidth(scaled(268))
        column = QVBoxLayout(side)
        column.setContentsMargins(4, 0, 0, 0)
        self._facts = QVBoxLayout()
        column.addLayout(self._facts)
        column.addStretch(1)
        column.addWidget(text("Recuperar crea una versión nueva: nada se pierde.", "help", wrap=True))
        self.recover = button("Recuperar esta versión", icon_name="arrow-u-up-left", act=self._recover)
        self.recover.setEnabled(False)
        column.addWidget(self.recover)
        row = QHBoxLayout()
        row.addWidget(button("Seguir con el borrador", "primary", icon_name="pencil-line", act=self.close_overlay), 1)
        row.addWidget(KeyCap("Esc", big=True))
        column.addLayout(row)
        return side

    def show_version(self, version: int, answers: Sequence[Answer]) -> None:
        """What changed from that version to what is written now, claim by claim."""
        if self.list.version() != version:
            return
        self._shown = answers
        self._pairs = compare(answers, self._now, [claim.ordinal for claim in self._sheet.claims])
        found = next((each for each in self._sheet.versions if each.version == version), None)
        why = f" · {reason_words(found).lower()}" if found is not None else ""
        self.changes.show_pairs(f"Versión {version}{why} → borrador actual", self._pairs)
        self.recover.setText(f"\u2002Recuperar la versión {version}")
        self.recover.setEnabled(self._sheet.may_write and any(p.change != "equal" for p in self._pairs))
        self._tell(version)

    def _tell(self, version: int) -> None:
        while (item := self._facts.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        note = version_side.return_of(self._sheet, version)
        if note is not None:
            self._facts.addWidget(text("Lo que pidieron cambiar", "strong"))
            self._facts.addWidget(version_side.asked(note, self._pairs))
            self._facts.addWidget(line())
        self._facts.addWidget(text("Medidas de la carta", "section"))
        self._facts.addWidget(version_side.measures(self._shown, self._now, len(self._sheet.claims)))

    def _chosen(self) -> None:
        self.recover.setEnabled(False)
        version = self.list.version()
        if version is not None:
            self._read(version)

    def _put_back(self, paragraph: Paragraph) -> None:
        version = self.list.version() or 0
        self.close_overlay()
        self.paragraph.emit(paragraph, version)

    def _recover(self) -> None:
        answers, version = self._shown, self.list.version() or 0
        self.close_overlay()
        self.recovered.emit(answers, version)
