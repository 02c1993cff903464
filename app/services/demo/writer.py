"""Writes the demonstration's rows by COPY, and its events with the same hash chain that the door writes."""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from psycopg import sql

from app.models.document import CHUNK_BYTES

_NO_PAYLOAD = hashlib.sha256(b"").digest()


@dataclass
class Rows:
    """Rows by table; written in the given order of tables, which foreign keys ask for."""

    order: Iterable[str] = ()
    tables: dict[str, list[dict[str, Any]]] = field(init=False)

    def __post_init__(self) -> None:
        """Start with the tables in their order; others follow as they appear."""
        self.tables = defaultdict(list, {table: [] for table in self.order})

    def add(self, table: str, **values: Any) -> None:
        """One row; every row of a table gives the same columns."""
        self.tables[table].append(values)

    def write(self, owner: Any) -> None:
        """COPY every table that has rows, and forget them."""
        with owner.cursor() as cursor:
            for table, rows in self.tables.items():
                if rows:
                    _copy(cursor, table, rows)
                    rows.clear()


def _copy(cursor: Any, table: str, rows: list[dict[str, Any]]) -> None:
    schema, name = table.split(".")
    columns = list(rows[0])
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(schema, name), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    with cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row([row[column] for column in columns])


@dataclass
class Walk:
    """A case being walked through its procedure: each step writes its event and moves the chain's head."""

    rows: Rows
    case_id: uuid.UUID
    procedure: str
    activity: int
    at: dt.datetime
    version: int = 0
    status: str = ""
    assignee: int | None = None
    area: int | None = None
    head: bytes = b""

    def step(self, actor: Any, outcome: str, to: int, at: dt.datetime, **changes: Any) -> None:
        """Take one step; `changes` may set `assignee`, `area` and `status`."""
        assignee, area = changes.get("assignee", self.assignee), changes.get("area", self.area)
        self.version += 1
        self.at = max(at, self.at)
        command = uuid.uuid5(self.case_id, str(self.version))
        link = self._link(actor, outcome, to, command, assignee, area)
        self.rows.add(
            "pqr_audit.case_event",
            case_id=self.case_id,
            version=self.version,
            recorded_at=self.at,
            actor_id=actor.person_id,
            session_login=actor.login,
            command_id=command,
            procedure=self.procedure,
            from_activity=self.activity,
            outcome=outcome,
            to_activity=to,
            from_assignee=self.assignee,
            to_assignee=assignee,
            from_area=self.area,
            to_area=area,
            from_status=self.status,
            payload_sha256=_NO_PAYLOAD,
            prev_hash=self.head,
            hash=link,
        )
        self.head, self.activity, self.assignee, self.area = link, to, assignee, area
        self.status = changes.get("status", "")

    def _link(
        self, actor: Any, outcome: str, to: int, command: uuid.UUID, assignee: int | None, area: int | None
    ) -> bytes:
        """The same text as pqr_core.event_hash; a test runs the server's own verification over the result."""
        seconds = (self.at - dt.datetime(1970, 1, 1, tzinfo=dt.UTC)) // dt.timedelta(microseconds=1)
        fields = (
            self.case_id, self.version, f"{seconds // 10**6}.{seconds % 10**6:06d}", actor.person_id, actor.login,
            command, self.procedure, self.activity, outcome, to, _text(self.assignee), _text(assignee),
            _text(self.area), _text(area), self.status, _NO_PAYLOAD.hex(),
        )  # fmt: skip
        return hashlib.sha256(self.head + "\x1f".join(map(str, fields)).encode()).digest()


def _text(value: int | None) -> str:
    return "" if value is None else str(value)


def document_rows(
    rows: Rows, *, document_id: uuid.UUID, case_id: uuid.UUID | None, kind: str, mime: str, content: bytes,
    pages: int | None, label: str, person_id: int, at: dt.datetime,
) -> bytes:  # fmt: skip
    """Add a sealed document and its chunks; returns its SHA-256."""
    digest = hashlib.sha256(content).digest()
    rows.add(
        "pqr.document",
        document_id=document_id,
        case_id=case_id,
        kind=kind,
        mime=mime,
        byte_count=len(content),
        sha256=digest,
        page_count=pages,
        file_label=label,
        year=at.year,
        state="ready",
        created_by=person_id,
        created_at=at,
    )
    for number, start in enumerate(range(0, len(content), CHUNK_BYTES)):
        rows.add(
            "pqr.document_chunk",
            year=at.year,
            document_id=document_id,
            chunk_no=number,
            bytes=content[start : start + CHUNK_BYTES],
        )
    return digest


def write_document(owner: Any, **values: Any) -> bytes:
    """Write one document at once; returns its SHA-256. The arguments are those of `document_rows`."""
    rows = Rows()
    digest = document_rows(rows, **values)
    rows.write(owner)
    return digest
