"""Groups of alike cases: what the server proved equal in all of them, what varies, and which ones stand apart."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from app.services.bulk import reasons
from app.services.database import Database
from app.services.drafting.library import ApprovedText
from app.services.trays.case_label import label_shown

Kind = Literal["alike", "apart", "error"]
_ORDER: Mapping[str, int] = {"error": 0, "apart": 1, "alike": 2}


@dataclass(frozen=True)
class Group:
    """Cases at 16 with the same claims and inputs of the same areas and systems."""

    group_key: str
    claim_codes: tuple[str, ...]
    claims: tuple[str, ...]
    areas: tuple[str, ...]
    systems: tuple[str, ...]
    letters: int
    first_due: dt.date | None

    @property
    def title(self) -> str:
        """The claims in words."""
        return " + ".join(self.claims)


@dataclass(frozen=True)
class BulkRow:
    """A case of the group, one that begins like it, or a row of a sheet; `reason` says why it is not drafted."""

    case_id: UUID
    version: int
    procedure: str
    label: str
    due_on: dt.date | None
    group_key: str | None
    claims: tuple[str, ...]
    full_name: str | None
    document_number: str | None
    municipality: str | None
    inputs: tuple[str | None, ...]
    input_dates: tuple[dt.date | None, ...]
    valid_until: dt.date | None
    director: str | None
    kind: Kind = "alike"
    reason: str = ""
    #: Column whose value is odd: case, place or input.
    odd: str = ""
    #: Its row in the sheet it came from; 0 without one.
    sheet_row: int = 0

    @property
    def has_case(self) -> bool:
        """False for a row of a sheet that names no case of the program."""
        return self.version > 0


@dataclass(frozen=True)
class Sameness:
    """What was proved equal in the alike rows, and how many values there are of what varies."""

    facts: tuple[str, ...]
    people: int
    places: int
    inputs: int
    repeated: int


@dataclass(frozen=True)
class Sample:
    """How many letters quality reads of a batch of that size, by NTC-ISO 2859-1."""

    letter: str
    sample: int
    accept: int
    inspection: str

    @property
    def words(self) -> str:
        """The plan in words."""
        return f"muestra {self.letter} · nivel II{' estricta' if self.inspection == 'tightened' else ''}"


def read_groups(database: Database, cases: Sequence[UUID] | None = None) -> list[Group]:
    """Groups that wait, or those of the given cases; soonest due first. Raises a refusal, Offline, Busy."""
    return [
        Group(
            r.group_key,
            tuple(r.claim_codes),
            tuple(r.claims),
            tuple(r.areas),
            tuple(r.systems),
            r.letters,
            r.first_due,
        )
        for r in database.table("bulk_groups", p_cases=None if cases is None else list(cases))
    ]


def read_rows(database: Database, group: Group, cases: Sequence[UUID] | None = None) -> list[BulkRow]:
    """Every case that begins like the group (or the given ones), judged by the server: errors, those apart, the rest.

    Personal: each row is counted as a name read. Raises a refusal, QuotaReached, Offline, Busy.
    """
    wanted = None if cases is None else list(cases)
    rows = [_row(r) for r in database.table("bulk_rows", p_group=group.group_key, p_cases=wanted)]
    return in_order(rows)


def in_order(rows: Sequence[BulkRow]) -> list[BulkRow]:
    """Errors first, then those apart, then the alike ones."""
    return sorted(rows, key=lambda r: _ORDER[r.kind])


def read_sample(database: Database, letters: int) -> Sample:
    """The plan that a batch of so many letters gets."""
    (row,) = database.table("bulk_sample", p_size=letters)
    return Sample(row.letter, row.sample, row.accept, row.inspection)


def _row(r: Any) -> BulkRow:
    return BulkRow(
        r.case_id,
        r.version,
        r.procedure,
        label_shown(r.label),
        r.due_on,
        r.group_key,
        tuple(r.claims),
        r.full_name,
        r.document_number,
        r.municipality,
        tuple(r.inputs),
        tuple(r.input_dates),
        r.valid_until,
        r.director,
        r.kind,
        reasons.before(r.reason, r.detail or ""),
        r.odd,
    )


def sameness(rows: Sequence[BulkRow], group: Group, recipe: Mapping[str, ApprovedText]) -> Sameness:
    """What the alike rows share: computed from them, not assumed."""
    alike = [r for r in rows if r.kind == "alike"]
    people = {r.document_number or str(r.case_id) for r in alike}
    facts = [f"Pretensión {code}" for code in group.claim_codes]
    facts += [f"{system}" for system in dict.fromkeys(group.systems)] + [*group.areas]
    facts += [f"{t.text_id} v{t.version}" for t in recipe.values()]
    facts += [f"Firma: {_short(name)}" for name in _only({r.director for r in alike})]
    facts += [f"Insumo del {day:%d/%m/%Y}" for day in _only({r.input_dates[0] for r in alike if r.input_dates})]
    facts += [f"Insumos hasta {day:%d/%m/%Y}" for day in _only({r.valid_until for r in alike})]
    texts = {r.inputs for r in alike}
    return Sameness(
        tuple(facts), len(people), len({r.municipality for r in alike}), len(texts), len(alike) - len(people)
    )


def _only(values: set[Any]) -> list[Any]:
    """The value when there is exactly one: what differs is no fact of the group."""
    return [each for each in values if each is not None] if len(values) == 1 else []


def _short(name: str) -> str:
    """«Beatriz Elena Sanín Ossa» as «B. E. Sanín»."""
    words = name.split()
    if len(words) < 3:
        return name
    given = words[:-2]
    return " ".join([*(f"{w[0]}." for w in given), words[-2]])
