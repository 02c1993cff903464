"""Lots of letters and their samples, as the quality module lists them, and the order to draw one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from app.services.command import plain
from app.services.database import Database
from app.services.quality.interval import Share
from app.services.quality.risk import Plan
from app.services.reads.from_json import made
from app.services.refusals import refusal
from app.services.remembered import remembered
from app.services.trays.case_label import label_shown

#: Under what names the lists are carried for working without a network.
LOTS, LETTERS = "quality_lots", "quality_letters"


@dataclass(frozen=True)
class Lot:
    """Letters of an area, a template, a person or all, of one day; of a batch; or of closed cases (second sample).

    `state`: to_draw, in_review, accepted, rejected; measured for a second sample that was reviewed.
    """

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
    inspection: str | None
    seed: str | None
    drawn_by: str | None
    drawn_at: dt.datetime | None
    sampled: int
    reviewed: int
    faults: int
    critical: int
    minor: int

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

    @property
    def is_closed(self) -> bool:
        """Whether it is a second sample, of closed cases: reviewed to measure, it holds nothing."""
        return self.scope.startswith("closed:")

    @property
    def period(self) -> tuple[dt.date, dt.date]:
        """The days of a second sample; of any other lot, its day."""
        if not self.is_closed:
            return self.day, self.day
        first, last = self.scope.split(":")[1:3]
        return dt.date.fromisoformat(first), dt.date.fromisoformat(last)


@dataclass(frozen=True)
class Standing:
    """The inspection a lot gets, its own series, its switching score and the last five lots, oldest first."""

    inspection: str
    own: str
    score: int
    streak: int
    rejected: int
    last_lots: tuple[str, ...] = ()
    last_ids: tuple[UUID, ...] = ()

    @property
    def may_be_reduced(self) -> bool:
        """Whether reduced inspection was earned; who draws decides whether to use it."""
        return self.inspection == "reduced"

    def used(self, reduced: bool) -> str:
        """The inspection if reduced is asked for, or not."""
        return "normal" if self.may_be_reduced and not reduced else self.inspection


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
    #: The plan it was announced with, by whoever announced it.
    method: str = "iso_2859_1"
    tolerated: float | None = None


def read_lots(database: Database, grouping: str = "area") -> list[Lot]:
    """Lots to draw, grouped so, and those drawn in the last 60 days, soonest due first; «closed»: second samples.

    Raises a refusal, Offline, Busy.
    """

    def ask() -> list[Any]:
        rows = [row._asdict() for row in database.table("quality_lots", p_grouping=grouping)]
        for row in rows:
            row["tolerated"] = float(row["tolerated"]) if row["tolerated"] is not None else None
        return [plain(Lot(**row)) for row in rows]

    return [made(Lot, row) for row in remembered(database, f"{LOTS}:{grouping}", ask)]


def read_standing(database: Database, scope: str) -> Standing:
    """Where the series of that lot stands between reduced, normal and tightened inspection."""
    row = database.table("inspection_standing", p_scope=scope)[0]
    return Standing(
        row.inspection, row.own, row.score, row.streak, row.rejected, tuple(row.last_lots), tuple(row.last_ids)
    )


def read_shares(database: Database, lot_id: UUID) -> list[Share] | None:
    """What the interval of a lot is computed from; None while some of its letters wait for their review."""
    rows = database.table("quality_shares", p_lot=lot_id)
    if any(row.reviewed < row.sampled for row in rows):
        return None
    return [Share(row.weight, row.letters, row.sampled, row.faults) for row in rows]


def read_frame(database: Database, lot_id: UUID) -> list[tuple[UUID, str, int, bool, bool]]:
    """The letters of a lot by key, for its sheet: key, stratum, weight, whether it was due, whether it was drawn."""
    rows = database.table("quality_frame", p_lot=lot_id)
    return [(row.case_id, row.stratum, row.weight, row.forced, row.is_sampled) for row in rows]


def read_cells(database: Database, scope: str) -> list[Cell]:
    """Authors by claims of a lot that has not been drawn."""
    return [Cell(**row._asdict()) for row in database.table("quality_cells", p_scope=scope)]


def read_letters(database: Database, lot_id: UUID) -> list[SampledLetter]:
    """The letters of a lot that are reviewed, soonest due first; without network, as they were when they were read.

    A letter whose verdict waits on this computer no longer waits here.
    """

    def ask() -> list[Any]:
        rows = [row._asdict() for row in database.table("quality_letters", p_lot=lot_id)]
        return [plain(SampledLetter(**(row | {"label": label_shown(row["label"])}))) for row in rows]

    return [made(SampledLetter, row) for row in remembered(database, f"{LETTERS}:{lot_id}", ask)]


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
    reduced: bool = False,
    command_id: UUID | None = None,
) -> Drawn:
    """Have the server draw the sample of a lot and move its letters (activity 18). Sent twice, it draws once.

    First the lot is announced with its plan, and that is kept; then its seed is seen. An announcement that stands,
    of whoever, is drawn with its own plan. Raises a refusal: `lot_empty` when somebody else has drawn it,
    `lot_announced` when its letters are announced in another lot.
    """
    promise = database.call(
        "announce_sample",
        p_command=command_id or uuid4(),
        p_scope=scope,
        p_method=method,
        p_tolerated=tolerated,
        p_stratified=stratified,
        p_double=double,
        p_reduced=reduced,
    )
    return drawn_of(database.call("draw_sample", p_promise=promise))


def drawn_of(body: Mapping[str, Any]) -> Drawn:
    """What the server says it drew; raises the refusal that it answers instead."""
    if body.get("status") != "applied":
        raise refusal(str(body.get("reason", "refused")))
    return made(Drawn, body)


def recall_lot(database: Database, lot_id: UUID) -> int:
    """Bring back to 18 the letters of a rejected lot that nobody reviewed and are not yet signed; how many came."""
    return int(database.call("recall_lot", p_lot=lot_id))


def differs_on_redraw(database: Database, lot_id: UUID) -> list[UUID]:
    """Letters that its stored seed, drawn again, would treat otherwise: none, unless the lot was altered."""
    rows = database.table("redraw_sample", p_lot=lot_id)
    return [row.case_id for row in rows if row.was != row.again]
