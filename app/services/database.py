"""One person's connection to the server: calls functions and reads rows, and translates its errors into ours.

Offline, busy and refused are three different answers; whatever else arrives is a bug and passes through.
Thread safe: each call takes a connection of its own from the person's small pool.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol
from uuid import UUID

from sqlalchemy import exc, text

from app import errors
from app.services.offline import direct
from app.services.refusals import refusal
from app.version import VERSION, as_numbers

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine, Row
    from sqlalchemy.sql import Executable

#: Serialization, deadlock, lock not available: with the loss of the connection, all that is tried again by itself.
BUSY = frozenset({"40001", "40P01", "55P03"})
#: Cancelled by a timeout, too many connections: what took too long once would do so again and again.
OVERLOADED = frozenset({"57014", "53300"})
#: Its disk is full, or it could not write a file.
FULL = frozenset({"53100", "58030"})
#: The server is stopping or starting, or ended this session.
LOST = frozenset({"57P01", "57P02", "57P03", "08000", "08001", "08003", "08004", "08006"})

_WRONG_PASSWORD = ("password authentication failed", "la autentificación password falló", "no password supplied")
_NO_LOGIN = ("is not permitted to log in", "no se le permite conectarse")


class Memory(Protocol):
    """What this computer carries of the server's answers (app/services/offline/cache.py)."""

    def keep(self, place: str, body: Any, case_id: UUID | None = None) -> None:
        """Keep an answer, if it is one that is carried."""

    def recall(self, place: str) -> Any | None:
        """An answer that was kept."""

    def tray(self, query: Any) -> list[Any]:
        """Rows of my own cases."""

    def keep_names(self, names: Mapping[UUID, Any]) -> None:
        """Keep names of my own cases."""

    def names(self, cases: Iterable[UUID]) -> dict[UUID, Any]:
        """Names that are kept."""

    def paper(self, document_id: UUID) -> bytes | None:
        """A document that is carried."""

    def marked(self) -> set[UUID]:
        """Cases that this person marked to be carried."""


@dataclass(frozen=True)
class Json:
    """A value to be sent as jsonb; dictionaries are sent so without it."""

    value: Any


class Database:
    """Functions of `pqr_api` and rows that row-level security lets this person see."""

    def __init__(self, engine: Engine) -> None:
        """Use an engine made by `app.models.connection.engine`; it is disposed by `close`."""
        self._engine = engine
        #: The demonstration's switch «Cortar la red»: while it is on, nothing reaches the server.
        self.is_cut = False
        #: The last look at the server failed: who can wait does, instead of trying until the time is up.
        self.is_lost = False
        #: The oldest program that may send, when this one is older: it only reads then, and keeps what waits.
        self.oldest_allowed = ""
        #: What is carried of its answers, to go on reading without a network; None where nothing may be kept.
        self.memory: Memory | None = None
        self._is_closed = False

    @property
    def engine(self) -> Engine:
        """For what reads the database's own form (app/models/migrate.py)."""
        return self._engine

    def note_identity(self, identity: Mapping[str, Any]) -> None:
        """What `server_identity` says of this program: whether it may still send."""
        oldest = str(identity["min_client"])
        self.oldest_allowed = oldest if as_numbers(VERSION) < as_numbers(oldest) else ""

    def require_current(self) -> None:
        """Before anything that changes a case. Raises ProgramTooOld."""
        if self.oldest_allowed:
            raise errors.ProgramTooOld(f"this is {VERSION}, {self.oldest_allowed} is asked for")

    def call(self, function: str, /, **arguments: Any) -> Any:
        """The single value of `pqr_api.<function>(name => value, …)`, committed. Raises Offline, Busy, Refused."""
        with self._asked(function) as connection:
            return connection.execute(text(f"SELECT {_signature(function, arguments)}"), _bound(arguments)).scalar()

    def table(self, function: str, /, **arguments: Any) -> list[Row[Any]]:
        """The rows of a set-returning `pqr_api.<function>`. Raises Offline, Busy, Refused."""
        with self._asked(function) as connection:
            query = text(f"SELECT * FROM {_signature(function, arguments)}")
            return list(connection.execute(query, _bound(arguments)))

    def rows(self, query: str | Executable, parameters: Mapping[str, Any] | None = None) -> list[Row[Any]]:
        """Rows of a read-only query. Raises Offline, Busy, Refused."""
        statement = text(query) if isinstance(query, str) else query
        with self.transaction() as connection:
            return list(connection.execute(statement, _bound(parameters or {})))

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """One transaction: committed if the block ends well, rolled back and translated if it does not."""
        if self.is_cut or self._is_closed:
            raise errors.Offline("cut by hand" if self.is_cut else "signed out")
        try:
            with self._engine.connect() as connection:
                with connection.begin():
                    yield connection
                if self._is_closed:
                    # Signed out meanwhile: this connection has no pool to go back to.
                    connection.detach()
        except exc.DBAPIError as error:
            raise translated(error) from error
        except exc.TimeoutError as error:
            raise errors.Busy("every connection of this person is in use") from error

    @contextmanager
    def _asked(self, function: str) -> Iterator[Connection]:
        """A transaction for one function; of an act that may not wait, a cut says that it was not done."""
        try:
            with self.transaction() as connection:
                yield connection
        except errors.Offline as error:
            raise direct.not_done(function, error) from error

    def close(self) -> None:
        """Close every connection; one in use is closed when its work ends."""
        self._is_closed = True
        self._engine.dispose()


