"""Damaged files, wrong keys, full disks, wrong clocks, two programs, a week asleep: no decision and no text is lost."""

from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
import sys
import uuid
from collections.abc import Callable
from pathlib import Path

import pytest

from app import errors
from app.models.local.store import SERVICE, DiskFull, Store, StoreUnreadable, memory_store, open_store
from app.services.command import Command
from app.services.database import Database
from app.services.offline import contact
from app.services.offline.contact import Contact
from app.services.offline.kept_text import KeptText
from app.services.offline.outbox import LocalOutbox
from app.services.perform import Performer
from tests.people import STAFF
from tests.source import ROOT
from tests.support.key_ring import MemoryKeyRing
from tests.support.petitions import stand_petition

TEXT = "Doña Hermelinda Quitapesares pide su giro"
OpenAgain = Callable[[], Store]


def decision(case: uuid.UUID | None = None, version: int = 1, **what: str) -> Command:
    step = {"activity": "check_image", "outcome": "image_good"} | what
    return Command(case_id=case or uuid.uuid4(), version=version, procedure="pqr_v08", **step)


def worked(store: Store) -> Command:
    """Somebody decided and typed; the store is closed."""
    made = decision()
    LocalOutbox(store).write(made)
    KeptText(store).keep("case:1", TEXT)
    store.close()
    return made


def assert_whole(store: Store, made: Command) -> None:
    assert [each.command for each in LocalOutbox(store).unsent()] == [made]
    assert KeptText(store).recall("case:1") == TEXT


