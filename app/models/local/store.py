"""One person's encrypted store: two SQLCipher files in WAL, their keys in the system's key ring, forgotten by `wipe`.

Without a key ring there is no store, and the window says so: a key on disk beside the file protects nothing.
Source: data.md §3.2.
"""

from __future__ import annotations

import hashlib
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from app.models.embedded.locks import locked
from app.models.local import files, tables
from app.models.local.files import MEMORY, DiskFull, StoreBusy, StoreUnreadable
from app.models.local.keys import SERVICE, KeyRing, NoKeyRing, forget_key, key_of, system_key_ring
from app.models.local.runs import Runs
from app.models.local.tables import FORMAT

__all__ = [
    "FORMAT", "SERVICE", "DiskFull", "KeyRing", "NoKeyRing", "Store", "StoreBusy", "StoreUnreadable", "memory_store",
    "open_store", "system_key_ring", "wipe",
]  # fmt: skip
#: Seconds that a program waits for another one of the same person that is sending.
_TURN = 10.0


class Store:
    """The work and the cache of a person. Calls are serialised; each `transaction` is one SQLite transaction."""

    def __init__(self, path: Path, key: str, cache_key: str | None = None) -> None:
        """Open or create both files. Raises StoreUnreadable after setting both aside, DiskFull, StoreBusy."""
        self.path, self._key, self._cache_key = path, key, cache_key or key
        self._in_memory = str(path) == MEMORY
        self._lock = threading.RLock()
        self._sending, self._turns, self._depth = threading.RLock(), 0, 0
        #: The work's file was damaged: decisions and texts were taken from the spare copy.
        self.was_rescued = False
        if not self._in_memory:
            path.parent.mkdir(0o700, parents=True, exist_ok=True)
        try:
            self._open()
        except files.cipher().Error as error:
            raise files.told(error) from error
        #: The programs of this person that use these files.
        self.runs = Runs(None if self._in_memory else path)

    @property
    def cache_path(self) -> Path:
        """The file of what can be fetched again."""
        return self.path if self._in_memory else self.path.with_name(f"{self.path.stem}.cache.db")

    @contextmanager
    def transaction(self) -> Iterator[Any]:
        """A cursor in one transaction: committed at the end, rolled back on an error; inside another, part of it.

        Raises DiskFull, StoreBusy, StoreUnreadable.
        """
        with self._lock:
            try:
                with self._begun():
                    yield self._connection.cursor()
            except files.cipher().Error as error:
                raise files.told(error) from error

    @contextmanager
    def turn(self, timeout: float = _TURN) -> Iterator[None]:
        """Alone while sending, in this program and among all of this person: two at once would break the order.

        Raises StoreBusy when another program does not end in time.
        """
        with self._sending:
            if self._in_memory or self._turns:
                with self._counted():
                    yield
                return
            try:
                held = locked(self.path.with_suffix(".lock"), timeout)
                held.__enter__()
            except TimeoutError as error:
                raise StoreBusy("another program of this person is sending") from error
            try:
                with self._counted():
                    yield
            finally:
                held.__exit__(None, None, None)

    def drop_cache(self, cache_key: str | None = None) -> None:
        """Destroy what can be fetched again and begin an empty cache, with another key if one is given."""
        with self._lock:
            self._connection.executescript(_DROP_TRIGGERS)
            with suppress(files.cipher().Error):
                self._connection.execute("DETACH DATABASE cache")
            self._cache_key = cache_key or self._cache_key
            self._attach_new()
            self._connection.executescript(tables.SPARE + tables.TRIGGERS)

    def close(self) -> None:
        """Close the files."""
        with self._lock:
            self._connection.close()
        self.runs.close()

    def _open(self) -> None:
        rescued = False
        try:
            self._connection = files.connect(str(self.path), self._key)
        except files.cipher().Error as error:
            if not files.is_broken(error):
                raise
            files.set_aside(self.path)
            self._connection, rescued = files.connect(str(self.path), self._key), True
        # An emptied file opens as a new one: what the other knows is missed there all the same.
        is_new = self._make_tables()
        has_cache = self._attach(keep_damaged=rescued)
        if is_new and has_cache:
            self._run(tables.RESCUE.format(outbox="spare_outbox", text="spare_text"))
            self.was_rescued = True
        # Noted last: killed before this, the next opening finds the file as new as it was.
        self._connection.execute(f"PRAGMA user_version = {FORMAT}")
        reclaimed = 0 if self._in_memory else files.reclaim(self._connection, self.path, self._key)
        self._run(tables.SPARE)
        self._connection.executescript(tables.TRIGGERS)
        if rescued and not (has_cache or reclaimed):
            self._connection.close()
            files.remove(self.path)
            raise StoreUnreadable("neither file opens with its key")

    def _make_tables(self) -> bool:
        """Make what is missing; whether the file was new."""
        version = self._connection.execute("PRAGMA user_version").fetchone()[0]
        if version == 1:
            self._run(tables.MIGRATE_1)
        self._run(tables.MAIN)
        return bool(version == 0)

    def _attach(self, *, keep_damaged: bool) -> bool:
        """Open the cache; one that is damaged or of another format is begun anew. Whether there was a good one."""
        path = str(self.cache_path)
        existed = not self._in_memory and self.cache_path.exists()
        try:
            files.attach(self._connection, path, self._cache_key)
            same = self._connection.execute("PRAGMA cache.user_version").fetchone()[0] in (0, FORMAT)
        except files.cipher().Error as error:
            if not files.is_broken(error):
                raise
            same = False
        if not same:
            with suppress(files.cipher().Error):
                self._connection.execute("DETACH DATABASE cache")
            if keep_damaged:
                files.set_aside(self.cache_path)
            self._attach_new()
            return False
        self._make_cache()
        return existed

    def _attach_new(self) -> None:
        """An empty cache in the place of the old one; in memory where another program still has that one open."""
        place = MEMORY
        with suppress(PermissionError):
            if not self._in_memory:
                # Windows deletes no file that is in use: its key is forgotten, and the next opening deletes it.
                files.remove(self.cache_path)
                place = str(self.cache_path)
        files.attach(self._connection, place, self._cache_key)
        self._make_cache()

    def _make_cache(self) -> None:
        self._run(tables.CACHE)
        self._connection.execute(f"PRAGMA cache.user_version = {FORMAT}")

    def _run(self, script: str) -> None:
        with self._begun():
            for statement in script.split(";"):
                if statement.strip():
                    self._connection.execute(statement)

    @contextmanager
    def _begun(self) -> Iterator[None]:
        if self._depth:
            yield
            return
        # Asked for at once: a reader that became a writer could not wait for another program's commit.
        self._connection.execute("BEGIN IMMEDIATE")
        self._depth = 1
        try:
            yield
            self._connection.execute("COMMIT")
        except BaseException:
            # A full disk makes SQLite roll back by itself.
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise
        finally:
            self._depth = 0

    @contextmanager
    def _counted(self) -> Iterator[None]:
        self._turns += 1
        try:
            yield
        finally:
            self._turns -= 1


