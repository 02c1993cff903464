"""Administering the staff: who may, what is written down, and what it means for open sessions."""

from __future__ import annotations

import itertools
import os
import uuid
from collections.abc import Callable

import psycopg
import pytest

from tests.people import PASSWORD, STAFF

_serial = itertools.count(1)
ADD = "SELECT pqr_api.add_person(%s, %s, %s, %s, %s, %s)"


@pytest.fixture
def add_person(sql_as, server) -> Callable[..., tuple[int, str]]:
    """add_person("agent") makes a new person with a login of the cluster, dropped afterwards."""
    made: list[str] = []

    def add(*roles: str, by: str = "admin", area: int | None = None) -> tuple[int, str]:
        session = sql_as(by)
        login = f"u_nueva_{os.getpid()}_{next(_serial)}"
        verifier = session.pgconn.encrypt_password(PASSWORD.encode(), login.encode(), b"scram-sha-256").decode()
        answer = session.execute(ADD, [login, "Persona Nueva", "PN", area, list(roles), verifier]).fetchone()[0]
        assert answer["status"] == "applied", answer
        made.append(login)
        return answer["person_id"], login

    yield add
    admin = sql_as("postgres")
    for login in made:
        admin.execute(f"DROP ROLE {login}")


def test_a_new_person_works_at_once(add_person, connect_as, make_case, sql_as):
    person, login = add_person("agent")
    case = make_case("pqr_v08", "check_image", assignee_id=person)
    session = connect_as(login)
    row = session.execute("SELECT pqr_api.who_am_i()").fetchone()[0]
    assert (row["person_id"], row["roles"]) == (person, ["agent"])
    assert session.execute("SELECT case_id FROM pqr.case_file").fetchall() == [(case,)]
    step = "SELECT pqr_api.perform(%s, %s, 1, 'check_image', 'image_good')"
    assert session.execute(step, [uuid.uuid4(), case]).fetchone()[0]["status"] == "applied"
    events = sql_as("auditor").execute("SELECT session_login, what, person_id FROM pqr_audit.staff_event").fetchall()
    assert events == [("u_rosa", "add_person", person)]
    flags = sql_as("postgres").execute(
        "SELECT rolconnlimit, rolinherit, rolcreaterole, rolsuper FROM pg_roles WHERE rolname = %s", [login]
    )
    assert flags.fetchone() == (6, True, False, False)


@pytest.mark.parametrize("who", [key for key in STAFF if key != "admin"])
def test_only_administrators(sql_as, who):
    for call in (
        "add_person('u_x', 'Per Sona', 'PS', NULL, '{admin}', '')",
        "set_person_active(4, false)",
        "grant_role(4, 'admin')",
        "revoke_role(4, 'agent')",
        "reset_password(4, '')",
        "set_quota('petitioner', 100000)",
    ):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            sql_as(who).execute(f"SELECT pqr_api.{call}")


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["postgres", "Per Sona", "PS", None, ["agent"]], "bad_login"),
        (["u_Mayus", "Per Sona", "PS", None, ["agent"]], "bad_login"),
        (['u_x" SUPERUSER', "Per Sona", "PS", None, ["agent"]], "bad_login"),
        (["u_ana", "Per Sona", "PS", None, ["agent"]], "login_exists"),
        (["u_otra", "  ", "PS", None, ["agent"]], "bad_name"),
        (["u_otra", "Per Sona", "PS", None, ["owner"]], "no_such_role"),
        (["u_otra", "Per Sona", "PS", None, ["kernel"]], "no_such_role"),
        (["u_otra", "Per Sona", "PS", None, ["admin", "auditor"]], "roles_conflict"),
    ],
)
def test_bad_persons_are_refused(sql_as, arguments, reason):
    session = sql_as("admin")
    verifier = session.pgconn.encrypt_password(b"x", b"u_otra", b"scram-sha-256").decode()
    answer = session.execute(ADD, [*arguments, verifier]).fetchone()[0]
    assert answer == {"status": "refused", "reason": reason}


@pytest.mark.parametrize("password", ["secreta", "", None, "md5" + "0" * 32, "SCRAM-SHA-256$1:x$y:z"])
def test_a_password_in_clear_is_refused_and_not_stored(sql_as, server, password):
    answer = sql_as("admin").execute(ADD, ["u_otra", "Per Sona", "PS", None, ["agent"], password]).fetchone()[0]
    assert answer == {"status": "refused", "reason": "bad_verifier"}
    logs = "".join(path.read_text(errors="replace") for path in server.folder.rglob("*.log"))
    assert "secreta" not in logs


