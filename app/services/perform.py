"""Carries out commands through the one door, `pqr_api.perform`, and says what became of each."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy.exc import SQLAlchemyError

from app import errors, procedure
from app.models.local.files import StoreBusy
from app.services.command import Command, plain, undoing
from app.services.database import Database, Json
from app.services.offline.ways import moved_words
from app.services.refusals import RefusedStep, refusal

#: A batch is sent in pieces of this many commands, so that each answers within seconds.
BATCH = 200
#: Seconds for which a busy server is asked again before the person is told. A row that is locked answers after three.
PATIENCE = 2.0


@dataclass(frozen=True)
class Result:
    """What became of one command: `applied`, `replayed` (it already was) or `queued` (no network, it will be sent)."""

    command: Command
    status: str
    version: int
    #: Key of the activity where the case now is; None once it has ended or while it is queued.
    activity: str | None


@dataclass(frozen=True)
class Outcome:
    """One row of a batch: its result, or the refusal that it got."""

    command: Command
    result: Result | None
    refusal: errors.PqrError | None


class Outbox(Protocol):
    """Where commands are written before they are sent (app/services/offline)."""

    def turn(self) -> AbstractContextManager[None]:
        """Alone while sending: nobody else's command overtakes. Raises StoreBusy."""

    def attended(self, commands: Sequence[Command]) -> AbstractContextManager[None]:
        """Keep the commands on this computer, before anything else; the person waits for their answers."""

    def settle(self, *answers: tuple[Command, Result | BaseException]) -> None:
        """Note the server's answers, all at once."""

    def waits(self, command: Command) -> bool:
        """Whether earlier commands of its case have not been sent yet."""


class Performer:
    """Sends commands; with an outbox, each is written there first and waits there when the network is cut."""

    def __init__(
        self, database: Database, outbox: Outbox | None = None, announce: Callable[[Result], None] | None = None
    ) -> None:
        """`announce` hears every result that changed a case, in the thread that performed it."""
        self._database = database
        self._outbox = outbox
        self._announce = announce

    def silent(self) -> Performer:
        """The same way to the server, of which no page hears: for thousands of rows that a list reads anew."""
        return Performer(self._database, self._outbox)

    def perform(self, command: Command) -> Result:
        """Take one step. Raises CaseMoved, Busy, CannotWait, AnswerLost, DiskFull, ProgramTooOld or a refusal."""
        self._database.require_current()
        if self._outbox is None:
            result = self._send_or_say(command)
        else:
            with self._outbox.attended([command]):
                result = self._send_or_keep(command, self._outbox)
        if self._announce is not None:
            self._announce(result)
        return result

    def _send(self, command: Command) -> Result:
        """Send it; an answer that got lost is asked for once more, with the same uuid: it may have been done."""
        try:
            answer = patiently(lambda: ask_door(self._database, command))
        except errors.AnswerLost:
            answer = self._asked_again(command)
        return read_answer(command, answer)

    def _send_or_say(self, command: Command) -> Result:
        """Where nothing may be kept no step can wait."""
        try:
            return self._send(command)
        except errors.AnswerLost:
            raise
        except errors.Offline as error:
            raise errors.CannotWait("nothing is kept here") from error

    def _asked_again(self, command: Command) -> Mapping[str, Any]:
        try:
            return ask_door(self._database, command)
        except errors.Offline as error:
            raise errors.AnswerLost("twice") from error

    def _send_or_keep(self, command: Command, outbox: Outbox) -> Result:
        try:
            with outbox.turn():
                if outbox.waits(command) or (self._database.is_lost and may_wait(command)):
                    raise errors.Offline("earlier commands of this case wait, or nothing reaches the server")
                result = self._send(command)
        except (errors.PqrError, SQLAlchemyError) as error:
            told = _told(command, error)
            outbox.settle((command, told))
            if isinstance(told, Result):
                return told
            # Of an answer that got lost nobody may say that the step was not taken.
            raise told from (error.__cause__ if told is not error else None)
        outbox.settle((command, result))
        return result

    def perform_many(
        self, commands: Sequence[Command], progress: Callable[[int, int], None] | None = None
    ) -> list[Outcome]:
        """Take many steps of different cases, each by itself; one that is refused sinks nothing else.

        Raises Offline or Busy when nothing was sent; later, those that could not be sent are refused with it.
        """
        self._database.require_current()
        outcomes: list[Outcome] = []
        for start in range(0, len(commands), BATCH):
            piece = commands[start : start + BATCH]
            try:
                told = self._send_piece(piece) if self._outbox is None else self._keep_piece(piece, self._outbox)
            except errors.PqrError as error:
                if not outcomes:
                    raise
                # What became of the earlier pieces is not lost with the network.
                return outcomes + [Outcome(command, None, error) for command in commands[start:]]
            outcomes.extend(told)
            if progress is not None:
                progress(len(outcomes), len(commands))
        return outcomes

    def _keep_piece(self, piece: Sequence[Command], outbox: Outbox) -> list[Outcome]:
        with outbox.attended(piece):
            try:
                with outbox.turn():
                    outcomes = self._send_piece([command for command in piece if not outbox.waits(command)])
            except (errors.PqrError, SQLAlchemyError) as error:
                answers = [(command, _told(command, error)) for command in piece]
                outbox.settle(*answers)
                if not any(isinstance(answer, Result) for _, answer in answers):
                    raise answers[0][1] from error  # type: ignore[misc]
                return [_told_of(command, answer) for command, answer in answers]
            sent = {outcome.command.command_id for outcome in outcomes}
            outcomes += [_behind(command) for command in piece if command.command_id not in sent]
            outbox.settle(*((o.command, o.result or o.refusal or errors.PqrError()) for o in outcomes))
        place = {command.command_id: at for at, command in enumerate(piece)}
        return sorted(outcomes, key=lambda outcome: place[outcome.command.command_id])

    def _send_piece(self, piece: Sequence[Command]) -> list[Outcome]:
        answers = patiently(lambda: self._database.call("perform_many", p_items=as_items(piece))) if piece else []
        outcomes = [_outcome(c, a) for c, a in zip(piece, answers, strict=True)]
        if self._announce is not None:
            for outcome in outcomes:
                if outcome.result is not None:
                    self._announce(outcome.result)
        return outcomes

    def undo(self, last: Result, back_to: int) -> Result:
        """Take back this person's own steps after version `back_to`; `last` is the latest. Raises as `perform`.

        It goes the same way as any decision, and may not wait: the ten minutes it has run in the server.
        """
        return self.perform(undoing(last.command, last.version, back_to))


