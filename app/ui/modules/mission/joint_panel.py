"""A request that came back three times: what was said, what the lawyer proposes, and who agrees."""

from __future__ import annotations

from html import escape
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QPlainTextEdit, QVBoxLayout, QWidget

from app.errors import InvalidInput
from app.services.reads.analysis_sheet import AreaPromise
from app.services.reads.case_sheet import JointData
from app.services.trays.escalations import EscalationRow, EscalationSheet
from app.services.verbs.decide_jointly import RULINGS, DecideJointly, agreeing
from app.ui import formats
from app.ui.style import scaled
from app.ui.trays.analysis.history import HistoryList
from app.ui.trays.case_head import CaseHead, PrimaryFoot
from app.ui.widgets import Check, Field, StepHeader, button, text
from app.ui.widgets.cards import PanelCard


class JointPanel(PanelCard):
    """A lawyer proposes; the area or Control agrees; the area may object. The server decides who may."""

    #: The verb that the person sends.
    send_asked = Signal(object)
    #: Something that can't be sent yet, in a sentence.
    refused = Signal(object)

    def __init__(self, *, lawyer: bool, area: int | None) -> None:
        super().__init__()
        self._lawyer, self._area = lawyer, area
        self.row: EscalationRow | None = None
        self.sheet: EscalationSheet | None = None
        self.case_head, self.primary, self.history = CaseHead(), PrimaryFoot(self.press, "Acordar"), HistoryList()
        self.head.addWidget(self.case_head)
        self.foot.addWidget(self.primary)
        self.steps = [StepHeader(1, "Qué ha pasado"), StepHeader(2, "Quién responde el insumo")]
        self.question = text("", wrap=True)
        self._said = QVBoxLayout()
        said = QWidget()
        said.setLayout(self._said)
        self._said.setContentsMargins(0, 0, 0, 0)
        self.ruling, self.other = QComboBox(), QComboBox()
        for key, words in RULINGS.items():
            self.ruling.addItem(words, key)
        self.reason = QPlainTextEdit()
        self.reason.setFixedHeight(scaled(84))
        self.reason.setTabChangesFocus(True)
        self.ruling_field, self.other_field = Field("Propuesta", self.ruling), Field("Á&rea", self.other)
        self.reason_field = Field("Por &qué", self.reason, required=True)
        self.object = button("No estamos de acuerdo", icon_name="x-circle", act=self.ask_object)
        parts = (self.steps[0], self.question, said, self.steps[1], self.ruling_field, self.other_field)
        for part in (*parts, self.reason_field, self.object, self.history):
            self.body.addWidget(part)
        self.body.addStretch(1)
        self.inside = self.scroll_area.widget()
        self.ruling.currentIndexChanged.connect(lambda _at: self.refresh())
        self.reason.textChanged.connect(self.refresh)
        self.clear()

    @property
    def proposes(self) -> bool:
        """Whether what the person can do now is propose."""
        proposal = self.sheet.request.proposal if self.sheet else None
        return self._lawyer and self.sheet is not None and (proposal is None or proposal.objection is not None)

    def set_areas(self, areas: tuple[AreaPromise, ...]) -> None:
        """Areas that may be proposed."""
        self.other.clear()
        for each in areas:
            self.other.addItem(each.name, each.area_id)

    def clear(self) -> None:
        """No case: nothing personal stays."""
        self.row = self.sheet = None
        self.case_head.clear("Elija un escalamiento para decidirlo")
        self.question.setText("")
        self.reason.clear()
        self._show_said(())
        self.history.set_lines(())
        self.primary.rest()
        if self.inside is not None:
            self.inside.setVisible(False)

    def expect(self, row: EscalationRow) -> None:
        """Another one is being opened."""
        self.clear()
        self.case_head.show_case(row.filing_number, row.legal_days_left, "Abriendo el caso…")

    def load(self, row: EscalationRow, sheet: EscalationSheet, kept: Any = None) -> None:
        """Show it; `kept` is (ruling, reason) being written."""
        self.row, self.sheet = row, sheet
        asked = sheet.request
        due = f" A la persona se le vence el <b>{formats.date(sheet.legal_due_on)}</b>." if sheet.legal_due_on else ""
        self.case_head.show_case(row.filing_number, row.legal_days_left, f"Lo tiene {escape(asked.area)}.{due}")
        returned = asked.rejection_reason or asked.what_was_wrong
        last = f" La última vez: {escape(returned)}" if returned else ""
        self.case_head.show_notice(f"<b>{row.turn}.ª vuelta: se decide en conjunto.</b>{last}", "danger")
        self.question.setText(asked.question)
        self._show_said(asked.joint)
        self.history.set_lines(sheet.history)
        if kept:
            self.ruling.setCurrentIndex(self.ruling.findData(kept[0]))
            self.reason.setPlainText(kept[1])
        if self.inside is not None:
            self.inside.setVisible(True)
        self.refresh()

    def written(self) -> tuple[str, str]:
        """What is being written."""
        return self.ruling.currentData(), self.reason.toPlainText()

    def refresh(self) -> None:
        """Say what F9 would do."""
        if self.sheet is None:
            return
        proposal, proposes = self.sheet.request.proposal, self.proposes
        may_object = proposal is not None and proposal.objection is None and self._area == self.sheet.request.area_id
        self.steps[0].set_state("done")
        self.steps[1].set_state("next")
        self.ruling_field.setVisible(proposes)
        self.other_field.setVisible(proposes and self.ruling.currentData() == "another_area")
        self.reason_field.setVisible(proposes or may_object)
        self.object.setVisible(may_object)
        if proposes:
            why = "" if self.reason.toPlainText().strip() else "Falta: por qué"
            self.primary.show_act("Proponer", "scales", why, note="El área o Control lo acuerda; no cambia solo.")
        elif self._lawyer:
            self.primary.show_act("Acordar", "check", "Espera al área o a Control de Escalamiento")
        else:
            why = "" if proposal is not None else "Espera la propuesta del abogado"
            self.primary.show_act("Acordar lo propuesto", "check", why, note=_after(proposal))

    def press(self) -> None:
        """F9."""
        if self.sheet is None or not self.primary.button.isEnabled():
            return
        proposal = self.sheet.request.proposal
        if self.proposes:
            ruling, reason = self.written()
            self._send("proposed", ruling=ruling, area_id=self.other.currentData(), reason=reason)
        elif proposal is not None:
            self._send(agreeing(proposal.ruling))

    def ask_object(self) -> None:
        """The area says why not."""
        self._send("objected", reason=self.reason.toPlainText())

    def _send(self, outcome: str, **given: Any) -> None:
        try:
            verb = DecideJointly(outcome=outcome, **given)
        except InvalidInput as error:
            self.refused.emit(error)
            return
        self.send_asked.emit(verb)

    def _show_said(self, joint: tuple[JointData, ...]) -> None:
        while (item := self._said.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        for each in joint:
            area = f": {each.area}" if each.area else ""
            title = f"{each.proposed_by} propone: {RULINGS[each.ruling].lower()}{area}"
            self._said.addWidget(Check("info", title, each.reason))
            if each.objection:
                self._said.addWidget(Check("danger", "El área no está de acuerdo", each.objection))
            if each.agreed_by:
                self._said.addWidget(Check("good", f"Acordó {each.agreed_by}", ""))


def _after(proposal: JointData | None) -> str:
    if proposal is None:
        return ""
    if proposal.ruling == "area_answers":
        return "El área responde; ya no puede decir que no le compete."
    return "El escalamiento termina y la petición sigue con PQR."
