"""The way in, clicked on real servers: what may go wrong at the door, the first day of a computer, and the way back."""

from __future__ import annotations

import os
import shutil
import tempfile
import uuid
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app import errors
from app.models import embedded
from app.models.local import store as stores
from app.services.command import Command
from app.services.places import PersonaCard, Place
from app.settings import Settings
from app.ui.background import Background
from app.ui.entrance import Entrance
from app.ui.modules.administration.person_new import NewPersonBox
from app.ui.shell.first_admin import FirstAdminPage
from app.ui.shell.first_run import PlacePage, ServerPage
from app.ui.shell.login import LoginPage
from app.ui.shell.personas import PersonaPage
from app.ui.shell.preparing import PreparingPage
from tests.fixtures.cases import insert_case
from tests.people import PASSWORD, STAFF
from tests.support.key_ring import MemoryKeyRing

LONG = 60_000
ANA = STAFF["agent"].login.removeprefix("u_")


@pytest.fixture
def data_dir(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """This computer's data folder, which the server's account can reach."""
    folder = Path(tempfile.mkdtemp(prefix="pqr-entrance-"))
    folder.chmod(0o755)
    ring = MemoryKeyRing()
    monkeypatch.setenv("PQR_DATA_DIR", str(folder / "datos"))
    monkeypatch.setattr(stores, "system_key_ring", lambda: ring)
    yield folder / "datos"
    embedded.stop_if_unused(folder / "datos" / "servidor")
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def entrance(qapp, data_dir: Path, settings: Settings) -> Iterator[Entrance]:
    made = Entrance(Background(), settings)
    made.window.resize(1366, 768)
    yield made
    made.close()


@pytest.fixture
def at_server(entrance: Entrance, settings: Settings, server, database) -> Callable[..., LoginPage]:
    """The login of a server; `port` and `name` of another one to find it closed or changed."""

    def begin(port: int | None = None) -> LoginPage:
        settings.put("place", "host", "127.0.0.1")
        settings.put("place", "port", port or server.port)
        settings.put("place", "authority", "")
        entrance.start("server")
        page = entrance.window.currentWidget()
        assert isinstance(page, LoginPage)
        return page

    return begin


@pytest.fixture(autouse=True)
def place_of_the_test(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """Servers of people have one database, «pqr»; tests share a server and have a copy each."""
    if "at_server" in request.fixturenames:
        from app.services import places

        name = request.getfixturevalue("database")
        real = places.target_from_address
        monkeypatch.setattr(
            places, "target_from_address", lambda address, ca: real(address.replace("/pqr", f"/{name}"), ca)
        )


@pytest.fixture
def new_agent(sql_as) -> Iterator[tuple[int, str]]:
    """An agent made by the administrator, who may withdraw the access again; the login is the cluster's."""
    admin, login = sql_as("admin"), f"u_entrada_{os.getpid()}"
    verifier = admin.pgconn.encrypt_password(PASSWORD.encode(), login.encode(), b"scram-sha-256").decode()
    add = "SELECT pqr_api.add_person(%s, 'Persona Nueva', 'PN', NULL, '{agent}', %s)"
    person = admin.execute(add, [login, verifier]).fetchone()[0]["person_id"]
    yield person, login
    sql_as("postgres").execute(f"DROP OWNED BY {login}")
    sql_as("postgres").execute(f"DROP ROLE {login}")


def enter(page: LoginPage, user: str = ANA, password: str = PASSWORD) -> None:
    page.user.setText(user)
    page.password.setText(password)
    QTest.keyClick(page.password, Qt.Key.Key_Return)


def test_a_wrong_password_then_the_right_one(entrance: Entrance, at_server, qtbot: QtBot) -> None:
    page = at_server()
    enter(page, password="otra")
    qtbot.waitUntil(lambda: page.password_field.error() == errors.WrongPassword.__doc__, timeout=LONG)
    assert page.user.text() == ANA
    with qtbot.waitSignal(entrance.opened, timeout=LONG):
        enter(page)
    assert page.password.text() == ""
    assert entrance.session is not None and entrance.session.window.isVisible() and not entrance.window.isVisible()
    qtbot.waitUntil(lambda: entrance.session.window.status.words()[0].startswith("En línea"), timeout=LONG)


def test_a_server_that_is_down_offers_to_try_again(entrance: Entrance, at_server, server, qtbot: QtBot) -> None:
    page = at_server(port=1)
    enter(page)
    qtbot.waitUntil(lambda: page.strip.sentence() == errors.ServerDown.__doc__, timeout=LONG)
    assert page.enter.isEnabled()


def test_an_older_database_says_what_to_do(at_server, sql_as, qtbot: QtBot) -> None:
    sql_as("postgres").execute("UPDATE pqr_meta.alembic_version SET version_num = '0001'")
    page = at_server()
    enter(page)
    qtbot.waitUntil(lambda: page.strip.sentence() == errors.SchemaOlder.__doc__, timeout=LONG)


def test_access_withdrawn_while_working_leads_back_to_the_door(
    entrance: Entrance, at_server, new_agent, sql_as, data_dir: Path, qtbot: QtBot
) -> None:
    person, login = new_agent
    page = at_server()
    with qtbot.waitSignal(entrance.opened, timeout=LONG):
        enter(page, login)
    assert list((data_dir / "local").glob("*.db"))
    answer = sql_as("admin").execute("SELECT pqr_api.set_person_active(%s, false)", [person]).fetchone()[0]
    assert answer["status"] == "applied"
    qtbot.waitUntil(lambda: entrance.session is None, timeout=LONG)
    page = entrance.window.currentWidget()
    assert isinstance(page, LoginPage) and entrance.window.isVisible()
    assert page.strip.sentence() == errors.AccessWithdrawn.__doc__
    # Nothing of that person stays on this computer, the key included.
    assert not list((data_dir / "local").glob("*.db*"))
    enter(page, login)
    qtbot.waitUntil(page.enter.isEnabled, timeout=LONG)
    assert page.strip.sentence() == errors.AccessWithdrawn.__doc__


def test_a_person_signs_out_and_another_signs_in(entrance: Entrance, at_server, qtbot: QtBot) -> None:
    page = at_server()
    with qtbot.waitSignal(entrance.opened, timeout=LONG):
        enter(page)
    entrance.session.window.logout_asked.emit()
    page = entrance.window.currentWidget()
    assert isinstance(page, LoginPage) and entrance.session is None and page.strip.isHidden()
    with qtbot.waitSignal(entrance.opened, timeout=LONG):
        enter(page, STAFF["lead"].login)
    assert entrance.session.context.access.roles == {"lead"}


def test_decisions_on_their_way_are_sent_though_their_owner_signs_out(
    entrance: Entrance, at_server, sql_as, qtbot: QtBot
) -> None:
    admin = sql_as("postgres")
    cases = [insert_case(admin, "pqr_v08", "check_image", assignee_id=STAFF["agent"].person_id) for _ in range(3)]
    page = at_server()
    with qtbot.waitSignal(entrance.opened, timeout=LONG):
        enter(page)
    context = entrance.session.context
    for case in cases:
        command = Command(
            case_id=case, version=1, procedure="pqr_v08", activity="check_image", outcome="image_good"
        )  # fmt: skip
        context.background.write(partial(context.performer.perform, command))
    entrance.leave()
    moved = "SELECT count(*) FROM pqr.case_file WHERE case_id = ANY(%s) AND version = 2"
    qtbot.waitUntil(lambda: admin.execute(moved, [cases]).fetchone() == (3,), timeout=LONG)
    qtbot.waitUntil(lambda: context.database._is_closed, timeout=LONG)


def test_the_server_page_checks_the_real_server(entrance: Entrance, at_server, server, qtbot: QtBot) -> None:
    at_server()
    entrance.start("nothing known")
    page = entrance.window.currentWidget()
    assert isinstance(page, PlacePage)
    page.chosen.emit("server")
    page = entrance.window.currentWidget()
    assert isinstance(page, ServerPage)
    page.port.setText("1")
    page.go_on.click()
    qtbot.waitUntil(lambda: "No se puede seguir" in page.strip.sentence() and page.go_on.isEnabled(), timeout=LONG)
    page.port.setText(str(server.port))
    page.port.textEdited.emit(str(server.port))
    page.go_on.click()
    qtbot.waitUntil(lambda: page.go_on.text().strip() == "Seguir", timeout=LONG)
    page.go_on.click()
    assert isinstance(entrance.window.currentWidget(), LoginPage)


def test_a_persona_of_the_demonstration_enters_with_one_key(entrance: Entrance, server, database, qtbot: QtBot) -> None:
    place = Place("demo", "Demostración", server.target(database))
    place._password = PASSWORD
    place.personas = tuple(
        PersonaCard(STAFF[key].login, STAFF[key].full_name, STAFF[key].roles, "") for key in ("agent", "lead")
    )
    entrance.window.show()
    entrance._ready(place)
    page = entrance.window.currentWidget()
    assert isinstance(page, PersonaPage)
    QTest.keyClick(page, Qt.Key.Key_2)
    with qtbot.waitSignal(entrance.opened, timeout=LONG):
        QTest.keyClick(page, Qt.Key.Key_Return)
    assert entrance.session.context.access.person.login == STAFF["lead"].login


def test_the_first_day_of_a_computer_alone(entrance: Entrance, qtbot: QtBot) -> None:
    """From nothing to a first administrator, who makes an agent, who works through a server that dies and returns."""
    entrance.start()
    first = entrance.window.currentWidget()
    assert isinstance(first, PlacePage)
    QTest.keyClick(first, Qt.Key.Key_2)
    first.go_on.click()
    assert isinstance(entrance.window.currentWidget(), PreparingPage)
    qtbot.waitUntil(lambda: isinstance(entrance.window.currentWidget(), FirstAdminPage), timeout=LONG)
    _make_first_admin(entrance, qtbot)
    _make_agent(entrance, qtbot)
    entrance.session.window.logout_asked.emit()
    page = entrance.window.currentWidget()
    assert isinstance(page, LoginPage)
    with qtbot.waitSignal(entrance.opened, timeout=LONG):
        enter(page, "paula.mora", "una-clave-larga-2")
    assert entrance.session.context.access.roles == {"agent"}
    _work_through_a_cut(entrance, qtbot)


def _make_first_admin(entrance: Entrance, qtbot: QtBot) -> None:
    page = entrance.window.currentWidget()
    page.name.setText("Remedios Prueba Inventada")
    page.user.setText("remedios")
    page.password.setText("corta")
    page.submit()
    assert "al menos" in page.password_field.error()
    page.password.setText("una-clave-larga-1")
    with qtbot.waitSignal(entrance.opened, timeout=LONG):
        page.submit()
    assert entrance.session.context.access.roles == {"admin", "lead"}


def _make_agent(entrance: Entrance, qtbot: QtBot) -> None:
    people = entrance.session.window.go("people")
    qtbot.waitUntil(lambda: people.pane.model.rowCount() == 1, timeout=LONG)
    people.add.click()
    box = entrance.session.window.findChild(NewPersonBox)
    box.name.setText("Paula Prueba Inventada")
    box.login.setText("paula.mora")
    box.password.setText("una-clave-larga-2")
    box.roles.boxes["agent"].setChecked(True)
    box.save.click()
    qtbot.waitUntil(lambda: people.pane.model.rowCount() == 2, timeout=LONG)


def _work_through_a_cut(entrance: Entrance, qtbot: QtBot) -> None:
    session, local = entrance.session, entrance.place.local
    me = session.context.access.person.person_id
    with local.owner_connection() as owner:
        case = insert_case(owner, "pqr_v08", "check_image", assignee_id=me, label="2026-711-000001-2")
    qtbot.waitUntil(lambda: session.window.status.words()[0].startswith("En línea"), timeout=LONG)
    local._server.stop()
    session.pulse.look()
    qtbot.waitUntil(session.window.notices.offline.isVisible, timeout=LONG)
    command = Command(
        case_id=case, version=1, procedure="pqr_v08", activity="check_image", outcome="image_good",
        command_id=uuid.uuid4(),
    )  # fmt: skip
    done: list[str] = []
    session.context.background.write(
        lambda: session.context.performer.perform(command), show=lambda result: done.append(result.status)
    )
    qtbot.waitUntil(lambda: done == ["queued"], timeout=LONG)
    local._server.revive()
    session.window.notices.offline.retry.click()
    qtbot.waitUntil(session.window.notices.offline.isHidden, timeout=LONG)
    with local.owner_connection() as owner:
        rows = owner.execute("SELECT version, activity FROM pqr.case_file WHERE case_id = %s", [case]).fetchall()
    assert rows == [(2, 7)]
