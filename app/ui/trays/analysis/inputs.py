"""Step 3: what each system says, fact by fact, with the day on which it was true; and what areas sent."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.services.analysis_form import DraftInput
from app.services.reads.case_sheet import InputData
from app.services.reads.claim_tree import ClaimLeaf
from app.services.verbs.search_inputs import SYSTEM_LABELS, SYSTEMS
from app.ui import formats
from app.ui.trays.analysis.input_card import InputCard
from app.ui.widgets import Check, button, text
from app.ui.widgets.a11y import bring_into_view


class InputsBox(QWidget):
    """A tick for each system opens its card; unticked by mistake, ticking again brings back what was typed."""

    changed = Signal()
    ledger_asked = Signal()
    file_asked = Signal(object)

    def __init__(self, today: dt.date) -> None:
        super().__init__()
        self._today = today
        self._leaves: list[ClaimLeaf] = []
        self._days: Mapping[str, int] = {}
        self._covered: tuple[int, ...] = ()
        self._put_away: dict[str, list[DraftInput]] = {}
        self.cards: list[InputCard] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 4)
        column.setSpacing(4)
        self.boxes = {system: QCheckBox(SYSTEM_LABELS[system]) for system in SYSTEMS}
        grid = QGridLayout()
        grid.setHorizontalSpacing(2)
        grid.setVerticalSpacing(2)
        for at, (system, box) in enumerate(self.boxes.items()):
            box.setAccessibleName(f"Insumo en {SYSTEM_LABELS[system]}")
            box.clicked.connect(lambda on, name=system: self._ticked(name, on))
            grid.addWidget(box, at // 3, at % 3)
        column.addLayout(grid)
        self.ledger = button("Libro de insumos…", "quiet", icon_name="book-open", act=self.ledger_asked.emit)
        self.ledger.setToolTip("Lo que consta, con fuente, vigencia y huella, y lo que sirve de otros casos  (Ctrl+I)")
        self.hint = text("", "help", wrap=True)
        row = QHBoxLayout()
        row.addWidget(self.hint, 1)
        row.addWidget(self.ledger)
        column.addLayout(row)
        self._list = QVBoxLayout()
        column.addLayout(self._list)
        self._from_areas = QVBoxLayout()
        column.addLayout(self._from_areas)

    def set_validity(self, days: Mapping[str, int]) -> None:
        """For how many days what each system says may be cited."""
        self._days = days
        for card in self.cards:
            card.set_days(days.get(card.system))

    def inputs(self) -> tuple[DraftInput, ...]:
        """The findings, complete or not."""
        return tuple(card.input() for card in self.cards)

    def set_inputs(self, inputs: Sequence[DraftInput], from_areas: Sequence[InputData] = ()) -> None:
        """Show these; no change is told."""
        while self.cards:
            self._drop(self.cards[-1])
        self._put_away.clear()
        for given in inputs:
            self._append(given.system).set_input(given)
        self._show_areas(from_areas)
        self._show_ticks()

    def set_claims(self, leaves: Sequence[ClaimLeaf], covered: tuple[int, ...] = ()) -> None:
        """The claims by now, and those that areas' inputs cover: says where to look for the rest."""
        self._leaves, self._covered = list(leaves), covered
        for card in self.cards:
            card.set_claims([leaf.title for leaf in leaves])
        systems = [s for s in SYSTEMS if any(s in leaf.systems for leaf in leaves)]
        self.hint.setText(f"Consulte: {', '.join(systems)}" if systems and not self.cards else "")
        self.hint.setVisible(bool(self.hint.text()))

    def reuse(self, given: DraftInput) -> None:
        """Take one from another case of the person."""
        self._append(given.system).set_input(replace(given, claim=self._next_claim(given.system)))
        self._told()

    def _ticked(self, system: str, on: bool) -> None:
        if on:
            kept = self._put_away.pop(system, [])
            for given in kept:
                self._append(system).set_input(given)
            if not kept:
                self._append(system).choose_claim(self._next_claim(system))
            first = self.cards[-1].first()
            first.setFocus()
            # Its place is known once the card has been laid out.
            QTimer.singleShot(30, first, lambda: bring_into_view(first))
        else:
            mine = [card for card in self.cards if card.system == system]
            self._put_away[system] = [card.input() for card in mine]
            for card in mine:
                self._drop(card)
        self._told()

    def _next_claim(self, system: str) -> int:
        """The first claim without input that this system answers; else the first without input."""
        done = {card.claim_number() for card in self.cards[:-1]} | set(self._covered)
        open_ones = [n for n in range(1, len(self._leaves) + 1) if n not in done]
        fitting = [n for n in open_ones if system in self._leaves[n - 1].systems]
        return (fitting or open_ones or [1])[0]

    def _append(self, system: str) -> InputCard:
        card = InputCard(system, self._today, self._days.get(system))
        card.set_claims([leaf.title for leaf in self._leaves])
        card.changed.connect(self.changed)
        card.file_asked.connect(self.file_asked)
        card.remove_asked.connect(self._removed)
        self.cards.append(card)
        self._list.addWidget(card)
        return card

    def _drop(self, card: InputCard) -> None:
        self.cards.remove(card)
        self._list.removeWidget(card)
        card.hide()
        card.deleteLater()

    def _removed(self, card: InputCard) -> None:
        self._put_away.setdefault(card.system, []).append(card.input())
        self._drop(card)
        self._told()
        self.boxes[card.system].setFocus()

    def _told(self) -> None:
        self._show_ticks()
        self.set_claims(self._leaves, self._covered)
        self.changed.emit()

    def _show_ticks(self) -> None:
        for system, box in self.boxes.items():
            box.setChecked(any(card.system == system for card in self.cards))

    def _show_areas(self, inputs: Sequence[InputData]) -> None:
        while (item := self._from_areas.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.deleteLater()
        for each in inputs:
            if each.system == "escalation":
                holds = each.holds_on(self._today)
                until = f" · vence {formats.date(each.valid_until)}" if each.valid_until else ""
                title = f"{each.area} · pretensión {each.claim}"
                detail = f"{each.content} ({formats.date(each.found_on)}{until})"
                self._from_areas.addWidget(Check("good" if holds else "danger", title, detail))
