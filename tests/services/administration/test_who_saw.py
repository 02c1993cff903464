"""Every read of a person's data is found again, with who and why; the question itself leaves its trace."""

from __future__ import annotations

import pytest

from app import clock
from app.errors import InvalidInput, Refused
from app.services.administration import who_saw as service
from app.services.database import Database
from tests.support.petitions import stand_petition


@pytest.fixture
def auditor(engine_as, staff):
    return Database(engine_as(staff["auditor"].login))


def test_reads_of_a_document_number_are_found(sql_as, auditor):
    admin = sql_as("postgres")
    case = stand_petition(admin, "check_image")
    sql_as("agent").execute("SELECT pqr_api.read_petitioner(%s, 'llamada')", [case])
    today = clock.today()
    rows = service.who_saw(auditor, "10.203.040", today, today)
    assert [(row.full_name, row.what, row.case_id, row.had_case) for row in rows] == [
        ("Ana Agente de Prueba", "petitioner", case, True)
    ]
    label = admin.execute("SELECT label FROM pqr.case_file WHERE case_id = %s", [case]).fetchone()[0]
    assert service.who_saw(auditor, label, today, today) == rows
    around = service.surroundings(auditor, rows[0])
    assert around.nearby == 1 and sum(around.hours) == 1


def test_the_question_itself_is_recorded(sql_as, auditor, staff):
    service.who_saw(auditor, "99999999", clock.today(), clock.today())
    row = sql_as("postgres").execute("SELECT session_login, what, reason FROM pqr_audit.read_log").fetchall()
    assert row == [(staff["auditor"].login, "search", "quién vio a")]


@pytest.mark.parametrize("who", ["agent", "admin", "lead", "assigner"])
def test_nobody_else_asks(engine_as, staff, who):
    database = Database(engine_as(staff[who].login))
    with pytest.raises(Refused):
        service.who_saw(database, "10203040", clock.today(), clock.today())
    with pytest.raises(Refused):
        service.verify_chain(database)


def test_a_changed_event_is_found(sql_as, auditor):
    admin = sql_as("postgres")
    case = stand_petition(admin, "check_image")
    assert service.verify_chain(auditor) == []
    admin.execute("ALTER TABLE pqr_audit.case_event DISABLE TRIGGER USER")
    admin.execute("UPDATE pqr_audit.case_event SET actor_id = 1 WHERE case_id = %s", [case])
    problems = service.verify_chain(auditor)
    assert [(problem.case_id, problem.version) for problem in problems][:1] == [(case, 1)]


def test_what_cannot_be_asked_is_said(auditor):
    with pytest.raises(InvalidInput):
        service.who_saw(auditor, "1", clock.today(), clock.today())
