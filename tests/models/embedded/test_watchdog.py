"""Sessions of people that hold others up are ended; others are not touched."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import psycopg
import pytest

from app.models import connection
from app.models.embedded import Server
from tests.fixtures.database import PASSWORD

Link = psycopg.Connection[Any]
END = "SELECT pqr_watch.end_idle(%s, %s)"


@pytest.fixture
def link(server: Server, database: str, make_login: Callable[..., str]) -> Iterator[Callable[..., Link]]:
    """link("u_x") is a connection of a login made for the purpose; link("postgres") the superuser's."""
    with ExitStack() as stack:

        def connect(login: str, *, autocommit: bool = True) -> Link:
            own = login == server.superuser
            password = server.password_for_superuser if own else PASSWORD
            name = login if own else make_login(login, "pqr_staff")
            target = server.target(database)
            made = connection.connect(target, name, password, autocommit=autocommit)
            stack.callback(made.close)
            return made

        yield connect


def test_only_a_persons_forgotten_transaction_is_ended(link: Callable[..., Link]) -> None:
    admin = link("postgres")
    person = link("u_watched", autocommit=False)
    careful = link("u_watched")
    service = link("service_watched", autocommit=False)
    for each in (person, careful, service):
        each.execute("SELECT 1")
    assert admin.execute(END, ["1 hour", "1 hour"]).fetchone() == (0,)
    ended = admin.execute(END, ["0 s", "1 hour"]).fetchone()
    assert ended is not None and ended[0] >= 1
    with pytest.raises(psycopg.OperationalError):
        person.execute("SELECT 1")
    assert careful.execute("SELECT 1").fetchone() == (1,)
    assert service.execute("SELECT 1").fetchone() == (1,)


def test_a_query_that_runs_too_long_is_ended(link: Callable[..., Link]) -> None:
    admin, person = link("postgres"), link("u_watched")
    person.execute("SET statement_timeout = 0")
    person.pgconn.send_query(b"SELECT count(*) FROM generate_series(1, 100000000000)")
    person.pgconn.flush()
    active = "SELECT count(*) FROM pg_stat_activity WHERE pid = %s AND state = 'active'"
    while admin.execute(active, [person.info.backend_pid]).fetchone() != (1,):
        pass
    assert admin.execute(END, ["1 hour", "1 hour"]).fetchone() == (0,)
    ended = admin.execute(END, ["1 hour", "0 s"]).fetchone()
    assert ended is not None and ended[0] >= 1
