"""What a person carries: their open cases, and the petitions of those marked or next, to go on without a network.

Everything lies encrypted in the second file of their store; reading a citizen's data was counted when it was fetched.
It is wiped on signing out, when access is withdrawn, and after 72 hours without contact. Source: data.md §3.2.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from app import clock, errors
from app.models.local.store import Store, StoreUnreadable
from app.services.command import Command
from app.services.offline import cached_cases, outbox_rows
from app.services.offline.contact import TRUSTED, Contact
from app.services.trays.rows import Label, TrayQuery, TrayRow, fits

#: Answers about one case; others are lists that everybody reads.
SHEET, DRAFT = "sheet", "draft"
_ABOUT_CASES = (SHEET, DRAFT)


class Cache:
    """One person's, over an open store. Calls may come from any thread."""

    def __init__(self, store: Store, contact: Contact, wipe: Callable[[], object]) -> None:
        """`wipe` destroys the cache's file with its key."""
        self._store, self.contact, self._wipe = store, contact, wipe
        #: The person left: what is still on its way must not come back to the disk.
        self._is_over = False

    # --- what the reads use -------------------------------------------------

    def keep(self, place: str, body: Any, case_id: UUID | None = None) -> None:
        """Keep an answer; of a case only if it is carried."""
        if self._is_over or (case_id is not None and not self.is_carried(case_id)):
            return
        words = json.dumps(body, ensure_ascii=False, default=str)
        version = body.get("version") if case_id is not None else None
        with self._store.transaction() as cursor:
            cursor.execute(
                "INSERT OR REPLACE INTO answer (place, case_id, version, body, fetched_at) VALUES (?, ?, ?, ?, ?)",
                (place, None if case_id is None else str(case_id), version, words, clock.now().isoformat()),
            )

    def recall(self, place: str) -> Any | None:
        """An answer kept; of a case, as it stands after the decisions that wait here."""
        kind, _, key = place.partition(":")
        with self._store.transaction() as cursor:
            found = cursor.execute("SELECT body FROM answer WHERE place = ?", (place,)).fetchone()
            if found is None:
                return None
            body = json.loads(found[0])
            if kind not in _ABOUT_CASES:
                return body
            waiting = outbox_rows.read(cursor, "status = 'pending' AND case_id = ?", (key,))
            rows = [each for each in cached_cases.rows(cursor) if str(each.case_id) == key]
        return _standing(body, rows[0], [each.command for each in waiting]) if rows else body

    def tray(self, query: TrayQuery) -> list[TrayRow]:
        """My cases that the query asks for, where they stand after the decisions that wait here."""
        with self._store.transaction() as cursor:
            rows, waiting = cached_cases.rows(cursor), outbox_rows.read(cursor, "status = 'pending'")
        by_case = cached_cases.by_case(each.command for each in waiting)
        moved = (cached_cases.predicted(row, by_case.get(row.case_id, ())) for row in rows)
        return [row for row in moved if row is not None and fits(query, row)][: query.limit]

    def keep_names(self, names: Mapping[UUID, Label]) -> None:
        """Keep names of my own cases that were read, and so counted, just now."""
        if self._is_over:
            return
        with self._store.transaction() as cursor:
            mine = {case for (case,) in cursor.execute("SELECT case_id FROM cached_case")}
            cursor.executemany(
                "INSERT OR REPLACE INTO cached_name (case_id, name, document_tail) VALUES (?, ?, ?)",
                [(str(case), each.name, each.document_tail) for case, each in names.items() if str(case) in mine],
            )

    def names(self, cases: Iterable[UUID]) -> dict[UUID, Label]:
        """Names that are kept of those cases."""
        wanted = {str(case) for case in cases}
        with self._store.transaction() as cursor:
            rows = cursor.execute("SELECT case_id, name, document_tail FROM cached_name").fetchall()
        return {UUID(case): Label(name, tail) for case, name, tail in rows if case in wanted}

    def paper(self, document_id: UUID) -> bytes | None:
        """A document that is carried."""
        with self._store.transaction() as cursor:
            row = cursor.execute("SELECT bytes FROM paper WHERE document_id = ?", (str(document_id),)).fetchone()
        return None if row is None else bytes(row[0])

    # --- what the window asks -----------------------------------------------

    def carry(self, case_id: UUID, on: bool = True) -> None:
        """«Llevar sin conexión»: mark a case, or take the mark away; its petition is fetched at the next `sync`."""
        words = "INSERT OR IGNORE INTO marked_case VALUES (?)" if on else "DELETE FROM marked_case WHERE case_id = ?"
        with self._store.transaction() as cursor:
            cursor.execute(words, (str(case_id),))
            if not on:
                forget_case(cursor, case_id)

    def marked(self) -> set[UUID]:
        """Cases that this person marked."""
        with self._store.transaction() as cursor:
            return {UUID(case) for (case,) in cursor.execute("SELECT case_id FROM marked_case")}

    def is_carried(self, case_id: UUID) -> bool:
        """Whether its petition belongs in this computer: it is marked, or next."""
        with self._store.transaction() as cursor:
            return case_id in carried(cursor)

    def ready(self) -> set[UUID]:
        """Cases that can be opened without a network now."""
        with self._store.transaction() as cursor:
            found = cursor.execute("SELECT DISTINCT case_id FROM answer WHERE case_id IS NOT NULL")
            return {UUID(case) for (case,) in found}

    def age(self) -> dt.timedelta | None:
        """How long the server has not been heard; None when it never was."""
        return self.contact.silence()

    def expire(self) -> bool:
        """Wipe what is carried when the server has not been heard for three days. True when it was just wiped."""
        silence = self.contact.silence()
        if silence is None or silence < TRUSTED or not self._holds_something():
            return False
        self.forget_cases()
        return True

    def guard(self, identity: Mapping[str, Any]) -> bool:
        """At each contact: note it; another server, or an order to wipe, forgets what is carried. True: fetch anew."""
        server = f"{identity['system_identifier']}/{identity['restore_epoch']}/{identity['cache_epoch']}"
        with self._store.transaction() as cursor:
            row = cursor.execute("SELECT value FROM main.meta WHERE key = 'server'").fetchone()
            cursor.execute("INSERT OR REPLACE INTO main.meta (key, value) VALUES ('server', ?)", (server,))
        another = row is not None and row[0] != server
        if another:
            self.forget_cases()
        else:
            self.expire()
        self.contact.note(str(identity["now"]))
        return another

    def forget_cases(self) -> None:
        """Destroy names, sheets, papers and rows. Decisions and texts that only this computer has stay."""
        self._wipe()

    def end(self) -> None:
        """The person leaves: nothing of it stays, and nothing comes back."""
        self._is_over = True
        self.forget_cases()

    def transaction(self) -> Any:
        """For those who fill the cache. Raises DiskFull; a damaged cache is begun anew and StoreUnreadable raised."""
        if self._is_over:
            raise errors.Offline("signed out")
        return _Mended(self)

    def _holds_something(self) -> bool:
        with self._store.transaction() as cursor:
            found = cursor.execute(
                "SELECT EXISTS (SELECT 1 FROM cached_case) OR EXISTS (SELECT 1 FROM answer)"
            ).fetchone()
        return bool(found[0])


