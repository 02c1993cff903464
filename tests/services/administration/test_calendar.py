"""The calendar changes only when two administrators agree; open terms are counted again, each with its event."""

from __future__ import annotations

import datetime as dt

import pytest

from app.errors import InvalidInput, Refused
from app.services.administration import calendar as service
from app.services.administration import staff as people
from app.services.administration.staff import NewPerson
from app.services.database import Database
from app.services.verbs.classify_claim import Person
from tests.support.intake import file

DAY = dt.date(2026, 7, 8)
SECRET = "una clave bien larga"


@pytest.fixture
def first(engine_as, staff):
    return Database(engine_as(staff["admin"].login))


@pytest.fixture
def second(first, engine_as):
    person = NewPerson(full_name="Otra Administradora", login="otra.admin", password=SECRET, roles=("admin",))
    try:
        people.add_person(first, person)
    except Refused:
        # The login belongs to the cluster; this database still needs its person.
        person = NewPerson(full_name="Otra Administradora", login=f"otra{id(first)}", password=SECRET, roles=("admin",))
        people.add_person(first, person)
    return Database(engine_as(f"u_{person.short_login}", SECRET))


def _received(sql_as, day):
    from app import clock

    case, answer = file(
        sql_as("records"),
        received_at=dt.datetime.combine(day, dt.time(9, 0), clock.BOGOTA),
        petitioner=Person(full_name="Rosa Inventada"),
    )
    assert answer["status"] == "applied", answer
    return case


def _due(sql_as, case):
    return sql_as("postgres").execute("SELECT due_on, version FROM pqr.case_file WHERE case_id = %s", [case]).fetchone()


def test_a_term_typed_from_a_document_is_not_counted_in_the_effect(sql_as, first):
    case = _received(sql_as, dt.date(2026, 6, 30))
    owner = sql_as("postgres")
    owner.execute("ALTER TABLE pqr.petition DISABLE TRIGGER USER")
    owner.execute(
        "UPDATE pqr.petition SET class_key = 'congress', typed_due_at = '2026-07-23 17:00-05' WHERE case_id = %s",
        [case],
    )
    owner.execute("ANALYZE pqr.petition")
    assert service.effect(first, DAY, "closure").cases == 0


def test_nothing_moves_before_a_second_person_approves(sql_as, first, second):
    case = _received(sql_as, dt.date(2026, 6, 30))
    assert _due(sql_as, case) == (dt.date(2026, 7, 23), 1)
    effect = service.effect(first, DAY, "closure")
    assert effect.cases == 1
    assert effect.sample[0][1:] == (dt.date(2026, 7, 23), dt.date(2026, 7, 24))
    change = service.propose(first, DAY, "closure", "", "Resolución 1 de 2026")
    assert _due(sql_as, case) == (dt.date(2026, 7, 23), 1)
    with pytest.raises(Refused) as told:
        service.decide(first, change, approve=True)
    assert "otro administrador" in told.value.user_message
    assert service.decide(second, change, approve=True) == 1
    assert _due(sql_as, case) == (dt.date(2026, 7, 24), 2)
    event = (
        sql_as("postgres")
        .execute("SELECT outcome, command_id FROM pqr_audit.case_event WHERE case_id = %s AND version = 2", [case])
        .fetchone()
    )
    assert event == ("rescheduled", change)
    assert any(
        day.day == DAY and day.legal_act == "Resolución 1 de 2026" for day in service.read_book(first, 2026).days
    )


def test_the_chain_stays_whole(sql_as, first, second):
    _received(sql_as, dt.date(2026, 6, 30))
    service.decide(second, service.propose(first, DAY, "closure", "", "Resolución 1"), approve=True)
    assert sql_as("auditor").execute("SELECT * FROM pqr_api.verify_chains()").fetchall() == []


def test_a_holiday_taken_away_shortens_the_term(sql_as, first, second):
    case = _received(sql_as, dt.date(2026, 6, 30))
    change = service.propose(first, dt.date(2026, 7, 13), "working", "", "Sentencia inventada")
    assert service.decide(second, change, approve=True) == 1
    assert _due(sql_as, case)[0] == dt.date(2026, 7, 22)


def test_rejected_or_useless_changes_do_nothing(sql_as, first, second):
    case = _received(sql_as, dt.date(2026, 6, 30))
    change = service.propose(first, DAY, "closure", "", "Resolución 1")
    with pytest.raises(Refused):
        service.propose(second, DAY, "closure", "", "Resolución 2")
    assert service.decide(second, change, approve=False) == 0
    with pytest.raises(Refused):
        service.decide(second, change, approve=True)
    with pytest.raises(Refused):
        service.propose(first, dt.date(2026, 7, 20), "closure", "", "Resolución 1")
    with pytest.raises(InvalidInput):
        service.propose(first, DAY, "closure", "", "  ")
    assert _due(sql_as, case)[1] == 1


@pytest.mark.parametrize("who", ["agent", "lead", "auditor"])
def test_nobody_else_changes_the_calendar(engine_as, staff, who):
    database = Database(engine_as(staff[who].login))
    with pytest.raises(Refused):
        service.propose(database, DAY, "closure", "", "Resolución 1")
    with pytest.raises(Refused):
        database.rows("DELETE FROM pqr.non_working_day RETURNING day")
