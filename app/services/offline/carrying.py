"""Fetches what a person carries: rows of their open cases, then sheets and papers of the marked and the next ones."""

from __future__ import annotations

import datetime as dt
import json
from contextlib import suppress
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any
from uuid import UUID

from app import clock, errors, procedure
from app.models.local.store import DiskFull, StoreUnreadable
from app.services.access import Access
from app.services.database import Database
from app.services.drafting.library import read_library
from app.services.drafting.sheet import ask_draft
from app.services.offline import cached_cases
from app.services.offline.answers import DRAFT, NEXT, RETURNING, SHEET, carried, forget_case, is_whole, papers_of
from app.services.offline.cache import Cache
from app.services.quality.codes import read_codes
from app.services.quality.lots import read_letters, read_lots
from app.services.reads.analysis_sheet import area_promises, ask_sheet
from app.services.reads.claim_tree import read_catalogues
from app.services.stored_documents import fetch_from_server
from app.services.trays.rows import TrayQuery, TrayRow, labels, page_from_server

#: Why a citizen's data is read, as the audit shows it.
REASON = "para trabajar sin conexión"
#: Cases whose sheet and papers one run fetches: the person's own reads must not wait behind them.
AT_ONCE = 4
#: Bytes: of one paper, and of all of them.
LARGEST, MOST = 12 << 20, 96 << 20
_LISTS_EVERY = dt.timedelta(hours=12)


class Mark(Enum):
    """How a case is carried: not by a mark, marked and all here, or marked and still to be fetched."""

    NONE = "none"
    HERE = "here"
    AWAITED = "awaited"


@dataclass(frozen=True)
class Synced:
    """What one run did: my open cases, how many are carried, how many of them were fetched now, and if more remain."""

    cases: int
    carried: int
    fetched: int
    more: bool = False
    #: The disk had no room for all of it.
    is_full: bool = False


def sync(cache: Cache, access: Access) -> Synced:
    """Bring the cache up to what the server has. Raises Offline, Busy, AccessWithdrawn."""
    rows = _my_cases(access)
    try:
        with cache.transaction() as cursor:
            cached_cases.put(cursor, rows)
            wanted = carried(cursor)
            _forget_others(cursor, wanted, rows)
            missing = [row for row in rows if row.case_id in wanted and not _is_fresh(cursor, row)]
        _read_lists(cache, access)
        for row in missing[:AT_ONCE]:
            _fetch(cache, access.database, row)
    except (DiskFull, StoreUnreadable) as error:
        return Synced(len(rows), 0, 0, is_full=isinstance(error, DiskFull))
    fetched = min(len(missing), AT_ONCE)
    return Synced(len(rows), len(wanted), fetched, more=len(missing) > fetched)


def toggle(access: Access, case_id: UUID) -> Mark:
    """Mark a case to be carried, and fetch it, or take the mark away.

    Without a network the mark stays and its petition is fetched at the next contact.
    """
    cache = access.database.memory
    assert isinstance(cache, Cache)
    on = case_id not in cache.marked()
    cache.carry(case_id, on)
    with suppress(errors.Offline, errors.Busy):
        sync(cache, access)
    return Mark.NONE if not on else Mark.HERE if case_id in cache.ready() else Mark.AWAITED


def _my_cases(access: Access) -> list[TrayRow]:
    me, found = access.person.person_id, list[TrayRow]()
    for name in procedure.RELEASED:
        query = TrayQuery(procedure=name, assignee_id=me, limit=cached_cases.MOST)
        found += page_from_server(access.database, query)
    if "quality" in access.roles:
        # Letters held for their verdict: the first due are carried, as nobody's, so that no tray takes them for mine.
        waiting = TrayQuery(activities=("review_quality",), limit=NEXT)
        mine = {row.case_id for row in found}
        letters = page_from_server(access.database, waiting)
        found += [replace(row, assignee_id=None) for row in letters if row.case_id not in mine]
    return sorted(found, key=lambda row: (row.due_on is None, row.due_on or dt.date.max, str(row.case_id)))


