"""The common row of a tray: one page of open cases in order of due date, with what a list shows of each.

The page is cut first, by index and under row-level security; what belongs to each case is joined to
those rows only. Names and documents come apart, from a counted function (`labels`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from app import errors, procedure
from app.services.database import Database

_COLUMNS = """c.case_id, c.version, c.procedure, c.activity, c.status, c.label, c.lex_code, c.due_on,
           c.internal_due_at, c.assignee_id, c.parent_id, c.priority, c.weight, c.opened_at, c.changed_at"""

#: Cases of a person, an area or a parent: their index gives them in order.
_ONE_LIST = """
    SELECT {columns}
      FROM pqr.case_file c
     WHERE {where}
     ORDER BY c.due_on NULLS LAST, c.case_id
     LIMIT {limit}"""

#: Cases of some activities: the index gives each activity in order, so the first of each are merged. Asked for all
#: of them at once, the server reads and sorts the whole tray (15 to 30 times slower among 1,000,000 cases).
_LIST_PER_ACTIVITY = """
    SELECT c.* FROM unnest(ARRAY[{numbers}]::smallint[]) AS one(number) CROSS JOIN LATERAL (
        SELECT {columns}
          FROM pqr.case_file c
         WHERE c.activity = one.number AND {where}
         ORDER BY c.due_on NULLS LAST, c.case_id
         LIMIT {limit}) AS c
     ORDER BY c.due_on NULLS LAST, c.case_id
     LIMIT {limit}"""

#: One look at each table for each case of the page: every look asks the policies again.
_PAGE = """
WITH page AS MATERIALIZED ({page})
SELECT page.*, p.filing_number, p.received_on, p.class_key, p.channel, p.is_bulk, p.signatory_count, p.document_id,
       claim.title AS claim_title, coalesce(claim.claims, 0) AS claims
  FROM page
  LEFT JOIN pqr.petition p ON p.case_id = page.case_id
  LEFT JOIN pqr_api.claim_heads(ARRAY(SELECT case_id FROM page)) AS claim ON claim.case_id = page.case_id
 ORDER BY page.due_on NULLS LAST, page.case_id
