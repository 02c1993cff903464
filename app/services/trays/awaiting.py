"""Which petitions of a list wait for a citizen, and which citizen did not answer in time: read, never remembered.

It is computed when it is asked, so that no night that was missed hides a case whose time ran out.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from app import errors
from app.services.database import Database
from app.services.trays.slack import MOST


@dataclass(frozen=True)
class Awaited:
    """`kind`: complete, clarify. `state`: unsent, unconfirmed, waiting, soon (three business days or less), lapsed."""

    kind: str
    state: str
    until: dt.date

    @property
    def lapsed(self) -> bool:
        """Whether the citizen's time ran out: the archive is proposed."""
        return self.state == "lapsed"

    @property
    def stands_still(self) -> bool:
        """Whether the term does, because the citizen still has time."""
        return self.state in ("waiting", "soon")


def read_awaiting(database: Database, cases: Sequence[UUID]) -> dict[UUID, Awaited]:
    """Those of these cases. Without a network, none is known where one is carried. Raises Offline, Busy."""
    try:
        return {
            row.case_id: Awaited(row.kind, row.state, row.until)
            for start in range(0, len(cases), MOST)
            for row in database.table("awaiting_citizen", p_cases=list(cases[start : start + MOST]))
        }
    except errors.Offline:
        if database.memory is None:
            raise
        return {}
