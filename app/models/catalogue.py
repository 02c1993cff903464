"""Puts the catalogues of resources/catalogue into a database: what is missing is added, what is there stays.

People edit catalogues in the window (holidays by their act, approved texts, the tree of claims), so an
update of the program never overwrites a row.
"""

from __future__ import annotations

import csv
import datetime as dt
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, func, select
from sqlalchemy.dialects.postgresql import insert

from app.models.base import Base
from app.models.calendar import NonWorkingDay, PetitionClass, StageTerm, TermRegime, TermRule
from app.models.catalogue_change import InputValidity
from app.models.claim import ClaimNode
from app.models.draft import ApprovedText
from app.models.endorsement import DenialReason, EndorsementReason
from app.models.escalation import ConformityReason
from app.models.letter import ReturnCause
from app.models.petition import Channel, Municipality
from app.models.petition_law import CompetentEntity
from app.models.privacy import ReservedField, RevealReason
from app.models.staff import Area
from app.paths import RESOURCES

CATALOGUE = RESOURCES / "catalogue"
#: Years whose holidays are seeded; audits of old cases need the past ones.
YEARS = range(2010, 2041)
Row = Mapping[str, Any]


def install(connection: Connection) -> dict[str, int]:
    """Add the rows that are missing; returns how many were added by table."""
    terms = _toml("terms.toml")
    more = _toml("catalogues.toml")
    loads: list[tuple[type[Base], Iterable[Row]]] = [
        (Area, _toml("areas.toml")["area"]),
        (NonWorkingDay, holidays()),
        (TermRegime, terms["term_regime"]),
        (PetitionClass, terms["petition_class"]),
        (TermRule, _term_rules(terms)),
        (StageTerm, terms["stage"]),
        (Channel, more["channel"]),
        (EndorsementReason, more["endorsement_reason"]),
        (DenialReason, more["denial_reason"]),
        (InputValidity, more["input_validity"]),
        (ConformityReason, more["conformity_reason"]),
        (ReturnCause, more["return_cause"]),
        (CompetentEntity, _toml("entities.toml")["entity"]),
        (ReservedField, more["reserved_field"]),
        (RevealReason, more["reveal_reason"]),
        (Municipality, _csv("municipalities.csv")),
    ]
    added = {model.__tablename__: _add(connection, model, rows) for model, rows in loads}
    added["claim_node"] = _add(connection, ClaimNode, _claim_nodes(connection))
    added["approved_text"] = _add(connection, ApprovedText, _toml("approved_texts.toml")["text"])
    return added


def holidays() -> list[Row]:
    """Colombia's holidays with the act behind each (Ley 51 de 1983; Ley 2578 de 2026)."""
    import holidays as package

    known = package.country_holidays("CO", years=YEARS, language="es")
    return [
        {"day": day, "label": name.replace(" (observado)", ""), "legal_act": _act(name), "kind": "holiday"}
        for day, name in known.items()
    ]


def _act(name: str) -> str:
    return "Ley 2578 de 2026" if "Chiquinquirá" in name else "Ley 51 de 1983"


def _term_rules(terms: Mapping[str, Mapping[str, Mapping[str, int]]]) -> list[Row]:
    copies, more = terms["copies"], terms["extension"]
    return [
        {
            "regime_id": int(regime),
            "class_key": key,
            "days": days,
            "copies_days": copies.get(regime, {}).get(key),
            "extension_days": more.get(regime, {}).get(key),
        }
        for regime, rules in terms["term_rule"].items()
        for key, days in rules.items()
    ]


def _claim_nodes(connection: Connection) -> list[Row]:
    areas = {row.key: row.area_id for row in connection.execute(select(Area.key, Area.area_id))}
    rows = _csv("claim_tree.csv")
    parents = {row["parent"] for row in rows}
    return [
        {
            "code": row["code"],
            "parent_code": row["parent"] or None,
            "title": row["title"],
            "area_id": areas[row["area"]],
            "is_leaf": row["code"] not in parents,
            "lookup_systems": row["systems"].split(),
            "is_sensitive": row["sensitive"] == "yes",
            "weight": row["weight"],
            "line": row["line"],
            "valid_from": dt.date(2017, 11, 8),
            "valid_to": None,
        }
        for row in rows
    ]


def _add(connection: Connection, model: type[Base], rows: Iterable[Row]) -> int:
    table = model.__table__
    assert isinstance(table, Table)
    given = list(rows)
    blank = dict.fromkeys(_common(given) & {column.name for column in table.columns})
    values = [blank | dict(row) for row in given]
    before = connection.scalar(select(func.count()).select_from(table)) or 0
    if values:
        connection.execute(insert(table).on_conflict_do_nothing(), values)
    return (connection.scalar(select(func.count()).select_from(table)) or 0) - before


def _common(rows: Sequence[Row]) -> set[str]:
    """Every column that some row gives: one statement needs the same columns in all of them."""
    return {name for row in rows for name in row}


def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads((CATALOGUE / name).read_text(encoding="utf-8"))


def _csv(name: str) -> list[dict[str, str]]:
    path: Path = CATALOGUE / name
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
