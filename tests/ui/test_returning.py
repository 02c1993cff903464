"""The program closed and started again without a network, clicked: what is carried opens; the server has its word."""

from __future__ import annotations

import datetime as dt
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from app import clock, errors
from app.models.local import store as stores
from app.services import places
from app.services.command import Command
from app.services.offline.returning import NothingKept
from app.settings import Settings
from app.ui.background import Background
from app.ui.entrance import Entrance
from app.ui.shell.login import LoginPage
from tests.people import PASSWORD, STAFF
from tests.source import ROOT
from tests.support.key_ring import MemoryKeyRing
from tests.support.petitions import stand_petition
from tests.support.waiting import wait_for

LONG = 60_000
AGENT = STAFF["agent"]


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


class Wire:
    """The network between this computer and the server."""

    def __init__(self, target: int) -> None:
        self.port, control = free_port(), free_port()
        ports = [str(port) for port in (self.port, target, control)]
        self._program = subprocess.Popen([sys.executable, "-m", "benchmarks.chaos_proxy", *ports], cwd=ROOT)
        self._control = socket.socket()
        wait_for(lambda: self._control.connect_ex(("127.0.0.1", control)) == 0, "the wire")

    def say(self, word: str) -> None:
        self._control.sendall(f"{word}\n".encode())
        assert self._control.recv(16) == b"ok\n"

    def end(self) -> None:
        self._control.close()
        self._program.kill()
        self._program.wait()


@pytest.fixture
def wire(server) -> Iterator[Wire]:
    made = Wire(server.port)
    yield made
    made.end()


@pytest.fixture
def start(qapp, settings: Settings, wire: Wire, database: str, monkeypatch) -> Iterator[Callable[[], Entrance]]:
    """start() is another run of the program on this computer, at the server's login."""
    folder, ring, real = Path(tempfile.mkdtemp(prefix="pqr-back-")), MemoryKeyRing(), places.target_from_address
    monkeypatch.setenv("PQR_DATA_DIR", str(folder))
    monkeypatch.setattr(stores, "system_key_ring", lambda: ring)
    monkeypatch.setattr(
        places, "target_from_address", lambda address, ca: real(address.replace("/pqr", f"/{database}"), ca)
    )
    for key, value in (("host", "127.0.0.1"), ("port", wire.port), ("authority", "")):
        settings.put("place", key, value)
    running: list[Entrance] = []

    def begin() -> Entrance:
        while running:
            running.pop().close()
        running.append(Entrance(Background(), settings))
        running[0].start("server")
        return running[0]

    yield begin
    while running:
        running.pop().close()
    shutil.rmtree(folder, ignore_errors=True)


def enter(entrance: Entrance) -> LoginPage:
    page = entrance.window.currentWidget()
    assert isinstance(page, LoginPage)
    page.user.setText(AGENT.login.removeprefix("u_"))
    page.password.setText(PASSWORD)
    QTest.keyClick(page.password, Qt.Key.Key_Return)
    return page


def kept_cases(page: LoginPage) -> QPushButton:
    return next(each for each in page.strip.findChildren(QPushButton) if "guardados" in each.text())


def online(entrance: Entrance, qtbot: QtBot) -> None:
    """A day's beginning with a network: the next cases are carried, and who carries them is known."""
    with qtbot.waitSignal(entrance.opened, timeout=LONG):
        enter(entrance)
    cache = entrance.session._signed.cache
    qtbot.waitUntil(lambda: bool(cache.ready()) and cache.recall("returning") is not None, timeout=LONG)


def back_offline(entrance: Entrance, qtbot: QtBot) -> None:
    page = enter(entrance)
    qtbot.waitUntil(lambda: page.strip.sentence() == errors.ServerDown.__doc__, timeout=LONG)
    with qtbot.waitSignal(entrance.opened, timeout=LONG):
        kept_cases(page).click()


def test_a_program_started_without_a_network_opens_what_is_carried_and_goes_on_when_it_is_back(
    start, wire: Wire, sql_as, qtbot: QtBot
) -> None:
    admin = sql_as("postgres")
    case = stand_petition(admin, "check_image")
    online(start(), qtbot)
    wire.say("cut")
    entrance = start()
    back_offline(entrance, qtbot)
    session = entrance.session
    page = session.window.go("analysis")
    qtbot.waitUntil(lambda: page.work.sheet is not None and bool(page.work.sheet.people), timeout=LONG)
    qtbot.waitUntil(lambda: session.window.status.words()[0].startswith("Sin conexión"), timeout=LONG)
    step = Command(case_id=case, version=1, procedure="pqr_v08", activity="check_image", outcome="image_good")
    assert session.context.performer.perform(step).status == "queued"
    wire.say("heal")
    qtbot.waitUntil(
        lambda: admin.execute("SELECT version FROM pqr.case_file WHERE case_id = %s", [case]).fetchone() == (2,),
        timeout=LONG,
    )
    qtbot.waitUntil(lambda: session.window.status.words()[0].startswith("En línea"), timeout=LONG)


def test_who_lost_access_meanwhile_is_at_the_door_again_and_nothing_of_theirs_stays(
    start, wire: Wire, sql_as, qtbot: QtBot
) -> None:
    admin = sql_as("postgres")
    stand_petition(admin, "check_image")
    online(start(), qtbot)
    wire.say("cut")
    entrance = start()
    back_offline(entrance, qtbot)
    admin.execute("UPDATE pqr.person SET active = false WHERE person_id = %s", [AGENT.person_id])
    wire.say("heal")
    qtbot.waitUntil(lambda: entrance.session is None, timeout=LONG)
    page = entrance.window.currentWidget()
    assert isinstance(page, LoginPage) and page.strip.sentence() == errors.AccessWithdrawn.__doc__
    wire.say("cut")
    page = enter(entrance)
    qtbot.waitUntil(lambda: page.strip.sentence() == errors.ServerDown.__doc__, timeout=LONG)
    kept_cases(page).click()
    qtbot.waitUntil(lambda: page.strip.sentence() == NothingKept.__doc__, timeout=LONG)
    assert page.enter.isEnabled()


def test_the_age_of_the_data_is_that_of_the_last_contact(start, wire: Wire, sql_as, qtbot: QtBot) -> None:
    stand_petition(sql_as("postgres"), "check_image")
    online(start(), qtbot)
    wire.say("cut")
    entrance, now = start(), clock.now()
    with pytest.MonkeyPatch.context() as later:
        later.setattr(clock, "now", lambda: now + dt.timedelta(hours=5))
        back_offline(entrance, qtbot)
        words = entrance.session.window.status.words
        qtbot.waitUntil(lambda: "datos de hace 5 h" in words()[0], timeout=LONG)


def test_whoever_signed_out_finds_nothing_kept(start, wire: Wire, sql_as, qtbot: QtBot) -> None:
    stand_petition(sql_as("postgres"), "check_image")
    entrance = start()
    online(entrance, qtbot)
    entrance.session.window.logout_asked.emit()
    wire.say("cut")
    page = enter(start())
    qtbot.waitUntil(lambda: page.strip.sentence() == errors.ServerDown.__doc__, timeout=LONG)
    kept_cases(page).click()
    qtbot.waitUntil(lambda: page.strip.sentence() == NothingKept.__doc__, timeout=LONG)