def arguments(command: Command) -> dict[str, Any]:
    """The named arguments of `pqr_api.perform` for a command."""
    return {
        "p_command": command.command_id,
        "p_case": command.case_id,
        "p_version": command.version,
        "p_activity": command.activity,
        "p_outcome": command.outcome,
        "p_payload": plain(command.payload),
        "p_procedure": command.procedure,
    }


def ask_door(database: Database, command: Command) -> Mapping[str, Any]:
    """The door's answer to one command. Raises what Database.call raises."""
    answer: Mapping[str, Any]
    if command.is_undo:
        words = {"p_command": command.command_id, "p_case": command.case_id, "p_version": command.version}
        answer = database.call("undo", **words, p_back_to=int(command.payload["back_to"]))
    else:
        answer = database.call("perform", **arguments(command))
    return answer


def as_items(commands: Sequence[Command]) -> Json:
    """The argument of `pqr_api.perform_many`."""
    return Json([{k.removeprefix("p_"): plain(v) for k, v in arguments(c).items()} for c in commands])


def patiently(ask: Callable[[], Any]) -> Any:
    """Ask, and ask again a few times when the server is only busy: the same command changes nothing twice."""
    limit = time.monotonic() + PATIENCE
    pause = 0.05
    while True:
        try:
            return ask()
        except errors.Busy as error:
            if isinstance(error, errors.Overloaded) or time.monotonic() > limit:
                raise
        time.sleep(random.uniform(0, pause))
        pause *= 2


def may_wait(command: Command) -> bool:
    """Whether the procedure lets this decision wait for the network."""
    if command.is_undo:
        return False
    return procedure.load(command.procedure).by_key(command.activity).outcomes[command.outcome].offline


def read_answer(command: Command, answer: Mapping[str, Any]) -> Result:
    """The result in the door's answer. Raises CaseMoved, Busy or a refusal."""
    _raise_if_refused(answer, command)
    status = "replayed" if answer.get("replayed") else "applied"
    return Result(command, status, int(answer["version"]), answer.get("activity"))


def _raise_if_refused(answer: Mapping[str, Any], command: Command) -> None:
    if answer["status"] == "applied":
        return
    error = refusal(answer.get("reason", "refused"), answer.get("field"))
    if isinstance(error, errors.CaseMoved):
        error.version, error.activity = answer.get("version"), answer.get("activity")
        error.is_gone = bool(answer.get("gone"))
        if not command.is_undo and (words := moved_words(command, error, own=bool(answer.get("own")))):
            error.say(words)
    elif isinstance(error, RefusedStep):
        error.who, error.seconds = answer.get("by"), answer.get("ttl")
    raise error


def _told(command: Command, error: BaseException) -> Result | BaseException:
    """What the person hears of a command that could not be sent: that it waits, or why it was not taken."""
    if not isinstance(error, errors.Offline | StoreBusy):
        return error
    if may_wait(command):
        return Result(command, "queued", command.version, None)
    return error if isinstance(error, errors.AnswerLost | StoreBusy) else errors.CannotWait("declared so")


def _behind(command: Command) -> Outcome:
    """A row of a batch whose case has earlier decisions that wait."""
    return _told_of(command, _told(command, errors.Offline("earlier commands of this case wait")))


def _told_of(command: Command, told: Result | BaseException) -> Outcome:
    """The row of a batch that was not sent."""
    if isinstance(told, Result):
        return Outcome(command, told, None)
    assert isinstance(told, errors.PqrError)
    return Outcome(command, None, told)


def _outcome(command: Command, answer: Mapping[str, Any]) -> Outcome:
    try:
        return Outcome(command, read_answer(command, answer), None)
    except errors.PqrError as error:
        return Outcome(command, None, error)
