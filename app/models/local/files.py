"""Opens, sets aside and reclaims encrypted SQLite files, and says in our words what SQLite complains of."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Any

from app import errors
from app.errors import PqrError
from app.models.local.tables import RESCUE

MEMORY = ":memory:"
_SIDES = ("", "-wal", "-shm")
#: How SQLite names a disk that takes no more; the second is what a quota or a limit of the system looks like.
_FULL = ("disk is full", "disk I/O error")
_LOCKED = ("locked", "busy")
_BROKEN = ("not a database", "malformed", "SQL logic error", "encrypted")


class StoreUnreadable(PqrError):
    """El archivo local está dañado o su llave cambió. Se apartó una copia; lo enviado al servidor está a salvo."""

    code = "store_unreadable"


class DiskFull(PqrError):
    """No hay espacio en el disco: no se guardó nada. Libere espacio y repita; lo escrito sigue en pantalla."""

    code = "disk_full"


class StoreBusy(errors.Busy):
    """Otra ventana suya de este programa está guardando. Intente de nuevo en un momento."""

    code = "store_busy"


def cipher() -> Any:
    """The database module, imported late: it is not needed before the first paint."""
    from sqlcipher3 import dbapi2

    return dbapi2


def connect(path: str, key: str) -> Any:
    """A connection that commits only when told to. Raises SQLite's errors."""
    connection = cipher().connect(path, check_same_thread=False, timeout=5, isolation_level=None)
    try:
        connection.execute(f"PRAGMA key = \"x'{key}'\"")
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "secure_delete = ON", "temp_store = MEMORY"):
            connection.execute(f"PRAGMA {pragma}")
        # Errors of the cipher would be printed, with nothing that helps a person.
        connection.execute("PRAGMA cipher_log_level = NONE")
        check(connection, "main")
    except BaseException:
        connection.close()
        raise
    return connection


def attach(connection: Any, path: str, key: str) -> None:
    """Open a second file beside the first as `cache`."""
    connection.execute("ATTACH DATABASE ? AS cache KEY \"x'" + key + "'\"", (path,))
    try:
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "secure_delete = ON"):
            connection.execute(f"PRAGMA cache.{pragma}")
        check(connection, "cache")
    except BaseException:
        with suppress(cipher().Error):
            connection.execute("DETACH DATABASE cache")
        raise


def check(connection: Any, schema: str) -> None:
    """Read every page once; raises DatabaseError when one is damaged."""
    found = connection.execute(f"PRAGMA {schema}.quick_check(1)").fetchone()
    if found is None or found[0] != "ok":
        raise cipher().DatabaseError("database disk image is malformed")


def is_broken(error: BaseException) -> bool:
    """Whether the file itself is at fault, and not the disk, another program or a query."""
    words = str(error)
    return isinstance(error, cipher().DatabaseError) and any(sign in words for sign in _BROKEN)


def told(error: BaseException) -> BaseException:
    """Our error for one of SQLite's; the error itself when it is none of ours (a bug)."""
    words = str(error)
    if any(sign in words for sign in _FULL):
        return DiskFull("sqlite")
    if any(sign in words for sign in _LOCKED):
        return StoreBusy("sqlite")
    return StoreUnreadable("sqlite") if is_broken(error) else error


def set_aside(path: Path) -> None:
    """Rename a damaged file with what belongs to it, so that it can be opened again if its key comes back."""
    aside = path.with_name(f"{path.name}.damaged")
    number = 1
    while aside.exists():
        number += 1
        aside = path.with_name(f"{path.name}.damaged{number}")
    for side in _SIDES:
        damaged = path.with_name(path.name + side)
        if damaged.exists():
            damaged.replace(aside.with_name(aside.name + side))


def remove(path: Path) -> None:
    """Delete a file with what belongs to it."""
    for side in _SIDES:
        path.with_name(path.name + side).unlink(missing_ok=True)


def reclaim(connection: Any, path: Path, key: str) -> int:
    """Take what is missing from files set aside earlier that this key opens after all; returns how many it opened."""
    opened = 0
    for aside in sorted(path.parent.glob(f"{path.name}.damaged*")):
        if aside.name.endswith(("-wal", "-shm")):
            continue
        try:
            connection.execute("ATTACH DATABASE ? AS aside KEY \"x'" + key + "'\"", (str(aside),))
        except cipher().DatabaseError:
            continue
        try:
            script = RESCUE.format(outbox="aside.outbox", text="aside.kept_text")
            connection.executescript(f"BEGIN;{script}COMMIT;")
            opened += 1
        except cipher().DatabaseError:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            aside = None  # type: ignore[assignment]
        connection.execute("DETACH DATABASE aside")
        if aside is not None:
            remove(aside)
    return opened
