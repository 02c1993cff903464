"""The server on this computer: started, brought to this program's form, watched, and stopped with its last user."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from app.models import connection, embedded
from app.models.connection import Target
from app.models.embedded import watchdog
from app.models.migrate import prepare
from app.services.refusals import refusal

DATABASE = "pqr"
Tell = Callable[[str], None]


class LocalServer:
    """One use of the embedded server with a database ready for people to sign in."""

    def __init__(self, server: embedded.Server, database: str = DATABASE) -> None:
        """Made by `start_local`; tests name a database of their own."""
        self._server, self._database = server, database
        self._stopping = threading.Event()

    @property
    def target(self) -> Target:
        """Where people connect."""
        return self._server.target(self._database)

    def owner_connection(self) -> Any:
        """A connection that owns everything, for seeding and first set-up; the caller closes it."""
        return connection.connect(self.target, self._server.superuser, self._server.password_for_superuser)

    def owner_dsn(self) -> str:
        """The same as text for a child process; it holds the password, so it goes through a pipe only."""
        return self._server.dsn(self._database)

    def watch(self, every: float = watchdog.EVERY) -> None:
        """Look each `every` seconds until `stop`: end who holds others up, and anchor the history. Runs in a job.

        A server that died is started again; one that does not answer is asked again at the next look.
        """
        from psycopg import OperationalError

        looks = 0
        while not self._stopping.wait(every):
            try:
                self._look(anchored=looks % watchdog.LOOKS_PER_ANCHOR == 0)
                looks += 1
            except OperationalError:
                self._revive()

    def _look(self, *, anchored: bool) -> None:
        from psycopg.errors import UniqueViolation

        server = self._server
        with connection.connect(self.target, server.superuser, server.password_for_superuser, autocommit=True) as mine:
            watchdog.end_idle(mine)
            if anchored:
                # Another program on this computer anchored in the same instant: that one counts.
                with suppress(UniqueViolation):
                    watchdog.anchor(mine)

    def _revive(self) -> None:
        if not self._stopping.is_set():
            with suppress(embedded.ServerNotStarted):
                self._server.revive()

    def stop_watching(self) -> None:
        """End `watch` at once."""
        self._stopping.set()

    def stop(self) -> None:
        """End this use; the server stops with its last user."""
        self.stop_watching()
        self._server.stop()


def start_local(data_dir: Path, tell: Tell = lambda words: None, *, fsync: bool = True) -> LocalServer:
    """Start or join the server of a folder and prepare its database. Raises ServerNotStarted, BinariesMissing.

    `tell` hears, in Spanish, what is being done.
    """
    tell("Iniciando la base de datos de este computador…")
    server = embedded.start(data_dir, fsync=fsync)
    local = LocalServer(server)
    try:
        tell("Preparando las tablas y las reglas…")
        _create_database(server)
        prepare(server.dsn(DATABASE))
    except BaseException:
        local.stop()
        raise
    return local


def has_people(local: LocalServer) -> bool:
    """Whether somebody can sign in already."""
    with local.owner_connection() as owner:
        row = owner.execute("SELECT EXISTS (SELECT FROM pqr.person)").fetchone()
    return bool(row and row[0])


def _create_database(server: embedded.Server) -> None:
    admin = connection.connect(server.target(), server.superuser, server.password_for_superuser, autocommit=True)
    with admin:
        if admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone() is None:
            admin.execute(f"CREATE DATABASE {DATABASE}")


def make_first_admin(local: LocalServer, full_name: str, login: str, password: str) -> None:
    """Make the person who will make all others. Raises a refusal if somebody can sign in already."""
    if has_people(local):
        raise refusal("not_permitted")
    initials = "".join(word[0] for word in full_name.split()[:2]).upper()
    with local.owner_connection() as owner:
        verifier = owner.pgconn.encrypt_password(password.encode(), login.encode(), b"scram-sha-256").decode()
        answer = owner.execute(
            "SELECT pqr_api.add_person(%s, %s, %s, NULL, ARRAY['admin', 'lead'], %s)",
            [login, full_name, initials, verifier],
        ).fetchone()[0]
    if answer["status"] != "applied":
        raise refusal(answer["reason"])
