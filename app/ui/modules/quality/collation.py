"""Asked → input that supports it → what the letter says: the three things a reviewer compares."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout

from app.services.documents.richtext import parse, plain_text
from app.services.drafting.sheet import DraftClaim, DraftSheet
from app.services.verbs.draft_response import DECISIONS, Answer
from app.services.verbs.search_inputs import SYSTEM_LABELS
from app.ui import formats
from app.ui.widgets import Card, Pill, text


def _input_words(claim: DraftClaim, answer: Answer | None) -> tuple[str, str, str]:
    fact = claim.input(answer.input_id) if answer else None
    if fact is None:
        return "Sin insumo", "nada sustenta la respuesta", "danger"
    tone = "" if fact.in_force else "warn"
    return f"{SYSTEM_LABELS.get(fact.system, fact.system)} · {formats.date(fact.found_on)}", fact.content, tone


def _letter_words(answer: Answer | None) -> tuple[str, str, str]:
    words = plain_text(parse(answer.body_html)) if answer else ""
    if not words.strip():
        return "Sin párrafo", "no se responde", "danger"
    decision = DECISIONS.get(answer.decision or "", "Sin desenlace") if answer else ""
    return f"{decision}:", words, ""


class Collation(Card):
    """One row per claim, numbered as in the letter."""

    def __init__(self) -> None:
        super().__init__(margin=8)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(4)
        for column, stretch in enumerate((0, 3, 4, 4)):
            self._grid.setColumnStretch(column, stretch)
        self.column.addLayout(self._grid)
        self.setAccessibleName("Cotejo de pretensiones")

    def clear(self) -> None:
        """No letter."""
        while (item := self._grid.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()

    def show_sheet(self, sheet: DraftSheet) -> None:
        """The letter that was sent, claim by claim."""
        self.clear()
        for column, words in enumerate(("", "Lo que pidió", "Insumo que lo sustenta", "Lo que dice la carta")):
            self._grid.addWidget(text(words, "section"), 0, column)
        given = {a.claim: a for a in (sheet.draft.answers if sheet.draft else ())}
        said = []
        for row, claim in enumerate(sheet.claims, 1):
            answer = given.get(claim.ordinal)
            fact, saying = _input_words(claim, answer), _letter_words(answer)
            bad = "danger" in (fact[2], saying[2])
            self._grid.addWidget(Pill(str(claim.ordinal), "danger" if bad else "accent"), row, 0)
            self._put(row, 1, claim.title, claim.words, "")
            self._put(row, 2, *fact)
            self._put(row, 3, *saying)
            said.append(f"{claim.title}: {fact[0]}, {saying[0]}")
        self.setAccessibleDescription("; ".join(said))

    def _put(self, row: int, column: int, head: str, rest: str, tone: str) -> None:
        shown = rest if len(rest) <= 90 else f"{rest[:89]}…"
        label = text("", "")
        label.setTextFormat(Qt.TextFormat.RichText)
        label.setText(f"<b>{_plain(head)}</b> {_plain(shown)}")
        label.setWordWrap(True)
        label.setToolTip(rest)
        if tone:
            label.setProperty("tone", tone)
        self._grid.addWidget(label, row, column)


def _plain(words: str) -> str:
    return words.replace("&", "&amp;").replace("<", "&lt;")
