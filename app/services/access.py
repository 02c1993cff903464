"""Signing in: who this person is, what roles they hold, and the connection that carries their name."""

from __future__ import annotations

from dataclasses import dataclass

from app import errors
from app.models import connection as link
from app.models.connection import Target
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
    """Connect as that person. Raises WrongPassword, ServerDown, AccessWithdrawn, SchemaNewer or SchemaOlder."""
    database = Database(link.engine(target, user.strip().lower(), password))
    try:
        me = database.call("who_am_i")
    except errors.Offline as error:
        database.close()
        raise _why(target, user, password) from error
    except errors.PqrError:
        database.close()
        raise
    if me is None:
        database.close()
        raise errors.AccessWithdrawn("no active person for this login")
    person = PersonRow(me["person_id"], me["login"], me["full_name"], me["initials"], me["area_id"])
    return Access(database, person, frozenset(me["roles"]), target)


def _why(target: Target, user: str, password: str) -> errors.PqrError:
    """Why a first connection failed: a failed login carries no SQLSTATE in the driver, only words."""
    import psycopg

    try:
        link.connect(target, user.strip().lower(), password).close()
    except psycopg.OperationalError as error:
        words = str(error)
        if "password authentication failed" in words or "no password supplied" in words:
            return errors.WrongPassword()
        if "is not permitted to log in" in words:
            return errors.AccessWithdrawn()
        return errors.ServerDown("first connection failed")
    return errors.ServerDown("the connection came back")