"""


@dataclass(frozen=True)
class TrayRow:
    """One case in a tray. Dates are Bogotá days; no personal data."""

    case_id: UUID
    version: int
    procedure: str
    activity: int
    activity_key: str
    status: str
    label: str
    lex_code: str | None
    due_on: dt.date | None
    internal_due_at: dt.datetime | None
    assignee_id: int | None
    parent_id: UUID | None
    priority: int
    weight: float
    opened_at: dt.datetime
    changed_at: dt.datetime
    filing_number: str | None
    received_on: dt.date | None
    class_key: str | None
    channel: str | None
    is_bulk: bool
    signatory_count: int
    document_id: UUID | None
    claim_title: str | None
    claims: int

    @property
    def key(self) -> tuple[dt.date | None, UUID]:
        """Where the next page begins."""
        return self.due_on, self.case_id


@dataclass(frozen=True, kw_only=True)
class TrayQuery:
    """Which cases a list shows. Every condition is repeated here even if a policy implies it (index use)."""

    procedure: str = "pqr_v08"
    #: Keys of activities; empty means every activity of the procedure.
    activities: tuple[str, ...] = ()
    #: Only cases assigned to this person.
    assignee_id: int | None = None
    statuses: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    due_from: dt.date | None = None
    due_to: dt.date | None = None
    #: Beginning of a filing number or LEX code; digits and dashes.
    number: str = ""
    parent_id: UUID | None = None
    limit: int = 200
    after: tuple[dt.date | None, UUID] | None = None

    def numbers(self) -> list[int]:
        """The activities as numbers of the declaration."""
        declared = procedure.load(self.procedure)
        return [declared.by_key(key).number for key in self.activities] or [a.number for a in declared.activities]


@dataclass(frozen=True)
class Label:
    """Who a case is about, as a list shows it: name, and the last digits of the document."""

    name: str | None
    document_tail: str | None


@dataclass
class _Conditions:
    words: list[str] = field(default_factory=lambda: ["c.closed_at IS NULL"])
    values: dict[str, Any] = field(default_factory=dict)

    def add(self, words: str, **values: Any) -> None:
        self.words.append(words)
        self.values |= values


def tray_page(database: Database, query: TrayQuery) -> list[TrayRow]:
    """One page of a tray, soonest due first; my own cases also without a network. Raises Offline, Busy."""
    memory = database.memory
    try:
        if memory is not None and database.is_lost:
            raise errors.Offline("nothing reaches the server")
        return page_from_server(database, query)
    except errors.Offline:
        # Only what is assigned to somebody is carried; others' trays are not for a laptop.
        if memory is None or query.assignee_id is None:
            raise
        rows: list[TrayRow] = memory.tray(query)
        return rows


def page_from_server(database: Database, query: TrayQuery) -> list[TrayRow]:
    """The same, as the server has it. Raises Offline, Busy."""
    conditions = _conditions(query)
    narrowed = query.assignee_id is not None or query.parent_id is not None
    # Numbers stand in the text: with parameters there the server would plan anew each time, for longer than it reads.
    page = (_ONE_LIST if narrowed else _LIST_PER_ACTIVITY).format(
        columns=_COLUMNS,
        where=" AND ".join(conditions.words),
        numbers=_joined(query.numbers()),
        limit=int(query.limit),
    )
    return [_row(row) for row in database.rows(_PAGE.format(page=page), conditions.values)]


def labels(database: Database, case_ids: Sequence[UUID]) -> dict[UUID, Label]:
    """Names for a list; counted and logged in the server, at most 200 a call. Raises QuotaReached."""
    found: dict[UUID, Label] = {}
    memory = database.memory
    try:
        for start in range(0, len(case_ids), 200):
            if memory is not None and database.is_lost:
                raise errors.Offline("nothing reaches the server")
            rows = database.table("read_labels", p_cases=list(case_ids[start : start + 200]))
            found |= {row.case_id: Label(row.name, row.document_tail) for row in rows}
    except errors.Offline:
        if memory is None:
            raise
        return found | memory.names(case_ids)
    if memory is not None:
        memory.keep_names(found)
    return found


def fits(query: TrayQuery, row: TrayRow) -> bool:
    """Whether a row that is at hand belongs to the list, as the server would say."""
    digits = "".join(ch for ch in query.number if ch.isdigit())
    asked = (
        (query.procedure, row.procedure),
        (query.assignee_id, row.assignee_id),
        (query.parent_id, row.parent_id),
    )
    due = row.due_on
    return (
        row.activity in query.numbers()
        and all(wanted is None or wanted == has for wanted, has in asked)
        and (not query.statuses or row.status in query.statuses)
        and (not query.classes or row.class_key in query.classes)
        and (query.due_from is None or (due is not None and due >= query.due_from))
        and (query.due_to is None or (due is not None and due <= query.due_to))
        and (not digits or digits in row.label.replace("-", "") or digits in (row.lex_code or ""))
        and query.after is None
    )


def activity_counts(database: Database, *, assignee_id: int | None = None) -> dict[tuple[str, str], int]:
    """Open cases by (procedure, activity key): those of a person, or all that may be seen."""
    conditions = _Conditions()
    if assignee_id is not None:
        conditions.add("c.assignee_id = :assignee", assignee=assignee_id)
    rows = database.rows(
        "SELECT c.procedure, a.key, count(*)::int AS cases FROM pqr.case_file c"
        " JOIN pqr.activity a ON a.procedure = c.procedure AND a.number = c.activity"
        f" WHERE {' AND '.join(conditions.words)} GROUP BY 1, 2",
        conditions.values,
    )
    return {(row.procedure, row.key): row.cases for row in rows}


def total(counts: dict[tuple[str, str], int], procedure_name: str, activities: Iterable[str]) -> int:
    """The cases of some activities in a result of `activity_counts`."""
    return sum(counts.get((procedure_name, key), 0) for key in activities)


def _conditions(query: TrayQuery) -> _Conditions:
    found = _Conditions()
    found.add("c.procedure = :procedure", procedure=query.procedure)
    found.words.append(f"c.activity = ANY(ARRAY[{_joined(query.numbers())}]::smallint[])")
    for column, value in (
        ("assignee_id", query.assignee_id),
        ("parent_id", query.parent_id),
    ):
        if value is not None:
            found.add(f"c.{column} = :{column}", **{column: value})
    if query.statuses:
        found.add("c.status = ANY(:statuses)", statuses=list(query.statuses))
    if query.classes:
        found.add(
            "EXISTS (SELECT FROM pqr.petition q WHERE q.case_id = c.case_id AND q.class_key = ANY(:classes))",
            classes=list(query.classes),
        )
    _add_dates(found, query)
    digits = "".join(ch for ch in query.number if ch.isdigit())
    if digits:
        found.add("(replace(c.label, '-', '') LIKE :number OR c.lex_code LIKE :number)", number=f"%{digits}%")
    return found


def _add_dates(found: _Conditions, query: TrayQuery) -> None:
    if query.due_from is not None:
        found.add("c.due_on >= :due_from", due_from=query.due_from)
    if query.due_to is not None:
        found.add("c.due_on <= :due_to", due_to=query.due_to)
    if query.after is not None:
        day, case_id = query.after
        if day is None:
            found.add("c.due_on IS NULL AND c.case_id > :after_case", after_case=case_id)
        else:
            found.add(
                "((c.due_on, c.case_id) > (:after_day, :after_case) OR c.due_on IS NULL)",
                after_day=day,
                after_case=case_id,
            )


def _joined(numbers: Sequence[int]) -> str:
    return ", ".join(str(int(number)) for number in numbers)


def _row(row: Any) -> TrayRow:
    values = row._asdict()
    values["activity_key"] = procedure.load(row.procedure).activity(row.activity).key
    values["weight"] = float(values["weight"])
    values["is_bulk"] = bool(values["is_bulk"])
    values["signatory_count"] = values["signatory_count"] or 1
    return TrayRow(**values)
