"""Builds connections to PostgreSQL: loopback with SCRAM, everything else with TLS that checks the server.

Nothing that a person, a settings file or the environment says can make them weaker. psycopg is imported
inside the functions: it costs a third of a second, and the window must be painted first.
"""

from __future__ import annotations

import ipaddress
import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, unquote, urlsplit

from app.errors import InsecureConnection, InvalidInput, WrongPassword
from app.version import VERSION

if TYPE_CHECKING:
    import psycopg
    from sqlalchemy import Engine

#: What an address may say of security: only what is done anyway.
_ALLOWED_IN_ADDRESS = {"sslmode": "verify-full", "channel_binding": "require", "require_auth": "scram-sha-256"}


@dataclass(frozen=True)
class Target:
    """Where a database is; `host` may name several servers, `a,b`, of which the writable one is taken."""

    host: str
    port: int = 5432
    database: str = "pqr"
    #: The certificate of the authority that signed the server's; needed off loopback.
    authority: Path | None = None

    @property
    def is_local(self) -> bool:
        """Whether every server of the target is this same computer."""
        return all(_is_loopback(host) for host in _hosts(self.host))


def target_from_address(address: str, authority: Path | None = None) -> Target:
    """The target of `postgresql://host:port/database`; InsecureConnection if it asks for less than we do.

    The authority's certificate comes from the installation, never from an address. A password in an address
    would end up in settings and logs, so it is refused too.
    """
    try:
        parts = urlsplit(address if "://" in address else f"postgresql://{address}")
        port = parts.port or 5432
    except ValueError as error:
        raise InvalidInput("unreadable server address") from error
    if parts.scheme not in ("postgresql", "postgres") or parts.password or not parts.hostname:
        raise InsecureConnection("server address with a password, no host or another scheme")
    for name, value in parse_qsl(parts.query, keep_blank_values=True):
        if _ALLOWED_IN_ADDRESS.get(name) != value:
            raise InsecureConnection(f"server address sets {name}")
    return Target(parts.hostname, port, unquote(parts.path.lstrip("/")) or "pqr", authority)


def settings(target: Target, user: str, password: str) -> dict[str, str]:
    """The libpq parameters of a connection; InsecureConnection, WrongPassword.

    Loopback without an authority: SCRAM in clear. Otherwise TLS with `verify-full`, SCRAM and channel binding.
    """
    hosts = list(_hosts(target.host))
    if not hosts or not all(hosts):
        raise InvalidInput("no server")
    if not user or not password:
        # An empty one would make libpq look for a name or a password elsewhere.
        raise WrongPassword("empty user or password")
    local = target.is_local
    common = {
        "host": ",".join("127.0.0.1" if host == "localhost" else host for host in hosts),
        "port": str(target.port),
        "dbname": target.database,
        "user": user,
        "password": password,
        "passfile": os.devnull,
        "require_auth": "scram-sha-256",
        "connect_timeout": "5",
        "tcp_user_timeout": "10000",
        "application_name": f"pqr/{VERSION}",
        "client_encoding": "UTF8",
        "gssencmode": "disable",
        "sslcertmode": "disable",
        "target_session_attrs": "read-write" if len(hosts) > 1 else "any",
    }
    if local and target.authority is None:
        return common | {"sslmode": "disable", "channel_binding": "disable"}
    return common | _tls(target)


def conninfo(target: Target, user: str, password: str) -> str:
    """The same as `settings`, as one string for libpq; it holds the password, so it is never logged."""
    return " ".join(f"{name}={_quoted(value)}" for name, value in settings(target, user, password).items())


def connect(
    target: Target, user: str, password: str, *, autocommit: bool = False, window: str = ""
) -> psycopg.Connection[Any]:
    """A new connection; psycopg's errors pass through. `window` tells whose of a person's windows it is."""
    given = conninfo(target, user, password)
    import psycopg

    ignore_environment()
    name = f"pqr/{VERSION} {window}".strip()
    return psycopg.connect(given, autocommit=autocommit, application_name=name)


def engine(target: Target, user: str, password: str, **options: Any) -> Engine:
    """An SQLAlchemy engine for one person: at most two connections; `options` go to `create_engine`.

    Refused targets are refused here, not at the first query. Each engine is one window of the person's: the server
    knows by its name which cases it holds, and that it is gone when its connections are (50_lease.sql).
    """
    settings(target, user, password)
    from sqlalchemy import create_engine

    window = secrets.token_hex(8)

    def creator() -> psycopg.Connection[Any]:
        return connect(target, user, password, window=window)

    pool = {} if "poolclass" in options else {"pool_size": 1, "max_overflow": 1}
    # What people typed is no part of an error's words: those may end on a screen or in a terminal.
    return create_engine("postgresql+psycopg://", creator=creator, hide_parameters=True, **(pool | options))


def ignore_environment() -> None:
    """Take libpq's variables out of this process: PGSERVICE, PGSSLMODE, PGPASSFILE and the like.

    Parameters given by us win over most of them, but a service file's can't be switched off otherwise.
    """
    for name in [name for name in os.environ if name.upper().startswith("PG")]:
        os.environ.pop(name, None)


def _tls(target: Target) -> dict[str, str]:
    authority = target.authority
    if authority is None or not authority.is_file():
        raise InsecureConnection("no certificate of the authority for a server that is not this computer")
    return {
        "sslmode": "verify-full",
        "sslrootcert": str(authority),
        "channel_binding": "require",
        "ssl_min_protocol_version": "TLSv1.2",
        "sslsni": "1",
    }


def _hosts(text: str) -> Iterator[str]:
    return (host.strip() for host in text.split(","))


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        # A name can be made to mean any address: it is not trusted to be this computer.
        return False


def _quoted(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"
