"""Signing in: who this person is, what roles they hold, and the connection that carries their name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import exc

from app import errors
from app.models import connection as link
from app.models import migrate
from app.models.connection import Target
from app.models.local import files
from app.models.migrate import SchemaState, schema_state
from app.services.database import Database, translated

if TYPE_CHECKING:
    from sqlalchemy import Engine


@dataclass(frozen=True)
class PersonRow:
    """A member of the staff, as the window shows them."""

    person_id: int
    login: str
    full_name: str
    initials: str
    area_id: int | None


@dataclass(frozen=True)
class Access:
    """A signed-in person: their connection, and the keys of their roles."""

    database: Database
    person: PersonRow
    roles: frozenset[str]
    target: Target

    def close(self) -> None:
        """Sign out: close the connections."""
        self.database.close()


def sign_in(target: Target, user: str, password: str) -> Access:
    """Connect as that person. Raises WrongPassword, ServerDown, AccessWithdrawn or SchemaOlder.

    A database newer than the program lets it in: how far is said by the oldest program that may send.
    """
    engine = link.engine(target, user.strip().lower(), password)
    database = Database(engine)
    try:
        _check_schema(database, engine)
        database.note_identity(database.call("server_identity"))
        me = database.call("who_am_i")
    except errors.Offline as error:
        database.close()
        raise errors.ServerDown("first connection failed") from error
    except errors.PqrError:
        database.close()
        raise
    if me is None:
        database.close()
        raise errors.AccessWithdrawn("no active person for this login")
    person = PersonRow(me["person_id"], me["login"], me["full_name"], me["initials"], me["area_id"])
    return Access(database, person, frozenset(me["roles"]), target)


def resume(target: Target, person: PersonRow, roles: frozenset[str], password: str) -> Access:
    """The same person without asking the server, which has to `agree` before anything is asked of it."""
    database = Database(link.engine(target, person.login, password))
    database.is_lost = True
    return Access(database, person, roles, target)


def agree(access: Access) -> None:
    """What signing in asks, for somebody who came in without the server. Raises AccessWithdrawn, RolesChanged…"""
    _check_schema(access.database, access.database.engine)
    me = access.database.call("who_am_i")
    if me is None:
        raise errors.AccessWithdrawn("no active person for this login")
    known = (access.person.person_id, access.person.area_id, access.roles)
    if (me["person_id"], me["area_id"], frozenset(me["roles"])) != known:
        raise errors.RolesChanged()


def warm_up() -> None:
    """Import and read, aside, all that signing in needs: otherwise the person waits for it after the password."""
    import keyring
    import psycopg
    from sqlalchemy.dialects.postgresql import psycopg as dialect

    files.cipher()
    migrate.warm_up()
    del keyring, psycopg, dialect


def _check_schema(database: Database, engine: Engine) -> None:
    """Whether this program and the database understand each other; the first to find out is whoever signs in."""
    # A query of our own first: it tells a wrong password from a server that is down.
    database.rows("SELECT 1")
    try:
        state = schema_state(engine)
    except exc.DBAPIError as error:
        raise translated(error) from error
    if state is SchemaState.BEHIND:
        raise errors.SchemaOlder()
