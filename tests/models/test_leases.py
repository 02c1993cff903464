"""Leases: by the server's clock, ended with the window's connections, and never a trap for their owner."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from app.services.database import Database
from tests.people import STAFF
from tests.support.waiting import wait_for

LAWYER, AGENT = STAFF["lawyer"], STAFF["agent"]


@pytest.fixture
def window_of(engine_as):
    """window_of("lawyer") is one window of that person: an engine with a name of its own."""
    return lambda key: Database(engine_as(STAFF[key].login))


@pytest.fixture
def case(make_case):
    # Whoever has it and the lawyers may work on it.
    return make_case("pqr_v08", "draft_in_bulk", assignee_id=AGENT.person_id)


def test_a_window_that_closes_or_dies_leaves_its_cases_at_once(window_of, case) -> None:
    lawyer, agent = window_of("lawyer"), window_of("agent")
    assert lawyer.call("claim", p_case=case, p_seconds=600)["status"] == "held"
    busy = agent.call("claim", p_case=case)
    assert (busy["status"], busy["name"], busy["mine"]) == ("busy", LAWYER.full_name, False)
    assert [row.name for row in agent.table("presence", p_cases=[case])] == [LAWYER.full_name]
    # What a kill -9 does: the connections go, and nobody says goodbye.
    lawyer.close()
    wait_for(lambda: agent.call("claim", p_case=case)["status"] == "held", "the case to be free")


def test_a_dead_window_does_not_hold_up_a_step(window_of, case, perform) -> None:
    lawyer, agent = window_of("lawyer"), window_of("agent")
    lawyer.call("claim", p_case=case, p_seconds=600)
    assert perform("agent", case, 1, "draft_in_bulk", "individual")["reason"] == "leased"
    lawyer.close()
    wait_for(lambda: not agent.table("presence", p_cases=[case]), "the window to be gone")
    assert perform("agent", case, 1, "draft_in_bulk", "individual")["status"] == "applied"


def test_another_window_of_the_same_person_is_told_and_may_take_over(window_of, case) -> None:
    first, second = window_of("lawyer"), window_of("lawyer")
    first.call("claim", p_case=case)
    busy = second.call("claim", p_case=case)
    assert (busy["status"], busy["mine"]) == ("busy", True)
    assert [row.mine for row in second.table("presence", p_cases=[case])] == [True]
    assert first.table("presence", p_cases=[case]) == []
    assert second.call("claim", p_case=case, p_take=True)["status"] == "held"
    # Now the first one is told, and what it lets go of is not the second one's.
    assert first.call("claim", p_case=case)["status"] == "busy"
    first.call("release", p_case=case)
    assert second.call("claim", p_case=case)["status"] == "held"


def test_nobody_takes_a_case_from_somebody_else(window_of, case) -> None:
    lawyer, agent = window_of("lawyer"), window_of("agent")
    lawyer.call("claim", p_case=case)
    assert agent.call("claim", p_case=case, p_take=True)["status"] == "busy"


def test_the_name_of_a_window_is_worth_nothing_under_another_login(window_of, case, engine_as) -> None:
    """Who copies the name of somebody's window neither keeps their lease alive nor gets it."""
    lawyer = window_of("lawyer")
    lawyer.call("claim", p_case=case, p_seconds=600)
    window = lawyer.rows("SELECT lease_window FROM pqr.case_file WHERE case_id = :case", {"case": case})[0][0]
    assert len(window) == 16
    agent = engine_as(AGENT.login)
    with agent.connect() as copied:
        copied.execute(text("SELECT set_config('application_name', :name, false)"), {"name": f"pqr/0.1.0 {window}"})
        claim = text("SELECT pqr_api.claim(:case)")
        assert copied.execute(claim, {"case": case}).scalar()["status"] == "busy"
        lawyer.close()
        again = window_of("agent")
        wait_for(lambda: again.call("claim", p_case=case)["status"] == "held", "the lawyer's window to be gone")


def test_a_lease_lasts_by_the_servers_clock(window_of, case, sql_as) -> None:
    lawyer, agent = window_of("lawyer"), window_of("agent")
    assert 9 <= lawyer.call("claim", p_case=case, p_seconds=1)["ttl"] <= 10
    assert 599 <= lawyer.call("claim", p_case=case, p_seconds=99_999)["ttl"] <= 600
    sql_as("postgres").execute("UPDATE pqr.case_file SET lease_until = clock_timestamp() WHERE case_id = %s", [case])
    assert agent.call("claim", p_case=case)["status"] == "held"
