"""Control › Por verificar: what an area sent against what was asked; it conforms, or goes back with its fault."""

from __future__ import annotations

from html import escape
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout, QWidget

from app.errors import PqrError
from app.services.command import decide
from app.services.perform import Performer
from app.services.trays import escalations as service
from app.services.trays.area_terms import conformity_reasons
from app.services.trays.escalations import EscalationRow, EscalationSheet
from app.services.verbs.check_input import CheckInput
from app.ui import formats
from app.ui.modules.mission.area_panel import turn_notice
from app.ui.modules.mission.columns import check_columns
from app.ui.modules.mission.opened import Opened
from app.ui.modules.mission.reason_boxes import ReasonBoxes
from app.ui.page_context import PageContext
from app.ui.shell.page import Shell
from app.ui.style import scaled
from app.ui.table import RowModel
from app.ui.trays.case_head import CaseHead, PrimaryFoot, number_words
from app.ui.trays.documents import DocumentPane
from app.ui.trays.list_frame import ListFrame
from app.ui.widgets import Check, EmptyState, Field, SegmentedTabs, StepHeader, shortcut, text
from app.ui.widgets.cards import PanelCard

#: Outcome -> words and icon of F9, and what it does.
_WORDS = {
    "conforms": ("Acorde: recibir el insumo", "check", "Pasa a ser insumo de la petición."),
    "not_conforming": ("Devolver al área", "arrow-left", "El área recibe de nuevo su plazo."),
    "disputed": ("Pedir decisión conjunta", "scales", "3.ª vuelta: decide el abogado con el área."),
}
_DONE = {
    "conforms": "recibido como insumo",
    "not_conforming": "devuelto al área",
    "disputed": "espera decisión conjunta con el abogado",
}


def _missing(reasons: bool, note: bool) -> str:
    lacks = [words for words, there in (("qué está mal", reasons), ("qué le falta al insumo", note)) if not there]
    return f"Falta: {' y '.join(lacks)}" if lacks else ""


