"""The server's answers that this computer carries, and how a case stands after the decisions that wait here."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from app import clock, procedure
from app.models.local.store import Store
from app.services.command import Command
from app.services.offline import cached_cases, outbox_rows
from app.services.trays.rows import Label, TrayQuery, TrayRow, fits

#: Answers about one case; others are lists that everybody reads.
SHEET, DRAFT = "sheet", "draft"
#: Where it is kept who may come back in without a network (returning.py).
RETURNING = "returning"
_ABOUT_CASES = (SHEET, DRAFT)
#: Letters of a quality sample (app/services/quality/lots.py).
LETTERS = "quality_letters"


class Answers:
    """What the reads of the program ask when the server can't be asked. Calls may come from any thread."""

    def __init__(self, store: Store) -> None:
        """Use an open store."""
        self._store = store
        #: The person left: what is still on its way must not come back to the disk.
        self._is_over = False

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
            if kind == LETTERS:
                return _still_waiting(body, outbox_rows.read(cursor, "status = 'pending'"))
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

    def is_carried(self, case_id: UUID) -> bool:
        """Whether its petition belongs in this computer: it is marked, or next."""
        with self._store.transaction() as cursor:
            return case_id in carried(cursor)


#: So many cases of the tray, the first due, are carried without being asked for.
NEXT = 8
_NEXT_TRAYS = ("analysis", "drafting")
#: Nobody's case, held for a verdict: a reviewer carries it; its author, whose it is, has nothing to do on it.
_REVIEW = "review_quality"


def carried(cursor: Any) -> list[UUID]:
    """Marked cases that are mine, then the next ones of my trays."""
    rows = cached_cases.rows(cursor)
    marked = {UUID(case) for (case,) in cursor.execute("SELECT case_id FROM marked_case")}
    chosen = [row.case_id for row in rows if row.case_id in marked]
    following = [row.case_id for row in rows if row.case_id not in marked and _is_worked_on(row)]
    return chosen + following[:NEXT]


#: Kinds of a case's documents that are carried besides its petition.
_PAPERS = ("petition", "attachment")


def papers_of(place: str, body: Mapping[str, Any]) -> list[UUID]:
    """Documents that belong beside an answer about a case: of a draft its petition, of a sheet its attachments too."""
    if place.startswith(DRAFT):
        named = [body["document_id"]]
    else:
        # None for a case that is not of a citizen's petition.
        named = [(body["petition"] or {}).get("document_id")]
        named += [each["document_id"] for each in body["documents"] if each["kind"] in _PAPERS]
    return [UUID(each) for each in dict.fromkeys(named) if each is not None]


def is_whole(cursor: Any, place: str, body: Mapping[str, Any]) -> bool:
    """Whether its papers were fetched too: a sheet alone may be here because the person had it open."""
    fetched = {UUID(each) for (each,) in cursor.execute("SELECT document_id FROM fetched_paper")}
    return fetched.issuperset(papers_of(place, body))


def forget_case(cursor: Any, case_id: UUID) -> None:
    """Nothing personal of a case stays."""
    for table in ("answer", "paper", "fetched_paper", "cached_name"):
        cursor.execute(f"DELETE FROM {table} WHERE case_id = ?", (str(case_id),))


def _is_worked_on(row: TrayRow) -> bool:
    if row.activity_key == _REVIEW:
        return row.assignee_id is None
    return row.procedure == "pqr_v08" and procedure.load(row.procedure).activity(row.activity).tray in _NEXT_TRAYS


def _still_waiting(letters: list[dict[str, Any]], unsent: Iterable[outbox_rows.Unsent]) -> list[dict[str, Any]]:
    """Letters of a sample, without those whose verdict stands in the outbox among the ones that wait."""
    decided = {str(each.command.case_id) for each in unsent}
    return [each | {"waiting": each["waiting"] and each["case_id"] not in decided} for each in letters]


def _standing(body: dict[str, Any], row: TrayRow, waiting: list[Command]) -> dict[str, Any]:
    here = replace(row, version=body["version"], status=body["status"])
    moved = cached_cases.predicted(here, waiting)
    if moved is None or moved.version == body["version"]:
        return body
    return body | {"version": moved.version, "activity": moved.activity, "status": moved.status}
