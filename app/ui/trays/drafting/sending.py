"""Sends the reply on the desk to quality or signature; the sample decides which, not its author."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QObject

from app.services.command import decide
from app.services.perform import Result
from app.services.verbs.draft_in_bulk import DraftAlone
from app.services.verbs.draft_response import Answer, DraftResponse
from app.ui.trays.drafting import late

if TYPE_CHECKING:
    from app.ui.trays.drafting.desk import ReplyDesk


class Sender(QObject):
    """F9. A refused reply stays on screen and goes on being saved."""

    def __init__(self, desk: ReplyDesk) -> None:
        super().__init__(desk)
        self._desk = desk
        #: Cases whose sending has no answer yet: typing on opens the button again, and a second order would be refused.
        self._under_way: dict[UUID, tuple[str, Sequence[Answer]]] = {}

    def send(self) -> None:
        """Send it, if nothing is missing."""
        desk, sheet = self._desk, self._desk.sheet
        if sheet is None or sheet.case_id in self._under_way or not sheet.may_write:
            return
        if desk.problems() or not desk.outlook.send.isEnabled():
            return
        verb = DraftResponse(
            answers=desk.editor.answers(),
            claims=[claim.ordinal for claim in sheet.claims],
            opening_html=desk.editor.opening_html,
            household=tuple(desk.editor.guard.household),
            foot=desk.editor.foot_row.foot(),
        )
        command = decide(sheet, verb.activity, verb.outcome, verb.payload())
        desk.autosave.rest()
        desk.outlook.send.setEnabled(False)
        self._under_way[sheet.case_id] = (sheet.label, verb.answers)
        performer = desk.context.performer
        desk.context.background.write(
            lambda: performer.perform(command),
            show=self._sent,
            fail=partial(self._not_sent, sheet.case_id),
            owner=self,
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
        label, sent = self._under_way.pop(case_id)
        is_here = desk.sheet is not None and desk.sheet.case_id == case_id
        wrote_on = late.is_late(sent, desk.editor.answers()) if is_here else case_id in desk.autosave.left
        held = desk.autosave.drop(case_id) if wrote_on else None
        if is_here:
            desk.autosave.drop()
            desk.leave()
        desk.sent.emit(case_id, result)
        if held is not None:
            late.offer(desk, held, sent, result, label)

    def _not_sent(self, case_id: UUID, error: BaseException) -> None:
        desk = self._desk
        self._under_way.pop(case_id, None)
        # Another case may be on screen by now: nothing was typed in it.
        if desk.sheet is not None and desk.sheet.case_id == case_id:
            desk.autosave.touched()
            desk.check()
        desk.shell.report(error)
