"""Opens one person's encrypted store: SQLCipher in WAL, key from the system's key ring, forgotten by `wipe`.

Without a key ring there is no store, and the window says so: a key on disk beside the file protects nothing.
Source: data.md §3.2.
"""

from __future__ import annotations

import hashlib
import secrets
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Protocol

from app.errors import PqrError

SERVICE = "BandejaPQR"
#: Raised when the tables change; the cache is dropped and refetched, the outbox is never dropped.
FORMAT = 1

_TABLES = """
CREATE TABLE IF NOT EXISTS outbox (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    command_id TEXT NOT NULL UNIQUE,
    case_id TEXT NOT NULL,
    version INTEGER NOT NULL,
    procedure TEXT NOT NULL,
    activity TEXT NOT NULL,
    outcome TEXT NOT NULL,
    payload TEXT NOT NULL,
    written_at TEXT NOT NULL,
    status TEXT NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'conflict', 'refused', 'blocked')),
    tries INTEGER NOT NULL DEFAULT 0,
    reason TEXT
);
CREATE INDEX IF NOT EXISTS outbox_case ON outbox (case_id, seq);
CREATE TABLE IF NOT EXISTS kept_text (
    place TEXT PRIMARY KEY,
    body TEXT NOT NULL,
    saved_at TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS known_case (
    case_id TEXT PRIMARY KEY,
    label TEXT NOT NULL
);
"""


class NoKeyRing(PqrError):
    """Este computador no tiene dónde guardar la llave del trabajo sin red. Podrá trabajar sólo con conexión."""

    code = "no_key_ring"


class StoreUnreadable(PqrError):
    """El archivo local está dañado o su llave cambió. Se apartó una copia; lo enviado al servidor está a salvo."""

    code = "store_unreadable"


class KeyRing(Protocol):
    """Where a secret of one person on this computer is kept."""

    def get_password(self, service: str, name: str) -> str | None:
        """The secret, or None."""

    def set_password(self, service: str, name: str, secret: str) -> None:
        """Keep the secret."""

    def delete_password(self, service: str, name: str) -> None:
        """Forget the secret."""


def system_key_ring() -> KeyRing:
    """The system's key ring, chosen by name on Windows. Raises NoKeyRing where there is none worth the name."""
    import keyring
    from keyring.backends import fail, null

    if sys.platform == "win32":
        from keyring.backends import Windows

        return Windows.WinVaultKeyring()
    ring = keyring.get_keyring()
    name = type(ring).__module__
    if isinstance(ring, fail.Keyring | null.Keyring) or "plaintext" in name.lower() or name.startswith("keyrings.alt"):
        raise NoKeyRing("no usable backend")
    return ring


class Store:
    """One open encrypted file. Calls are serialised; each `transaction` is one SQLite transaction."""

    def __init__(self, path: Path, key: str) -> None:
        """Open or create the file. Raises StoreUnreadable after setting a damaged file aside."""
        self.path = path
        self._lock = threading.RLock()
        #: Held by whoever sends what waits: two at once would break the order of a case's commands.
        self.sending = threading.RLock()
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            self._connection = _open(path, key)
        except _cipher().DatabaseError as error:
            _set_aside(path)
            raise StoreUnreadable("not readable with this key") from error

    @contextmanager
    def transaction(self) -> Iterator[Any]:
        """A cursor in one transaction: committed at the end, rolled back on an error."""
        with self._lock, self._connection:
            yield self._connection.cursor()

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._connection.close()


def memory_store() -> Store:
    """A store of which nothing touches the disk: data and key end with the program."""
    return Store(Path(":memory:"), secrets.token_hex(32))


def open_store(folder: Path, server: str, login: str, ring: KeyRing) -> Store:
    """This person's store for one server. Raises NoKeyRing, StoreUnreadable."""
    name = _name(server, login)
    key = ring.get_password(SERVICE, name)
    if key is None:
        key = secrets.token_hex(32)
        ring.set_password(SERVICE, name, key)
    return Store(folder / f"{name}.db", key)


def wipe(folder: Path, server: str, login: str, ring: KeyRing) -> None:
    """Forget everything: the key first, so that whatever remains on disk can't be read."""
    name = _name(server, login)
    from keyring.errors import PasswordDeleteError

    with suppress(PasswordDeleteError):
        ring.delete_password(SERVICE, name)
    for suffix in ("", "-wal", "-shm"):
        (folder / f"{name}.db{suffix}").unlink(missing_ok=True)


def _name(server: str, login: str) -> str:
    # Neither the login nor the server's name belongs in a file name.
    return hashlib.sha256(f"{server}\x1f{login}".encode()).hexdigest()[:32]


def _open(path: Path, key: str) -> Any:
    connection = _cipher().connect(str(path), check_same_thread=False, timeout=5)
    connection.execute(f"PRAGMA key = \"x'{key}'\"")
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "secure_delete = ON", "temp_store = MEMORY"):
        connection.execute(f"PRAGMA {pragma}")
    connection.executescript(_TABLES)
    connection.execute(f"PRAGMA user_version = {FORMAT}")
    connection.commit()
    return connection


def _set_aside(path: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        damaged = path.with_name(path.name + suffix)
        if damaged.exists():
            damaged.replace(path.with_name(f"{path.name}{suffix}.damaged"))


def _cipher() -> Any:
    from sqlcipher3 import dbapi2

    return dbapi2
