"""Signing in with the real server: each thing that may be wrong has its own error."""

from __future__ import annotations

import pytest

from app import errors
from app.models.connection import Target
from app.services.access import sign_in
from tests.people import PASSWORD, STAFF

ANA = STAFF["agent"].login


@pytest.fixture
def target(server, database) -> Target:
    return server.target(database)


def test_a_person_is_known_with_their_roles(target: Target) -> None:
    access = sign_in(target, f" {ANA.upper()} ", PASSWORD)
    assert (access.person.login, access.person.full_name, access.roles) == (
        ANA, STAFF["agent"].full_name, frozenset({"agent"}),
    )  # fmt: skip
    access.close()


def test_a_wrong_password(target: Target) -> None:
    with pytest.raises(errors.WrongPassword):
        sign_in(target, ANA, "otra clave")


def test_a_login_that_does_not_exist_looks_the_same(target: Target) -> None:
    with pytest.raises(errors.WrongPassword):
        sign_in(target, "u_nadie", PASSWORD)


def test_a_server_that_is_down() -> None:
    with pytest.raises(errors.ServerDown):
        sign_in(Target("127.0.0.1", 1, "pqr"), ANA, PASSWORD)


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ("UPDATE pqr_meta.alembic_version SET version_num = '0001'", errors.SchemaOlder),
        ("DELETE FROM pqr_meta.repeatable WHERE name = '40_perform.sql'", errors.SchemaOlder),
    ],
    ids=["older", "missing functions"],
)
def test_a_database_of_another_version(target: Target, sql_as, change: str, error: type[errors.PqrError]) -> None:
    sql_as("postgres").execute(change)
    with pytest.raises(error):
        sign_in(target, ANA, PASSWORD)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE pqr_meta.alembic_version SET version_num = '9999'",
        "UPDATE pqr_meta.repeatable SET sha256 = 'x', program = '99.0.0' WHERE name = '40_perform.sql'",
    ],
    ids=["newer", "newer functions"],
)
def test_a_newer_database_lets_in_whom_it_still_answers(target: Target, sql_as, change: str) -> None:
    """How far an older program may go is said by the oldest one allowed (test_release_gate.py), not by the form."""
    sql_as("postgres").execute(change)
    access = sign_in(target, ANA, PASSWORD)
    assert access.person.login == ANA and "agent" in access.roles
    access.close()


def test_someone_who_was_deactivated(target: Target, sql_as) -> None:
    sql_as("postgres").execute("UPDATE pqr.person SET active = false WHERE login = %s", [ANA])
    with pytest.raises(errors.AccessWithdrawn):
        sign_in(target, ANA, PASSWORD)


def test_a_login_that_may_not_log_in_any_more(target: Target, make_login, sql_as) -> None:
    login = make_login("u_retirada", "pqr_staff")
    sql_as("postgres").execute(f"ALTER ROLE {login} NOLOGIN")
    with pytest.raises(errors.AccessWithdrawn):
        sign_in(target, login, PASSWORD)
    sql_as("postgres").execute(f"ALTER ROLE {login} LOGIN")
