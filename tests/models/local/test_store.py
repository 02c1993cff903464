"""The encrypted store: unreadable without its key, and nothing in plain text on the disk."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.models.local.store import Store, StoreUnreadable, open_store, wipe
from app.services.offline.kept_text import KeptText
from tests.support.key_ring import MemoryKeyRing

SENTENCE = "Doña Hermelinda Quitapesares pide su giro"


def test_a_second_opening_reads_what_the_first_wrote(tmp_path: Path) -> None:
    ring = MemoryKeyRing()
    first = open_store(tmp_path, "server", "u_ana", ring)
    KeptText(first).keep("case:1", SENTENCE)
    first.close()
    second = open_store(tmp_path, "server", "u_ana", ring)
    assert KeptText(second).recall("case:1") == SENTENCE
    second.close()


def test_no_plain_text_and_no_login_on_disk(tmp_path: Path) -> None:
    store = open_store(tmp_path, "server", "u_ana", MemoryKeyRing())
    KeptText(store).keep("case:1", SENTENCE)
    files = [f for f in tmp_path.rglob("*") if f.is_file()]
    assert files
    for file in files:
        content = file.read_bytes()
        assert SENTENCE.encode() not in content
        assert b"Quitapesares" not in content
        assert "ana" not in file.name
    store.close()


def test_another_key_opens_nothing_and_sets_the_file_aside(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    Store(path, "ab" * 32).close()
    with pytest.raises(StoreUnreadable):
        Store(path, "cd" * 32)
    assert path.with_name("x.db.damaged").exists()
    assert not path.exists()


def test_a_truncated_file_is_set_aside_and_its_text_comes_from_the_spare_copy(tmp_path: Path) -> None:
    ring = MemoryKeyRing()
    store = open_store(tmp_path, "server", "u_ana", ring)
    KeptText(store).keep("case:1", SENTENCE * 200)
    path = store.path
    store.close()
    path.write_bytes(path.read_bytes()[:1500])
    fresh = open_store(tmp_path, "server", "u_ana", ring)
    assert fresh.was_rescued
    assert KeptText(fresh).recall("case:1") == SENTENCE * 200
    assert list(tmp_path.glob("*.damaged"))
    fresh.close()


def test_wiping_forgets_the_key_first(tmp_path: Path) -> None:
    ring = MemoryKeyRing()
    store = open_store(tmp_path, "server", "u_ana", ring)
    KeptText(store).keep("case:1", SENTENCE)
    store.close()
    wipe(tmp_path, "server", "u_ana", ring)
    assert not ring.secrets
    assert not list(tmp_path.glob("*.db*"))
