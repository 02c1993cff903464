"""The queue of signatures that wait for a higher level (B-LT, B-LTA): a dead authority only makes it wait longer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from app.errors import Offline, PqrError
from app.services.database import Database
from app.services.output.checks import check, read_letter, record

if TYPE_CHECKING:
    from app.services.signatures.timestamps import Tsa
    from app.services.signatures.trust import Trust

#: After so many services that don't answer, one after another, the run stops: the next would not be answered either.
_GIVE_UP_AFTER = 2


@dataclass(frozen=True, slots=True)
class Waiting:
    """A signed letter that waits; `problem` says why the last try failed, `is_due` whether it is time for another."""

    case_id: UUID
    letter_no: int
    outgoing: str
    director_name: str
    wanted: str
    reached: str
    attempts: int
    problem: str | None
    try_after: dt.datetime
    queued_at: dt.datetime
    is_due: bool
    #: Who tried last, None before the first try.
    tried_by: str | None


@dataclass(frozen=True)
class UpgradeReport:
    """What became of a run: how many reached their level, how many wait, and why it stopped early, if it did."""

    done: int
    failed: int
    untouched: int
    stopped: str = ""


def upgrade_queue(database: Database, limit: int = 500) -> list[Waiting]:
    """What waits, the oldest first. Raises a refusal, Offline, Busy."""
    return [Waiting(**row._mapping) for row in database.table("upgrade_queue", p_limit=limit)]


def run_queue(
    database: Database,
    rows: Sequence[Waiting],
    tsa: Tsa | None,
    trust: Trust,
    tell: Callable[[Waiting, str], object] | None = None,
    is_stopped: Callable[[], bool] = lambda: False,
) -> UpgradeReport:
    """Raise each letter to its level; `tell(row, problem)` hears each, with an empty problem when it was reached.

    What fails stays in the queue with its reason. Killed anywhere, a letter is either kept whole or still waits.
    """
    done = failed = silent = 0
    stopped = ""
    for row in rows:
        if is_stopped():
            stopped = "Usted detuvo la cola."
        if stopped:
            break
        problem, is_service = _raise_one(database, row, tsa, trust)
        done, failed = done + (not problem), failed + bool(problem)
        silent = silent + 1 if is_service else 0
        if silent >= _GIVE_UP_AFTER:
            stopped = problem
        if tell is not None:
            tell(row, problem)
    return UpgradeReport(done, failed, len(rows) - done - failed, stopped)


def _raise_one(database: Database, row: Waiting, tsa: Tsa | None, trust: Trust) -> tuple[str, bool]:
    """What kept it from its level, empty when nothing did, and whether that is a service that doesn't answer."""
    from app.services.signatures.errors import Concerns, SignatureError
    from app.services.signatures.levels import Level
    from app.services.signatures.upgrade import upgrade

    try:
        made = upgrade(read_letter(database, row.case_id), Level(row.wanted), trust, tsa)
        database.call(
            "keep_upgrade", p_case=row.case_id, p_letter_no=row.letter_no, p_level=str(made.level), p_pdf=made.pdf
        )
        record(database, row.case_id, check(made.pdf, "", trust))
    except Offline:
        raise
    except PqrError as error:
        database.call(
            "note_upgrade_problem",
            p_case=row.case_id,
            p_letter_no=row.letter_no,
            p_problem=error.user_message[:300],
        )
        return error.user_message, isinstance(error, SignatureError) and error.concerns is Concerns.SERVICE
    return "", False
