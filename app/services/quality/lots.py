"""Lots of letters and their samples, as the quality module lists them, and the order to draw one."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID, uuid4

from app.services.database import Database
from app.services.quality.risk import Plan
from app.services.refusals import refusal
from app.services.trays.case_label import label_shown


@dataclass(frozen=True)
class Lot:
    """Letters of a mission area and day, or of a batch. `state`: to_draw, in_review, accepted, rejected."""

    scope: str
    lot_id: UUID | None
    title: str
    day: dt.date
    state: str
    letters: int
    first_due: dt.date | None
    due_soon: int
    authors: int
    sample_size: int | None
    forced_size: int | None
    accept_number: int | None
    code_letter: str | None
    method: str | None
    tolerated: float | None
    inspection: str
    seed: str | None
    drawn_by: str | None
    drawn_at: dt.datetime | None
    sampled: int
    reviewed: int
    faults: int
    critical: int
    minor: int
    last_lots: tuple[str, ...]

    @property
    def key(self) -> str:
        """What tells this lot from others, before and after it is drawn."""
        return str(self.lot_id) if self.lot_id else self.scope

    @property
    def is_recheck(self) -> bool:
        """Whether it gathers the letters of a rejected lot that nobody had reviewed: all of them are reviewed."""
        return self.scope.startswith("recheck:")

    @property
    def is_bulk(self) -> bool:
        """Whether its letters come from one batch."""
        return self.scope.startswith("bulk:")


@dataclass(frozen=True)
class Cell:
    """How many letters of one author about one claim a lot holds; `watch` says why they weigh double."""

    author_id: int
    author: str
    watch: str
    claim_code: str
    claim: str
    letters: int
    due_soon: int


@dataclass(frozen=True)
class SampledLetter:
    """A letter that was drawn, or is reviewed because it falls due; `verdict` None while nobody reviewed it."""

    case_id: UUID
    version: int
    procedure: str
    label: str
    due_on: dt.date | None
    waiting: bool
    mine: bool
    author: str
    forced: bool
    verdict: str | None
    worst: str | None


@dataclass(frozen=True)
class Drawn:
    """What the server drew."""

    lot_id: UUID
    seed: str
    letters: int
    sampled: int
    forced: int
    accept: int


def read_lots(database: Database) -> list[Lot]:
    """Lots to draw and drawn in the last 60 days, soonest due first. Raises a refusal, Offline, Busy."""
    rows = [row._asdict() for row in database.table("quality_lots")]
    for row in rows:
        row["tolerated"] = float(row["tolerated"]) if row["tolerated"] is not None else None
        row["last_lots"] = tuple(row["last_lots"] or ())
    return [Lot(**row) for row in rows]


def read_cells(database: Database, scope: str) -> list[Cell]:
    """Authors by claims of a lot that has not been drawn."""
    return [Cell(**row._asdict()) for row in database.table("quality_cells", p_scope=scope)]


def read_letters(database: Database, lot_id: UUID) -> list[SampledLetter]:
    """The letters of a lot that are reviewed, soonest due first."""
    rows = [row._asdict() for row in database.table("quality_letters", p_lot=lot_id)]
    return [SampledLetter(**(row | {"label": label_shown(row["label"])})) for row in rows]


def plan_for(database: Database, size: int, method: str, tolerated: float, inspection: str) -> tuple[str, Plan]:
    """Code letter and plan that the server would use for a lot of that size."""
    row = database.table("sample_plan", p_size=size, p_method=method, p_tolerated=tolerated, p_inspection=inspection)[0]
    return row.letter, Plan(size, row.sample, row.accept)


def draw_sample(
    database: Database,
    scope: str,
    *,
    method: str = "iso_2859_1",
    tolerated: float = 2.5,
    stratified: bool = True,
    double: bool = True,
    command_id: UUID | None = None,
) -> Drawn:
    """Have the server draw the sample of a lot and move its letters (activity 18). Sent twice, it draws once.

    Raises a refusal: `lot_empty` when somebody else has drawn it.
    """
    body = database.call(
        "draw_sample",
        p_command=command_id or uuid4(),
        p_scope=scope,
        p_method=method,
        p_tolerated=tolerated,
        p_stratified=stratified,
        p_double=double,
    )
    if body.get("status") != "applied":
        raise refusal(str(body.get("reason", "refused")))
    return Drawn(UUID(body["lot_id"]), body["seed"], body["letters"], body["sampled"], body["forced"], body["accept"])


def recall_lot(database: Database, lot_id: UUID) -> int:
    """Bring back to 18 the letters of a rejected lot that nobody reviewed and are not yet signed; how many came."""
    return int(database.call("recall_lot", p_lot=lot_id))


def differs_on_redraw(database: Database, lot_id: UUID) -> list[UUID]:
    """Letters that its stored seed, drawn again, would treat otherwise: none, unless the lot was altered."""
    rows = database.table("redraw_sample", p_lot=lot_id)
    return [row.case_id for row in rows if row.was != row.again]