_DROP_TRIGGERS = "".join(
    f"DROP TRIGGER IF EXISTS {spare}_{what};"
    for spare in ("spare_outbox", "spare_text")
    for what in ("added", "changed", "dropped")
)


def memory_store() -> Store:
    """A store of which nothing touches the disk: data and key end with the program."""
    return Store(Path(MEMORY), secrets.token_hex(32))


def open_store(folder: Path, server: str, login: str, ring: KeyRing) -> Store:
    """This person's store for one server. Raises NoKeyRing, StoreUnreadable, DiskFull, StoreBusy."""
    name = _name(server, login)
    return Store(folder / f"{name}.db", key_of(ring, name), key_of(ring, f"{name}-cache"))


def exists(folder: Path, server: str, login: str) -> bool:
    """Whether this person has a store here; none is made by asking."""
    return (folder / f"{_name(server, login)}.db").exists()


def wipe_cache(store: Store, server: str, login: str, ring: KeyRing) -> None:
    """Forget what can be fetched again, its key first; decisions and texts that only this computer has stay."""
    name = f"{_name(server, login)}-cache"
    forget_key(ring, name)
    store.drop_cache(key_of(ring, name))


def wipe(folder: Path, server: str, login: str, ring: KeyRing) -> None:
    """Forget everything: the keys first, so that whatever remains on disk can't be read."""
    name = _name(server, login)
    forget_key(ring, name)
    forget_key(ring, f"{name}-cache")
    for left in folder.glob(f"{name}.*"):
        left.unlink(missing_ok=True)


def _name(server: str, login: str) -> str:
    # Neither the login nor the server's name belongs in a file name.
    return hashlib.sha256(f"{server}\x1f{login}".encode()).hexdigest()[:32]