def _forget_others(cursor: Any, wanted: list[UUID], rows: list[TrayRow]) -> None:
    """Sheets and papers of cases that are not carried any more, and names of those that are not mine."""
    waiting = {case for (case,) in cursor.execute("SELECT case_id FROM outbox")}
    kept = {str(case) for case in wanted} | waiting
    held = "SELECT case_id FROM answer WHERE case_id IS NOT NULL UNION SELECT case_id FROM paper"
    for (case,) in cursor.execute(held).fetchall():
        if case not in kept:
            forget_case(cursor, UUID(case))
    mine = {str(row.case_id) for row in rows} | waiting
    for (case,) in cursor.execute("SELECT case_id FROM cached_name").fetchall():
        if case not in mine:
            cursor.execute("DELETE FROM cached_name WHERE case_id = ?", (case,))


def _place(row: TrayRow) -> str:
    activity = procedure.load(row.procedure).activity(row.activity)
    return f"{DRAFT if activity.tray in ('drafting', 'quality') else SHEET}:{row.case_id}"


def _is_fresh(cursor: Any, row: TrayRow) -> bool:
    """Whether it is all here as of its present version; what stands only in the outbox is ahead of both."""
    place = _place(row)
    found = cursor.execute("SELECT version, body FROM answer WHERE place = ?", (place,)).fetchone()
    waits = cursor.execute("SELECT 1 FROM outbox WHERE case_id = ? LIMIT 1", (str(row.case_id),)).fetchone()
    if found is None or not (found[0] == row.version or waits is not None):
        return False
    return is_whole(cursor, place, json.loads(found[1]))


def _fetch(cache: Cache, database: Database, row: TrayRow) -> None:
    """One case: counted in the server as any other reading, and then at hand."""
    case, place = row.case_id, _place(row)
    try:
        body = ask_draft(database, case, REASON) if place.startswith(DRAFT) else ask_sheet(database, case, REASON)
        for each in papers_of(place, body):
            _fetch_paper(cache, database, each, case)
        known = cache.names([case])
        if case not in known:
            cache.keep_names(labels(database, [case]))
        # Last: the sheet says that all of the case is here; a cut before it leaves the rest for the next run.
        cache.keep(place, body, case)
    except errors.Refused:
        # Not readable by this person after all (or any more): there is nothing to carry.
        with cache.transaction() as cursor:
            forget_case(cursor, case)


def _fetch_paper(cache: Cache, database: Database, document_id: UUID, case: UUID) -> None:
    data = None if cache.paper(document_id) is not None else fetch_from_server(database, document_id)
    with cache.transaction() as cursor:
        # Also of one too large to be kept: it is not asked for again and again.
        cursor.execute("INSERT OR REPLACE INTO fetched_paper VALUES (?, ?)", (str(document_id), str(case)))
        held = cursor.execute("SELECT coalesce(sum(length(bytes)), 0) FROM paper").fetchone()[0]
        if data is not None and len(data) <= LARGEST and held + len(data) <= MOST:
            cursor.execute(
                "INSERT OR REPLACE INTO paper (document_id, case_id, bytes) VALUES (?, ?, ?)",
                (str(document_id), str(case), data),
            )


def _read_lists(cache: Cache, access: Access) -> None:
    """Lists that hold nothing personal: samples in review, and twice a day tree of claims, areas and texts."""
    if "quality" in access.roles:
        _read_samples(access.database)
    if "agent" not in access.roles:
        return
    with cache.transaction() as cursor:
        row = cursor.execute(
            "SELECT max(fetched_at) FROM answer WHERE case_id IS NULL AND place <> ? AND place NOT LIKE 'quality%'",
            (RETURNING,),
        ).fetchone()
    if row[0] is not None and clock.now() - dt.datetime.fromisoformat(row[0]) < _LISTS_EVERY:
        return
    read_catalogues(access.database)
    area_promises(access.database)
    read_library(access.database)


#: Samples whose letters are listed for a cut: those in review, the first due.
_SAMPLES = 6


def _read_samples(database: Database) -> None:
    """The codes of faults, the lots, and the letters of those in review: by filing number, without citizens."""
    read_codes(database)
    read_lots(database, "closed")
    open_lots = [lot for lot in read_lots(database) if lot.lot_id is not None and lot.reviewed < lot.sampled]
    for lot in open_lots[:_SAMPLES]:
        assert lot.lot_id is not None
        read_letters(database, lot.lot_id)
