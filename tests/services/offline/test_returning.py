"""The program started without a network: who carries cases on this computer opens them, and nobody else does."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app import clock, errors
from app.models.connection import Target
from app.models.local import store as stores
from app.services.access import agree
from app.services.offline import returning
from app.services.offline.carrying import sync
from app.services.offline.returning import MOST_WRONG, ClockSetBack, NothingKept
from app.services.places import Place, SignedIn
from app.services.trays.rows import TrayQuery, tray_page
from tests.people import PASSWORD, STAFF
from tests.support.key_ring import MemoryKeyRing
from tests.support.petitions import stand_petition

AGENT = STAFF["agent"]
Door = Callable[..., Place]


@pytest.fixture
def door(server, database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """door() is the server's door of another run of the program; door(cut=True) with nothing behind it."""
    ring = MemoryKeyRing()
    monkeypatch.setenv("PQR_DATA_DIR", str(tmp_path))
    monkeypatch.setattr(stores, "system_key_ring", lambda: ring)
    there = server.target(database)
    made: list[Place] = []

    def place(*, cut: bool = False) -> Place:
        made.append(Place("server", "Servidor", there))
        if cut:
            # The same server by name, of which nothing answers.
            made[-1].target = Target(there.host, 1, there.database)
        return made[-1]

    yield place
    for each in made:
        each.stop()


@pytest.fixture
def login(own_login) -> str:
    """The agent's, of this test alone: logins are the cluster's."""
    return str(own_login("agent"))


@pytest.fixture
def left(door: Door, sql_as, login: str) -> Any:
    """An agent worked online, carries a case, and closed the program without signing out; the case."""
    case = stand_petition(sql_as("postgres"), "check_image")
    signed = door().enter(login, PASSWORD)
    sync(signed.cache, signed.access)
    signed.cache.guard(signed.access.database.call("server_identity"))
    signed.remember()
    close(signed)
    return case


def close(signed: SignedIn) -> None:
    signed.access.close()
    signed.place.stop()


def test_what_is_carried_opens_without_the_server_for_its_owner(door: Door, left, login: str) -> None:
    place = door(cut=True)
    with pytest.raises(errors.ServerDown):
        place.enter(login, PASSWORD)
    back = place.enter_offline(login.removeprefix("u_"), PASSWORD)
    assert back.is_returned and back.access.person.full_name == AGENT.full_name
    assert back.access.roles == frozenset(AGENT.roles)
    query = TrayQuery(procedure="pqr_v08", assignee_id=AGENT.person_id)
    assert [row.case_id for row in tray_page(back.access.database, query)] == [left]
    assert back.calendar.today == clock.today() and back.calendar.non_working
    back.check_password(PASSWORD)
    with pytest.raises(errors.WrongPassword):
        back.check_password("otra")
    close(back)


def test_nobody_else_opens_it_and_asking_makes_no_file(door: Door, left, login: str, tmp_path: Path) -> None:
    before = sorted(file.name for file in tmp_path.rglob("*"))
    place = door(cut=True)
    with pytest.raises(errors.WrongPassword):
        place.enter_offline(login, "otra clave")
    for who in (STAFF["agent2"].login, "u_nadie", ""):
        with pytest.raises(NothingKept):
            place.enter_offline(who, PASSWORD)
    names = {file.name for file in tmp_path.rglob("*") if not file.name.endswith(("-wal", "-shm"))}
    assert names == {name for name in before if not name.endswith(("-wal", "-shm"))}


def test_whoever_guesses_destroys_what_is_carried(door: Door, left, login: str) -> None:
    for _ in range(MOST_WRONG):
        # Each in another run of the program: the count is not the program's.
        with pytest.raises(errors.WrongPassword):
            door(cut=True).enter_offline(login, "adivinando")
    with pytest.raises(NothingKept):
        door(cut=True).enter_offline(login, PASSWORD)


