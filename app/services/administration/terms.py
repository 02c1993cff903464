"""Every term that the program counts with: of the law by class, of the stages (with their source), and of the areas."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from app.services.database import Database


@dataclass(frozen=True)
class LegalTerm:
    """Business days of a class in a regime; `days` is None where the document fixes date and hour."""

    regime: str
    legal_act: str
    valid_from: dt.date | None
    valid_to: dt.date | None
    class_label: str
    days: int | None
    copies_days: int | None
    extension_days: int | None


@dataclass(frozen=True)
class StageTerm:
    """Business days that a stage is planned to take. `is_inferred`: the printed procedure does not say it."""

    number: int
    label: str
    days: float
    position: int | None
    source: str

    @property
    def is_inferred(self) -> bool:
        """Whether it was supposed, not read in the procedure."""
        return self.source.lower().startswith("inferido")


@dataclass(frozen=True)
class AreaTerm:
    """What an area answers by (5.3); with a capacity it is a queue."""

    area: str
    term_days: int
    queue_capacity: int | None


def legal_terms(database: Database) -> list[LegalTerm]:
    """Those in force first, by class. Raises Offline, Busy."""
    rows = database.rows(
        "SELECT r.label AS regime, r.legal_act, r.valid_from, r.valid_to, k.label AS class_label, t.days,"
        " t.copies_days, t.extension_days FROM pqr.term_rule t JOIN pqr.term_regime r USING (regime_id)"
        " JOIN pqr.petition_class k ON k.key = t.class_key"
        " UNION ALL SELECT '', '', NULL, NULL, k.label, NULL, NULL, NULL FROM pqr.petition_class k"
        " WHERE k.has_typed_term ORDER BY 4 NULLS FIRST, 5"
    )
    return [LegalTerm(**row._asdict()) for row in rows]


def stage_terms(database: Database) -> list[StageTerm]:
    """In the order of the way to delivery; those that leave it, last. Raises Offline, Busy."""
    rows = database.rows(
        "SELECT a.number::int, a.label, s.days, s.position, s.source FROM pqr.stage_term s"
        " JOIN pqr.activity a ON a.procedure = s.procedure AND a.number = s.activity"
        " WHERE s.procedure = 'pqr_v08' ORDER BY s.position NULLS LAST, a.number"
    )
    return [StageTerm(row.number, row.label, float(row.days), row.position, row.source) for row in rows]


def area_terms(database: Database) -> list[AreaTerm]:
    """Areas that answer inside the program. Raises Offline, Busy."""
    rows = database.rows(
        "SELECT name AS area, term_days, queue_capacity FROM pqr.area WHERE kind <> 'external' ORDER BY name"
    )
    return [AreaTerm(**row._asdict()) for row in rows]
