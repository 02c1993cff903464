"""My open cases as trays show them, kept encrypted: rows of routing data, moved on by what was decided here."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from app import procedure
from app.procedure import END
from app.services.command import Command, plain
from app.services.perform import Result
from app.services.reads.from_json import made
from app.services.trays.rows import TrayRow

#: An agent holds some tens of cases; nobody carries the whole Unidad in a laptop.
MOST = 300


def put(cursor: Any, rows: Sequence[TrayRow]) -> None:
    """Keep these rows, in their order, and no others."""
    cursor.execute("DELETE FROM cached_case")
    cursor.executemany(
        "INSERT INTO cached_case (case_id, place, body) VALUES (?, ?, ?)",
        [(str(row.case_id), place, json.dumps(plain(row))) for place, row in enumerate(rows[:MOST])],
    )


def rows(cursor: Any) -> list[TrayRow]:
    """The rows as the server had them, in their order."""
    found = cursor.execute("SELECT body FROM cached_case ORDER BY place").fetchall()
    return [made(TrayRow, json.loads(body)) for (body,) in found]


def advance(cursor: Any, result: Result) -> None:
    """The server took a step: the row stands where it says, without waiting for the next look."""
    case = str(result.command.case_id)
    found = cursor.execute("SELECT body FROM cached_case WHERE case_id = ?", (case,)).fetchone()
    if found is None:
        return
    if result.activity is None:
        cursor.execute("DELETE FROM cached_case WHERE case_id = ?", (case,))
        return
    row = made(TrayRow, json.loads(found[0]))
    if row.version >= result.version:
        return
    moved = _standing(row, result.version, result.activity)
    cursor.execute("UPDATE cached_case SET body = ? WHERE case_id = ?", (json.dumps(plain(moved)), case))


def predicted(row: TrayRow, waiting: Iterable[Command]) -> TrayRow | None:
    """The row after the decisions that wait here, if the server takes them; None when they end the case."""
    for command in waiting:
        if command.version != row.version or command.is_undo:
            continue
        declared = procedure.load(command.procedure)
        target = declared.by_key(command.activity).outcomes[command.outcome].to
        if target == END:
            return None
        row = _standing(row, command.version + 1, declared.activity(target).key)
    return row


def by_case(commands: Iterable[Command]) -> dict[UUID, list[Command]]:
    """Commands of each case, in their order."""
    found: dict[UUID, list[Command]] = {}
    for command in commands:
        found.setdefault(command.case_id, []).append(command)
    return found


def _standing(row: TrayRow, version: int, activity: str) -> TrayRow:
    here = procedure.load(row.procedure).by_key(activity)
    status = row.status if here.number == row.activity else activity
    return replace(row, version=version, activity=here.number, activity_key=activity, status=status)