def test_after_three_days_or_with_the_clock_set_back_it_does_not_open(
    door: Door, left, login: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now - dt.timedelta(hours=1))
    with pytest.raises(ClockSetBack):
        door(cut=True).enter_offline(login, PASSWORD)
    monkeypatch.setattr(clock, "now", lambda: now + dt.timedelta(hours=73))
    with pytest.raises(NothingKept):
        door(cut=True).enter_offline(login, PASSWORD)
    # It was wiped, not only refused.
    monkeypatch.setattr(clock, "now", lambda: now)
    with pytest.raises(NothingKept):
        door(cut=True).enter_offline(login, PASSWORD)


def test_whoever_signed_out_carries_nothing_and_is_not_remembered_late(door: Door, left, login: str) -> None:
    signed = door().enter(login, PASSWORD)
    signed.place.sign_out(login)
    # The slow hash was still on its way.
    signed.remember()
    close(signed)
    with pytest.raises(NothingKept):
        door(cut=True).enter_offline(login, PASSWORD)


def test_withdrawn_access_found_at_the_door_destroys_everything(
    door: Door, left, login: str, sql_as, tmp_path: Path
) -> None:
    sql_as("postgres").execute(f"ALTER ROLE {login} NOLOGIN")
    with pytest.raises(errors.AccessWithdrawn):
        door().enter(login, PASSWORD)
    sql_as("postgres").execute(f"ALTER ROLE {login} LOGIN")
    assert not list(tmp_path.rglob("*.db"))
    with pytest.raises(NothingKept):
        door(cut=True).enter_offline(login, PASSWORD)


def test_an_old_password_opens_nothing_once_the_server_refused_it(door: Door, left, login: str, sql_as) -> None:
    admin = sql_as("postgres")
    with pytest.raises(errors.WrongPassword):
        door().enter(login, "mal escrita")
    close(door(cut=True).enter_offline(login, PASSWORD))
    hashed = admin.execute("SELECT rolpassword FROM pg_authid WHERE rolname = %s", [login]).fetchone()[0]
    admin.execute(f"ALTER ROLE {login} PASSWORD 'una clave nueva y larga'")
    try:
        with pytest.raises(errors.WrongPassword):
            door().enter(login, PASSWORD)
    finally:
        admin.execute(f"ALTER ROLE {login} PASSWORD '{hashed}'")
    with pytest.raises(NothingKept):
        door(cut=True).enter_offline(login, PASSWORD)


def test_the_server_agrees_when_it_is_back_or_ends_it(door: Door, left, login: str, sql_as) -> None:
    admin, back = sql_as("postgres"), door().enter_offline(login, PASSWORD)
    agree(back.access)
    admin.execute("UPDATE pqr.person SET active = false WHERE person_id = %s", [AGENT.person_id])
    with pytest.raises(errors.AccessWithdrawn):
        agree(back.access)
    admin.execute("UPDATE pqr.person SET active = true WHERE person_id = %s", [AGENT.person_id])
    admin.execute("UPDATE pqr.person SET area_id = (SELECT min(area_id) FROM pqr.area) WHERE person_id = %s",
                  [AGENT.person_id])  # fmt: skip
    with pytest.raises(errors.RolesChanged):
        agree(back.access)
    close(back)


def test_a_password_is_kept_only_as_a_slow_hash_inside_the_encrypted_file(
    door: Door, left, login: str, tmp_path: Path
) -> None:
    place = door(cut=True)
    back = place.enter_offline(login, PASSWORD)
    kept = json.dumps(back.cache.recall(returning.RETURNING))
    assert PASSWORD not in kept and len(json.loads(kept)["proof"]["hash"]) == 128
    close(back)
    files = [file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()]
    assert files and not any(
        sign in each for each in files for sign in (PASSWORD.encode(), b"proof", AGENT.full_name.encode())
    )


def test_remembering_does_not_pass_for_reading_the_lists(door: Door, sql_as, login: str) -> None:
    stand_petition(sql_as("postgres"), "check_image")
    signed = door().enter(login, PASSWORD)
    signed.remember()
    sync(signed.cache, signed.access)
    assert signed.cache.recall("catalogues") is not None
    close(signed)
