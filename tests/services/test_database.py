"""What the server says in codes becomes offline, busy, refused or withdrawn; whatever else is a bug and passes."""

from __future__ import annotations

import uuid

import pytest
from sqlalchemy import exc

from app import errors
from app.models import connection
from app.services.database import Database, Json
from app.services.refusals import RefusedStep
from tests.people import PASSWORD, STAFF


@pytest.fixture
def agent(engine_as) -> Database:
    return Database(engine_as(STAFF["agent"].login))


def test_values_lists_and_mappings_arrive_as_they_should(agent: Database) -> None:
    row = agent.rows(
        "SELECT CAST(:one AS jsonb) ->> 'a' AS one, CAST(:many AS int[]) AS many, CAST(:list AS jsonb) -> 1 AS list",
        {"one": {"a": "b"}, "many": (1, 2), "list": Json([5, 6])},
    )[0]
    assert tuple(row) == ("b", [1, 2], 6)


def test_a_function_s_name_is_never_text_from_outside(agent: Database) -> None:
    with pytest.raises(ValueError, match="not a function name"):
        agent.call("who_am_i(); DROP TABLE x; --")


def test_a_table_that_is_not_for_staff_is_a_refusal(agent: Database) -> None:
    with pytest.raises(RefusedStep) as refused:
        agent.rows("SELECT * FROM pqr.petitioner")
    assert refused.value.reason == "not_permitted"


def test_a_refusal_raised_by_a_function_keeps_its_reason(agent: Database, sql_as) -> None:
    sql_as("postgres").execute("UPDATE pqr.quota SET allowed = 0 WHERE kind = 'search'")
    with pytest.raises(errors.QuotaReached):
        agent.table("search", p_text="rosa")


def test_waiting_too_long_for_a_lock_is_busy(agent: Database, sql_as, make_case) -> None:
    case = make_case("pqr_v08", "check_image", assignee_id=STAFF["agent"].person_id)
    admin = sql_as("postgres")
    with admin.transaction():
        admin.execute("SELECT FROM pqr.case_file WHERE case_id = %s FOR UPDATE", [case])
        with pytest.raises(errors.Busy):
            agent.call(
                "perform", p_command=uuid.uuid4(), p_case=case, p_version=1, p_activity="check_image",
                p_outcome="image_good", p_payload={},
            )  # fmt: skip


def test_a_session_that_the_server_ended_is_offline_and_the_next_call_works(agent: Database, sql_as) -> None:
    agent.call("who_am_i")
    sql_as("postgres").execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = %s AND datname = current_database()",
        [STAFF["agent"].login],
    )
    with pytest.raises(errors.AnswerLost):
        agent.call("who_am_i")
    assert agent.call("who_am_i")["login"] == STAFF["agent"].login


def test_a_closed_port_is_offline(server) -> None:
    nowhere = connection.Target("127.0.0.1", 1, "pqr")
    database = Database(connection.engine(nowhere, "u_ana", PASSWORD))
    with pytest.raises(errors.Offline) as refused:
        database.call("who_am_i")
    assert not isinstance(refused.value, errors.AnswerLost)
    database.close()


def test_the_network_cut_by_hand_reaches_nothing(agent: Database) -> None:
    agent.is_cut = True
    with pytest.raises(errors.Offline):
        agent.rows("SELECT 1")
    agent.is_cut = False
    assert agent.rows("SELECT 1")[0][0] == 1


def test_someone_deactivated_is_told_so(agent: Database, sql_as) -> None:
    admin = sql_as("postgres")
    admin.execute("UPDATE pqr.person SET active = false WHERE login = %s", [STAFF["agent"].login])
    with pytest.raises(errors.AccessWithdrawn):
        agent.table("changes_since", p_prev=agent.call("cursor_now"))


def test_a_bug_is_not_dressed_as_a_refusal(agent: Database) -> None:
    with pytest.raises(exc.ProgrammingError):
        agent.rows("SELECT no_such_column FROM pqr.area")
