"""Runs a batch: starts it once, drafts piece by piece, can be cancelled and goes on where it was cut."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from app.errors import Busy, PqrError, Refused
from app.services.bulk import reasons
from app.services.bulk.differences import recipe_payload
from app.services.bulk.groups import BulkRow, Group
from app.services.command import Command
from app.services.database import Database, Json
from app.services.drafting.foot import NO_FOOT, Foot
from app.services.drafting.library import ApprovedText
from app.services.drafting.sheet import DraftSheet, sheet_of
from app.services.perform import Result
from app.services.trays.case_label import label_shown

#: Letters drafted together: small enough that stopping answers at once.
PIECE = 20


class BatchBusy(Refused):
    """Otra persona está proyectando este lote ahora. Espere a que termine o pídale que lo detenga."""

    code = "batch_busy"


class TooManyRefusals(Busy):
    """El servidor rechazó muchas cartas seguidas y pidió una pausa. El lote sigue solo en un minuto; nada se repite."""

    code = "too_many_refusals"


@dataclass(frozen=True)
class Batch:
    """A batch with what became of its letters. `drafted + failed + waiting + moved + cancelled == letters`."""

    batch_id: UUID
    title: str
    group_key: str
    started_by: str
    started_at: dt.datetime
    cancelled_at: dt.datetime | None
    letters: int
    drafted: int
    failed: int
    waiting: int
    moved: int
    first_due: dt.date | None
    #: The sheet its cases came from; empty for a group.
    source_name: str
    director: str | None
    #: Letters that wait for the drawing of their sample.
    at_quality: int
    #: Who is drafting it now in some window, since when, and how many that run has settled.
    run_by: str | None
    run_mine: bool | None
    run_started_at: dt.datetime | None
    run_done: int | None
    #: Claim code -> text and version.
    recipe: Mapping[str, Mapping[str, Any]]
    run_id: UUID | None
    #: Who gave up what waited, when somebody did.
    cancelled_by: str | None

    def texts(self, library: Sequence[ApprovedText]) -> dict[str, ApprovedText]:
        """The approved texts of the batch."""
        wanted = {(r["text_id"], r["version"]): code for code, r in self.recipe.items()}
        return {wanted[text.text_id, text.version]: text for text in library if (text.text_id, text.version) in wanted}

    @property
    def left(self) -> int:
        """Letters that a run would still try."""
        return 0 if self.cancelled_at is not None else self.waiting + self.failed

    @property
    def state(self) -> str:
        """running while letters wait, failed when all that is left failed, cancelled, or done."""
        if self.cancelled_at is not None:
            return "cancelled"
        return "running" if self.waiting else "failed" if self.failed else "done"


@dataclass(frozen=True)
class BatchRow:
    """One letter of a batch: drafted, failed (with its reason code), waiting, moved by somebody else, or cancelled."""

    case_id: UUID
    row_no: int
    version: int
    procedure: str
    label: str
    due_on: dt.date | None
    state: str
    failure: str | None
    failure_field: str | None
    sheet_row: int | None
    taken_by: str | None
    taken_at: dt.datetime | None

    @property
    def words(self) -> str:
        """What happened, for the list."""
        return reasons.during(self.state, self.failure, self.failure_field, self.taken_by)


@dataclass(frozen=True)
class Started:
    """A batch that was begun: how many letters it has, and the cases that the server left out, each with why."""

    letters: int
    refused: Mapping[UUID, str]


@dataclass
class Tally:
    """How a run goes."""

    total: int
    drafted: int = 0
    failed: int = 0
    moved: int = 0

    @property
    def done(self) -> int:
        """Letters that got an answer."""
        return self.drafted + self.failed + self.moved

    @property
    def words(self) -> str:
        """The figures in words."""
        moved = f", {self.moved} siguieron por otro camino" if self.moved else ""
        return f"{self.drafted} proyectadas, {self.failed} con falla{moved}"


def start(
    database: Database,
    batch_id: UUID,
    group: Group,
    recipe: Mapping[str, ApprovedText],
    rows: Sequence[BulkRow],
    *,
    sheet: str | None = None,
    foot: Foot = NO_FOOT,
) -> Started:
    """Register the batch with those of `rows` that the server, too, finds alike and as they were seen.

    Asked again with the same key it changes nothing. Raises a refusal, Offline, Busy.
    """
    alike = [row for row in rows if row.kind == "alike"]
    answer = database.call(
        "start_bulk",
        p_batch=batch_id,
        p_group=group.group_key,
        p_title=group.title[:200],
        p_recipe=recipe_payload(recipe),
        p_cases=[row.case_id for row in alike],
        p_versions=[row.version for row in alike],
        p_sheet_rows=[row.sheet_row for row in alike] if sheet else None,
        p_sheet=sheet,
        p_attachments=Json(list(foot.attachments)),
        p_copies=Json(list(foot.copies)),
    )
    refused = {UUID(each["case"]): reasons.before(each["reason"], each["detail"] or "") for each in answer["refused"]}
    return Started(int(answer["letters"]), refused)


def read_batches(database: Database) -> list[Batch]:
    """The newest hundred batches. Raises a refusal, Offline, Busy."""
    return [Batch(**row._asdict()) for row in database.table("bulk_batches")]


def read_batch_rows(database: Database, batch_id: UUID) -> list[BatchRow]:
    """The letters of a batch, those that failed first."""
    rows = [row._asdict() for row in database.table("bulk_batch_rows", p_batch=batch_id)]
    return [BatchRow(**(row | {"label": label_shown(row["label"])})) for row in rows]


def read_letter(database: Database, batch_id: UUID, case_id: UUID) -> DraftSheet:
    """A letter that a batch of this person drafted, until quality draws its sample; counted. Raises a refusal."""
    return sheet_of(database.call("bulk_letter", p_batch=batch_id, p_case=case_id))


def cancel(database: Database, batch_id: UUID) -> None:
    """Stop a batch for good: what is drafted stays, what waits goes back to be drafted otherwise."""
    database.call("cancel_bulk", p_batch=batch_id)


def run(
    database: Database,
    batch_id: UUID,
    *,
    progress: Callable[[int, int, str], None] | None = None,
    check: Callable[[], None] | None = None,
    announce: Callable[[Result], None] | None = None,
    run_id: UUID | None = None,
) -> Tally:
    """Draft the letters that wait, failed ones included, once each. `check` raises to stop between pieces.

    Which letters wait is kept by the server, so it goes on after a cut, from any window. `announce` hears each letter
    drafted; `run_id` names this run in `Batch.run_id`. Raises BatchBusy, TooManyRefusals, Offline, Busy or a refusal
    (the batch went on in another window).
    """
    run_id = run_id or uuid4()
    answer = database.call("begin_bulk_run", p_batch=batch_id, p_run=run_id)
    if answer["status"] == "busy":
        sentence = f"{answer['by']} está proyectando este lote ahora. Espere a que termine o pídale que lo detenga."
        raise BatchBusy("live run", sentence=sentence)
    tally, ended = Tally(0), "stopped"
    try:
        while True:
            if check is not None:
                check()
            piece = database.call("draft_bulk_piece", p_run=run_id, p_count=PIECE)
            tally = Tally(0, int(piece["drafted"]), int(piece["failed"]), int(piece["moved"]))
            tally.total = tally.done + int(piece["left"])
            _tell(piece["done"], announce)
            if progress is not None:
                progress(tally.done, tally.total, tally.words)
            if piece["paused"]:
                raise TooManyRefusals("quota of refusals")
            if not piece["left"] or not piece["done"]:
                ended = "finished"
                return tally
    finally:
        _end(database, run_id, ended)


def _end(database: Database, run_id: UUID, reason: str) -> None:
    """Say that this window no longer drafts; if it can't be said, the server finds it out by itself."""
    try:
        database.call("end_bulk_run", p_run=run_id, p_reason=reason)
    except PqrError:
        return


def _tell(done: Sequence[Mapping[str, Any]], announce: Callable[[Result], None] | None) -> None:
    for each in done:
        if announce is not None and each["state"] == "drafted":
            command = Command(
                case_id=UUID(each["case"]),
                version=int(each["version"]),
                procedure=each["procedure"],
                activity="draft_in_bulk",
                outcome="bulk",
            )
            announce(Result(command, "applied", command.version + 1, "sample_for_quality"))
