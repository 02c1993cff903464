"""SQL files that are applied again whenever their text changes: functions, policies, grants."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, text

from app.errors import PqrError
from app.version import VERSION

_RECORD = """
CREATE SCHEMA IF NOT EXISTS pqr_meta;
CREATE TABLE IF NOT EXISTS pqr_meta.repeatable (
    name text PRIMARY KEY,
    sha256 text NOT NULL,
    program text NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
"""


class SqlFileFailed(PqrError):
    """No se pudo actualizar la base de datos; quedó como estaba. Informe a soporte antes de seguir."""

    code = "sql_file_failed"


@dataclass(frozen=True)
class SqlFile:
    """One repeatable file; `name` is its path under the folder, with slashes, and decides the order."""

    name: str
    sql: str

    @property
    def sha256(self) -> str:
        """The hash that tells whether it changed."""
        return hashlib.sha256(self.sql.encode()).hexdigest()


#: The files of this program, which do not change while it runs: read once.
OWN = Path(__file__).parent / "sql"


def read_files(folder: Path) -> Sequence[SqlFile]:
    """Every `.sql` file under `folder`, in the order of its path; line endings do not count as a change."""
    return _own_files() if folder == OWN else _read(folder)


@cache
def _own_files() -> Sequence[SqlFile]:
    return tuple(_read(OWN))


def _read(folder: Path) -> list[SqlFile]:
    def found() -> Iterator[SqlFile]:
        for path in folder.rglob("*.sql"):
            # Universal newlines: a checkout on Windows must not look like another version.
            yield SqlFile(path.relative_to(folder).as_posix(), path.read_text(encoding="utf-8"))

    return sorted(found(), key=lambda file: file.name)


#: Files that speak of all the others (policies, owners, grants): applied again whenever anything changed.
LAST = "zz_"


def apply_changed(connection: Connection, folder: Path, *, tables_changed: bool = False) -> list[str]:
    """Apply the files of `folder` that the database does not have in this form; their names, in order.

    Those whose name begins with `LAST` are applied too when any other was, or when the tables changed.
    Runs inside the caller's transaction, after Alembic, as whoever may become every owner. SqlFileFailed
    names the file; the caller rolls everything back.
    """
    driver = connection.connection.driver_connection
    assert driver is not None
    driver.execute(_RECORD)
    done = {row.name: row.sha256 for row in connection.execute(text("SELECT name, sha256 FROM pqr_meta.repeatable"))}
    files = read_files(folder)
    changed = [file for file in files if done.get(file.name) != file.sha256]
    if changed or tables_changed:
        changed = [file for file in files if file in changed or file.name.startswith(LAST)]
    transaction = _transaction(driver)
    # Functions may name others of later files; the last file checks all of them.
    driver.execute("SET LOCAL check_function_bodies = off")
    for file in changed:
        _apply(driver, file, transaction)
        connection.execute(
            text(
                "INSERT INTO pqr_meta.repeatable (name, sha256, program) VALUES (:name, :sha256, :program)"
                " ON CONFLICT (name) DO UPDATE SET sha256 = excluded.sha256, program = excluded.program,"
                " applied_at = clock_timestamp()"
            ),
            {"name": file.name, "sha256": file.sha256, "program": VERSION},
        )
    return [file.name for file in changed]


def _apply(driver: Any, file: SqlFile, transaction: int) -> None:
    import psycopg

    try:
        # Without parameters psycopg sends the whole file: many statements, and % means nothing.
        driver.execute(file.sql)
        driver.execute("RESET ROLE")
    except psycopg.Error as error:
        raise SqlFileFailed(f"{file.name}: {error}") from error
    if _transaction(driver) != transaction:
        raise SqlFileFailed(f"{file.name} ends the transaction; leave out BEGIN, COMMIT and ROLLBACK")


def _transaction(driver: Any) -> int:
    row = driver.execute("SELECT pg_current_xact_id()::text::bigint").fetchone()
    return int(row[0])
