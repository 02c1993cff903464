"""The rows of the outbox: written, read, marked and taken away, always inside somebody's transaction."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from app.services.command import Command, plain
from app.services.offline.ways import Verdict, WayOut, noted, way_out

_COLUMNS = (
    "command_id, case_id, version, procedure, activity, outcome, payload, written_at, status, reason, kind, tries"
)


@dataclass(frozen=True)
class Unsent:
    """One command that has not been applied, as «No enviados» shows it. `written_at`: the server's time, ISO."""

    command: Command
    written_at: str
    status: str
    reason: str | None
    kind: str = "waiting"
    tries: int = 0

    @property
    def way_out(self) -> WayOut:
        """What to say of it, and what may be done."""
        return way_out(self.kind, self.reason)


def insert(cursor: Any, command: Command, written_at: str) -> None:
    """Write a command; one that is there already stays as it is."""
    cursor.execute(
        "INSERT OR IGNORE INTO outbox (command_id, case_id, version, procedure, activity, outcome, payload, written_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            str(command.command_id),
            str(command.case_id),
            command.version,
            command.procedure,
            command.activity,
            command.outcome,
            json.dumps(plain(command.payload), ensure_ascii=False),
            written_at,
        ),
    )


def read(cursor: Any, where: str = "true", values: Iterable[object] = ()) -> list[Unsent]:
    """Commands in the order in which they were decided."""
    rows = cursor.execute(f"SELECT {_COLUMNS} FROM outbox WHERE {where} ORDER BY seq", tuple(values)).fetchall()
    return [_unsent(row) for row in rows]


def heads(cursor: Any, limit: int) -> list[Unsent]:
    """The first waiting command of each case of which nothing is being found out; those never tried come first."""
    rows = cursor.execute(
        f"SELECT {_COLUMNS} FROM outbox o WHERE o.status = 'pending' AND NOT EXISTS (SELECT 1 FROM outbox e"
        "  WHERE e.case_id = o.case_id AND (e.status = 'unknown' OR (e.status = 'pending' AND e.seq < o.seq)))"
        " ORDER BY o.tries, o.seq LIMIT ?",
        (limit,),
    ).fetchall()
    return [_unsent(row) for row in rows]


def mark(cursor: Any, command: Command, verdict: Verdict) -> int:
    """Note why a command was not taken; what was decided on its result is blocked. How many rows that makes."""
    cursor.execute(
        "UPDATE outbox SET status = ?, kind = ?, reason = ?, tries = tries + 1 WHERE command_id = ?",
        (verdict.status, verdict.kind, verdict.sentence, str(command.command_id)),
    )
    return 1 + (0 if verdict.status in ("pending", "unknown") else _block(cursor, command))


def _block(cursor: Any, command: Command) -> int:
    rows = cursor.execute(
        "SELECT command_id, version FROM outbox WHERE case_id = ? AND status = 'pending' AND seq >"
        " (SELECT seq FROM outbox WHERE command_id = ?) ORDER BY seq",
        (str(command.case_id), str(command.command_id)),
    ).fetchall()
    blocked, last = noted("blocked", "blocked"), command.version
    count = 0
    for command_id, version in rows:
        # A decision made on the case as it is now does not rest on the one that failed.
        if version != last + 1:
            break
        last, count = version, count + 1
        cursor.execute(
            "UPDATE outbox SET status = ?, kind = ?, reason = ? WHERE command_id = ?",
            (blocked.status, blocked.kind, blocked.sentence, command_id),
        )
    return count


def drop(cursor: Any, command_id: UUID) -> None:
    """Take a command away."""
    cursor.execute("DELETE FROM outbox WHERE command_id = ?", (str(command_id),))


def blocked_behind(cursor: Any, command_id: UUID) -> list[Unsent]:
    """What was blocked because it rested on this command."""
    return read(
        cursor,
        "status = 'blocked' AND case_id = (SELECT case_id FROM outbox WHERE command_id = ?)"
        " AND seq > (SELECT seq FROM outbox WHERE command_id = ?)",
        (str(command_id), str(command_id)),
    )


def _unsent(row: Any) -> Unsent:
    payload, status, reason, kind = row[6], row[8], row[9], row[10]
    try:
        body = json.loads(payload)
    except ValueError:
        # It can't be sent as it is; it must not keep the others from going.
        body, put_aside = {}, noted("quarantine", "quarantine")
        status, kind, reason = put_aside.status, put_aside.kind, put_aside.sentence
    command = Command(
        command_id=UUID(row[0]),
        case_id=UUID(row[1]),
        version=row[2],
        procedure=row[3],
        activity=row[4],
        outcome=row[5],
        payload=body,
    )
    return Unsent(command, row[7], status, reason, kind, row[11])
