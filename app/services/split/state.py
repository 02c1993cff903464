"""How a split stands: who signed, who has a case, and what came back that opened none; told before and after."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from app.services.database import Database
from app.services.reads.claim_tree import plain
from app.services.reads.from_json import made
from app.services.verbs.decide_split import Signatory


@dataclass(frozen=True)
class SplitPerson:
    """One who signed; `child` is the label of their case, None while they have none."""

    ordinal: int
    full_name: str
    document_type: str | None
    document_number: str | None
    lex_code: str | None
    child: str | None
    activity: int | None
    ended: bool


@dataclass(frozen=True)
class ReturnedRow:
    """A row of a list received that opened no case, or did under another name. `result`: matched, repeated, extra."""

    reception: int
    row_no: int
    full_name: str
    document_type: str | None
    document_number: str | None
    result: str
    ordinal: int | None
    signed_as: str | None
    #: Of an extra, by a second person: adopted, set_aside, or None while nobody decided.
    decision: str | None = None
    decided_by: str | None = None


@dataclass(frozen=True)
class Reception:
    """A list received: `source` is list, or manifest when the lead said that the table came back whole."""

    reception: int
    source: str
    file_label: str | None
    received_by: str
    received_at: dt.datetime
    total: int


@dataclass(frozen=True)
class SplitState:
    """A split petition opened by who may receive it."""

    case_id: UUID
    version: int
    label: str
    lex_code: str | None
    status: str
    people: tuple[SplitPerson, ...]
    rows: tuple[ReturnedRow, ...]
    receptions: tuple[Reception, ...]
    procedure: str = "pqr_v08"

    @property
    def missing(self) -> tuple[SplitPerson, ...]:
        """Who signed and has no case yet."""
        return tuple(each for each in self.people if each.child is None)

    @property
    def undecided(self) -> int:
        """How many returned rows of nobody in the table wait for a second person."""
        return sum(each.result == "extra" and each.decision is None for each in self.rows)


@dataclass(frozen=True)
class Comparison:
    """A list beside the table before it is received; places are 1 for its first row."""

    matched: tuple[SplitPerson, ...]
    missing: tuple[SplitPerson, ...]
    repeated: tuple[tuple[int, Signatory], ...]
    extra: tuple[tuple[int, Signatory], ...]
    #: Same document, another name: it opens the case of who signed, and says so.
    renamed: tuple[tuple[int, Signatory, SplitPerson], ...]


def read_split(database: Database, case_id: UUID) -> SplitState:
    """One counted read. Raises RefusedStep, QuotaReached, Offline, Busy."""
    return made(SplitState, database.call("split_sheet", p_case=case_id))


def compare(people: Sequence[SplitPerson], returned: Sequence[Signatory]) -> Comparison:
    """Match one to one as the server will: by document; where one side has none, a whole name that only one bears."""
    matched: list[SplitPerson] = []
    repeated, extra, renamed = [], [], []
    has_case = {each.ordinal for each in people if each.child is not None}
    for place, row in enumerate(returned, start=1):
        found = _signatory(people, row)
        if found is None:
            extra.append((place, row))
        elif found.ordinal in has_case:
            repeated.append((place, row))
        else:
            has_case.add(found.ordinal)
            matched.append(found)
            if _key(found.full_name) != _key(row.full_name):
                renamed.append((place, row, found))
    missing = tuple(each for each in people if each.ordinal not in has_case)
    return Comparison(tuple(matched), missing, tuple(repeated), tuple(extra), tuple(renamed))


def _signatory(people: Sequence[SplitPerson], row: Signatory) -> SplitPerson | None:
    number = _bare(row.document_number)
    if number:
        for each in people:
            same_type = not each.document_type or not row.document_type or each.document_type == row.document_type
            if _bare(each.document_number) == number and same_type:
                return each
    named = [
        each
        for each in people
        if _key(each.full_name) == _key(row.full_name) and not (_bare(each.document_number) and number)
    ]
    return named[0] if len(named) == 1 else None


def _bare(number: str | None) -> str:
    return "".join(c for c in (number or "").upper() if c.isascii() and c.isalnum())


def _key(name: str) -> str:
    return " ".join("".join(c if c.isalnum() else " " for c in plain(name)).split())
