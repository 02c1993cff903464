"""What the tests of work without a network share: stores on the disk, and a signed-in agent with a cache."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.models.local.store import Store, open_store, wipe_cache
from app.services.access import Access, PersonRow
from app.services.database import Database
from app.services.offline.cache import Cache
from app.services.offline.contact import Contact
from tests.people import STAFF
from tests.support.key_ring import MemoryKeyRing


@pytest.fixture
def ring() -> MemoryKeyRing:
    return MemoryKeyRing()


@pytest.fixture
def open_again(tmp_path: Path, ring: MemoryKeyRing) -> Iterator[Callable[[], Store]]:
    """open_again() is the agent's store on the disk, opened anew as another run of the program would."""
    opened: list[Store] = []

    def make() -> Store:
        opened.append(open_store(tmp_path, "server", "u_ana", ring))
        return opened[-1]

    yield make
    for store in opened:
        store.close()


@pytest.fixture
def disk_store(open_again: Callable[[], Store]) -> Store:
    return open_again()


@pytest.fixture
def ana(engine_as) -> Access:
    """The agent, signed in."""
    member = STAFF["agent"]
    person = PersonRow(member.person_id, member.login, member.full_name, "AA", None)
    return Access(Database(engine_as(member.login)), person, frozenset(member.roles), None)


@pytest.fixture
def cache(disk_store: Store, ana: Access, ring: MemoryKeyRing) -> Cache:
    """Her cache, from which her reads go on without a network."""
    made = Cache(disk_store, Contact(disk_store), lambda: wipe_cache(disk_store, "server", "u_ana", ring))
    ana.database.memory = made
    return made
