"""The feed: arrivals, departures and news of one person; a server that was restored is read anew."""

from __future__ import annotations

import pytest

from app.services.database import Database
from app.services.feed import Feed
from tests.people import STAFF


@pytest.fixture
def ana(engine_as) -> Feed:
    return Feed(Database(engine_as(STAFF["agent"].login)))


def test_the_first_look_asks_for_everything(ana: Feed) -> None:
    assert ana.poll().everything
    assert ana.poll().is_empty


def test_a_case_that_comes_to_me_is_news_with_its_number(ana: Feed, make_case) -> None:
    ana.poll()
    case = make_case("pqr_v08", "check_image", assignee_id=STAFF["agent"].person_id, label="2026-711-000123-2")
    make_case("pqr_v08", "check_image", assignee_id=STAFF["agent2"].person_id)
    changed = ana.poll()
    assert (changed.arrived, changed.gone) == ({case}, frozenset())
    assert [(n.label, n.assignee_id, n.version) for n in changed.news] == [
        ("2026-711-000123-2", STAFF["agent"].person_id, 1)
    ]


def test_a_case_that_leaves_my_sight_is_gone_and_no_news(ana: Feed, make_case, perform) -> None:
    # Any agent may take it from the pool, until somebody else has it.
    case = make_case("pqr_v08", "assign_case")
    ana.poll()
    answer = perform("assigner", case, 1, "assign_case", "assigned", {"assignee_id": STAFF["agent2"].person_id})
    assert answer["status"] == "applied"
    changed = ana.poll()
    assert (changed.gone, changed.arrived, changed.news) == ({case}, frozenset(), ())


def test_after_a_restore_of_the_server_everything_is_read_anew(ana: Feed, sql_as) -> None:
    ana.poll()
    sql_as("postgres").execute("UPDATE pqr_meta.server SET restore_epoch = restore_epoch + 1")
    assert ana.poll().everything
    assert ana.poll().is_empty
