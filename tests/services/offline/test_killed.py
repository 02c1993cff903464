"""`kill -9` between each two steps of a command's way: on coming back it is done once, or was never decided."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import uuid
from pathlib import Path
from typing import Any

from app.models import embedded
from app.models.local.store import Store
from app.services.database import Database
from app.services.offline.outbox import LocalOutbox
from tests.people import PASSWORD, STAFF
from tests.services.offline import outbox_worker
from tests.source import ROOT
from tests.support.petitions import stand_petition

KEY = "5a" * 32


def test_a_program_killed_anywhere_loses_nothing_and_does_nothing_twice(
    sql_as, engine_as, server: embedded.Server, database: str, tmp_path: Path
) -> None:
    admin, agent = sql_as("postgres"), Database(engine_as(STAFF["agent"].login))
    orders = {
        die: {
            "die": die,
            "port": server.port,
            "database": database,
            "login": STAFF["agent"].login,
            "password": PASSWORD,
            "store": str(tmp_path / f"{die}.db"),
            "key": KEY,
            "case": str(stand_petition(admin, "check_image")),
            "command": str(uuid.uuid4()),
            "many": die in ("before_send", "after_settle"),
        }
        for die in outbox_worker.POINTS
    }
    # Side by side: each is another program of another case.
    died = {die: _start(tmp_path, order) for die, order in orders.items()}
    for die, program in died.items():
        words = program.communicate(timeout=200)[1]
        assert program.returncode == -signal.SIGKILL, (die, words)
    for die, order in orders.items():
        store = Store(tmp_path / f"{die}.db", KEY)
        outbox = LocalOutbox(store)
        outbox.send(agent)
        events = "SELECT count(*) FROM pqr_audit.case_event WHERE command_id = %s"
        # Before it is written nothing was decided: the person still has the form in front of them.
        assert admin.execute(events, [order["command"]]).fetchone() == (0 if die == "before_write" else 1,), die
        assert outbox.counts() == (0, 0), die
        store.close()


def _start(folder: Path, order: dict[str, Any]) -> subprocess.Popen[str]:
    file = folder / f"{order['die']}.json"
    file.write_text(json.dumps(order), "utf-8")
    here = os.environ | {"PYTHONPATH": str(ROOT)}
    program = [sys.executable, outbox_worker.__file__, str(file)]
    return subprocess.Popen(program, env=here, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
