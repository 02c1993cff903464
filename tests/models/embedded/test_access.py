"""The embedded server trusts nobody: not a local process, not the log, not the environment."""

from __future__ import annotations

import re
import stat
import sys
from collections.abc import Callable

import psutil
import psycopg
import pytest

from app.models.embedded import Server
from app.models.embedded import postmaster as postmasters
from tests.models.embedded.conftest import home_of

Start = Callable[..., Server]


def refused(server: Server, **changes: str) -> str:
    """The refusal of a connection like the superuser's with `changes`."""
    with pytest.raises(psycopg.OperationalError) as refusal:
        psycopg.connect(server.dsn("postgres"), **changes)
    return str(refusal.value)


def test_the_superuser_needs_the_password(server: Server) -> None:
    with psycopg.connect(server.dsn("postgres")) as link:
        assert link.execute("SELECT current_user").fetchone() == ("postgres",)
    assert "password authentication failed" in refused(server, password="otra")
    assert "no password supplied" in refused(server, password="", passfile="/nonexistent")


def test_no_rule_trusts_and_every_rule_is_for_loopback(server: Server) -> None:
    rules = (server.folder / "cluster" / "pg_hba.conf").read_text(encoding="utf-8")
    assert "trust" not in rules
    with psycopg.connect(server.dsn("postgres")) as link:
        found = link.execute("SELECT type, address, auth_method FROM pg_hba_file_rules").fetchall()
    assert found == [("host", "127.0.0.1", "scram-sha-256")]


def test_it_listens_on_loopback_only_and_on_no_socket(server: Server) -> None:
    running = postmasters.find(home_of(server))
    assert running is not None
    links = psutil.Process(running.pid).net_connections("all")
    listening = {link.laddr for link in links if link.status == psutil.CONN_LISTEN}
    assert [tuple(each) for each in listening] == [("127.0.0.1", server.port)]
    with psycopg.connect(server.dsn("postgres")) as link:
        assert link.execute("SHOW unix_socket_directories").fetchone() == ("",)


def test_text_is_utf8_and_sorts_alike_on_every_system(server: Server) -> None:
    with psycopg.connect(server.dsn("postgres")) as link:
        row = link.execute(
            "SELECT pg_encoding_to_char(encoding), datlocprovider, datlocale, datcollate,"
            " current_setting('server_version_num')::int >= 180000, current_setting('TimeZone')"
            " FROM pg_database WHERE datname = 'template1'"
        ).fetchone()
    assert row == ("UTF8", "b", "C.UTF-8", "C", True, "America/Bogota")


def test_passwords_are_kept_as_scram_and_the_superusers_is_in_a_closed_file(server: Server) -> None:
    with psycopg.connect(server.dsn("postgres")) as link:
        row = link.execute("SELECT rolpassword FROM pg_authid WHERE rolname = 'postgres'").fetchone()
    assert row is not None and row[0].startswith("SCRAM-SHA-256$")
    secret = server.folder / "superuser.secret"
    assert secret.read_text(encoding="utf-8").strip() == server.password_for_superuser
    assert len(server.password_for_superuser) >= 40
    if sys.platform != "win32":
        assert stat.S_IMODE(secret.stat().st_mode) == 0o600
        assert not (server.folder / "log" / "initial").exists()


def test_a_secret_store_keeps_the_password_instead_of_the_file(start: Start) -> None:
    class Store:
        kept: dict[str, str] = {}  # noqa: RUF012 - one store for the test

        def get(self, name: str) -> str | None:
            return self.kept.get(name)

        def set(self, name: str, secret: str) -> None:
            self.kept[name] = secret

    with start(secret_store=Store()) as first:
        assert list(Store.kept.values()) == [first.password_for_superuser]
        assert not (first.folder / "superuser.secret").exists()
    with start(secret_store=Store()) as second:
        psycopg.connect(second.dsn("postgres")).close()


@pytest.mark.parametrize("running", [True, False])
def test_a_lost_password_is_replaced_by_who_owns_the_files(start: Start, running: bool) -> None:
    first = start()
    if not running:
        first.stop()
    (first.folder / "superuser.secret").unlink()
    second = start()
    assert second.password_for_superuser != first.password_for_superuser
    psycopg.connect(second.dsn("postgres")).close()
    assert "password authentication failed" in refused(second, password=first.password_for_superuser)


def test_personal_data_stays_out_of_the_servers_log(server: Server) -> None:
    planted = "1023998877"
    log = server.folder / "log" / "server.log"
    with psycopg.connect(server.dsn("postgres"), autocommit=True) as link:
        link.execute("CREATE TEMP TABLE petitioner (document text PRIMARY KEY)")
        link.execute("INSERT INTO petitioner VALUES (%s)", [planted])
        for statement in (
            f"INSERT INTO petitioner VALUES ('{planted}')",
            f"SELECT 'x{planted}'::int",
            f"SELECT * FROM no_such_table WHERE document = '{planted}'",
        ):
            with pytest.raises(psycopg.Error):
                link.execute(statement)
        with pytest.raises(psycopg.Error):
            link.execute("INSERT INTO petitioner VALUES (%s)", [planted])
        # What functions say on purpose about who read what must be kept.
        link.execute("DO $$ BEGIN RAISE LOG 'read by %', session_user; END $$")
    text = log.read_text(encoding="utf-8")
    assert planted not in text
    assert re.search(r"postgres@postgres LOG: .*read by postgres", text)


def test_the_environment_changes_nothing(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PGPORT", "PGDATA", "PGHOST", "PGUSER", "PGOPTIONS"):
        monkeypatch.setenv(name, "1")
    server = start()
    psycopg.connect(server.dsn("postgres"), options="").close()
    assert server.port != 1
