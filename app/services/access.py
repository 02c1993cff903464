"""Signing in: who this person is, what roles they hold, and the connection that carries their name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import text

from app import errors
from app.models import connection as link
from app.models import migrate
from app.models.connection import Target
from app.models.local import files
from app.models.migrate import SchemaState, state_of
from app.services.database import Database


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
        me = _hello(database)
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
    me = _hello(access.database)
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


def _hello(database: Database) -> Any:
    """Whether this program and the database understand each other, and who signs in; None for nobody active.

    In one transaction: each question apart is three journeys to the server, and everybody waits for them at the door.
    """
    with database.transaction() as connection:
        if state_of(connection) is SchemaState.BEHIND:
            raise errors.SchemaOlder()
        said = connection.execute(text("SELECT pqr_api.server_identity() AS server, pqr_api.who_am_i() AS me")).one()
    database.note_identity(said.server)
    return said.me
