"""Step 3: what each system says, fact by fact, with the day on which it was true; and what areas sent."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from uuid import UUID, uuid4

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.services.analysis_form import DraftInput
from app.services.reads.case_sheet import InputData
from app.services.reads.claim_tree import ClaimLeaf
from app.services.verbs.search_inputs import SYSTEM_LABELS, SYSTEMS, compose, decompose
from app.ui import formats
from app.ui.style import scaled
from app.ui.trays.analysis.date_edit import DateEdit
from app.ui.widgets import Check, Field, FieldGrid, text, tool_button
from app.ui.widgets.a11y import bring_into_view


class InputCard(QWidget):
    """One finding in one system, for one claim."""

    changed = Signal()
    remove_asked = Signal(object)

    def __init__(self, system: str, today: dt.date) -> None:
        super().__init__()
        self.system = system
        self.input_id: UUID = uuid4()
        self._document_id: UUID | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 2, 0, 6)
        column.setSpacing(3)
        self.claim = QComboBox()
        self.claim.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.claim.setAccessibleName(f"Pretensión que responde el insumo de {SYSTEM_LABELS[system]}")
        head = QHBoxLayout()
        head.addWidget(text(SYSTEM_LABELS[system], "strong"))
        head.addStretch(1)
        head.addWidget(self.claim)
        close = tool_button("x", f"Quitar el insumo de {SYSTEM_LABELS[system]}")
        close.clicked.connect(lambda: self.remove_asked.emit(self))
        head.addWidget(close)
        column.addLayout(head)
        self.facts = {name: QLineEdit() for name in SYSTEMS[system]}
        self.note, self.found_on, self.valid_until = QLineEdit(), DateEdit(today, today), DateEdit(today)
        column.addWidget(self._grid())
        for edit in (*self.facts.values(), self.note, self.found_on, self.valid_until):
            edit.setMinimumWidth(scaled(56))
        for edit in (*self.facts.values(), self.note):
            edit.textEdited.connect(self.changed)
        for edit in (self.found_on, self.valid_until):
            edit.textChanged.connect(self.changed)
        self.claim.activated.connect(self.changed)

    def _grid(self) -> FieldGrid:
        grid = FieldGrid()
        names = list(self.facts)
        for at, name in enumerate(names):
            alone = at == len(names) - 1 and len(names) % 2 == 1
            grid.add(Field(name, self.facts[name]), 2 if alone else 1)
        grid.add(Field("Otro dato", self.note))
        grid.add(Field("Fecha del dato", self.found_on), 1)
        grid.add(Field("Vigente hasta", self.valid_until), 1)
        self.valid_until.setPlaceholderText("Sin vencimiento")
        return grid

    def set_claims(self, titles: Sequence[str]) -> None:
        """The claims it may answer; with a single one there is nothing to choose."""
        kept = self.claim_number()
        self.claim.clear()
        for number, title in enumerate(titles, start=1):
            self.claim.addItem(f"Pretensión {number}", number)
            self.claim.setItemData(number - 1, title, 3)  # Qt.ItemDataRole.ToolTipRole
        self.claim.setCurrentIndex(max(0, min(kept, len(titles)) - 1))
        self.claim.setVisible(len(titles) > 1)

    def claim_number(self) -> int:
        """Number of the claim."""
        return int(self.claim.currentData() or 1)

    def choose_claim(self, number: int) -> None:
        """Answer that claim."""
        self.claim.setCurrentIndex(max(0, self.claim.findData(number)))

    def set_input(self, given: DraftInput) -> None:
        """Fill without telling of a change."""
        self.blockSignals(True)
        self.input_id, self._document_id = given.input_id, given.document_id
        facts, note = decompose(given.system, given.content)
        for name, edit in self.facts.items():
            edit.setText(facts.get(name, ""))
            edit.setCursorPosition(0)
        self.note.setText(note.replace("\n", " "))
        self.note.setCursorPosition(0)
        self.found_on.set_day(given.found_on)
        self.valid_until.set_day(given.valid_until)
        self.choose_claim(given.claim)
        self.blockSignals(False)

    def input(self) -> DraftInput:
        """What is written."""
        return DraftInput(
            claim=self.claim_number(),
            system=self.system,
            content=compose({name: edit.text() for name, edit in self.facts.items()}, self.note.text()),
            found_on=self.found_on.day(),
            valid_until=self.valid_until.day(),
            document_id=self._document_id,
            input_id=self.input_id,
        )


class InputsBox(QWidget):
    """A tick for each system opens its card; unticked by mistake, ticking again brings back what was typed."""

    changed = Signal()

    def __init__(self, today: dt.date) -> None:
        super().__init__()
        self._today = today
        self._leaves: list[ClaimLeaf] = []
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
        self.hint = text("", "help", wrap=True)
        column.addWidget(self.hint)
        self._list = QVBoxLayout()
        column.addLayout(self._list)
        self._from_areas = QVBoxLayout()
        column.addLayout(self._from_areas)

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

    def _ticked(self, system: str, on: bool) -> None:
        if on:
            kept = self._put_away.pop(system, [])
            for given in kept:
                self._append(system).set_input(given)
            if not kept:
                self._append(system).choose_claim(self._next_claim(system))
            first = next(iter(self.cards[-1].facts.values()))
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
        card = InputCard(system, self._today)
        card.set_claims([leaf.title for leaf in self._leaves])
        card.changed.connect(self.changed)
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
