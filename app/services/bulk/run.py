"""Runs a batch: starts it once, drafts letter by letter, can be cancelled and goes on where it was cut."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from app.errors import Offline
from app.services.bulk.groups import BulkRow, Group
from app.services.command import Command, decide
from app.services.database import Database, Json
from app.services.drafting.library import ApprovedText
from app.services.perform import Outcome, Performer
from app.services.refusals import RefusedStep, sentences
from app.services.trays.case_label import label_shown
from app.services.verbs.draft_in_bulk import DraftInBulk

#: Letters sent together: small enough that cancelling answers at once.
PIECE = 20


@dataclass(frozen=True)
class Batch:
    """A batch with what became of its letters. `drafted + failed + waiting + moved == letters`."""

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

    @property
    def state(self) -> str:
        """running while letters wait, cancelled, or done."""
        if self.cancelled_at is not None:
            return "cancelled"
        return "running" if self.waiting or self.failed else "done"


@dataclass(frozen=True)
class BatchRow:
    """One letter of a batch: drafted, failed (with its reason code), waiting, or moved by somebody else."""

    case_id: UUID
    row_no: int
    version: int
    procedure: str
    label: str
    due_on: dt.date | None
    state: str
    failure: str | None

    @property
    def words(self) -> str:
        """What happened, for the list."""
        fixed = {"drafted": "Proyectada", "waiting": "En cola", "moved": "Otra persona tomó el caso"}
        return fixed.get(self.state) or sentences().get(self.failure or "", "No se proyectó")


@dataclass
class Tally:
    """How a run goes."""

    total: int
    drafted: int = 0
    failed: int = 0

    @property
    def done(self) -> int:
        """Letters that got an answer."""
        return self.drafted + self.failed


def start(
    database: Database, batch_id: UUID, group: Group, recipe: Mapping[str, ApprovedText], rows: Sequence[BulkRow]
) -> int:
    """Register the batch and its letters; asked again with the same key it changes nothing. Returns its letters."""
    return int(
        database.call(
            "start_bulk",
            p_batch=batch_id,
            p_group=group.group_key,
            p_title=group.title[:200],
            p_recipe=Json({code: {"text_id": t.text_id, "version": t.version} for code, t in recipe.items()}),
            p_cases=[row.case_id for row in rows if row.kind == "alike"],
        )
    )


def read_batches(database: Database) -> list[Batch]:
    """The newest hundred batches. Raises a refusal, Offline, Busy."""
    return [Batch(**row._asdict()) for row in database.table("bulk_batches")]


def read_batch_rows(database: Database, batch_id: UUID) -> list[BatchRow]:
    """The letters of a batch, those that failed first."""
    rows = [row._asdict() for row in database.table("bulk_batch_rows", p_batch=batch_id)]
    return [BatchRow(**(row | {"label": label_shown(row["label"])})) for row in rows]


def cancel(database: Database, batch_id: UUID) -> None:
    """Stop a batch for good: what is drafted stays, what waits goes back to be drafted otherwise."""
    database.call("cancel_bulk", p_batch=batch_id)


def run(
    database: Database,
    performer: Performer,
    batch_id: UUID,
    *,
    progress: Callable[[int, int, str], None] | None = None,
    check: Callable[[], None] | None = None,
) -> Tally:
    """Draft the letters that wait, failed ones included. `check` raises to stop between pieces: what is done stays.

    Which letters wait is asked of the server, so it goes on by itself after a cut. Raises Offline.
    """
    rows = [r for r in read_batch_rows(database, batch_id) if r.state in ("waiting", "failed")]
    tally = Tally(len(rows))
    for first in range(0, len(rows), PIECE):
        if check is not None:
            check()
        outcomes = performer.perform_many([_command(batch_id, row) for row in rows[first : first + PIECE]])
        _note(database, batch_id, outcomes, tally)
        if progress is not None:
            progress(tally.done, tally.total, f"{tally.drafted} proyectadas, {tally.failed} con falla")
    return tally


def _command(batch_id: UUID, row: BatchRow) -> Command:
    verb = DraftInBulk(batch_id=batch_id)
    return decide(row, verb.activity, verb.outcome, verb.payload())


def _note(database: Database, batch_id: UUID, outcomes: Sequence[Outcome], tally: Tally) -> None:
    failures: dict[str, str] = {}
    for outcome in outcomes:
        if isinstance(outcome.refusal, Offline):
            raise outcome.refusal
        case = str(outcome.command.case_id)
        if outcome.refusal is None:
            tally.drafted += 1
            failures[case] = ""
        else:
            tally.failed += 1
            refused = outcome.refusal
            failures[case] = refused.reason if isinstance(refused, RefusedStep) else refused.code
    database.call("note_bulk_failures", p_batch=batch_id, p_failures=failures)
