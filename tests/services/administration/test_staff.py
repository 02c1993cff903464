"""Staff: a new person signs in with their own login; roles, absences and withdrawal take effect; nobody else may."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest

from app.errors import InvalidInput, Refused
from app.models import connection
from app.services.administration import staff as service
from app.services.administration.staff import NewPerson
from app.services.database import Database
from tests.support.petitions import stand_petition

SECRET = "una clave bien larga"


@pytest.fixture
def admin_database(engine_as, staff):
    return Database(engine_as(staff["admin"].login))


def _new(**changes):
    values = {
        "full_name": "Nubia Inventada Prueba",
        "login": f"n{uuid.uuid4().hex[:12]}",
        "password": SECRET,
        "roles": ("agent",),
    }
    return NewPerson(**(values | changes))


def _row(database, person_id):
    return next(row for row in service.read_staff(database) if row.person_id == person_id)


def test_a_new_person_signs_in_and_the_password_never_travels(admin_database, server, database, sql_as):
    person = _new()
    person_id = service.add_person(admin_database, person)
    with connection.connect(server.target(database), f"u_{person.short_login}", SECRET) as session:
        assert session.execute("SELECT pqr_api.my_roles()").fetchone() == (["agent"],)
    row = _row(admin_database, person_id)
    assert (row.full_name, row.roles, row.active, row.initials) == ("Nubia Inventada Prueba", ("agent",), True, "NI")
    events = sql_as("postgres").execute("SELECT what, detail::text FROM pqr_audit.staff_event").fetchall()
    assert [what for what, _detail in events] == ["add_person"]
    assert SECRET not in events[0][1]


def test_roles_absence_work_and_withdrawal(admin_database, server, database, sql_as):
    person = _new()
    person_id = service.add_person(admin_database, person)
    session = connection.connect(server.target(database), f"u_{person.short_login}", SECRET, autocommit=True)
    service.change_roles(admin_database, _row(admin_database, person_id), ("analyst", "lawyer"))
    assert session.execute("SELECT pqr_api.my_roles()").fetchone() == (["analyst", "lawyer"],)
    today = dt.date.today()
    service.set_absence(admin_database, person_id, today, today + dt.timedelta(days=3), "Vacaciones")
    service.set_work(admin_database, person_id, "Reparación", 20, None)
    row = _row(admin_database, person_id)
    assert (row.away_reason, row.line, row.capacity_units) == ("Vacaciones", "Reparación", 20)
    service.remove_absence(admin_database, row.absence_id)
    assert _row(admin_database, person_id).absence_id is None
    service.set_active(admin_database, person_id, False)
    assert not _row(admin_database, person_id).active
    session.close()


def test_the_effect_of_an_absence_before_it_is_saved(admin_database, sql_as, staff):
    case = stand_petition(sql_as("postgres"), "check_image", due_on=dt.date(2031, 3, 4))
    assert case
    effect = service.absence_effect(admin_database, staff["agent"].person_id, dt.date(2031, 3, 1), dt.date(2031, 3, 10))
    assert (effect.open_cases, effect.due_while_away, effect.first_due) == (1, 1, dt.date(2031, 3, 4))
    assert effect.team == 1 and effect.room == 45


@pytest.mark.parametrize("who", ["agent", "assigner", "auditor", "lead"])
def test_nobody_else_administers(engine_as, staff, who):
    database = Database(engine_as(staff[who].login))
    for act in (
        lambda: service.add_person(database, _new()),
        lambda: service.set_active(database, staff["agent2"].person_id, False),
        lambda: service.set_work(database, staff["agent2"].person_id, "", 999, None),
        lambda: database.call("grant_role", p_person=staff["agent2"].person_id, p_role="admin"),
    ):
        with pytest.raises(Refused):
            act()


def test_an_administrator_does_not_change_their_own_roles(admin_database, staff):
    answer = admin_database.call("grant_role", p_person=staff["admin"].person_id, p_role="agent")
    assert answer == {"status": "refused", "reason": "own_account"}
    with pytest.raises(Refused) as told:
        service.set_active(admin_database, staff["admin"].person_id, False)
    assert "sí mismo" in told.value.user_message


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"full_name": "Nubia"}, "full_name"),
        ({"login": "Ñandú 1"}, "login"),
        ({"password": "corta"}, "password"),
        ({"roles": ()}, "roles"),
        ({"roles": ("mission",)}, "area_id"),
        ({"roles": ("quality", "agent")}, "roles"),
        ({"roles": ("admin", "auditor")}, "roles"),
    ],
)
def test_what_is_missing_is_named(changes, field):
    with pytest.raises(InvalidInput) as told:
        _new(**changes)
    assert str(told.value) == field
    assert told.value.user_message.endswith(".")
