"""Sends the reply on the desk to quality or signature; the sample decides which, not its author."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.services.command import decide
from app.services.perform import Result
from app.services.verbs.draft_in_bulk import DraftAlone
from app.services.verbs.draft_response import DraftResponse

if TYPE_CHECKING:
    from app.ui.trays.drafting.desk import ReplyDesk


class Sender(QObject):
    """F9. A refused reply stays on screen and goes on being saved."""

    def __init__(self, desk: ReplyDesk) -> None:
        super().__init__(desk)
        self._desk = desk

    def send(self) -> None:
        """Send it, if nothing is missing."""
        desk, sheet = self._desk, self._desk.sheet
        if sheet is None or not sheet.may_write or desk.problems() or not desk.outlook.send.isEnabled():
            return
        verb = DraftResponse(
            answers=desk.editor.answers(),
            claims=[claim.ordinal for claim in sheet.claims],
            opening_html=desk.editor.opening_html,
            household=tuple(desk.editor.guard.household),
            foot=desk.editor.foot(),
        )
        command = decide(sheet, verb.activity, verb.outcome, verb.payload())
        desk.autosave.rest()
        desk.outlook.send.setEnabled(False)
        performer = desk.context.performer
        desk.context.background.write(
            lambda: performer.perform(command), show=self._sent, fail=self._not_sent, owner=self
        )

    def take_alone(self) -> None:
        """A case that is not drafted with others (16, «No»): its reply is written here."""
        desk, sheet = self._desk, self._desk.sheet
        if sheet is None or sheet.status != "draft_in_bulk":
            return
        verb = DraftAlone()
        command = decide(sheet, verb.activity, verb.outcome, verb.payload())
        performer = desk.context.performer
        desk.context.background.write(
            lambda: performer.perform(command), show=self._taken, fail=desk.shell.report, owner=self
        )

    def _taken(self, result: Result) -> None:
        desk, case_id = self._desk, result.command.case_id
        if desk.sheet is not None and desk.sheet.case_id == case_id:
            label = desk.sheet.label
            desk.leave()
            desk.open_case(case_id, label)
        desk.taken.emit(case_id)

    def _sent(self, result: Result) -> None:
        desk, case_id = self._desk, result.command.case_id
        if desk.sheet is not None and desk.sheet.case_id == case_id:
            desk.autosave.drop()
            desk.leave()
        desk.sent.emit(case_id, result)

    def _not_sent(self, error: BaseException) -> None:
        self._desk.autosave.touched()
        self._desk.check()
        self._desk.shell.report(error)
