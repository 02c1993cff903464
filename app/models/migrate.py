"""Brings a database to the form this program needs: Alembic for tables, then the repeatable SQL files."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, text

from app.errors import SchemaNewer
from app.models import own_form
from app.models.repeatable import apply_changed, read_files
from app.version import OLDEST, VERSION, as_numbers

if TYPE_CHECKING:
    from alembic.config import Config

_HERE = Path(__file__).parent
MIGRATIONS = _HERE / "migrations"
SQL = _HERE / "sql"
#: Two programs must not migrate at once; the number is the procedure's, 740.04.08-5.
_LOCK = 740_04_08_5
_REVISION = re.compile(r"""^(revision|down_revision)(?:\s*:[^=]+)?\s*=\s*["']([^"']*)["']""", re.MULTILINE)


class SchemaState(StrEnum):
    """How a database compares with this program."""

    UP_TO_DATE = "up_to_date"
    BEHIND = "behind"
    NEWER = "newer"


@dataclass(frozen=True)
class Migrated:
    """What one run changed; both empty when the database was up to date."""

    revisions: tuple[str, ...]
    files: tuple[str, ...]


def migrate(source: Engine | str, *, migrations: Path = MIGRATIONS, sql: Path = SQL) -> Migrated:
    """Apply what is missing, in one transaction; all of it or nothing. Forward only.

    `source` is an engine or libpq connection string of a superuser, or of a login that may become every
    owner. A statement that waits 5 seconds for a lock fails, so that people at work are not blocked.
    Errors: SqlFileFailed; SchemaNewer when a newer program prepared it; errors of Alembic and of the database pass.
    """
    if isinstance(source, str):
        engine = _engine(source)
        try:
            return migrate(engine, migrations=migrations, sql=sql)
        finally:
            engine.dispose()
    from alembic import command

    if schema_state(source, migrations=migrations, sql=sql) is SchemaState.NEWER:
        # An older program on the same computer must not put its own files over newer ones.
        raise SchemaNewer()
    with source.begin() as connection:
        # Another program that migrates is waited for; people at work are not made to wait.
        connection.execute(text("SET LOCAL lock_timeout = '120s'"))
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        connection.execute(text("SET LOCAL lock_timeout = '5s'"))
        connection.execute(text("CREATE SCHEMA IF NOT EXISTS pqr_meta"))
        before = set(_revisions_of(connection))
        config = _config(migrations)
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        revisions = _passed(migrations, before)
        _allow(connection)
        return Migrated(revisions, tuple(apply_changed(connection, sql, tables_changed=bool(revisions))))


def prepare(dsn: str) -> Migrated:
    """Bring a database to this program's form and add the catalogue rows it lacks; the same errors as `migrate`.

    A database that this same program prepared before is recognised by one query: a later start is quick.
    """
    ours = own_form.fingerprint()
    if own_form.prepared_by(dsn) == ours:
        return Migrated((), ())
    from app.models import catalogue

    engine = _engine(dsn)
    try:
        migrated = migrate(engine)
        with engine.begin() as connection:
            catalogue.install(connection)
            own_form.sign(connection, ours)
    finally:
        engine.dispose()
    return migrated


def schema_state(engine: Engine, *, migrations: Path = MIGRATIONS, sql: Path = SQL) -> SchemaState:
    """Whether the database is as this program needs it; needs SELECT on the two tables in pqr_meta.

    Newer: it has a revision that this program does not know, or a file that a newer program applied.
    """
    with engine.connect() as connection:
        return state_of(connection, migrations=migrations, sql=sql)


def state_of(connection: Connection, *, migrations: Path = MIGRATIONS, sql: Path = SQL) -> SchemaState:
    """The same, asked on a connection that is open."""
    here = set(_revisions_of(connection))
    if not here:
        return SchemaState.BEHIND
    known, heads = _own_revisions() if migrations == MIGRATIONS else _declared(migrations)
    if not here <= known:
        return SchemaState.NEWER
    files = _state_of_files(connection, sql)
    behind = here != heads
    return SchemaState.BEHIND if behind and files is not SchemaState.NEWER else files


def _state_of_files(connection: Connection, sql: Path) -> SchemaState:
    if not _exists(connection, "repeatable"):
        return SchemaState.BEHIND
    rows = connection.execute(text("SELECT name, sha256, program FROM pqr_meta.repeatable")).all()
    ours = _own_files() if sql == SQL else _files(sql)
    # A file that we dropped may stay recorded; only what a newer program wrote counts against us.
    different = [row for row in rows if ours.get(row.name) != row.sha256]
    if any(as_numbers(row.program) > as_numbers(VERSION) for row in different):
        return SchemaState.NEWER
    there = {row.name: row.sha256 for row in rows}
    current = all(there.get(name) == sha256 for name, sha256 in ours.items())
    return SchemaState.UP_TO_DATE if current else SchemaState.BEHIND


def _revisions_of(connection: Connection) -> tuple[str, ...]:
    if not _exists(connection, "alembic_version"):
        return ()
    return tuple(connection.scalars(text("SELECT version_num FROM pqr_meta.alembic_version")))


def _exists(connection: Connection, table: str) -> bool:
    # Asked by name: an inspector reads half the catalogue first, and everybody waits for it at the door.
    return bool(connection.scalar(text("SELECT to_regclass(:name) IS NOT NULL"), {"name": f"pqr_meta.{table}"}))


def _files(sql: Path) -> dict[str, str]:
    return {file.name: file.sha256 for file in read_files(sql)}


@lru_cache(maxsize=1)
def _own_files() -> dict[str, str]:
    """What the program carries does not change while it runs."""
    return _files(SQL)


@lru_cache(maxsize=1)
def _own_revisions() -> tuple[set[str], set[str]]:
    return _declared(MIGRATIONS)


def warm_up() -> None:
    """Read aside what signing in compares with the database."""
    _own_files()
    _own_revisions()


def _allow(connection: Connection) -> None:
    """Programs that this form of the database no longer answers may only read; an administrator may ask for more."""
    if not _exists(connection, "server"):
        return
    said = connection.scalar(text("SELECT min_client FROM pqr_meta.server")) or ""
    if as_numbers(said) < as_numbers(OLDEST):
        connection.execute(text("UPDATE pqr_meta.server SET min_client = :oldest"), {"oldest": OLDEST})


def _config(migrations: Path) -> Config:
    from alembic.config import Config

    config = Config()
    # Alembic's settings expand percent signs, which a folder's name may hold.
    config.set_main_option("script_location", str(migrations).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def _declared(migrations: Path) -> tuple[set[str], set[str]]:
    """Every revision of this program, and the last ones; read as text, since Alembic takes a third of a second."""
    known, followed = set[str](), set[str]()
    for path in (migrations / "versions").glob("*.py"):
        said = dict(_REVISION.findall(path.read_text(encoding="utf-8")))
        if "revision" in said:
            known.add(said["revision"])
            followed.add(said.get("down_revision", ""))
    return known, known - followed


def _all_revisions(migrations: Path) -> tuple[str, ...]:
    """Every revision of this program, oldest first."""
    from alembic.script import ScriptDirectory

    scripts = ScriptDirectory.from_config(_config(migrations)).walk_revisions()
    return tuple(reversed([script.revision for script in scripts]))


def _passed(migrations: Path, before: set[str]) -> tuple[str, ...]:
    """The revisions after those in `before`: the history is one line, so all after the last known one."""
    revisions = _all_revisions(migrations)
    known = max((revisions.index(each) for each in before), default=-1)
    return revisions[known + 1 :]


def _engine(dsn: str) -> Engine:
    import psycopg
    from sqlalchemy import create_engine
    from sqlalchemy.pool import NullPool

    return create_engine("postgresql+psycopg://", creator=lambda: psycopg.connect(dsn), poolclass=NullPool)
