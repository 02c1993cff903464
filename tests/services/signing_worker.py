"""A program of its own that signs one letter and dies where it is told, without any chance to clean up.

`python signing_worker.py` reads {"dsn", "login", "password", "case", "die"} from its standard input; `die` is a
point named «step:before», «step:sent» or «step:after».
"""

from __future__ import annotations

import json
import os
import signal
import sys
from typing import Any
from uuid import UUID

from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

from app.services.command import Command
from app.services.database import Database
from app.services.gateways.filing import EmbeddedFiling, OutgoingNumber
from app.services.perform import Performer, Result
from app.services.signing import Signer


def die() -> None:
    """Nothing after this runs: no finally, no commit, no goodbye to the server."""
    os.kill(os.getpid(), signal.SIGKILL)


class MortalPerformer(Performer):
    """Dies before or after sending one step."""

    def __init__(self, database: Database, point: str) -> None:
        super().__init__(database)
        self._point = point

    def perform(self, command: Command) -> Result:
        if self._point == f"{command.activity}:before":
            die()
        result = super().perform(command)
        if self._point == f"{command.activity}:after":
            die()
        return result


class MortalFiling(EmbeddedFiling):
    """Dies with the number already given and not told to anybody."""

    def __init__(self, database: Database, point: str) -> None:
        super().__init__(database)
        self._point = point

    def take(self, case_id: UUID, command_id: UUID) -> OutgoingNumber:
        number = super().take(case_id, command_id)
        if self._point == "take":
            die()
        return number


def main() -> None:
    """Sign, or die trying."""
    import psycopg

    order: dict[str, Any] = json.load(sys.stdin)
    engine = create_engine("postgresql+psycopg://", creator=lambda: psycopg.connect(order["dsn"]), poolclass=NullPool)
    database = Database(engine)
    signer = Signer(database, MortalPerformer(database, order["die"]), MortalFiling(database, order["die"]))
    outcome = signer.sign(UUID(order["case"]))
    sys.stdout.write(json.dumps({"state": outcome.state, "number": outcome.filing_number, "reason": outcome.reason}))


if __name__ == "__main__":
    main()