class CheckPanel(PanelCard):
    """What was asked, what came, and the verdict."""

    send_asked = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.row: EscalationRow | None = None
        self.sheet: EscalationSheet | None = None
        self.case_head, self.primary = CaseHead(), PrimaryFoot(self.press, "Acorde")
        self.head.addWidget(self.case_head)
        self.foot.addWidget(self.primary)
        titles = ("Lo que se pidió", "Lo que respondió", "¿Está acorde?")
        self.steps = [StepHeader(number, title) for number, title in enumerate(titles, 1)]
        self.question = text("", wrap=True)
        self._answers = QVBoxLayout()
        answers = QWidget()
        answers.setLayout(self._answers)
        self._answers.setContentsMargins(0, 0, 0, 0)
        self.verdict = SegmentedTabs([("conforms", "Acorde  A"), ("not_conforming", "No acorde  N")], "Veredicto")
        self.verdict.chosen.connect(lambda _key: self.refresh())
        self.reasons = ReasonBoxes(self.refresh)
        self.note = QPlainTextEdit()
        self.note.setFixedHeight(scaled(80))
        self.note.setTabChangesFocus(True)
        self.note.textChanged.connect(self.refresh)
        self.note_field = Field("Qué le &falta", self.note, required=True)
        parts = (self.steps[0], self.question, self.steps[1], answers, self.steps[2], self.verdict)
        for part in (*parts, self.reasons, self.note_field):
            self.body.addWidget(part)
        self.body.addStretch(1)
        self.inside = self.scroll_area.widget()
        self.clear()

    def clear(self) -> None:
        """No case: nothing personal stays."""
        self.row = self.sheet = None
        self.case_head.clear("Elija un insumo para verificarlo")
        self.question.setText("")
        self.note.clear()
        self.reasons.choose(())
        self._show_answers(None)
        self.primary.rest()
        if self.inside is not None:
            self.inside.setVisible(False)

    def expect(self, row: EscalationRow) -> None:
        """Another one is being opened."""
        self.clear()
        self.case_head.show_case(row.filing_number, row.legal_days_left, "Abriendo el caso…")

    def load(self, row: EscalationRow, sheet: EscalationSheet, kept: Any = None) -> None:
        """Show it; `kept` is (verdict, note, reasons) being written."""
        self.row, self.sheet = row, sheet
        asked = sheet.request
        due = f" A la persona se le vence el <b>{formats.date(sheet.legal_due_on)}</b>." if sheet.legal_due_on else ""
        self.case_head.show_case(row.filing_number, row.legal_days_left, f"Respondió {escape(asked.area)}.{due}")
        self.case_head.show_notice(turn_notice(row, asked), "danger" if asked.is_third else "warn")
        self.question.setText(asked.question)
        self._show_answers(sheet)
        self.verdict.choose(kept[0] if kept else "conforms")
        self.note.setPlainText(kept[1] if kept else "")
        self.reasons.choose(kept[2] if kept else ())
        if self.inside is not None:
            self.inside.setVisible(True)
        self.refresh()

    def choose(self, key: str) -> None:
        """A or N."""
        if self.sheet is not None:
            self.verdict.choose(key)
            self.refresh()
            if key == "not_conforming":
                self.reasons.take_focus()

    def outcome(self) -> str:
        """What F9 would send: what does not conform for the third time goes to a joint decision."""
        third = self.sheet is not None and self.sheet.request.is_third
        bad = self.verdict.current() == "not_conforming"
        return "disputed" if bad and third else self.verdict.current()

    def press(self) -> None:
        """F9."""
        if self.sheet is not None and self.primary.button.isEnabled():
            self.send_asked.emit(self.outcome())

    def refresh(self) -> None:
        """Say what F9 would do."""
        if self.sheet is None:
            return
        bad = self.verdict.current() == "not_conforming"
        self.note_field.setVisible(bad)
        self.reasons.setVisible(bad)
        for at, header in enumerate(self.steps):
            header.set_state("done" if at < 2 else "next")
        missing = _missing(bool(self.reasons.chosen()), bool(self.note.toPlainText().strip())) if bad else ""
        self.primary.show_act(*_WORDS[self.outcome()][:2], missing, note=_WORDS[self.outcome()][2])

    def _show_answers(self, sheet: EscalationSheet | None) -> None:
        while (item := self._answers.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        for answer in sheet.request.answers if sheet else ():
            claim = next((c for c in sheet.claims if c.ordinal == answer.claim), None) if sheet else None
            title = f"{answer.claim}. {claim.title if claim else ''}"
            until = f" · vigente hasta {formats.date(answer.valid_until)}" if answer.valid_until else ""
            support = " · con soporte" if answer.document_id else ""
            dated = f"Dato del {formats.date(answer.found_on)}{until}{support}"
            self._answers.addWidget(Check("info", title, f"{answer.content}\n{dated}"))


class CheckView(QWidget):
    """List | petition and supports | verdict."""

    counted = Signal(int)
    #: A verdict was given: what waits in 15 may have changed.
    decided = Signal()

    def __init__(self, shell: Shell, context: PageContext) -> None:
        super().__init__()
        self._shell, self._context = shell, context
        self.rows: list[EscalationRow] = []
        self.model = RowModel(check_columns())
        self.papers, self.panel = DocumentPane(context.background, context.database), CheckPanel()
        empty = EmptyState("check-circle", "Nada por verificar", "Cuando un área responda, su insumo aparece aquí.")
        parts = (self.papers, self.panel)
        filters = tuple(each for each in service.AREA_FILTERS if each[0] != "accept")
        self.frame = ListFrame(
            shell.settings, "check", self.model, "Insumos por verificar", empty, filters, parts, [520, 366, 362]
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.frame)
        self.opened = Opened(context, shell, self.panel, self.papers)
        table = self.frame.pane.table
        table.current_changed.connect(self._current_changed)
        self.frame.filter_changed.connect(self._show_rows)
        self.frame.refresh_asked.connect(self.reload)
        self.panel.send_asked.connect(self.send)
        shortcut("A", table, lambda: self.panel.choose("conforms"))
        shortcut("N", table, lambda: self.panel.choose("not_conforming"))
        shortcut("F9", self, self.panel.press)

    def reload(self) -> None:
        """Read the list again."""
        context = self._context
        if not self.panel.reasons.boxes:
            context.background.run(
                lambda: conformity_reasons(context.database),
                show=self.panel.reasons.fill,
                fail=lambda error: self.frame.show_error(self._shell, error),
                key=("conformity", id(self)),
                owner=self,
            )
        self.frame.pane.show_loading()
        context.background.run(
            lambda: service.read_answered(context.database, context.calendar),
            show=self._arrived,
            fail=lambda error: self.frame.show_error(self._shell, error),
            key=("check", id(self)),
            owner=self,
        )

    def send(self, outcome: str) -> None:
        """Give the verdict."""
        sheet, row, note = self.panel.sheet, self.opened.row, self.panel.note.toPlainText()
        reasons = self.panel.reasons.chosen()
        if sheet is None or row is None:
            return
        try:
            verb = CheckInput(outcome=outcome, note=note, reasons=reasons)
        except PqrError as error:
            self.panel.case_head.trouble.say(error.user_message)
            return
        performer: Performer = self._context.performer
        command = decide(sheet, verb.activity, verb.outcome, verb.payload())
        self.panel.primary.rest("Guardando…")
        self._context.background.write(
            lambda: performer.perform(command),
            show=lambda _result: self._done(row, outcome),
            fail=lambda error: self.opened.refused(row, error, (self.panel.verdict.current(), note, reasons)),
            owner=self,
        )

    def _done(self, row: EscalationRow, outcome: str) -> None:
        self._shell.say(f"{number_words(row.filing_number)} {_DONE[outcome]}.")
        self.rows = [each for each in self.rows if each.case_id != row.case_id]
        self.frame.pane.table.setFocus()
        self.frame.pane.take_away(row.case_id)
        self.counted.emit(len(self.rows))
        self.decided.emit()

    def _arrived(self, rows: list[EscalationRow]) -> None:
        self.rows = rows
        self.counted.emit(len(rows))
        self._show_rows()

    def _show_rows(self) -> None:
        counted = service.counts(self.rows)
        self.frame.set_counts({key: count for key, count in counted.items() if key != "accept"})
        shown = service.chosen(self.rows, self.frame.chips.current(), self.frame.text.text())
        self.frame.pane.set_rows(shown)
        if not shown:
            self.opened.open(None)

    def _current_changed(self, row: EscalationRow | None) -> None:
        if self.opened.is_another(row):
            self.frame.leave_form(self.panel)
        self.opened.open(row)
