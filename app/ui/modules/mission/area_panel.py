"""The panel of an area: its two clocks, whether the input is its business, and the answer claim by claim."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

from PySide6.QtCore import Signal

from app.services.legal_calendar import LegalCalendar
from app.services.reads.case_sheet import EscalationData
from app.services.trays.escalations import EscalationRow, EscalationSheet
from app.services.verbs.answer_input import AnswerInput
from app.ui import formats
from app.ui.modules.mission.answers import AnswersBox
from app.ui.modules.mission.clocks import Clocks
from app.ui.style import theme
from app.ui.trays.analysis.history import HistoryList
from app.ui.trays.case_head import CaseHead, PrimaryFoot
from app.ui.widgets import SegmentedTabs, StepHeader, text
from app.ui.widgets.cards import PanelCard


def turn_notice(row: EscalationRow, asked: EscalationData) -> str:
    """Which turn it is in, what was wrong before, who else reminded; nothing in the first."""
    parts = []
    if asked.loop_count:
        parts.append(f"<b>{row.turn}.ª vuelta.</b> {escape(asked.what_was_wrong)}".strip())
    if asked.is_third:
        parts.append("Si vuelve otra vez, decide el abogado con el área.")
    if any(each.agreed_at for each in asked.joint):
        parts.append("Una decisión conjunta dijo quién responde.")
    if row.reminded_on is not None:
        parts.append(f"Control lo recordó el {formats.date(row.reminded_on)}.")
    return " ".join(parts)


#: With text so large the head alone would fill a screen of 768 lines.
_LARGE = 1.25


class AreaPanel(PanelCard):
    """With no case it holds no personal data."""

    accept_asked = Signal()
    reject_asked = Signal()
    send_asked = Signal()
    edited = Signal()

    def __init__(self, legal: LegalCalendar) -> None:
        super().__init__()
        self.row: EscalationRow | None = None
        self.sheet: EscalationSheet | None = None
        self._legal = legal
        self.case_head, self.primary = CaseHead(), PrimaryFoot(self.press, "Enviar insumo a PQR")
        self.clocks, self.history = Clocks(legal), HistoryList()
        self.head.addWidget(self.case_head)
        self._place_clocks()
        theme.changed.connect(self._place_clocks)
        self.foot.addWidget(self.primary)
        self.steps = [StepHeader(1, "¿Le compete a su área?"), StepHeader(2, "Insumo que piden")]
        self.competence = SegmentedTabs([("yes", "Sí, es nuestra  A"), ("no", "No es nuestra…  R")], "Competencia")
        self.competence.chosen.connect(self._competence_chosen)
        self.question = text("", wrap=True)
        self.answers = AnswersBox(legal.today)
        self.answers.changed.connect(self._edited)
        for widget in (self.steps[0], self.competence, self.steps[1], self.question, self.answers, self.history):
            self.body.addWidget(widget)
        self.body.addStretch(1)
        self.inside = self.scroll_area.widget()
        self.clear()

    def _place_clocks(self) -> None:
        """In the head; with large text they go inside, where there is room to scroll."""
        if theme.scale >= _LARGE:
            self.body.insertWidget(0, self.clocks)
        else:
            self.head.addWidget(self.clocks)

    def clear(self, words: str = "Elija un escalamiento para responderlo") -> None:
        """No case: nothing personal stays."""
        self.row = self.sheet = None
        self.case_head.clear(words)
        self.clocks.set_dates(None, None)
        self.question.setText("")
        self.answers.show_claims((), (), None)
        self.history.set_lines(())
        self._show_inside(False)
        self.primary.rest()

    def expect(self, row: EscalationRow) -> None:
        """Another request is being opened."""
        self.clear()
        self.case_head.show_case(row.filing_number, row.days_left, "Abriendo el caso…")
        self.clocks.set_dates(row.due_on, row.legal_due_on)

    def load(self, row: EscalationRow, sheet: EscalationSheet, kept: Mapping[str, Any] | None = None) -> None:
        """Show a request; `kept` is what was being written, else what the server keeps."""
        self.row, self.sheet = row, sheet
        asked = sheet.request
        self.case_head.show_case(row.filing_number, row.days_left, self._subtitle(sheet))
        self.clocks.set_dates(sheet.due_on, sheet.legal_due_on)
        self.case_head.show_notice(turn_notice(row, asked), "danger" if asked.is_third else "warn")
        self.question.setText(asked.question)
        self.answers.show_claims(sheet.claims, asked.answers, kept or sheet.progress)
        self.history.set_lines(sheet.history)
        self._show_inside(True)
        self.refresh()

    def set_busy(self, busy: bool) -> None:
        """A step is being sent."""
        if self.inside is not None:
            self.inside.setEnabled(not busy)
        if busy:
            self.primary.rest("Guardando…")
        else:
            self.refresh()

    def verb(self) -> AnswerInput:
        """What is written, for the server. Raises InvalidInput naming the claim."""
        return AnswerInput(answers=tuple(block.answer() for block in self.answers.blocks))

    def press(self) -> None:
        """F9."""
        if self.sheet is not None and self.primary.button.isEnabled():
            self.send_asked.emit()

    def refresh(self) -> None:
        """Say what F9 would do, or what is missing."""
        sheet = self.sheet
        if sheet is None:
            return
        accepted = sheet.activity > 1
        self.competence.choose("yes")
        self.competence.setEnabled(not accepted and sheet.may_act)
        self.steps[0].set_state("done" if accepted else "next")
        done, total = self.answers.answered(), len(self.answers.blocks)
        self.steps[1].set_state("done" if done == total else "next" if accepted else "waiting")
        self.answers.setEnabled(sheet.may_act)
        supported = sum(block.document_id is not None for block in self.answers.blocks)
        said = f"Responde {done} de {formats.plural(total, 'pregunta', 'preguntas')}"
        support = " · con soporte" if supported else " · sin soporte"
        why = "" if sheet.may_act else "Solo lectura"
        if not why and done < total:
            why = f"{said}. Falta: lo que la carta debe decir y su fecha"
        self.primary.show_act("Enviar insumo a PQR", "paper-plane-tilt", why, note=said + support)

    def _subtitle(self, sheet: EscalationSheet) -> str:
        words = []
        if sheet.due_on:
            words.append(f"Su área responde a más tardar el <b>{formats.date(sheet.due_on)}</b>.")
        if sheet.legal_due_on and sheet.due_on:
            day = formats.date(sheet.legal_due_on)
            rest = self._legal.days_left(sheet.legal_due_on) or 0
            own = self._legal.days_left(sheet.due_on) or 0
            left = formats.plural(max(rest - own, 0), "día", "días")
            rest_words = f"quedarían {left} para proyectar, revisar y firmar."
            words.append(f"A la persona se le vence el <b>{day}</b>: {rest_words}")
        return " ".join(words)

    def _competence_chosen(self, key: str) -> None:
        (self.accept_asked if key == "yes" else self.reject_asked).emit()
        self.competence.choose("yes")

    def _edited(self) -> None:
        if self.sheet is not None:
            self.refresh()
            self.edited.emit()

    def _show_inside(self, shown: bool) -> None:
        if self.inside is not None:
            self.inside.setVisible(shown)
