"""Migrations are applied whole or not at all, and repeatable files exactly when their text changes."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from app.errors import SchemaNewer
from app.models.migrate import Migrated, SchemaState, migrate, schema_state
from app.models.repeatable import SqlFileFailed

_REVISION = """
from alembic import op
revision = "{revision}"
down_revision = {down!r}
def upgrade():
    op.execute("{sql}")
"""


class Project:
    """A tiny project: its migrations and its SQL files, in folders with odd names."""

    def __init__(self, folder: Path) -> None:
        self.migrations = folder / "50% año" / "migrations"
        self.sql = folder / "50% año" / "sql"
        (self.migrations / "versions").mkdir(parents=True)
        self.sql.mkdir()
        from app.models.migrate import MIGRATIONS

        env = (MIGRATIONS / "env.py").read_text(encoding="utf-8")
        (self.migrations / "env.py").write_text(env, encoding="utf-8")
        (self.migrations / "script.py.mako").touch()

    def revision(self, number: str, sql: str, down: str | None = None) -> None:
        """Add a migration."""
        path = self.migrations / "versions" / f"{number}_x.py"
        path.write_text(_REVISION.format(revision=number, down=down, sql=sql), encoding="utf-8")

    def file(self, name: str, sql: str) -> None:
        """Add or change a repeatable file."""
        path = self.sql / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(sql.encode())

    def migrate(self, engine: Engine) -> Migrated:
        return migrate(engine, migrations=self.migrations, sql=self.sql)

    def state(self, engine: Engine) -> SchemaState:
        return schema_state(engine, migrations=self.migrations, sql=self.sql)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    made = Project(tmp_path)
    made.revision("0001", "CREATE TABLE thing (value int)")
    return made


def run(engine: Engine, sql: str) -> list[tuple[object, ...]]:
    """The rows of a statement."""
    with engine.begin() as connection:
        result = connection.execute(text(sql))
        return [tuple(row) for row in result] if result.returns_rows else []


def test_only_what_is_missing_is_applied(project: Project, superuser_engine: Engine) -> None:
    project.file("a.sql", "CREATE OR REPLACE FUNCTION one() RETURNS int LANGUAGE sql AS 'SELECT 1'")
    assert project.migrate(superuser_engine) == Migrated(("0001",), ("a.sql",))
    assert project.migrate(superuser_engine) == Migrated((), ())
    project.revision("0002", "ALTER TABLE thing ADD COLUMN name text", down="0001")
    project.file("a.sql", "CREATE OR REPLACE FUNCTION one() RETURNS int LANGUAGE sql AS 'SELECT 11'")
    assert project.migrate(superuser_engine) == Migrated(("0002",), ("a.sql",))
    assert run(superuser_engine, "SELECT one(), count(name) FROM thing") == [(11, 0)]


def test_files_run_in_the_order_of_their_paths(project: Project, superuser_engine: Engine) -> None:
    for name in ("20_b.sql", "effects/a.sql", "10_z.sql", "effects/deep/b.sql"):
        project.file(name, f"INSERT INTO thing VALUES (1); COMMENT ON TABLE thing IS '{name}';")
    files = ("10_z.sql", "20_b.sql", "effects/a.sql", "effects/deep/b.sql")
    assert project.migrate(superuser_engine).files == files
    assert run(superuser_engine, "SELECT obj_description('thing'::regclass)") == [(files[-1],)]


def test_percent_signs_many_statements_and_roles_left_behind(project: Project, superuser_engine: Engine) -> None:
    project.file(
        "a.sql",
        "CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $$ DECLARE r thing%ROWTYPE;"
        " BEGIN RAISE DEBUG '% :x', 1; RETURN 5 % 3; END $$;"
        "SET ROLE pg_monitor;",
    )
    project.file("b.sql", "INSERT INTO thing SELECT f()")
    project.migrate(superuser_engine)
    assert run(superuser_engine, "SELECT value FROM thing") == [(2,)]


def test_line_endings_are_not_a_change(project: Project, superuser_engine: Engine) -> None:
    project.file("a.sql", "SELECT 1;\nSELECT 2;\n")
    project.migrate(superuser_engine)
    project.file("a.sql", "SELECT 1;\r\nSELECT 2;\r\n")
    assert project.migrate(superuser_engine).files == ()
    assert project.state(superuser_engine) is SchemaState.UP_TO_DATE


@pytest.mark.parametrize("bad", ["SELECT no_such_thing", "INSERT INTO thing VALUES (2); COMMIT; BEGIN;", "ROLLBACK"])
def test_a_bad_file_undoes_everything(project: Project, superuser_engine: Engine, bad: str) -> None:
    project.file("a.sql", "INSERT INTO thing VALUES (1)")
    project.file("b.sql", bad)
    with pytest.raises(SqlFileFailed, match=r"b\.sql"):
        project.migrate(superuser_engine)
    if "COMMIT" not in bad:
        assert run(superuser_engine, "SELECT to_regclass('thing')") == [(None,)]
        assert project.state(superuser_engine) is SchemaState.BEHIND


def test_people_at_work_do_not_wait_for_a_migration(project: Project, superuser_engine: Engine) -> None:
    project.file("a.sql", "CREATE TABLE seen AS SELECT current_setting('lock_timeout') AS limit_of_wait")
    project.migrate(superuser_engine)
    assert run(superuser_engine, "SELECT limit_of_wait FROM seen") == [("5s",)]


def test_the_state_of_a_database(project: Project, superuser_engine: Engine) -> None:
    project.file("a.sql", "SELECT 1")
    assert project.state(superuser_engine) is SchemaState.BEHIND
    project.migrate(superuser_engine)
    assert project.state(superuser_engine) is SchemaState.UP_TO_DATE
    project.file("b.sql", "SELECT 2")
    assert project.state(superuser_engine) is SchemaState.BEHIND
    project.migrate(superuser_engine)
    project.revision("0002", "ALTER TABLE thing ADD COLUMN name text", down="0001")
    assert project.state(superuser_engine) is SchemaState.BEHIND
    project.migrate(superuser_engine)
    (project.sql / "b.sql").unlink()
    assert project.state(superuser_engine) is SchemaState.UP_TO_DATE


def test_a_database_with_an_unknown_revision_is_newer(project: Project, superuser_engine: Engine) -> None:
    project.migrate(superuser_engine)
    run(superuser_engine, "UPDATE pqr_meta.alembic_version SET version_num = '9999'")
    assert project.state(superuser_engine) is SchemaState.NEWER
    with pytest.raises(SchemaNewer):
        project.migrate(superuser_engine)


@pytest.mark.parametrize(("program", "state"), [("99.0.0", SchemaState.NEWER), ("0.0.1", SchemaState.BEHIND)])
def test_a_file_of_a_newer_program_is_newer_and_of_an_older_one_behind(
    project: Project, superuser_engine: Engine, program: str, state: SchemaState
) -> None:
    project.file("a.sql", "SELECT 1")
    project.migrate(superuser_engine)
    run(superuser_engine, f"UPDATE pqr_meta.repeatable SET sha256 = 'other', program = '{program}'")
    assert project.state(superuser_engine) is state
    if state is SchemaState.NEWER:
        # The older program leaves the newer file as it is.
        with pytest.raises(SchemaNewer):
            project.migrate(superuser_engine)
