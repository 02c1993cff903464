"""Starts, shares and stops the embedded server."""

from __future__ import annotations

import atexit
import os
import shutil
import subprocess
import time
import uuid
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from app.models import connection
from app.models.embedded import binaries, cluster, postmaster, secret, users
from app.models.embedded.account import owner_of, place, server_account
from app.models.embedded.errors import ServerNotStarted, ServerNotStopped
from app.models.embedded.files import Home, tail
from app.models.embedded.locks import locked
from app.models.embedded.secret import SecretStore
from app.models.embedded.settings import HOST, SUPERUSER
from app.models.embedded.tools import PATIENCE, Tools

_PORT_TRIES = 4
_PAUSE = 0.05
_PORT_TAKEN = ("could not bind", "could not create any TCP/IP sockets")
_LOCK = "server.lock"
#: Another program may be waiting for a recovery while it holds the lock.
_LOCK_PATIENCE = PATIENCE + 60


@dataclass(frozen=True)
class Options:
    """What whoever starts the server may choose; see `start`."""

    max_connections: int
    fsync: bool
    secret_store: SecretStore | None


class Server:
    """One use of a running embedded server; the server stops when its last living user calls `stop`."""

    host = HOST
    superuser = SUPERUSER

    def __init__(self, home: Home, options: Options) -> None:
        """Made by `start` only, which then revives it."""
        self.port = 0
        self.password_for_superuser = ""
        self.folder = home.path
        self.log = home.server_log
        self._home = home
        self._options = options
        self._token = uuid.uuid4().hex
        self._pid = os.getpid()
        self._stopped = True

    def target(self, database: str = "postgres") -> connection.Target:
        """Where `app.models.connection` finds a database of this server."""
        return connection.Target(self.host, self.port, database)

    def dsn(self, database: str, user: str | None = None, password: str | None = None) -> str:
        """A libpq connection string; without `user`, the superuser's."""
        if user is None:
            user, password = self.superuser, self.password_for_superuser
        return connection.conninfo(self.target(database), user, password or "")

    def revive(self) -> None:
        """Start the server again if it died under us; `port` may change. Nothing happens if it runs."""
        home = self._home
        try:
            tools = Tools(binaries.find(home.account), home)
            cluster.make_home(home)
            with locked(home.lock, _LOCK_PATIENCE):
                cluster.make_log_folder(home)
                self.port, self.password_for_superuser = _run(tools, self._options)
                users.add(home.users, self._token)
        except (OSError, subprocess.SubprocessError) as error:
            raise ServerNotStarted(f"{type(error).__name__}: {error}", home.tools_log) from error
        if self._stopped:
            self._stopped = False
            # A program that forgets `stop` but ends in order should not leave a server behind.
            atexit.register(self.stop)

    def stop(self) -> None:
        """End this use; the last live user stops the server. Safe to call twice; ServerNotStopped."""
        if self._stopped or self._pid != os.getpid():
            return
        self._stopped = True
        atexit.unregister(self.stop)
        if not self._home.lock.exists():
            # Somebody removed the whole folder, and with it whatever there was to stop.
            return
        try:
            with locked(self._home.lock, _LOCK_PATIENCE):
                users.remove(self._home.users, self._token)
                _stop_unused(self._home)
        except (OSError, subprocess.SubprocessError) as error:
            raise ServerNotStopped(f"{type(error).__name__}: {error}") from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def start(
    data_dir: Path,
    *,
    max_connections: int = 100,
    fsync: bool = True,
    secret_store: SecretStore | None = None,
) -> Server:
    """Start the server of `data_dir`, or join the one that runs already, and count as one of its users.

    Makes the folder and the data directory if they are missing. The settings are those of whoever started
    it. As root the server runs under an account without privileges, and its files lie elsewhere if that
    account can't reach `data_dir` (`Server.folder` says where). Errors: BinariesMissing, ServerNotStarted.
    """
    server = Server(_home(data_dir), Options(max_connections, fsync, secret_store))
    server.revive()
    return server


def stop_if_unused(data_dir: Path) -> bool:
    """Stop a server whose users all died; whether nobody uses it now."""
    home = _home(data_dir)
    if not home.lock.exists():
        return True
    with locked(home.lock, _LOCK_PATIENCE):
        return _stop_unused(home)


def remove_if_unused(data_dir: Path) -> bool:
    """Remove a server and all its data, wherever they lie; False, and nothing done, while somebody uses it."""
    if not stop_if_unused(data_dir):
        return False
    for folder in {data_dir, _home(data_dir).path}:
        if folder.exists():
            shutil.rmtree(folder)
    return True


def _home(data_dir: Path) -> Home:
    """The files of the server of `data_dir`, and the account that runs it."""
    account = server_account()
    try:
        path = place(data_dir, account, _LOCK)
        return Home(path, owner_of(path / "cluster", account))
    except OSError as error:
        raise ServerNotStarted(f"{type(error).__name__}: {error}", Home(data_dir, account).tools_log) from error


def _run(tools: Tools, options: Options) -> tuple[int, str]:
    """Make sure that the server runs; its port and the superuser's password. Call with the lock held."""
    home, store = tools.home, options.secret_store
    running = _settled(home)
    password = secret.read(home, store)
    if running is not None and password:
        return running.port, password
    if running is not None:
        # Its password is lost: it has to rest for a moment to get a new one.
        _halt(tools)
    postmaster.clean_up(home)
    password = cluster.ensure(tools, store, fsync=options.fsync)
    for attempt in range(_PORT_TRIES):
        port = cluster.choose_port(home, again=attempt > 0)
        cluster.configure(home, port, max_connections=options.max_connections, fsync=options.fsync)
        before = home.server_log.stat().st_size if home.server_log.exists() else 0
        log = f"{home.log_folder.name}{os.sep}{home.server_log.name}"
        if tools.run("pg_ctl", "start", "-w", "-t", str(PATIENCE), "-D", home.cluster.name, "-l", log):
            return port, password
        if not _port_was_taken(home, before):
            break
    raise ServerNotStarted("pg_ctl start failed", home.server_log)


def _settled(home: Home) -> postmaster.Postmaster | None:
    """The running server once it answers; None if there is none. Waits for one that starts or stops."""
    limit = time.monotonic() + PATIENCE
    while (found := postmaster.find(home)) is not None and not found.answers:
        if time.monotonic() > limit:
            raise ServerNotStarted(f"the running server stayed {found.state!r}", home.server_log)
        time.sleep(_PAUSE)
    return found


def _port_was_taken(home: Home, before: int) -> bool:
    grown = (home.server_log.stat().st_size if home.server_log.exists() else 0) - before
    said = tail(home.server_log, max(grown, 0))
    return any(phrase in said for phrase in _PORT_TAKEN)


def _stop_unused(home: Home) -> bool:
    if users.live(home.users):
        return False
    if postmaster.find(home) is not None:
        _halt(Tools(binaries.find(home.account), home))
    return True


def _halt(tools: Tools) -> None:
    arguments = ["-w", "-t", str(PATIENCE), "-m", "fast", "-D", tools.home.cluster.name]
    if not tools.run("pg_ctl", "stop", *arguments) and postmaster.find(tools.home) is not None:
        raise ServerNotStopped("pg_ctl stop failed")
