"""Commands through the door: applied, repeated, refused with a sentence, in batches, and taken back."""

from __future__ import annotations

import uuid

import pytest

from app import errors
from app.services.command import Command
from app.services.database import Database
from app.services.perform import BATCH, Performer, Result
from app.services.refusals import RefusedStep
from tests.people import STAFF
from tests.support.petitions import stand_petition


@pytest.fixture
def agent(engine_as) -> Database:
    return Database(engine_as(STAFF["agent"].login))


def good(case: uuid.UUID, version: int = 1) -> Command:
    return Command(case_id=case, version=version, procedure="pqr_v08", activity="check_image", outcome="image_good")


def test_a_step_is_applied_told_and_repeating_it_changes_nothing(sql_as, agent: Database) -> None:
    case = stand_petition(sql_as("postgres"), "check_image")
    told: list[Result] = []
    performer = Performer(agent, announce=told.append)
    command = good(case)
    first, again = performer.perform(command), performer.perform(command)
    assert (first.status, first.version, first.activity) == ("applied", 2, "classify_claim")
    assert (again.status, again.version) == ("replayed", 2)
    assert told == [first, again]


def test_a_case_that_moved_on_and_one_of_somebody_else(sql_as, agent: Database) -> None:
    performer = Performer(agent)
    case = stand_petition(sql_as("postgres"), "check_image")
    with pytest.raises(errors.CaseMoved):
        performer.perform(good(case, version=5))
    other = stand_petition(sql_as("postgres"), "check_image", assignee="agent2")
    with pytest.raises(RefusedStep) as refused:
        performer.perform(good(other))
    assert refused.value.reason == "not_permitted"
    assert refused.value.user_message != RefusedStep.__doc__


def test_in_a_batch_one_refusal_sinks_nothing_else(sql_as, agent: Database) -> None:
    mine = [stand_petition(sql_as("postgres"), "check_image") for _ in range(3)]
    other = stand_petition(sql_as("postgres"), "check_image", assignee="agent2")
    steps: list[tuple[int, int]] = []
    told: list[Result] = []
    outcomes = Performer(agent, announce=told.append).perform_many(
        [good(mine[0]), good(other), good(mine[1]), good(mine[2], version=9)], lambda *how: steps.append(how)
    )
    assert [o.result is not None for o in outcomes] == [True, False, True, False]
    assert isinstance(outcomes[3].refusal, errors.CaseMoved)
    assert (len(told), steps) == (2, [(4, 4)])


def test_a_step_is_taken_back_once(sql_as, agent: Database) -> None:
    case = stand_petition(sql_as("postgres"), "check_image")
    performer = Performer(agent)
    done = performer.perform(good(case))
    back = performer.undo(done, 1)
    assert (back.version, back.activity) == (3, "check_image")
    with pytest.raises(errors.PqrError):
        performer.undo(done, 1)


def test_without_an_outbox_a_cut_is_offline(sql_as, agent: Database) -> None:
    case = stand_petition(sql_as("postgres"), "check_image")
    agent.is_cut = True
    with pytest.raises(errors.Offline):
        Performer(agent).perform(good(case))


def test_an_answer_lost_on_the_way_is_asked_for_again_at_once(sql_as, agent: Database) -> None:
    admin, case = sql_as("postgres"), stand_petition(sql_as("postgres"), "check_image")
    agent.call("who_am_i")
    admin.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = %s AND datname = current_database()",
        [STAFF["agent"].login],
    )
    assert Performer(agent).perform(good(case)).version == 2


def test_a_batch_cut_in_the_middle_tells_what_was_done_before(sql_as, agent: Database) -> None:
    cases = [stand_petition(sql_as("postgres"), "check_image")] + [uuid.uuid4() for _ in range(BATCH)]
    told: list[Result] = []

    def cut(_done: int, _total: int) -> None:
        agent.is_cut = True

    outcomes = Performer(agent, announce=told.append).perform_many([good(case) for case in cases], cut)
    assert len(outcomes) == BATCH + 1
    assert [outcomes[0].result] == told
    assert isinstance(outcomes[-1].refusal, errors.Offline)
    with pytest.raises(errors.Offline):
        Performer(agent).perform_many([good(cases[0], 2)])
