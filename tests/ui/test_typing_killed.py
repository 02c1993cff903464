"""A process that types a reply is killed without warning: less than two seconds of typing are lost."""

from __future__ import annotations

import json
import os
import secrets
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from app.models.local.store import Store
from app.services.offline.kept_text import KeptText
from tests.people import PASSWORD, STAFF
from tests.source import ROOT

#: What may be lost, in seconds.
_LOST = 2.0
_TYPED = 75
WORKER = Path(__file__).with_name("typing_worker.py")


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9")
def test_kill_9_loses_less_than_two_seconds_even_without_network(server, database, make_drafting, tmp_path):
    reply = make_drafting(claims=1)
    key, target = secrets.token_hex(32), server.target(database)
    where = [target.host, str(target.port), target.database]
    who = [STAFF["agent"].login, PASSWORD, str(tmp_path), key]
    command = [sys.executable, str(WORKER), *where, *who, "cut"]
    # The shared folder of the run would keep its window's place; this one has its own.
    env = os.environ | {"QT_QPA_PLATFORM": "offscreen", "PQR_DATA_DIR": str(tmp_path), "PYTHONPATH": str(ROOT)}
    typing = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=env, cwd=ROOT)
    assert typing.stdout is not None
    typed: list[tuple[int, float]] = []
    with typing, typing.stdout:
        for line in typing.stdout:
            count, at = line.split()
            typed.append((int(count), float(at)))
            if len(typed) == _TYPED:
                break
        typing.send_signal(signal.SIGKILL)
        killed = time.time()
        typed += [(int(count), float(at)) for count, at in map(str.split, typing.stdout)]
    assert len(typed) >= _TYPED and typing.returncode == -signal.SIGKILL
    store = Store(tmp_path / "local.db", key)
    kept = KeptText(store).recall(f"draft:{reply.case_id}")
    store.close()
    assert kept is not None
    text = json.loads(kept)["answers"][0]["body_html"].removeprefix("<p>").removesuffix("</p>")
    assert text == ("abcdefghij" * 20)[: len(text)]
    due = max((count for count, at in typed if at <= killed - _LOST), default=0)
    assert due > 0, "it typed for longer than may be lost"
    assert len(text) >= due, f"{typed[-1][0]} letters typed, {len(text)} kept"
