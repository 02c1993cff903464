"""A step whose answer got lost is told as done or as not done, and what was told stays true."""

from __future__ import annotations

import threading
import uuid
from typing import Any

import psycopg
import pytest

from app import errors
from app.models.local.store import memory_store
from app.services.command import Command
from app.services.database import Database
from app.services.offline.outbox import LocalOutbox
from app.services.perform import Performer
from tests.people import STAFF
from tests.support.intake import petition, upload
from tests.support.petitions import stand_petition
from tests.support.waiting import wait_for

WITHDRAWN = {"status": "refused", "reason": "withdrawn"}


class Deaf(Database):
    """Nothing that is asked reaches the server until it hears again."""

    deaf = True

    def call(self, function: str, /, **arguments: Any) -> Any:
        if self.deaf:
            raise errors.AnswerLost("swallowed")
        return super().call(function, **arguments)


@pytest.fixture
def filing(sql_as) -> Command:
    """The step that makes a case."""
    verb = petition(document_id=upload(sql_as("records")))
    step = {"activity": verb.activity, "outcome": verb.outcome, "procedure": "pqr_v08"}
    return Command(case_id=uuid.uuid4(), version=0, payload=verb.payload(), **step)


def settle(session: psycopg.Connection[Any], command: Command) -> Any:
    row = session.execute("SELECT pqr_api.settle_command(%s, %s)", [command.command_id, command.case_id]).fetchone()
    assert row is not None
    return row[0]


def test_a_case_that_was_told_as_not_made_is_never_made(sql_as, engine_as, filing: Command) -> None:
    outbox, deaf = LocalOutbox(memory_store()), Deaf(engine_as(STAFF["records"].login))
    with pytest.raises(errors.AnswerLost):
        Performer(deaf, outbox).perform(filing)
    deaf.deaf = False
    assert outbox.send(deaf).refused == 1
    [left] = outbox.unsent()
    assert left.kind == "not_done"
    # Sending another decision of the case again does not send this one.
    outbox.retry(filing.command_id)
    assert outbox.counts() == (0, 1)
    # The first sending arrives late, from a network that had only been slow.
    with pytest.raises(errors.PqrError):
        Performer(deaf).perform(filing)
    made = sql_as("postgres").execute("SELECT count(*) FROM pqr.case_file WHERE case_id = %s", [filing.case_id])
    assert made.fetchone() == (0,)


def test_a_case_being_made_while_it_is_asked_for_is_told_as_made(sql_as, connect_as, filing: Command) -> None:
    """The sending holds its transaction open: whoever asks waits for how it ends."""
    from app.services.perform import arguments

    slow, asking = connect_as(STAFF["records"].login), connect_as(STAFF["records"].login)
    told: list[Any] = []
    with slow.transaction():
        values = arguments(filing) | {"p_payload": psycopg.types.json.Jsonb(arguments(filing)["p_payload"])}
        named = ", ".join(f"{name} => %({name})s" for name in values)
        slow.execute(f"SELECT pqr_api.perform({named})", values)
        asker = threading.Thread(target=lambda: told.append(settle(asking, filing)))
        asker.start()
        waits = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%settle_command%'"
        admin = sql_as("postgres")
        wait_for(lambda: admin.execute(waits).fetchone() == (1,), "the asker to wait")
    asker.join()
    assert told[0]["status"] == "applied" and told[0]["replayed"] is True


def test_who_makes_no_cases_leaves_no_numbers(sql_as, filing: Command) -> None:
    assert settle(sql_as("agent"), filing) == WITHDRAWN
    assert sql_as("postgres").execute("SELECT count(*) FROM pqr.command").fetchone() == (0,)


def test_numbers_of_cases_that_do_not_exist_are_counted_like_refusals(sql_as, filing: Command) -> None:
    admin = sql_as("postgres")
    admin.execute("UPDATE pqr.quota SET allowed = 2 WHERE kind = 'refusal'")
    records = sql_as("records")
    for _ in range(2):
        settle(records, Command(case_id=uuid.uuid4(), version=0, procedure="pqr_v08", activity="a", outcome="b"))
    assert settle(records, filing) == {"status": "refused", "reason": "too_many_refusals"}
    assert admin.execute("SELECT count(*) FROM pqr.command").fetchone() == (2,)


def test_a_number_of_another_person_is_not_told(sql_as, perform) -> None:
    case, number = stand_petition(sql_as("postgres"), "check_image"), uuid.uuid4()
    step = {"version": 1, "procedure": "pqr_v08", "activity": "check_image", "outcome": "image_good"}
    assert perform("agent", case, 1, "check_image", "image_good", command=number)["status"] == "applied"
    theirs = Command(case_id=case, command_id=number, **step)  # type: ignore[arg-type]
    for who in ("agent2", "records", "lead"):
        assert settle(sql_as(who), theirs) == {"status": "refused", "reason": "not_permitted"}


def test_what_could_not_wait_is_not_sent_late_because_the_server_is_asked_too_often(
    sql_as, engine_as, filing: Command
) -> None:
    """Asked again later, it is still being found out: as «waiting» it would be done hours after it was decided."""
    outbox, deaf = LocalOutbox(memory_store()), Deaf(engine_as(STAFF["records"].login))
    with pytest.raises(errors.AnswerLost):
        Performer(deaf, outbox).perform(filing)
    sql_as("postgres").execute("UPDATE pqr.quota SET allowed = 0 WHERE kind = 'refusal'")
    deaf.deaf = False
    outbox.send(deaf)
    assert [each.status for each in outbox.unsent()] == ["unknown"]
