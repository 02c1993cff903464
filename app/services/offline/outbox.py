"""The outbox: every command is written here, encrypted, before it is sent; online is only the short case.

First in, first out for each case. A command that the server refuses blocks the later ones of its case, which
were decided on a state that never came. Source: data.md §3.2, §3.3.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from app import clock, errors
from app.models.local.store import Store
from app.services.command import Command, plain
from app.services.database import Database
from app.services.perform import Result, arguments, read_answer


@dataclass(frozen=True)
class Unsent:
    """One command that has not been applied, as «No enviados» shows it."""

    command: Command
    written_at: str
    status: str
    reason: str | None


@dataclass(frozen=True)
class Sent:
    """What one run of sending did."""

    applied: int
    refused: int
    waiting: int


class LocalOutbox:
    """Commands of one person on this computer."""

    def __init__(self, store: Store) -> None:
        """Use an open store; whoever opened it closes it."""
        self._store = store

    def write(self, command: Command) -> None:
        """Keep the command before it is sent; writing it twice changes nothing."""
        row = (
            str(command.command_id),
            str(command.case_id),
            command.version,
            command.procedure,
            command.activity,
            command.outcome,
            json.dumps(plain(command.payload), ensure_ascii=False),
            clock.now().isoformat(),
        )
        with self._store.transaction() as cursor:
            cursor.execute(
                "INSERT OR IGNORE INTO outbox (command_id, case_id, version, procedure, activity, outcome, payload,"
                " written_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                row,
            )

    def settle(self, command: Command, result: Result | errors.PqrError) -> None:
        """Note the server's answer; only a lost network leaves the command waiting.

        A refusal that the person heard at once is forgotten: they decide again from what they typed.
        """
        with self._store.transaction() as cursor:
            if isinstance(result, errors.Offline) or (isinstance(result, Result) and result.status == "queued"):
                return
            cursor.execute("DELETE FROM outbox WHERE command_id = ?", (str(command.command_id),))

    def unsent(self) -> list[Unsent]:
        """Everything that waits or was refused, oldest first."""
        with self._store.transaction() as cursor:
            rows = cursor.execute(
                "SELECT command_id, case_id, version, procedure, activity, outcome, payload, written_at, status, reason"
                " FROM outbox ORDER BY seq"
            ).fetchall()
        return [
            Unsent(
                Command(
                    command_id=UUID(row[0]),
                    case_id=UUID(row[1]),
                    version=row[2],
                    procedure=row[3],
                    activity=row[4],
                    outcome=row[5],
                    payload=json.loads(row[6]),
                ),
                written_at=row[7],
                status=row[8],
                reason=row[9],
            )
            for row in rows
        ]

    def counts(self) -> tuple[int, int]:
        """How many wait, and how many were refused or blocked."""
        statuses = [each.status for each in self.unsent()]
        waiting = statuses.count("pending")
        return waiting, len(statuses) - waiting

    def discard(self, command_id: UUID) -> None:
        """Forget a refused command, by its owner's decision."""
        with self._store.transaction() as cursor:
            cursor.execute("DELETE FROM outbox WHERE command_id = ? AND status <> 'pending'", (str(command_id),))

    def send(self, database: Database, announce: Callable[[Result], None] | None = None) -> Sent:
        """Send what waits, in order. Stops quietly when the network goes; `announce` hears each applied command."""
        applied = refused = 0
        stopped: set[UUID] = {each.command.case_id for each in self.unsent() if each.status != "pending"}
        for each in self.unsent():
            if each.status != "pending":
                continue
            if each.command.case_id in stopped:
                self._mark(each.command, "blocked", "blocked")
                refused += 1
                continue
            try:
                result = read_answer(each.command, database.call("perform", **arguments(each.command)))
            except (errors.Offline, errors.Busy):
                break
            except errors.PqrError as refusal:
                status = "conflict" if isinstance(refusal, errors.CaseMoved) else "refused"
                self._mark(each.command, status, refusal.user_message)
                stopped.add(each.command.case_id)
                refused += 1
                continue
            self.settle(each.command, result)
            applied += 1
            if announce is not None:
                announce(result)
        return Sent(applied, refused, self.counts()[0])

    def _mark(self, command: Command, status: str, reason: str) -> None:
        with self._store.transaction() as cursor:
            cursor.execute(
                "UPDATE outbox SET status = ?, reason = ?, tries = tries + 1 WHERE command_id = ?",
                (status, reason, str(command.command_id)),
            )
