"""A program that dies, by `kill -9` of itself, at one point on a command's way: outbox_worker.py ORDER.json."""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

from app.models import connection
from app.models.local.store import Store
from app.services.command import Command
from app.services.database import Database
from app.services.offline.outbox import LocalOutbox
from app.services.perform import Performer, Result

#: From before the decision is written to after everybody heard of its result.
POINTS = ("before_write", "after_write", "before_send", "after_commit", "after_settle", "after_announce")


def die(here: str, order: Mapping[str, Any]) -> None:
    """End without any farewell if this is the point."""
    if order["die"] == here:
        os.kill(os.getpid(), signal.SIGKILL)


class MortalDatabase(Database):
    """Dies before asking, or after the server has committed and before anybody hears of it."""

    order: Mapping[str, Any]

    def call(self, function: str, /, **arguments: Any) -> Any:
        if function not in ("perform", "perform_many"):
            return super().call(function, **arguments)
        die("before_send", self.order)
        answer = super().call(function, **arguments)
        die("after_commit", self.order)
        return answer


class MortalOutbox(LocalOutbox):
    """Dies before or after a decision is on the disk, and after its answer is."""

    order: Mapping[str, Any]

    def write(self, *commands: Command) -> None:
        die("before_write", self.order)
        super().write(*commands)
        die("after_write", self.order)

    def settle(self, *answers: tuple[Command, Result | BaseException]) -> None:
        super().settle(*answers)
        die("after_settle", self.order)


def main(order: Mapping[str, Any]) -> None:
    """Decide one command."""
    target = connection.Target("127.0.0.1", order["port"], order["database"])
    database = MortalDatabase(connection.engine(target, order["login"], order["password"]))
    outbox = MortalOutbox(Store(Path(order["store"]), order["key"]))
    database.order = outbox.order = order

    def heard(_result: Result) -> None:
        die("after_announce", order)

    command = Command(
        command_id=UUID(order["command"]),
        case_id=UUID(order["case"]),
        version=1,
        procedure="pqr_v08",
        activity="check_image",
        outcome="image_good",
    )
    performer = Performer(database, outbox, heard)
    if order["many"]:
        performer.perform_many([command])
    else:
        performer.perform(command)


def run(arguments: Sequence[str]) -> None:
    """Read the order."""
    main(json.loads(Path(arguments[0]).read_text("utf-8")))


if __name__ == "__main__":
    run(sys.argv[1:])
