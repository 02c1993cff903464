"""The form of the database that this program makes, as one hash: a database that bears it needs nothing done."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from app.paths import RESOURCES

if TYPE_CHECKING:
    from sqlalchemy import Connection

_HERE = Path(__file__).parent
#: Everything that decides how a prepared database looks.
_SOURCES = (
    (_HERE / "migrations", "*.py"),
    (_HERE / "sql", "*.sql"),
    (RESOURCES / "catalogue", "*.*"),
    (RESOURCES / "procedure", "*.toml"),
)
_READ = "SELECT obj_description(to_regnamespace('pqr_meta'), 'pg_namespace')"


def fingerprint() -> str:
    """The hash of every file of this program that shapes a database; line endings do not count."""
    digest = hashlib.sha256()
    for folder, pattern in _SOURCES:
        for path in sorted(folder.rglob(pattern)):
            content = path.read_bytes().replace(b"\r\n", b"\n")
            digest.update(f"{path.relative_to(folder).as_posix()} {len(content)}\n".encode())
            digest.update(content)
    return digest.hexdigest()


def prepared_by(dsn: str) -> str | None:
    """The form that the database bears, or None. The driver's errors pass through."""
    import psycopg

    with psycopg.connect(dsn) as connection:
        row = connection.execute(_READ).fetchone()
    return None if row is None else row[0]


def sign(connection: Connection, form: str) -> None:
    """Note the form on the schema of the program's own tables, in the caller's transaction."""
    from sqlalchemy import text

    connection.execute(text(f"COMMENT ON SCHEMA pqr_meta IS '{form}'"))