def damage(path: Path, how: str) -> None:
    data = bytearray(path.read_bytes())
    if how == "truncated":
        data = data[: len(data) // 3]
    elif how == "empty":
        data = bytearray()
    elif how == "first page":
        data[100:600] = os.urandom(500)
    else:
        data[-3000:-2000] = os.urandom(1000)
    path.write_bytes(bytes(data))


@pytest.mark.parametrize("file", ["work", "cache"])
@pytest.mark.parametrize("how", ["truncated", "empty", "first page", "last page"])
def test_either_file_may_be_damaged(file: str, how: str, disk_store: Store, open_again: OpenAgain) -> None:
    made = worked(disk_store)
    damage(disk_store.path if file == "work" else disk_store.cache_path, how)
    assert_whole(open_again(), made)


def test_a_key_that_changed_costs_nothing(disk_store: Store, open_again: OpenAgain, ring: MemoryKeyRing) -> None:
    made = worked(disk_store)
    [name] = [name for _, name in ring.secrets if not name.endswith("-cache")]
    ring.secrets[SERVICE, name] = "ab" * 32
    store = open_again()
    assert store.was_rescued
    assert_whole(store, made)


def test_keys_that_come_back_bring_everything_back(
    disk_store: Store, open_again: OpenAgain, ring: MemoryKeyRing
) -> None:
    made, kept = worked(disk_store), dict(ring.secrets)
    ring.secrets.clear()
    with pytest.raises(StoreUnreadable):
        open_again()
    open_again().close()
    ring.secrets = kept
    assert_whole(open_again(), made)
    assert_whole(open_again(), made)


def test_a_store_of_the_first_format_is_migrated(tmp_path: Path) -> None:
    from app.models.local import files

    path, made = tmp_path / "x.db", decision()
    old = files.connect(str(path), "ab" * 32)
    old.executescript(
        "CREATE TABLE outbox (seq INTEGER PRIMARY KEY AUTOINCREMENT, command_id TEXT NOT NULL UNIQUE, case_id TEXT NOT"
        " NULL, version INTEGER NOT NULL, procedure TEXT NOT NULL, activity TEXT NOT NULL, outcome TEXT NOT NULL,"
        " payload TEXT NOT NULL, written_at TEXT NOT NULL, status TEXT NOT NULL DEFAULT 'pending' CHECK (status IN"
        " ('pending', 'conflict', 'refused', 'blocked')), tries INTEGER NOT NULL DEFAULT 0, reason TEXT);"
        "CREATE INDEX outbox_case ON outbox (case_id, seq); PRAGMA user_version = 1;"
    )
    old.execute(
        "INSERT INTO outbox (command_id, case_id, version, procedure, activity, outcome, payload, written_at)"
        " VALUES (?, ?, 1, 'pqr_v08', 'check_image', 'image_good', '{}', '2026-11-20T10:00:00-05:00')",
        (str(made.command_id), str(made.case_id)),
    )
    old.close()
    store = Store(path, "ab" * 32)
    assert [each.command for each in LocalOutbox(store).unsent()] == [made]
    LocalOutbox(store).write(decision())
    assert LocalOutbox(store).counts() == (2, 0)
    store.close()


_FILL = """
import json, resource, sys, uuid
from pathlib import Path
from app.models.local.store import DiskFull, Store
from app.services.offline.kept_text import KeptText
from app.services.offline.outbox import LocalOutbox
from app.services.command import Command
store = Store(Path(sys.argv[1]), "ab" * 32)
outbox, texts = LocalOutbox(store), KeptText(store)
limit = store.path.with_name(store.path.name + "-wal").stat().st_size + 60_000
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
taken, refused = [], 0
while refused < 3:
    made = Command(case_id=uuid.uuid4(), version=1, procedure="p", activity="a", outcome="o")
    try:
        outbox.write(made)
        taken.append(str(made.command_id))
        texts.keep("case:1", str(len(taken)))
    except DiskFull:
        refused += 1
print(json.dumps([taken, refused]))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="the limit is a thing of POSIX systems")
def test_on_a_full_disk_what_was_taken_is_there_and_the_rest_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    program = [sys.executable, "-c", _FILL, str(path)]
    here = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(program, env=here, capture_output=True, text=True, timeout=200)
    assert done.returncode == 0, done.stderr
    taken, refused = json.loads(done.stdout)
    assert taken and refused == 3
    store = Store(path, "ab" * 32)
    assert [str(each.command.command_id) for each in LocalOutbox(store).unsent()] == taken
    store.close()


def test_carried_papers_make_room_for_a_decision(monkeypatch: pytest.MonkeyPatch) -> None:
    store = memory_store()
    with store.transaction() as cursor:
        cursor.execute("INSERT INTO paper VALUES ('d', 'c', zeroblob(100000))")
        pages = cursor.execute("PRAGMA main.page_count").fetchone()[0]
    outbox, asked = LocalOutbox(store), list[int]()
    dropped = store.drop_cache

    def drop() -> None:
        asked.append(1)
        dropped()
        store._connection.execute("PRAGMA main.max_page_count = 100000")

    monkeypatch.setattr(store, "drop_cache", drop)
    store._connection.execute(f"PRAGMA main.max_page_count = {pages}")
    big = Command(
        case_id=uuid.uuid4(), version=1, procedure="pqr_v08", activity="a", outcome="b", payload={"t": "x" * 9000}
    )
    outbox.write(big)
    assert asked and outbox.counts() == (1, 0)
    with store.transaction() as cursor:
        assert cursor.execute("SELECT count(*) FROM paper").fetchone() == (0,)
    store.close()


@pytest.mark.parametrize("hours", [-24, 24])
def test_a_clock_that_is_off_by_a_day_sends_and_holds_nothing_wrongly(
    hours: int, sql_as, engine_as, disk_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    from app import clock

    agent, case = Database(engine_as(STAFF["agent"].login)), stand_petition(sql_as("postgres"), "check_image")
    right = clock.now
    monkeypatch.setattr(clock, "now", lambda: right() + dt.timedelta(hours=hours))
    heard = Contact(disk_store)
    heard.note(agent.call("server_identity")["now"])
    outbox = LocalOutbox(disk_store, heard)
    outbox.write(decision(case))
    decided = dt.datetime.fromisoformat(outbox.unsent()[0].written_at)
    assert abs(decided - right()) < dt.timedelta(minutes=1)
    assert outbox.send(agent).applied == 1


def test_a_clock_set_back_does_not_make_time_run_backwards(disk_store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    from app import clock

    Contact(disk_store).note("2026-11-20T10:00:00+00:00")
    right = clock.now
    monkeypatch.setattr(clock, "now", lambda: right() - dt.timedelta(days=400))
    again = Contact(disk_store)
    assert again.server_time() == dt.datetime(2026, 11, 20, 10, tzinfo=dt.UTC)
    assert again.silence() == dt.timedelta(0)


def test_two_programs_of_one_person_send_each_decision_once(
    sql_as, engine_as, disk_store: Store, open_again: OpenAgain
) -> None:
    admin, cases = sql_as("postgres"), [stand_petition(sql_as("postgres"), "check_image") for _ in range(6)]
    programs = [(LocalOutbox(store), Database(engine_as(STAFF["agent"].login))) for store in (disk_store, open_again())]
    for at, case in enumerate(cases):
        programs[at % 2][0].write(decision(case))
    assert [outbox.counts() for outbox, _ in programs] == [(6, 0), (6, 0)]
    applied = [outbox.send(database).applied for outbox, database in programs]
    assert applied == [6, 0]
    events = "SELECT count(*) FROM pqr_audit.case_event WHERE case_id = ANY(%s) AND version > 1"
    assert admin.execute(events, [cases]).fetchone() == (6,)


def test_while_one_program_sends_the_other_lets_it(engine_as, disk_store: Store, open_again: OpenAgain) -> None:
    from app.models.local import store as stores

    other = open_again()
    agent = Database(engine_as(STAFF["agent"].login))
    waiting = LocalOutbox(other)
    waiting.write(decision())
    with disk_store.turn(), pytest.raises(stores.StoreBusy), other.turn(timeout=0.1):
        pass
    agent.close()


def test_a_laptop_asleep_for_a_week_asks_before_it_sends(
    sql_as, engine_as, disk_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    agent, case = Database(engine_as(STAFF["agent"].login)), stand_petition(sql_as("postgres"), "check_image")
    heard = Contact(disk_store)
    heard.note(agent.call("server_identity")["now"])
    outbox = LocalOutbox(disk_store, heard)
    first = decision(case)
    outbox.write(first, first.following("classify_claim", "classified", {"claims": []}))
    KeptText(disk_store).keep("case:1", TEXT)
    awake = contact.ticks
    monkeypatch.setattr(contact, "ticks", lambda: awake() + 7 * 24 * 3600)
    sent = outbox.send(agent)
    assert (sent.applied, sent.refused) == (0, 2)
    assert [each.kind for each in outbox.unsent()] == ["expired", "blocked"]
    assert "retry" in outbox.unsent()[0].way_out.acts
    assert KeptText(disk_store).recall("case:1") == TEXT
    outbox.retry(first.command_id)
    assert outbox.send(agent).applied == 1


def test_what_the_server_may_have_forgotten_is_never_sent_under_its_number(
    sql_as, engine_as, disk_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    agent, case = Database(engine_as(STAFF["agent"].login)), stand_petition(sql_as("postgres"), "check_image")
    heard = Contact(disk_store)
    heard.note(agent.call("server_identity")["now"])
    outbox, made = LocalOutbox(disk_store, heard), decision(case)
    outbox.write(made)
    awake = contact.ticks
    monkeypatch.setattr(contact, "ticks", lambda: awake() + 91 * 24 * 3600)
    outbox.retry(made.command_id)
    outbox.send(agent)
    assert [each.kind for each in outbox.unsent()] == ["too_old"]
    again = outbox.reapply(made.command_id, 1)
    assert again is not None and again.command_id != made.command_id
    assert outbox.send(agent).applied == 1


def test_a_ring_that_keeps_nothing_is_no_ring(tmp_path: Path) -> None:
    from app.models.local.store import NoKeyRing

    class Sieve(MemoryKeyRing):
        def set_password(self, service: str, name: str, secret: str) -> None:
            pass

    with pytest.raises(NoKeyRing):
        open_store(tmp_path, "server", "u_ana", Sieve())
    assert not list(tmp_path.iterdir())


def test_a_full_disk_refuses_the_step_before_it_is_sent(
    sql_as, engine_as, disk_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    admin = sql_as("postgres")
    agent, case = Database(engine_as(STAFF["agent"].login)), stand_petition(admin, "check_image")
    outbox = LocalOutbox(disk_store)
    monkeypatch.setattr(disk_store, "drop_cache", lambda: None)
    disk_store._connection.execute("PRAGMA main.max_page_count = 1")
    pages = disk_store._connection.execute("PRAGMA main.page_count").fetchone()[0]
    assert pages > 1
    big = decision(case)
    big = Command(**(vars(big) | {"payload": {"note": "x" * 50_000}}))
    with pytest.raises(DiskFull):
        Performer(agent, outbox).perform(big)
    assert admin.execute("SELECT version FROM pqr.case_file WHERE case_id = %s", [case]).fetchone() == (1,)
    assert isinstance(DiskFull(), errors.PqrError)


def test_a_cache_that_another_program_has_open_is_left_and_forgotten(
    disk_store: Store, open_again: OpenAgain, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Windows deletes no file that is in use: the one that signs out goes on with an empty cache of its own."""
    from app.models.local import files

    made = decision()
    with disk_store.transaction() as cursor:
        cursor.execute("INSERT INTO cached_name VALUES ('c', 'Hermelinda', '123')")

    def in_use(path: Path) -> None:
        raise PermissionError(path.name)

    with monkeypatch.context() as windows:
        windows.setattr(files, "remove", in_use)
        disk_store.drop_cache("cd" * 32)
        with disk_store.transaction() as cursor:
            assert cursor.execute("SELECT count(*) FROM cached_name").fetchone() == (0,)
    LocalOutbox(disk_store).write(made)
    KeptText(disk_store).keep("case:1", TEXT)
    disk_store.close()
    assert_whole(open_again(), made)
