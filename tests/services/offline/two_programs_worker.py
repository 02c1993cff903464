"""One of two programs of the same person on one computer: two_programs_worker.py ORDER.json.

Types in the same field as the other, decides without a network, and when told sends what both have decided.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from uuid import UUID

from app.models import connection
from app.models.local.store import Store
from app.services.command import Command
from app.services.database import Database
from app.services.offline.journal import Place, TypedText
from app.services.offline.kept_text import KeptText
from app.services.offline.outbox import LocalOutbox
from app.services.perform import Performer


def say(word: str) -> None:
    """A line for whoever started it."""
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


def main(order: Mapping[str, Any]) -> None:
    """Decide and type in turns with the other, then send."""
    target = connection.Target("127.0.0.1", order["port"], order["database"])
    store = Store(Path(order["store"]), order["key"])
    database = Database(connection.engine(target, order["login"], order["password"]))
    outbox, typed = LocalOutbox(store), TypedText(KeptText(store))
    performer, field = Performer(database, outbox), Place("analysis", order["open"], "Sustento")
    say("open")
    sys.stdin.readline()
    say(f"others {store.runs.has_others()}")
    database.is_cut = True
    for at, case in enumerate(order["cases"]):
        step = {"procedure": "pqr_v08", "activity": "check_image", "outcome": "image_good"}
        made = performer.perform(Command(case_id=UUID(case), version=1, **step))
        assert made.status == "queued"
        typed.keep(field, "Sustento", f"{order['name']} escribió {at}")
    say("decided")
    sys.stdin.readline()
    database.is_cut = False
    say(f"sent {outbox.send(database).applied}")
    sys.stdin.readline()


if __name__ == "__main__":
    main(json.loads(Path(sys.argv[1]).read_text("utf-8")))
