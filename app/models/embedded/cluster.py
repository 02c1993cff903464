"""Makes the data directory of the embedded server, and its settings at every start."""

from __future__ import annotations

import os
import shutil
import socket
import sys
from pathlib import Path

from app.models.embedded import secret
from app.models.embedded.errors import ServerNotStarted
from app.models.embedded.files import Home, make_folders, write_whole
from app.models.embedded.secret import SecretStore
from app.models.embedded.settings import ACCESS_RULES, HOST, SUPERUSER, configuration
from app.models.embedded.tools import Tools

_LOG_LIMIT = 10 * 1024 * 1024


def make_home(home: Home) -> None:
    """Make the folder of a server; what is in it is made with the lock held, the lock's file first."""
    make_folders(home.path.parent, 0o755 if home.account else 0o700)
    home.path.mkdir(exist_ok=True)
    home.path.chmod(0o700 if home.account is None else 0o711)


def make_log_folder(home: Home) -> None:
    """Make the folder that the server's account may write to, and shorten old logs."""
    if not home.log_folder.exists():
        home.log_folder.mkdir(mode=0o700)
        if home.account is not None:
            home.account.own(home.log_folder)
    _trim(home.server_log)
    _trim(home.tools_log)


def ensure(tools: Tools, store: SecretStore | None, *, fsync: bool) -> str:
    """Make the data directory if there is none; the superuser's password. The server must not be running."""
    home = tools.home
    password = secret.read(home, store)
    if home.cluster.exists():
        return password or _replace_password(tools, store)
    password = password or secret.make()
    # Kept before it is used: a program killed in between finds it again.
    secret.keep(home, store, password)
    _initialise(tools, password, fsync)
    return password


def configure(home: Home, port: int, *, max_connections: int, fsync: bool) -> None:
    """Write the settings and the access rules; call only while the server is stopped."""
    cluster = home.cluster
    write_whole(cluster / "postgresql.conf", configuration(port, max_connections, fsync), owner=home.account)
    write_whole(cluster / "pg_hba.conf", ACCESS_RULES, owner=home.account)


def choose_port(home: Home, *, again: bool = False) -> int:
    """The port of last time if it is free, else a free one; `again` asks for another."""
    try:
        last = int(home.port.read_text(encoding="ascii"))
    except (FileNotFoundError, ValueError):
        last = 0
    port = _free_port(0 if again else last) or _free_port(0)
    write_whole(home.port, f"{port}\n")
    return port


def _free_port(wanted: int) -> int:
    """`wanted` (0: any) if it can be had on loopback, else 0."""
    with socket.socket() as probe:
        try:
            if sys.platform != "win32":
                # As PostgreSQL does: connections that just ended do not hold the port. On Windows the
                # same option would take the port of a living server.
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((HOST, wanted))
        except (OSError, OverflowError):
            return 0
        return int(probe.getsockname()[1])


def _initialise(tools: Tools, password: str, fsync: bool) -> None:
    """Run initdb beside the final place, so that one cut short is never taken for a data directory."""
    home = tools.home
    partial = home.path / "cluster.new"
    _remove(partial)
    partial.mkdir(mode=0o700)
    given = home.log_folder / "initial"
    if home.account is not None:
        home.account.own(partial)
    write_whole(given, password + "\n", owner=home.account)
    arguments = ["-D", partial.name, "-U", SUPERUSER, "--auth=scram-sha-256", f"--pwfile=log{os.sep}initial"]
    arguments += ["-E", "UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    try:
        made = tools.run("initdb", *arguments, *([] if fsync else ["--no-sync"]))
    finally:
        given.unlink(missing_ok=True)
    if not made:
        raise ServerNotStarted("initdb failed", home.tools_log)
    partial.rename(home.cluster)


def _replace_password(tools: Tools, store: SecretStore | None) -> str:
    """Give the superuser a new password when the old one is lost: who owns the files may."""
    password = secret.make()
    secret.keep(tools.home, store, password)
    order = f"ALTER ROLE {SUPERUSER} PASSWORD '{password}'\n"
    arguments = ["--single", "-D", tools.home.cluster.name, "-c", "exit_on_error=true", "template1"]
    if not tools.run("postgres", *arguments, given=order):
        raise ServerNotStarted("a new superuser password was refused", tools.home.tools_log)
    return password


def _remove(folder: Path) -> None:
    if folder.exists():
        shutil.rmtree(folder)


def _trim(log: Path) -> None:
    """Begin a new log when the old one is long; one old log is kept."""
    if log.exists() and log.stat().st_size > _LOG_LIMIT:
        log.replace(log.with_name(f"{log.name}.1"))