class _Mended:
    """A transaction that begins the cache anew when its file turns out to be damaged."""

    def __init__(self, cache: Cache) -> None:
        self._cache, self._inside = cache, cache._store.transaction()

    def __enter__(self) -> Any:
        return self._inside.__enter__()

    def __exit__(self, *how: Any) -> Any:
        try:
            return self._inside.__exit__(*how)
        except StoreUnreadable:
            self._cache.forget_cases()
            raise


#: So many cases of the tray, the first due, are carried without being asked for.
NEXT = 8
_NEXT_TRAYS = ("analysis", "drafting")


def carried(cursor: Any) -> list[UUID]:
    """Marked cases that are mine, then the next ones of my trays."""
    rows = cached_cases.rows(cursor)
    marked = {UUID(case) for (case,) in cursor.execute("SELECT case_id FROM marked_case")}
    chosen = [row.case_id for row in rows if row.case_id in marked]
    following = [row.case_id for row in rows if row.case_id not in marked and _is_worked_on(row)]
    return chosen + following[:NEXT]


def forget_case(cursor: Any, case_id: UUID) -> None:
    """Nothing personal of a case stays."""
    for table in ("answer", "paper", "cached_name"):
        cursor.execute(f"DELETE FROM {table} WHERE case_id = ?", (str(case_id),))


def _is_worked_on(row: TrayRow) -> bool:
    from app import procedure

    return row.procedure == "pqr_v08" and procedure.load(row.procedure).activity(row.activity).tray in _NEXT_TRAYS


def _standing(body: dict[str, Any], row: TrayRow, waiting: list[Command]) -> dict[str, Any]:
    here = replace(row, version=body["version"], status=body["status"])
    moved = cached_cases.predicted(here, waiting)
    if moved is None or moved.version == body["version"]:
        return body
    return body | {"version": moved.version, "activity": moved.activity, "status": moved.status}
