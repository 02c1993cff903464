"""Sends decisions: one case, or a batch of one reason, each with its own act and its own outcome."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal

from app.errors import PqrError
from app.services.command import Command, decide
from app.services.perform import Outcome
from app.services.trays import endorsements as service
from app.services.trays.endorsements import EndorsementRow
from app.services.verbs.decide_split import DecideSplit
from app.services.verbs.request_endorsement import DecideEndorsement
from app.ui.page_context import PageContext
from app.ui.shell.page import Shell
from app.ui.trays.endorsements.panel import EndorsementPanel
from app.ui.widgets import Question

_DONE = {
    "archived": "Avalado el archivo",
    "reassigned": "Avalada la reasignación",
    "denied": "Devuelto al agente",
    "split": "Avalado el desglose",
    "no_split": "No se desglosa",
}


class Deciding(QObject):
    """`batch` tells which marked rows go with the one that is open."""

    #: The rows that were sent and those among them that failed.
    decided = Signal(object, object)

    def __init__(
        self,
        context: PageContext,
        shell: Shell,
        panel: EndorsementPanel,
        batch: Callable[[], list[EndorsementRow]],
    ) -> None:
        super().__init__(panel)
        self._context, self._shell, self._panel, self._batch = context, shell, panel, batch
        panel.primary_asked.connect(self.decide)

    def decide(self) -> None:
        """F9: the marked rows of this reason, after asking; or the case that is open."""
        row, batch = self._panel.row, self._batch()
        if row is None:
            return
        if len(batch) < 2:
            self._send([row], self._panel.decision())
            return
        words = self._panel.primary.button.text().strip()
        try:
            commands = self._commands(batch, row.kind)
        except PqrError as error:
            self._panel.case_head.trouble.say(error.user_message)
            return
        facts = [("Motivo", f"{row.reason_code} · {row.reason}"), ("Cada caso", "lleva su propio acto numerado")]
        back = sum(command.outcome == "denied" for command in commands)
        if back:
            facts.append(("Devueltos al agente", f"{back}, cada uno con su nota"))
        question = Question(words, words, figure=str(len(batch)), facts=facts)
        self._shell.confirm(question, partial(self._send, batch, row.kind))

    def _send(self, rows: list[EndorsementRow], decision: str) -> None:
        try:
            commands = self._commands(rows, decision)
        except PqrError as error:
            self._panel.case_head.trouble.say(error.user_message)
            return
        performer = self._context.performer
        self._panel.primary.rest("Guardando…")
        self._context.background.write(
            lambda: performer.perform_many(commands),
            show=partial(self._answered, rows),
            fail=self._failed,
            owner=self,
        )

    def _commands(self, rows: list[EndorsementRow], decision: str) -> list[Command]:
        note, first = self._panel.note.toPlainText(), rows[0]
        if decision in service.GRANTS:
            return service.decide_many(rows, self._panel.written, note)
        if decision == "split":
            verb = DecideSplit(signatories=self._panel.people.people())
            return [decide(first, verb.activity, verb.outcome, verb.payload())]
        if first.kind == "split":
            return [decide(first, "decide_split", "no_split")]
        denied = DecideEndorsement(outcome="denied", note=note, denial_code=self._panel.denial.code())
        return [decide(first, denied.activity, denied.outcome, denied.payload())]

    def _answered(self, rows: list[EndorsementRow], outcomes: list[Outcome]) -> None:
        failed = []
        for row, outcome in zip(rows, outcomes, strict=True):
            if outcome.refusal is None:
                self._panel.outcomes[row.case_id] = (True, _DONE[outcome.command.outcome])
            else:
                self._panel.outcomes[row.case_id] = (False, outcome.refusal.user_message)
                failed.append(row)
        self.decided.emit(rows, failed)

    def _failed(self, error: BaseException) -> None:
        self._panel.refresh()
        self._shell.report(error)
