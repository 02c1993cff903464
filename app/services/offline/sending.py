"""Sends what waits in the outbox: heads of cases in pieces, retried after losses, put aside when they are poison."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from sqlalchemy import exc

from app import errors
from app.models.local.store import Store, StoreBusy
from app.services.command import Command
from app.services.database import Database
from app.services.offline import cached_cases, outbox_rows
from app.services.offline.backoff import Backoff
from app.services.offline.contact import REMEMBERED, TRUSTED, Contact, ticks
from app.services.offline.outbox_rows import Unsent
from app.services.offline.ways import Verdict, noted, verdict
from app.services.perform import Result, as_items, ask_door, read_answer

#: Commands of different cases sent in one journey; the server holds their rows until all are done.
PIECE = 20
#: A command in whose sending the connection was lost so often is what loses it.
POISON = 30
_LOOK = 200


@dataclass(frozen=True)
class Sent:
    """What one run of sending did."""

    applied: int
    refused: int
    waiting: int


class Sending:
    """One for each outbox. Keeps in memory which cases rest for a while."""

    def __init__(self, store: Store, contact: Contact, attended: Mapping[UUID, int]) -> None:
        self._store, self._contact, self._attended = store, contact, attended
        self._rest: dict[UUID, float] = {}
        self._backoff: dict[UUID, Backoff] = {}

    def wake(self) -> None:
        """Nothing rests any more."""
        self._rest.clear()

    def run(self, database: Database, announce: Callable[[Result], None] | None) -> Sent:
        """Everything that can go now. A piece at a time, so that a new decision does not wait for the whole queue."""
        applied = refused = 0
        try:
            with self._store.turn():
                refused += self._hold_old()
            # A program too old keeps everything: the newer one sends it.
            going = not database.oldest_allowed
            while going:
                with self._store.turn():
                    told, failed, going = self._next(database)
                applied, refused = applied + len(told), refused + failed
                for result in told if announce is not None else ():
                    assert announce is not None
                    announce(result)
        except (errors.Offline, StoreBusy, errors.Busy, errors.ProgramTooOld):
            # Lost, or another program of this person is at it: the next run goes on from here.
            pass
        with self._store.transaction() as cursor:
            waiting = cursor.execute("SELECT count(*) FROM outbox WHERE status IN ('pending', 'unknown')").fetchone()[0]
        return Sent(applied, refused, int(waiting))

    def _hold_old(self) -> int:
        """What was decided too long ago asks its owner first; never the server, which may have forgotten it."""
        now, held = self._contact.server_time(), 0
        with self._store.transaction() as cursor:
            for each in outbox_rows.read(cursor, "status = 'pending'"):
                age = now - dt.datetime.fromisoformat(each.written_at)
                if age > REMEMBERED:
                    held += outbox_rows.mark(cursor, each.command, noted("too_old", "conflict"))
                elif age > TRUSTED and each.kind != "confirmed" and not _is_blocked(cursor, each):
                    held += outbox_rows.mark(cursor, each.command, noted("expired", "expired"))
        return held

    def _next(self, database: Database) -> tuple[list[Result], int, bool]:
        """Results of the next piece, how many were not taken, and whether there may be more."""
        with self._store.transaction() as cursor:
            unknown = outbox_rows.read(cursor, "status = 'unknown'")
            heads = outbox_rows.heads(cursor, _LOOK)
        asked = [each for each in unknown if self._is_free(each)]
        if asked:
            return *self._find_out(asked[0], database), True
        free = [each for each in heads if self._is_free(each)]
        if not free:
            return [], 0, False
        piece = [each for each in free if each.tries == 0 and not each.command.is_undo][:PIECE] or free[:1]
        return *self._send(piece, database), True

    def _is_free(self, each: Unsent) -> bool:
        case = each.command.case_id
        return not self._attended.get(case) and self._rest.get(case, 0.0) <= ticks() and each.status != "quarantine"

    def _find_out(self, each: Unsent, database: Database) -> tuple[list[Result], int]:
        """Ask what became of a step that could not wait and whose answer got lost; if it was not done it never will."""
        command = each.command
        answer = database.call("settle_command", p_command=command.command_id, p_case=command.case_id)
        found = _read(command, answer)
        if isinstance(found, Verdict) and found.status == "pending":
            # The server did not say it: sent as one that waits, it would be done long after it was decided.
            found = replace(found, status="unknown", kind="unknown", wait=found.wait or -1.0)
        return self._note([(command, found)])

    def _send(self, piece: Sequence[Unsent], database: Database) -> tuple[list[Result], int]:
        commands = [each.command for each in piece]
        try:
            answers = _ask(commands, database)
        except errors.AnswerLost:
            self._lost(commands)
            raise
        except (errors.Offline, errors.AccessWithdrawn, errors.WrongPassword, errors.ProgramTooOld):
            raise
        except (errors.PqrError, exc.SQLAlchemyError) as error:
            if isinstance(error, errors.Busy) and not isinstance(error, errors.Overloaded):
                return self._note([(command, Verdict("pending", "waiting", "", -1.0)) for command in commands])
            if len(commands) == 1:
                aside = noted("quarantine", "quarantine")
                return self._note(
                    [(commands[0], verdict(commands[0], error) if isinstance(error, errors.PqrError) else aside)]
                )
            # One of them spoils the piece: from now on each goes by itself.
            return self._note([(command, Verdict("pending", "waiting", "")) for command in commands])
        self._backoff.clear()
        return self._note([(c, _read(c, answer)) for c, answer in zip(commands, answers, strict=True)])

    def _note(self, answers: Sequence[tuple[Command, Result | Verdict]]) -> tuple[list[Result], int]:
        """Results and states in one transaction."""
        told: list[Result] = []
        failed = 0
        with self._store.transaction() as cursor:
            for command, answer in answers:
                if isinstance(answer, Result):
                    outbox_rows.drop(cursor, command.command_id)
                    cached_cases.advance(cursor, answer)
                    told.append(answer)
                    continue
                marked = outbox_rows.mark(cursor, command, answer)
                failed += marked if answer.status != "pending" else 0
        for command, answer in answers:
            if isinstance(answer, Verdict) and answer.wait:
                self._let_rest(command.case_id, answer.wait)
        return told, failed

    def _let_rest(self, case: UUID, seconds: float) -> None:
        if seconds < 0:
            seconds = self._backoff.setdefault(case, Backoff()).failed()
        self._rest[case] = ticks() + seconds

    def _lost(self, commands: Sequence[Command]) -> None:
        """The answer got lost: they are sent again under the same number, each by itself; poison is put aside."""
        aside = noted("quarantine", "quarantine")
        with self._store.transaction() as cursor:
            for command in commands:
                for row in outbox_rows.read(cursor, "command_id = ?", (str(command.command_id),)):
                    again = Verdict("pending", row.kind, row.reason or "")
                    outbox_rows.mark(cursor, command, aside if row.tries + 1 >= POISON else again)


def _ask(commands: Sequence[Command], database: Database) -> Sequence[Mapping[str, Any]]:
    if len(commands) == 1:
        return [ask_door(database, commands[0])]
    answers: Sequence[Mapping[str, Any]] = database.call("perform_many", p_items=as_items(commands))
    return answers


def _read(command: Command, answer: Mapping[str, Any]) -> Result | Verdict:
    """Its result, or how it is noted. Raises AccessWithdrawn, ProgramTooOld."""
    try:
        return read_answer(command, answer)
    except (errors.AccessWithdrawn, errors.ProgramTooOld):
        raise
    except errors.PqrError as refusal:
        return verdict(command, refusal)


def _is_blocked(cursor: Any, each: Unsent) -> bool:
    """Whether it was blocked just now, behind an older one of its case."""
    found = cursor.execute("SELECT status FROM outbox WHERE command_id = ?", (str(each.command.command_id),)).fetchone()
    return bool(found[0] != "pending")
