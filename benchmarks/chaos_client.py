"""One person at work under chaos: python -m benchmarks.chaos_client ORDER.json; ends with 0 when everything is sent.

It uses the program's own store, outbox and performer. What it means to decide is written to a ledger before the
program hears of it, so that whoever counts afterwards does not have to believe the outbox.
"""

from __future__ import annotations

import json
import os
import random
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from app import errors
from app.models import connection
from app.models.local.store import Store
from app.services.command import Command
from app.services.database import Database
from app.services.offline.backoff import Backoff
from app.services.offline.outbox import LocalOutbox
from app.services.perform import Performer, Result
from app.services.verbs.classify_claim import ClaimAsked, ClassifyClaim, Person

CLAIM = "1.1"


def steps() -> tuple[tuple[str, str, dict[str, Any]], ...]:
    """What is decided about each case, each step on the version that the one before it will have made."""
    verb = ClassifyClaim(petitioner=Person(full_name="Persona Inventada"), claims=(ClaimAsked(CLAIM),))
    return (
        ("check_image", "image_good", {}),
        (verb.activity, verb.outcome, verb.payload()),
        ("request_endorsement", "not_needed", {}),
        ("decide_split", "single", {}),
    )


class Ledger:
    """Lines that survive `kill -9`; a line cut in the middle was never written."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("a+b")
        self._file.seek(0)
        whole = self._file.read()
        kept = whole[: whole.rfind(b"\n") + 1]
        self._file.truncate(len(kept))
        self.lines = kept.decode().splitlines()

    def add(self, line: str) -> None:
        """Write a line durably."""
        self._file.write(f"{line}\n".encode())
        self._file.flush()
        os.fsync(self._file.fileno())


def commands(cases: list[str], seed: int) -> Iterator[Command]:
    """Every command of this client, in an order that depends on the seed only; each case keeps its own order."""
    rng = random.Random(seed)
    turns = [case for case in cases for _ in steps()]
    rng.shuffle(turns)
    taken = dict.fromkeys(cases, 0)
    for case in turns:
        at = taken[case]
        taken[case] += 1
        activity, outcome, payload = steps()[at]
        yield Command(
            case_id=UUID(case), version=1 + at, procedure="pqr_v08", activity=activity, outcome=outcome,
            payload=payload, command_id=uuid5(UUID(case), str(at)),
        )  # fmt: skip


class Worker:
    """Decides, sends what waits, and notices when the network is gone, as the window does."""

    def __init__(self, order: dict[str, Any]) -> None:
        self.order, folder = order, Path(order["folder"])
        self.store = Store(folder / "local.db", order["key"], order["cache_key"])
        target = connection.Target("127.0.0.1", order["port"], order["database"])
        self.database = Database(connection.engine(target, order["login"], order["password"]))
        self.outbox = LocalOutbox(self.store)
        self.performer = Performer(self.database, self.outbox, self.heard)
        self.ledger, self.told = Ledger(folder / "ledger"), Ledger(folder / "told")
        self.backoff = Backoff()

    def heard(self, result: Result) -> None:
        """What was announced to the pages."""
        if result.status != "queued":
            self.told.add(f"{result.status} {result.command.command_id}")

    def run(self) -> int:
        """Everything decided and sent."""
        known = len(self.ledger.lines)
        for number, command in enumerate(commands(self.order["cases"], self.order["seed"])):
            # The last one noted may not have reached the outbox: writing it again changes nothing.
            if number < known - 1:
                continue
            if number >= known:
                self.ledger.add(str(command.command_id))
            self.decide(command)
            self.send()
        while self.outbox.counts()[0]:
            self.send()
        return 0 if self.outbox.counts() == (0, 0) else 3

    def decide(self, command: Command) -> None:
        """Take the step; busy is tried again by whoever decided."""
        while True:
            try:
                self.performer.perform(command)
            except errors.Busy:
                continue
            except errors.PqrError as error:
                self.told.add(f"refused {command.command_id} {error.code} {error}")
            return

    def send(self) -> None:
        """One look at the server."""
        if not self.outbox.counts()[0]:
            return
        try:
            self.database.rows("SELECT 1")
            self.database.is_lost = False
            self.backoff.worked()
        except errors.PqrError:
            self.database.is_lost = True
            if not self.order["cases"] or random.random() < 0.5:
                time.sleep(min(self.backoff.failed(), 0.5))
            return
        self.outbox.send(self.database, self.heard)


if __name__ == "__main__":
    sys.exit(Worker(json.loads(Path(sys.argv[1]).read_text("utf-8"))).run())
