"""No person, file or variable can make a connection weaker than the design's."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from app.errors import InsecureConnection, InvalidInput, PqrError, WrongPassword
from app.models.connection import Target, connect, conninfo, engine, settings, target_from_address
from app.models.embedded import Server
from app.version import VERSION

REMOTE = "bandeja.unidad.example"


@pytest.fixture
def authority(tmp_path: Path) -> Path:
    """A file in the place of the authority's certificate."""
    made = tmp_path / "autoridad ñ.pem"
    made.write_text("certificado", encoding="utf-8")
    return made


def test_off_loopback_everything_is_checked(authority: Path) -> None:
    made = settings(Target(REMOTE, 5433, "pqr", authority), "u_17", "clave")
    assert (
        made.items()
        >= {
            "host": REMOTE,
            "port": "5433",
            "sslmode": "verify-full",
            "sslrootcert": str(authority),
            "channel_binding": "require",
            "require_auth": "scram-sha-256",
            "connect_timeout": "5",
            "tcp_user_timeout": "10000",
            "application_name": f"pqr/{VERSION}",
            "sslcertmode": "disable",
            "gssencmode": "disable",
            "passfile": os.devnull,
        }.items()
    )


def test_on_loopback_scram_is_still_required() -> None:
    made = settings(Target("localhost", 5433, "pqr"), "u_17", "clave")
    assert (made["host"], made["require_auth"], made["sslmode"]) == ("127.0.0.1", "scram-sha-256", "disable")


def test_an_authority_is_used_on_loopback_too(authority: Path) -> None:
    """A tunnel to the shared server ends on loopback; its certificate is checked all the same."""
    made = settings(Target("127.0.0.1", 5433, "pqr", authority), "u_17", "clave")
    assert (made["sslmode"], made["channel_binding"]) == ("verify-full", "require")


@pytest.mark.parametrize(
    "host",
    [
        REMOTE,
        "10.0.0.7",
        "0.0.0.0",
        "127.0.0.1.example",
        "localhost.example",
        f"127.0.0.1,{REMOTE}",
        "::2",
        "LOCALHOST ",
    ],
)
@pytest.mark.parametrize("certificate", [None, Path("/no/such/file.pem"), Path("/")])
def test_another_computer_without_a_certificate_is_refused(host: str, certificate: Path | None) -> None:
    for build in (settings, conninfo, engine, connect):
        with pytest.raises(InsecureConnection) as refusal:
            build(Target(host, 5432, "pqr", certificate), "u_17", "clave")
        assert "clave" not in str(refusal.value)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "localhost", "127.0.0.1, ::1"])
def test_what_counts_as_this_computer(host: str) -> None:
    assert Target(host).is_local


@pytest.mark.parametrize(
    "query",
    [
        "sslmode=disable",
        "sslmode=require",
        "sslmode=verify-ca",
        "sslmode=",
        "sslmode=verify-full&sslmode=prefer",
        "channel_binding=prefer",
        "require_auth=password",
        "require_auth=none",
        "sslrootcert=/tmp/otra.pem",
        "sslrootcert=system",
        "gssencmode=prefer",
        "service=otra",
        "options=-c%20role=postgres",
        "hostaddr=10.0.0.9",
        "password=x",
        "passfile=/tmp/x",
    ],
)
def test_an_address_cannot_lower_anything(query: str, authority: Path) -> None:
    with pytest.raises(InsecureConnection):
        target_from_address(f"postgresql://{REMOTE}/pqr?{query}", authority)


@pytest.mark.parametrize("address", ["postgresql://u:clave@h/pqr", "http://h/pqr", "postgresql:///pqr", ""])
def test_addresses_of_other_kinds_are_refused(address: str) -> None:
    with pytest.raises(PqrError):
        target_from_address(address)


def test_an_unreadable_address_is_a_wrong_field() -> None:
    with pytest.raises(InvalidInput):
        target_from_address("servidor:puerto/pqr")


def test_an_address_says_where_and_may_repeat_what_is_done_anyway(authority: Path) -> None:
    address = f"postgresql://{REMOTE}:5433/pqr_2026?sslmode=verify-full&channel_binding=require"
    assert target_from_address(address, authority) == Target(REMOTE, 5433, "pqr_2026", authority)
    assert target_from_address(REMOTE) == Target(REMOTE, 5432, "pqr")


@pytest.mark.parametrize(("user", "password"), [("", "clave"), ("u_17", "")])
def test_an_empty_user_or_password_is_not_looked_for_elsewhere(user: str, password: str) -> None:
    with pytest.raises(WrongPassword):
        settings(Target("127.0.0.1"), user, password)


@pytest.mark.parametrize("password", ["a b", "it's", 'x"y', "back\\slash'", "ñandú€", "sslmode=disable host=x"])
def test_passwords_reach_libpq_as_they_are(password: str) -> None:
    read = conninfo_to_dict(conninfo(Target("127.0.0.1", 5433, "base d'año"), "u_17", password))
    assert read["password"] == password
    assert read["dbname"] == "base d'año"
    assert read["sslmode"] == "disable"


def test_the_environment_is_ignored(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    service = tmp_path / "service.conf"
    service.write_text("[otra]\nhostaddr=203.0.113.9\noptions=-c work_mem=64kB\n", encoding="utf-8")
    for name, value in {
        "PGSERVICE": "otra",
        "PGSERVICEFILE": str(service),
        "PGSSLMODE": "verify-full",
        "PGREQUIREAUTH": "none",
        "PGHOSTADDR": "203.0.113.9",
        "PGPASSFILE": str(tmp_path / "pass"),
        "PGOPTIONS": "-c work_mem=64kB",
        "PGTZ": "Asia/Tokyo",
        "PGTARGETSESSIONATTRS": "standby",
    }.items():
        monkeypatch.setenv(name, value)
    made = connect(server.target("postgres"), server.superuser, server.password_for_superuser)
    with made as link:
        row = link.execute("SELECT current_setting('work_mem'), current_setting('TimeZone')").fetchone()
        assert row == ("16MB", "America/Bogota")


@pytest.fixture
def harvester() -> Iterator[tuple[int, list[bytes]]]:
    """A server on loopback that asks for the password in clear: its port and what it got after asking."""
    got: list[bytes] = []
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        link, _ = listener.accept()
        with link:
            link.recv(4096)
            link.sendall(b"R" + (8).to_bytes(4, "big") + (3).to_bytes(4, "big"))
            got.append(link.recv(4096))

    worker = threading.Thread(target=serve)
    worker.start()
    yield listener.getsockname()[1], got
    worker.join(timeout=90)
    listener.close()


def test_a_server_that_asks_for_the_password_in_clear_does_not_get_it(
    harvester: tuple[int, list[bytes]],
) -> None:
    port, got = harvester
    with pytest.raises(psycopg.OperationalError, match="scram-sha-256"):
        connect(Target("127.0.0.1", port, "pqr"), "u_17", "clave-secreta")
    assert all(b"clave-secreta" not in each for each in got)


def test_an_engine_keeps_at_most_two_connections(server: Server) -> None:
    made = engine(server.target("postgres"), server.superuser, server.password_for_superuser, pool_timeout=0.1)
    with made.connect() as first, made.connect():
        name, window = first.exec_driver_sql("SELECT current_setting('application_name')").scalar().split(" ")
        assert name == f"pqr/{VERSION}" and len(window) == 16
        with pytest.raises(Exception, match="QueuePool limit"):
            made.connect()
    made.dispose()


def test_psycopg_is_not_loaded_before_the_first_connection() -> None:
    code = "import sys, app.models.connection, app.models.embedded; print('psycopg' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