def translated(error: exc.DBAPIError) -> BaseException:
    """Our error for one of the driver's; the error itself when it is none of ours (a bug)."""
    state: str | None = getattr(error.orig, "sqlstate", None)
    if state in BUSY:
        return errors.Busy(f"SQLSTATE {state}")
    if state in OVERLOADED:
        return errors.Overloaded(f"SQLSTATE {state}")
    if state in FULL:
        return errors.ServerFull(f"SQLSTATE {state}")
    if error.connection_invalidated or state in LOST:
        return errors.AnswerLost("connection lost")
    if state is None and isinstance(error, exc.OperationalError):
        return _not_connected(str(error.orig))
    return _refused(state, error) or error


def _refused(state: str | None, error: exc.DBAPIError) -> errors.PqrError | None:
    """What the server says no to, or None."""
    if state == "28P01":
        return errors.WrongPassword()
    if state == "28000":
        return errors.AccessWithdrawn()
    if state == "42501":
        return refusal("not_permitted")
    diagnostics = getattr(error.orig, "diag", None) if state == "PQ100" else None
    return refusal(diagnostics.message_primary or "refused", diagnostics.message_detail) if diagnostics else None


def _not_connected(words: str) -> errors.PqrError:
    """Why no connection was made: before a login there is no SQLSTATE, only the server's words in its language."""
    if any(sign in words for sign in _WRONG_PASSWORD):
        return errors.WrongPassword()
    if any(sign in words for sign in _NO_LOGIN):
        return errors.AccessWithdrawn()
    return errors.Offline("no connection")


def _signature(function: str, arguments: Mapping[str, Any]) -> str:
    if not function.isidentifier():
        raise ValueError(f"not a function name: {function}")
    return f"pqr_api.{function}(" + ", ".join(f"{name} => :{name}" for name in arguments) + ")"


def _bound(arguments: Mapping[str, Any]) -> dict[str, Any]:
    from psycopg.types.json import Jsonb

    def one(value: Any) -> Any:
        if isinstance(value, Json):
            return Jsonb(value.value)
        return Jsonb(value) if isinstance(value, Mapping) else list(value) if _is_list(value) else value

    return {name: one(value) for name, value in arguments.items()}


def _is_list(value: Any) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str | bytes | bytearray | memoryview)
