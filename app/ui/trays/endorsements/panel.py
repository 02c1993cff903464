"""The panel of Avales: decision, what must hold for it, the table of a split, and a note to whoever asked."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout, QWidget

from app.services.reads.analysis_sheet import AnalysisSheet
from app.services.trays.endorsements import Demand, EndorsementRow, is_open
from app.ui import formats
from app.ui.background import Background
from app.ui.style import scaled
from app.ui.trays.case_head import CaseHead, PrimaryFoot
from app.ui.trays.endorsements.signatories import SignatoriesBox
from app.ui.widgets import Check, Field, SegmentedTabs, StepHeader
from app.ui.widgets.cards import PanelCard

_SEGMENTS = (("archive", "Archivar"), ("reassign", "Reasignar"), ("split", "Desglosar"), ("follow", "Seguir"))
_GRANTED = {"archive": ("archivo", "archivos"), "reassign": ("reasignación", "reasignaciones")}


class EndorsementPanel(PanelCard):
    """`decision` is archive, reassign, split or follow."""

    primary_asked = Signal()

    def __init__(self, background: Background) -> None:
        super().__init__()
        self.row: EndorsementRow | None = None
        self.sheet: AnalysisSheet | None = None
        self._demands: list[Demand] = []
        self._marked = 0
        #: What became of rows decided since the list was read, by case: (done?, words).
        self.outcomes: dict[UUID, tuple[bool, str]] = {}
        self.case_head, self.primary = CaseHead(), PrimaryFoot(self.press)
        self.head.addWidget(self.case_head)
        self.foot.addWidget(self.primary)
        self.tabs = SegmentedTabs(_SEGMENTS, "Decisión")
        self.tabs.chosen.connect(lambda _key: self.refresh())
        self.people = SignatoriesBox(background)
        self.people.changed.connect(self.refresh)
        self.note = QPlainTextEdit()
        self.note.setFixedHeight(scaled(76))
        self.note.setTabChangesFocus(True)
        self.note.textChanged.connect(self.refresh)
        self.steps = [StepHeader(n, t) for n, t in enumerate(("Decisión", "Lo que debe cumplirse", "Nota"), 1)]
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
        self.note_field = Field("Para quien lo &pidió", self.note)
        self.body.addWidget(self.note_field)
        self.body.addStretch(1)

    def clear(self, words: str = "Elija un caso para decidir") -> None:
        """No case: nothing personal stays."""
        self.row = self.sheet = None
        self._demands = []
        self.people.set_people((), 2)
        self.note.blockSignals(True)
        self.note.clear()
        self.note.blockSignals(False)
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
        self.tabs.choose(row.kind)
        self.people.set_people(sheet.signatories, row.signatory_count)
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
            self.refresh()

    def set_marked(self, count: int) -> None:
        """How many marked rows the primary act would take; 0 for only the one that is open."""
        self._marked = count
        self.refresh()

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
        self.steps[0].set_state("done")
        self.steps[1].set_state("done" if is_open(self._demands) else "next")
        self.steps[2].set_state("next" if decision == "follow" else "waiting")
        words, icon_name = self._words(decision, row)
        self.primary.show_act(words, icon_name, self._why_not(decision, row), note=self._note(decision))

    def _words(self, decision: str, row: EndorsementRow) -> tuple[str, str]:
        if decision == "follow":
            return ("No se desglosa", "arrow-right") if row.kind == "split" else ("Devolver al agente", "arrow-left")
        if decision == "split":
            return "Avalar el desglose", "users-three"
        one, many = _GRANTED[decision]
        icon_name = "archive" if decision == "archive" else "arrow-bend-up-right"
        if self._marked > 1:
            return f"Avalar {formats.plural(self._marked, one, many)}", icon_name
        return f"Avalar {'el' if decision == 'archive' else 'la'} {one}", icon_name

    def _why_not(self, decision: str, row: EndorsementRow) -> str:
        if decision == "follow":
            missing = row.kind != "split" and not self.note.toPlainText().strip()
            return "Falta: la nota para quien lo pidió" if missing else ""
        if decision == "split":
            lacking = len(self.people.people()) < 2
            return "Falta: al menos dos firmantes en la tabla" if lacking else ""
        failed = next((each for each in self._demands if each.holds is False), None)
        return f"No se cumple: {failed.title.lower()} ({failed.fact})" if failed else ""

    def _note(self, decision: str) -> str:
        return {
            "follow": "Vuelve a Análisis; la petición sigue corriendo.",
            "split": "Cada firmante tendrá su propio caso.",
        }.get(decision, "Cada caso lleva su propio acto. El que no cumpla se queda aquí.")

    def _show_demands(self) -> None:
        while (item := self._checks.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        for each in self._demands:
            state = "waiting" if each.holds is None else "good" if each.holds else "danger"
            self._checks.addWidget(Check(state, each.title, each.fact))  # type: ignore[arg-type]

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