def test_nobody_administers_their_own_account(sql_as):
    me = STAFF["admin"].person_id
    for call in (f"grant_role({me}, 'signer')", f"set_person_active({me}, false)", f"revoke_role({me}, 'admin')"):
        answer = sql_as("admin").execute(f"SELECT pqr_api.{call}").fetchone()[0]
        assert answer == {"status": "refused", "reason": "own_account"}


def test_withdrawn_access_empties_the_open_session_and_ends_it(add_person, connect_as, make_case, sql_as):
    person, login = add_person("agent", "lead")
    case = make_case("pqr_v08", "check_image", assignee_id=person)
    session = connect_as(login)
    assert session.execute("SELECT count(*) FROM pqr.case_file").fetchone() == (1,)
    # First only the row, as the first statement of the withdrawal does: the session is still open.
    sql_as("postgres").execute("UPDATE pqr.person SET active = false WHERE person_id = %s", [person])
    assert session.execute("SELECT count(*) FROM pqr.case_file").fetchone() == (0,)
    step = "SELECT pqr_api.perform(%s, %s, 1, 'check_image', 'image_good')"
    answer = session.execute(step, [uuid.uuid4(), case]).fetchone()[0]
    assert answer == {"status": "refused", "reason": "no_person"}
    for call in (
        "pqr_api.changes_since(pqr_api.cursor_now())",
        "pqr_api.search('rosa')",
        "pqr_api.claim(gen_random_uuid())",
    ):
        with pytest.raises(psycopg.errors.InvalidAuthorizationSpecification):
            session.execute(f"SELECT {call}")
    done = sql_as("admin").execute("SELECT pqr_api.set_person_active(%s, false)", [person]).fetchone()[0]
    assert done["status"] == "applied"
    with pytest.raises(psycopg.OperationalError):
        session.execute("SELECT 1")
    with pytest.raises(psycopg.OperationalError):
        connect_as(login)
    sql_as("admin").execute("SELECT pqr_api.set_person_active(%s, true)", [person])
    assert connect_as(login).execute("SELECT count(*) FROM pqr.case_file").fetchone() == (1,)


def test_roles_given_and_taken_act_at_once(add_person, connect_as, make_case, sql_as):
    person, login = add_person("agent")
    case = make_case("pqr_v08", "check_bulk_folder")
    session = connect_as(login)
    step = "SELECT pqr_api.perform(%s, %s, 1, 'check_bulk_folder', 'checked')"
    assert session.execute(step, [uuid.uuid4(), case]).fetchone()[0]["reason"] == "not_permitted"
    sql_as("admin").execute("SELECT pqr_api.grant_role(%s, 'lead')", [person])
    sql_as("admin").execute("SELECT pqr_api.revoke_role(%s, 'agent')", [person])
    assert session.execute("SELECT pqr_api.my_roles()").fetchone() == (["lead"],)
    assert session.execute(step, [uuid.uuid4(), case]).fetchone()[0]["status"] == "applied"
    roles = sql_as("postgres").execute("SELECT role FROM pqr.person_role WHERE person_id = %s", [person]).fetchall()
    assert roles == [("lead",)]


def test_a_new_password_replaces_the_old(add_person, connect_as, sql_as):
    person, login = add_person("agent")
    session = sql_as("admin")
    verifier = session.pgconn.encrypt_password(b"otra-clave-9", login.encode(), b"scram-sha-256").decode()
    assert (
        session.execute("SELECT pqr_api.reset_password(%s, %s)", [person, verifier]).fetchone()[0]["status"]
        == "applied"
    )
    connect_as(login, password="otra-clave-9")
    with pytest.raises(psycopg.OperationalError):
        connect_as(login)


def test_absences_by_leaders_and_administrators(sql_as):
    call = "SELECT pqr_api.set_absence(4, '2031-01-02', '2031-01-09', 'vacaciones', 5)"
    for who in ("lead", "admin"):
        assert sql_as(who).execute(call).fetchone()[0]["status"] == "applied"
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        sql_as("agent").execute(call)
    bad = sql_as("lead").execute("SELECT pqr_api.set_absence(4, '2031-01-09', '2031-01-02', '')").fetchone()[0]
    assert bad["reason"] == "bad_dates"
