"""The outbox: every command is written here, encrypted, before it is sent; online is only the short case.

First in, first out for each case. A command that the server refuses blocks the later ones of its case, which
were decided on a state that never came. Source: data.md §3.2, §3.3.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from uuid import UUID

from app import clock, errors
from app.models.local.store import Store
from app.services.command import Command, plain
from app.services.database import Database
from app.services.perform import Result, arguments, read_answer

#: Why a command waits behind one that the server did not take.
BLOCKED = "Espera: un paso anterior de este caso no se pudo enviar."


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

    def turn(self) -> AbstractContextManager[object]:
        """Alone while sending: nobody else's command overtakes."""
        return self._store.sending

    def waits(self, command: Command) -> bool:
        """Whether earlier commands of its case have not been sent yet."""
        with self._store.transaction() as cursor:
            found = cursor.execute(
                "SELECT 1 FROM outbox WHERE case_id = ? AND command_id <> ? AND seq <"
                " (SELECT seq FROM outbox WHERE command_id = ?) AND status = 'pending' LIMIT 1",
                (str(command.case_id), str(command.command_id), str(command.command_id)),
            ).fetchone()
        return found is not None

    def settle(self, command: Command, result: Result | errors.PqrError) -> None:
        """Note the server's answer; only a lost network leaves the command waiting.

        A refusal that the person heard at once is forgotten: they decide again from what they typed.
        """
        lost = isinstance(result, errors.Offline) and not isinstance(result, errors.CannotWait)
        if lost or (isinstance(result, Result) and result.status == "queued"):
            return
        with self._store.transaction() as cursor:
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
        """Forget a command by its owner's decision, with those that were blocked behind it."""
        with self._store.sending, self._store.transaction() as cursor:
            cursor.execute(
                "DELETE FROM outbox WHERE status = 'blocked'"
                " AND case_id = (SELECT case_id FROM outbox WHERE command_id = ?)"
                " AND seq > (SELECT seq FROM outbox WHERE command_id = ?)",
                (str(command_id), str(command_id)),
            )
            cursor.execute("DELETE FROM outbox WHERE command_id = ?", (str(command_id),))

    def retry(self, command_id: UUID) -> None:
        """Let a refused or blocked command be sent again, the same one, with those of its case."""
        with self._store.transaction() as cursor:
            cursor.execute(
                "UPDATE outbox SET status = 'pending', reason = NULL"
                " WHERE case_id = (SELECT case_id FROM outbox WHERE command_id = ?)",
                (str(command_id),),
            )

    def send(self, database: Database, announce: Callable[[Result], None] | None = None) -> Sent:
        """Send what waits, in order. Stops quietly when the network goes; `announce` hears each applied command."""
        with self._store.sending:
            return self._send_all(database, announce)

    def _send_all(self, database: Database, announce: Callable[[Result], None] | None) -> Sent:
        applied = refused = 0
        #: By case, the version that a command not taken by the server would have been decided on.
        failed: dict[UUID, int] = {}
        for each in self.unsent():
            case, version = each.command.case_id, each.command.version
            if each.status == "pending" and failed.get(case) != version - 1:
                try:
                    result = self._send_one(each.command, database)
                except (errors.Offline, errors.Busy):
                    break
                if result is not None:
                    applied += 1
                    if announce is not None:
                        announce(result)
                    continue
                refused += 1
            elif each.status == "pending":
                self._mark(each.command, "blocked", BLOCKED)
                refused += 1
            failed[case] = version
        return Sent(applied, refused, self.counts()[0])

    def _send_one(self, command: Command, database: Database) -> Result | None:
        """Its result; None when the server did not take it. Raises Offline, Busy, AccessWithdrawn."""
        try:
            result = read_answer(command, database.call("perform", **arguments(command)))
        except (errors.Offline, errors.Busy, errors.AccessWithdrawn):
            raise
        except errors.PqrError as refusal:
            status = "conflict" if isinstance(refusal, errors.CaseMoved) else "refused"
            self._mark(command, status, refusal.user_message)
            return None
        self.settle(command, result)
        return result

    def _mark(self, command: Command, status: str, reason: str) -> None:
        with self._store.transaction() as cursor:
            cursor.execute(
                "UPDATE outbox SET status = ?, reason = ?, tries = tries + 1 WHERE command_id = ?",
                (status, reason, str(command.command_id)),
            )
