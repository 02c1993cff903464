"""The panel of Avales: decision, what must hold for it, the table of a split, and a note to whoever asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout, QWidget

from app.services.reads.analysis_sheet import AnalysisSheet
from app.services.trays.endorsements import GRANTS, Demand, EndorsementRow, Written, is_open
from app.ui import formats
from app.ui.page_context import PageContext
from app.ui.style import scaled
from app.ui.trays.case_head import CaseHead, PrimaryFoot
from app.ui.trays.endorsements import primary_words
from app.ui.trays.endorsements.act_text import ActText
from app.ui.trays.endorsements.denial_field import DenialField
from app.ui.trays.endorsements.kept_table import KeptTable
from app.ui.trays.endorsements.signatories import SignatoriesBox
from app.ui.widgets import Check, Field, SegmentedTabs, StepHeader
from app.ui.widgets.cards import PanelCard
from app.ui.widgets.labels import CheckState

_SEGMENTS = (("archive", "Archivar"), ("reassign", "Reasignar"), ("split", "Desglosar"), ("follow", "Seguir"))


class EndorsementPanel(PanelCard):
    """`decision` is archive, reassign, split or follow."""

    primary_asked = Signal()
    #: The act of the open case was changed: its words now.
    act_edited = Signal(str)

    def __init__(self, context: PageContext) -> None:
        super().__init__()
        self.row: EndorsementRow | None = None
        self.sheet: AnalysisSheet | None = None
        self._demands: list[Demand] = []
        self._batch: list[EndorsementRow] = []
        #: What was left written for each row: coming back to it, it is there; a batch sends each with its own.
        self.written: dict[UUID, Written] = {}
        self._drafted = ""
        #: What became of rows decided since the list was read, by case: (done?, words).
        self.outcomes: dict[UUID, tuple[bool, str]] = {}
        self.case_head, self.primary = CaseHead(), PrimaryFoot(self.press)
        self.head.addWidget(self.case_head)
        self.foot.addWidget(self.primary)
        self.tabs = SegmentedTabs(_SEGMENTS, "Decisión")
        self.tabs.chosen.connect(lambda _key: self._wrote())
        self.people = SignatoriesBox(context.background)
        self._table = KeptTable(self.people, context, "endorsements")
        self.people.changed.connect(self.refresh)
        self.denial = DenialField()
        self.denial.chosen.connect(self._wrote)
        self.note = QPlainTextEdit()
        self.note.setFixedHeight(scaled(76))
        self.note.setTabChangesFocus(True)
        self.note.textChanged.connect(self._wrote)
        self.act = ActText()
        self.act.changed.connect(self._act_changed)
        self.act.settled.connect(self.act_edited)
        self.steps = [StepHeader(n, t) for n, t in enumerate(("Decisión", "Lo que debe cumplirse", "Nota y acto"), 1)]
        self._checks = QVBoxLayout()
        self._make_body()
        self.clear()

    def _make_body(self) -> None:
        self.inside = self.scroll_area.widget()
        checks = QWidget()
        checks.setLayout(self._checks)
        self._checks.setContentsMargins(0, 0, 0, 4)
        self._checks.setSpacing(0)
        self.body.addWidget(self.steps[0])
        self.body.addWidget(self.tabs)
        self.body.addWidget(self.steps[1])
        self.body.addWidget(checks)
        self.body.addWidget(self.people)
        self.body.addWidget(self.steps[2])
        self.body.addWidget(self.denial)
        self.note_field = Field("Para quien lo &pidió", self.note)
        self.body.addWidget(self.note_field)
        self.body.addWidget(self.act)
        self.body.addStretch(1)

    def clear(self, words: str = "Elija un caso para decidir") -> None:
        """No case: nothing personal stays."""
        self.row = self.sheet = None
        self._demands = []
        self.people.set_people((), 2)
        _write(self.note, "")
        self.act.show_act("", "")
        self._show_demands()
        self.case_head.clear(words)
        self._show_inside(False)
        self.primary.rest()

    def expect(self, row: EndorsementRow) -> None:
        """Another case is being opened."""
        self.clear()
        self.case_head.show_case(row.label, row.days_left, "Abriendo el caso…")

    def load(self, row: EndorsementRow, sheet: AnalysisSheet, demands: Sequence[Demand]) -> None:
        """Show a case with what its request demands."""
        self.row, self.sheet, self._demands = row, sheet, list(demands)
        self.case_head.show_case(row.label, row.days_left, _subtitle(row))
        open_tabs = {"split", "follow"} if row.kind == "split" else {row.kind, "follow"}
        for key, title in _SEGMENTS:
            self.tabs.set_segment(key, title, enabled=key in open_tabs)
        own = self.written.get(row.case_id, Written())
        self.tabs.choose("follow" if own.follow else row.kind)
        _write(self.note, own.note)
        self.denial.show_code(own.code)
        self._table.show(row.case_id, sheet.signatories, row.signatory_count)
        self._show_demands()
        self._show_inside(True)
        self.refresh()

    def decision(self) -> str:
        """What is chosen."""
        return self.tabs.current()

    def choose(self, key: str) -> None:
        """Choose by its letter, if it is open for this case."""
        made = next((b for b in self.tabs.buttons() if b.property("key") == key), None)
        if self.row is not None and made is not None and made.isEnabled():
            self.tabs.choose(key)
            self.tabs.chosen.emit(key)

    def set_batch(self, rows: Sequence[EndorsementRow]) -> None:
        """The marked rows that the primary act would take; none for only the one that is open."""
        self._batch = list(rows)
        self.refresh()

    def show_act(self, drafted: str) -> None:
        """The act of the open case as it is drafted, under what was changed of it before."""
        self._drafted = drafted
        own = self.written.get(self.row.case_id, Written()) if self.row is not None else Written()
        self.act.show_act(drafted, own.act)

    def press(self) -> None:
        """F9."""
        if self.row is not None and self.primary.button.isEnabled():
            self.primary_asked.emit()

    def refresh(self) -> None:
        """Say what F9 would do, or what is missing."""
        row = self.row
        if row is None:
            return
        decision = self.decision()
        self.people.setVisible(decision == "split")
        self.act.setVisible(decision in GRANTS)
        denies = decision == "follow" and row.kind in GRANTS
        self.denial.setVisible(denies)
        self.steps[0].set_state("done")
        self.steps[1].set_state("done" if is_open(self._demands) else "next")
        self.steps[2].set_state("next" if decision == "follow" else "waiting")
        words, icon_name = primary_words.act(decision, row, self._batch, self.written)
        note, people = self.note.toPlainText(), len(self.people.people())
        why = primary_words.why_not(decision, row, note, people, self._demands)
        if denies and not why and not self.denial.code():
            why = "Falta: la razón para negarlo"
        self.primary.show_act(words, icon_name, why, note=primary_words.about(decision))

    def _wrote(self) -> None:
        row = self.row
        if row is not None and row.kind in GRANTS:
            own = self.written.get(row.case_id, Written())
            follow, note = self.decision() == "follow", self.note.toPlainText()
            self.written[row.case_id] = replace(own, follow=follow, note=note, code=self.denial.code())
        self.refresh()

    def _act_changed(self, words: str) -> None:
        if self.row is not None:
            own = self.written.get(self.row.case_id, Written())
            self.written[self.row.case_id] = replace(own, act=words if words != self._drafted else "")

    def _show_demands(self) -> None:
        while (item := self._checks.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        for each in self._demands:
            state: CheckState = "waiting" if each.holds is None else "good" if each.holds else "danger"
            self._checks.addWidget(Check(state, each.title, each.fact))

    def _show_inside(self, shown: bool) -> None:
        if self.inside is not None:
            self.inside.setVisible(shown)


def _subtitle(row: EndorsementRow) -> str:
    due = f"La petición vence el <b>{formats.date(row.due_on)}</b>" if row.due_on else ""
    if row.kind == "split":
        return f"La firman {formats.number(row.signatory_count)} personas. {due}"
    verb = "archivar" if row.kind == "archive" else "reasignar"
    until = f" · su aval: {formats.moment(row.due_at)}" if row.due_at else ""
    return f"{row.requested_by} pide <b>{verb}</b>{until}<br>{due}"


def _write(edit: QPlainTextEdit, words: str) -> None:
    """Without telling of a change."""
    edit.blockSignals(True)
    edit.setPlainText(words)
    edit.blockSignals(False)
