"""Two real programs of one person over the same files: no decision or text is lost, and nothing is done twice."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import uuid
from pathlib import Path
from typing import Any

from app.models import embedded
from app.models.local.store import Store
from app.services.database import Database
from app.services.offline.journal import TypedText
from app.services.offline.kept_text import KeptText
from app.services.offline.outbox import LocalOutbox
from tests.people import PASSWORD, STAFF
from tests.services.offline import two_programs_worker
from tests.source import ROOT
from tests.support.petitions import stand_petition

KEY = "6b" * 32
EACH = 12


def test_two_programs_of_one_person_lose_nothing_and_do_nothing_twice(
    sql_as, engine_as, server: embedded.Server, database: str, tmp_path: Path
) -> None:
    admin, events = sql_as("postgres"), "SELECT count(*), count(DISTINCT case_id) FROM pqr_audit.case_event"
    cases = {name: [stand_petition(admin, "check_image") for _ in range(EACH)] for name in ("una", "otra")}
    login = STAFF["agent"].login
    order = {"port": server.port, "database": database, "login": login, "password": PASSWORD, "key": KEY}
    # Both have the same case open.
    order |= {"store": str(tmp_path / "x.db"), "open": str(cases["una"][0])}
    programs = {name: start(tmp_path, order | {"name": name, "cases": [*map(str, cases[name])]}) for name in cases}
    assert [hear(each) for each in programs.values()] == ["open", "open"]
    for program in programs.values():
        tell(program)
    assert [hear(each) for each in programs.values()] == ["others True", "others True"]
    assert [hear(each) for each in programs.values()] == ["decided", "decided"]
    mine = Store(tmp_path / "x.db", KEY)
    typed = TypedText(KeptText(mine))
    assert sorted(each.body for each in typed.everything()) == ["otra escribió 11", "una escribió 11"]
    # What is on the screen of a program that lives is not offered as lost, nor taken with a step decided elsewhere.
    assert typed.left() == []
    typed.taken_everywhere(cases["una"][0], "analysis")
    assert len(typed.everything()) == 2
    # Both send at once; one dies in the middle of it.
    for program in programs.values():
        tell(program)
    programs["una"].kill()
    programs["una"].wait(60)
    assert hear(programs["otra"]).startswith("sent ")
    assert [each.body for each in typed.left()] == ["una escribió 11"]
    tell(programs["otra"])
    assert programs["otra"].wait(60) == 0
    assert len(typed.left()) == 2 and not mine.runs.has_others()
    # Whoever opens the program next sends the rest.
    LocalOutbox(mine).send(Database(engine_as(login)))
    assert LocalOutbox(mine).counts() == (0, 0)
    assert [program.communicate(timeout=60)[0] for program in programs.values()][1] == ""
    done = admin.execute(f"{events} WHERE case_id = ANY(%s) AND version > 1", [cases["una"] + cases["otra"]])
    assert done.fetchone() == (2 * EACH, 2 * EACH)
    mine.close()


def start(folder: Path, order: dict[str, Any]) -> subprocess.Popen[str]:
    file = folder / f"{uuid.uuid4().hex}.json"
    file.write_text(json.dumps(order), "utf-8")
    program = [sys.executable, two_programs_worker.__file__, str(file)]
    here = os.environ | {"PYTHONPATH": str(ROOT)}
    return subprocess.Popen(program, env=here, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def tell(program: subprocess.Popen[str]) -> None:
    assert program.stdin is not None
    program.stdin.write("go\n")
    program.stdin.flush()


def hear(program: subprocess.Popen[str]) -> str:
    assert program.stdout is not None
    return program.stdout.readline().strip()
