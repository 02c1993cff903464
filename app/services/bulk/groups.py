"""Groups of alike cases: what is proved equal in all of them, what varies, and which ones stand apart."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal
from uuid import UUID

from app.services.database import Database
from app.services.drafting.library import ApprovedText
from app.services.trays.case_label import label_shown

Kind = Literal["alike", "apart", "error"]
#: A text of an input that this share of the group has is the rule, and another text stands apart.
_RULE = 0.8


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
    """A case of the group, or one that begins like it; `reason` says why it is not drafted with the others."""

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
    kind: Kind = "alike"
    reason: str = ""
    #: Column whose value is odd: case, place or input.
    odd: str = ""


@dataclass(frozen=True)
class Sameness:
    """What was proved equal in the alike rows, and how many values there are of what varies."""

    facts: tuple[str, ...]
    people: int
    places: int
    inputs: int
    repeated: int


def read_groups(database: Database) -> list[Group]:
    """Groups that wait, soonest due first. Raises a refusal, Offline, Busy."""
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
        for r in database.table("bulk_groups")
    ]


def read_rows(database: Database, group: Group) -> list[BulkRow]:
    """Every case that begins like the group, sorted: errors, those apart, the rest. Personal: counted."""
    rows = [
        BulkRow(
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
        )
        for r in database.table("bulk_rows", p_group=group.group_key)
    ]
    order = {"error": 0, "apart": 1, "alike": 2}
    return sorted(judged(rows, group), key=lambda r: order[r.kind])


def judged(rows: Sequence[BulkRow], group: Group) -> list[BulkRow]:
    """Each row with its kind and the reason for it. A row that is not exactly alike is never drafted in the batch."""
    documents = Counter(r.document_number for r in rows if r.document_number)
    texts = Counter(r.inputs for r in rows if r.group_key == group.group_key)
    common, times = texts.most_common(1)[0] if texts else ((), 0)
    rule = common if times >= 2 and times >= _RULE * sum(texts.values()) else None
    return [_judge(row, group, documents, rule) for row in rows]


def _judge(row: BulkRow, group: Group, documents: Counter[str], rule: tuple[str | None, ...] | None) -> BulkRow:
    extra = [title for title in row.claims if title not in group.claims]
    checks: tuple[tuple[bool, Kind, str, str], ...] = (
        (None in row.inputs, "error", "Sin insumo vigente", "input"),
        (not row.full_name, "error", "Falta el nombre del peticionario", "case"),
        (not row.municipality, "error", "Falta el municipio", "place"),
        (documents[row.document_number or ""] > 1, "error", "La misma persona tiene otra petición aquí", "case"),
        (bool(extra), "apart", f"También pide {extra[0].lower()}" if extra else "", "case"),
        (row.group_key != group.group_key, "apart", "Insumo de otra área o sistema", "input"),
        (rule is not None and row.inputs != rule, "apart", "Resultado distinto en el insumo", "input"),
    )
    for wrong, kind, reason, odd in checks:
        if wrong:
            return replace(row, kind=kind, reason=reason, odd=odd)
    return row


def sameness(rows: Sequence[BulkRow], group: Group, recipe: Mapping[str, ApprovedText]) -> Sameness:
    """What the alike rows share: computed from them, not assumed."""
    alike = [r for r in rows if r.kind == "alike"]
    people = {r.document_number or str(r.case_id) for r in alike}
    facts = [f"Pretensión {code}" for code in group.claim_codes]
    facts += [f"{system}" for system in dict.fromkeys(group.systems)] + [*group.areas]
    facts += [f"{t.text_id} v{t.version}" for t in recipe.values()]
    dates = {r.input_dates for r in alike}
    if len(dates) == 1 and alike:
        day = next(iter(dates))[0]
        facts.append(f"Insumo del {day:%d/%m/%Y}" if day else "Insumo sin fecha")
    texts = {r.inputs for r in alike}
    return Sameness(
        tuple(facts), len(people), len({r.municipality for r in alike}), len(texts), len(alike) - len(people)
    )
