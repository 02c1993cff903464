"""The action panel of Análisis: steps 1 to 4 in order, the next one lit, one primary act, and why it is not open."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from app.services.analysis_form import CLASSIFIES, AnalysisForm, form_of
from app.services.reads.analysis_sheet import AnalysisSheet
from app.services.reads.claim_tree import Catalogues
from app.services.verbs.classify_claim import Person
from app.ui import formats
from app.ui.trays.analysis.claims import ClaimsBox
from app.ui.trays.analysis.earlier.box import EarlierBox
from app.ui.trays.analysis.history import HistoryList
from app.ui.trays.analysis.inputs import InputsBox
from app.ui.trays.analysis.journey import Journey
from app.ui.trays.analysis.law_strips import LawStrips
from app.ui.trays.analysis.petitioner import PetitionerBox
from app.ui.trays.analysis.situation import Situation, situation
from app.ui.trays.analysis.suggestions import SuggestionBox
from app.ui.trays.case_head import CaseHead, PrimaryFoot
from app.ui.trays.lease import Holder, TakeOver
from app.ui.widgets import StepHeader, button
from app.ui.widgets.cards import PanelCard

_TITLES = ("Solicitante", "Pretensión", "Insumos en los aplicativos", "Decisión")


class AnalysisPanel(PanelCard):
    """Holds the form of one case. With no case it holds no personal data."""

    #: The person wrote something.
    edited = Signal()
    #: A case is shown, or shown again.
    loaded = Signal()
    primary_asked = Signal(str)
    areas_asked = Signal()
    extension_asked = Signal()
    legal_asked = Signal()
    #: Empty, or the kind of aval that the button presets.
    aval_asked = Signal(str)

    def __init__(self, today: dt.date) -> None:
        super().__init__()
        self._today = today
        self.sheet: AnalysisSheet | None = None
        self._form: AnalysisForm | None = None
        self._blocked_by = ""
        self.case_head, self.primary = CaseHead(), PrimaryFoot(self.press, "Pasar a Proyección")
        self.petitioner, self.claims, self.inputs = PetitionerBox(), ClaimsBox(), InputsBox(today)
        self.decision, self.journey, self.history = DecisionBox(self), Journey(), HistoryList()
        self.earlier, self.suggestions = EarlierBox(), SuggestionBox()
        self.head.addWidget(self.case_head)
        self.law = LawStrips()
        self.head.addWidget(self.law)
        self.foot.addWidget(self.primary)
        inside = self.scroll_area.widget()
        assert inside is not None
        self.inside = inside
        self.steps = [StepHeader(number, title) for number, title in enumerate(_TITLES, 1)]
        boxes = (self.petitioner, self.claims, self.inputs, self.decision)
        for header, box in zip(self.steps, boxes, strict=True):
            self.body.addWidget(header)
            self.body.addWidget(box)
            # What else this person asked stands under who they are; what the words suggest, under the claims.
            if box in (self.petitioner, self.claims):
                self.body.addWidget(self.earlier if box is self.petitioner else self.suggestions)
        self.body.addWidget(self.journey)
        self.body.addWidget(self.history)
        self.body.addStretch(1)
        for each in (self.petitioner, self.claims, self.inputs):
            each.changed.connect(self._edited)
        self.clear()

    def set_catalogues(self, catalogues: Catalogues) -> None:
        """Lists to choose from; what is written stays."""
        form, first = self.form(), not self.claims.has_tree()
        self.claims.set_catalogues(catalogues)
        self.petitioner.set_towns(catalogues.municipalities)
        self.inputs.set_validity(catalogues.validity)
        was = self._form
        if was is not None and form is not None and first:
            # Before the first lists nothing could be chosen: claims and municipality are those of the case.
            town = replace(form.petitioner, municipality_code=was.petitioner.municipality_code)
            halves = was.halves if was.claims else form.halves
            self._fill(replace(form, claims=was.claims, halves=halves, petitioner=town))
        elif was is not None:
            # Under the hands: what is being typed stays as it is, also half a word.
            self.inputs.set_claims(self.claims.leaves(), was.covered)
            self._refresh()

    def clear(self, words: str = "Elija un caso para ver sus pasos") -> None:
        """No case: nothing personal stays."""
        self.case_head.clear(words)
        self.primary.rest()
        if self.sheet is None and self.inside.isHidden():
            return
        self.sheet = self._form = None
        self._blocked_by = ""
        self.petitioner.set_form(AnalysisForm(petitioner=Person(full_name=None)))
        self.claims.set_claims(())
        self.earlier.clear()
        self.suggestions.clear()
        self.inputs.set_inputs(())
        self.history.set_lines(())
        self.journey.set_case(0, ())
        self.law.clear()
        self.inside.setVisible(False)

    def expect(self, label: str, days: int | None) -> None:
        """Another case is being opened: its number at once, its data when they arrive."""
        self.clear()
        self.case_head.show_case(label, days, "Abriendo el caso…")

    def load(self, sheet: AnalysisSheet, days: int | None, form: AnalysisForm | None = None) -> None:
        """Show a case; with `form`, what this person had written wins over what is stored."""
        self.sheet = sheet
        asked = sheet.petition
        hour = f" a las {formats.clock(asked.typed_due_at)}" if asked.typed_due_at else ""
        due = f" · vence el <b>{formats.date(sheet.due_on)}{hour}</b>" if sheet.due_on else ""
        words = f"{asked.class_label} · {asked.channel} · ingresó el {formats.date(asked.received_on)}{due}"
        self.case_head.show_case(asked.filing_number, days, words)
        fresh = form_of(sheet, self._today)
        self._fill(replace(form, covered=fresh.covered) if form is not None else fresh)
        self.history.set_lines(sheet.history, sheet.earlier)
        self.law.show_marks(sheet.law)
        self.journey.set_case(sheet.activity, {each.number for each in sheet.history})
        self.inside.setVisible(True)
        self.scroll_area.verticalScrollBar().setValue(0)
        self.loaded.emit()

    def set_blocked(self, by: Holder, take_over: TakeOver) -> None:
        """Somebody else, or this person elsewhere, has the case open, or nobody: then it can be edited."""
        self._blocked_by = by.initials
        self.case_head.show_presence(by, take_over)
        self._refresh()

    def form(self) -> AnalysisForm | None:
        """What is written by now; None without a case."""
        if self._form is None:
            return None
        form = self.petitioner.applied(self._form)
        return replace(form, claims=self.claims.claims(), halves=self.claims.halves(), inputs=self.inputs.inputs())

    def state(self) -> Situation | None:
        """What can be done now; None without a case."""
        form = self.form()
        return None if self.sheet is None or form is None else situation(self.sheet, form, self._blocked_by)

    def classifies(self) -> bool:
        """Whether the petitioner and the claims are still being written here."""
        state = self.state()
        return state is not None and state.editable and self.sheet is not None and self.sheet.activity_key in CLASSIFIES

    def set_busy(self, busy: bool) -> None:
        """Steps are being sent: nothing may be changed meanwhile."""
        self.inside.setEnabled(not busy)
        if busy:
            self.primary.rest("Guardando…")
        else:
            self._refresh()

    def focus_first(self) -> None:
        """Enter: the hands go to the form."""
        if self.petitioner.name.isEnabled():
            self.petitioner.name.setFocus()
        elif self.inputs.isEnabled():
            self.inputs.boxes["RUV"].setFocus()

    def press(self) -> None:
        """F9: ask for the primary act, if it is open."""
        state = self.state()
        if state is not None and state.is_open and self.primary.button.isEnabled():
            self.primary_asked.emit(state.primary)

    def _fill(self, form: AnalysisForm) -> None:
        assert self.sheet is not None
        self._form = form
        self.petitioner.set_form(form)
        self.claims.set_claims(form.claims, {each.code: each.title for each in self.sheet.claims}, form.halves)
        self.inputs.set_claims(self.claims.leaves(), form.covered)
        self.inputs.set_inputs(form.inputs, self.sheet.inputs)
        self.inputs.set_claims(self.claims.leaves(), form.covered)
        self._refresh()

    def _edited(self) -> None:
        if self._form is not None:
            self.inputs.set_claims(self.claims.leaves(), self._form.covered)
            self._refresh()
            self.edited.emit()

    def _refresh(self) -> None:
        state, form = self.state(), self.form()
        if state is None or form is None:
            return
        # Once classified, what is written here would go nowhere: the step that takes it is behind.
        classifies = self.classifies()
        self.petitioner.set_editable(classifies)
        self.claims.set_editable(classifies)
        self.inputs.setEnabled(state.editable)
        self.decision.show_state(state)
        ready = "Listo para proyectar" if state.primary == "draft" else ""
        self.primary.show_act(state.words, state.icon, state.waits_for, note=ready)
        self.case_head.show_notice(state.notice, state.tone)
        done = [form.has_petitioner(), form.has_claims(), form.has_claims() and not form.without_input(), False]
        for at, header in enumerate(self.steps):
            header.set_state("done" if done[at] else "next" if at == done.index(False) else "waiting")


class DecisionBox(QWidget):
    """Step 4: the ways out that are not drafting."""

    def __init__(self, panel: AnalysisPanel) -> None:
        super().__init__()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 2, 0, 4)
        grid.setSpacing(6)
        self.areas = button("Escalar a misional", icon_name="paper-plane-tilt", act=panel.areas_asked.emit)
        self.aval = button("Pedir aval", icon_name="scales", act=lambda: panel.aval_asked.emit(""))
        self.archive = button("Archivar…", icon_name="folder-open", act=lambda: panel.aval_asked.emit("archive"))
        self.extend = button("Ampliar el término…", icon_name="clock-countdown", act=panel.extension_asked.emit)
        self.legal = button("Otros trámites de ley…", icon_name="scales", act=panel.legal_asked.emit)
        for made, tip in (
            (self.legal, "Incompleta, desistimiento, traslado y los demás actos de la ley  (Ctrl+F8)"),
            (self.extend, "Una sola vez, antes de que venza, con motivos y aviso (CPACA, art. 14)"),
            (self.areas, "Escalar a misional  (F6)"),
            (self.aval, "Pedir aval  (F7)"),
            (self.archive, "Pedir aval para archivar  (F8)"),
        ):
            made.setToolTip(tip)
        grid.addWidget(self.areas, 0, 0, 1, 2)
        grid.addWidget(self.aval, 1, 0)
        grid.addWidget(self.archive, 1, 1)
        grid.addWidget(self.extend, 2, 0, 1, 2)
        grid.addWidget(self.legal, 3, 0, 1, 2)

    def show_state(self, state: Situation) -> None:
        """Open what is possible where the case stands."""
        self.areas.setEnabled(state.areas)
        self.aval.setEnabled(state.aval)
        self.archive.setEnabled(state.aval)
