"""Who heads each area and is told what it lets go, and longer terms for many requests of an area at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID, uuid4

from app.clock import BOGOTA
from app.errors import InvalidInput
from app.services.database import Database

#: Which requests of an area get a longer term.
WHICH = {"late": "Sólo los vencidos", "soon": "Vencidos y los que vencen hasta mañana", "all": "Todos los pendientes"}
#: Why a request kept its term.
WHY_NOT = {
    "past_term": "No cabe: la persona recibiría su respuesta fuera de término",
    "again": "Ya se amplió en esta vuelta",
    "answered": "El área ya respondió",
}


@dataclass(frozen=True)
class AreaHead:
    """The head of an area; `told` is how many notices they were shown, the last at `told_at`."""

    area_id: int
    person_id: int
    head: str
    told: int
    told_at: dt.datetime | None


@dataclass(frozen=True)
class Extended:
    """What became of a request; `outcome` is empty where its term is longer now."""

    label: str
    outcome: str
    old_due: dt.date
    new_due: dt.date


def heads(database: Database) -> dict[int, AreaHead]:
    """By area. Raises a refusal, Offline, Busy."""
    found = {}
    for row in database.table("area_heads"):
        at = row.told_at.astimezone(BOGOTA) if row.told_at else None
        found[row.area_id] = AreaHead(row.area_id, row.person_id, row.head, row.told, at)
    return found


def people_of(database: Database, area_id: int) -> list[tuple[int, str]]:
    """(key, name) of those who may head an area: its own people. Raises Offline, Busy."""
    rows = database.rows(
        "SELECT p.person_id, p.full_name FROM pqr.person p JOIN pqr.person_role r USING (person_id)"
        " WHERE p.area_id = :area AND p.active AND r.role = 'mission' ORDER BY p.full_name",
        {"area": area_id},
    )
    return [(row.person_id, row.full_name) for row in rows]


def set_head(database: Database, area_id: int, person_id: int) -> None:
    """Name the head of an area. Raises a refusal, Offline, Busy."""
    database.call("set_area_head", p_area=area_id, p_person=person_id)


def head_news(database: Database) -> Mapping[str, int]:
    """What I was not told yet as head of my area, by kind; told now. Empty for who heads none. Raises Offline, Busy."""
    return {row.kind: row.cases for row in database.table("take_head_news")}


def extend(
    database: Database, area_id: int, which: str, days: int, reason: str, run: UUID | None = None
) -> list[Extended]:
    """Lengthen them; each with its outcome. Raises InvalidInput, a refusal, Offline, Busy."""
    if len(reason.strip()) < 20:
        raise InvalidInput("reason", sentence="Falta por qué se amplía. Escríbalo en una frase: queda en cada caso.")
    rows = database.table(
        "extend_area_terms", p_run=run or uuid4(), p_area=area_id, p_which=which, p_days=days, p_reason=reason
    )
    return [Extended(**row._asdict()) for row in rows]
