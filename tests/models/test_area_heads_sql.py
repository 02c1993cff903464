"""Longer terms of many requests with an outcome each, and the head of an area who is told once: attacked by SQL."""

from __future__ import annotations

import uuid

import psycopg
import pytest

from tests.people import STAFF
from tests.support.petitions import HUMANITARIAN, stand_petition

WHY = "El sistema del área estuvo caído dos días, según acta inventada."


@pytest.fixture
def asked(sql_as, make_case):
    """asked(due, petition_due): an open request to the area, due in so many days, and its petition in so many."""
    admin = sql_as("postgres")
    area = area_of(sql_as)

    def made(due: int, petition_due: int, turn: int = 0) -> uuid.UUID:
        petition = stand_petition(admin, "receive_inputs", claims=(HUMANITARIAN,))
        admin.execute(
            "UPDATE pqr.case_file SET due_on = pqr_core.add_business_days(pqr_core.today(), %s) WHERE case_id = %s",
            [petition_due, petition],
        )
        case = make_case("escalation_v01", "answer_input", area_id=area, parent_id=petition, assignee_id=None)
        admin.execute("UPDATE pqr.case_file SET due_on = pqr_core.today() + %s WHERE case_id = %s", [due, case])
        admin.execute(
            "INSERT INTO pqr.escalation (case_id, petition_case_id, round, area_id, question, requested_by, due_on,"
            " promised_on, loop_count) VALUES (%s, %s, 1, %s, 'x', %s, pqr_core.today() + %s, pqr_core.today(), %s)",
            [case, petition, area, STAFF["agent"].person_id, due, turn],
        )
        return case

    return made


def area_of(sql_as) -> int:
    """The area of the person «mission»."""
    query = "SELECT area_id FROM pqr.person WHERE person_id = %s"
    return sql_as("postgres").execute(query, [STAFF["mission"].person_id]).fetchone()[0]


def extend(session, area: int, which: str = "late", days: int = 2, why: str = WHY, run: uuid.UUID | None = None):
    query = "SELECT outcome, new_due > old_due FROM pqr_api.extend_area_terms(%s, %s, %s, %s, %s)"
    return session.execute(query, [run or uuid.uuid4(), area, which, days, why]).fetchall()


def refused(call) -> str:
    with pytest.raises(psycopg.Error) as why:
        call()
    return why.value.diag.message_primary


def test_each_request_has_its_outcome_and_no_citizen_pays_for_it(asked, sql_as) -> None:
    late, lost, _later = asked(-1, 25), asked(-1, 1), asked(30, 45)
    control, run, area = sql_as("escalation_control"), uuid.uuid4(), area_of(sql_as)
    for who in ("mission", "agent", "auditor"):
        assert refused(lambda who=who: extend(sql_as(who), area)) == "not_permitted"
    assert refused(lambda: extend(control, area, why="Tarde")) == "law_text_short"
    assert refused(lambda: extend(control, area, days=40)) == "payload"
    assert sorted(extend(control, area, run=run)) == [("", True), ("past_term", True)]
    assert extend(control, area, run=run) == [("", True)], "told again, it does nothing again"
    due = "SELECT due_on > pqr_core.today() FROM pqr.case_file WHERE case_id = %s"
    admin = sql_as("postgres")
    assert admin.execute(due, [late]).fetchone() == (True,)
    assert admin.execute(due, [lost]).fetchone() == (False,)
    assert ("again", True) in extend(control, area, "all")


def test_the_head_is_told_once_of_the_third_return_and_of_what_is_overdue(asked, sql_as) -> None:
    asked(-1, 20), asked(5, 20, turn=2)
    area, head = area_of(sql_as), STAFF["mission"].person_id
    name = "SELECT pqr_api.set_area_head(%s, %s)"
    news = "SELECT kind, cases FROM pqr_api.take_head_news() ORDER BY 1"
    assert sql_as("mission").execute(news).fetchall() == []
    for who in ("mission", "escalation_control", "admin"):
        assert refused(lambda who=who: sql_as(who).execute(name, [area, head])) == "not_permitted"
    assert refused(lambda: sql_as("lead").execute(name, [area, STAFF["agent"].person_id])) == "head_of_area"
    sql_as("lead").execute(name, [area, head])
    assert sql_as("mission").execute(news).fetchall() == [("head_late", 1), ("head_third", 1)]
    assert sql_as("mission").execute(news).fetchall() == []
    heads = sql_as("escalation_control").execute("SELECT area_id, told FROM pqr_api.area_heads()").fetchall()
    assert (area, 2) in heads
