"""Sharing out: at most one unit apart, lines, absences and ceilings respected, never a case twice."""

from __future__ import annotations

import threading
import uuid
from collections import Counter

import pytest

from app.errors import Refused
from app.services import assignment, assignment_acts
from app.services.database import Database
from tests.support.petitions import stand_petition


def _agents(admin, count, line=None, first=200, ceiling=45):
    """More agents without logins; they only receive."""
    for number in range(first, first + count):
        admin.execute(
            "INSERT INTO pqr.person (person_id, login, full_name, initials, line, capacity_units)"
            " VALUES (%s, %s, %s, 'AG', %s, %s)",
            [number, f"u_agente{number}", f"Agente Inventado {number}", line, ceiling],
        )
        admin.execute("INSERT INTO pqr.person_role VALUES (%s, 'agent')", [number])


def _pool(admin, count, weight=1.0, **petition):
    cases = []
    for _ in range(count):
        case = stand_petition(admin, "assign_case", **petition)
        admin.execute("UPDATE pqr.case_file SET assignee_id = NULL, weight = %s WHERE case_id = %s", [weight, case])
        cases.append(case)
    return cases


def _loads(admin):
    rows = admin.execute("SELECT person_id, load::float FROM pqr_core.receivers()").fetchall()
    return dict(rows)


@pytest.fixture
def assigner(engine_as, staff):
    return Database(engine_as(staff["assigner"].login))


@pytest.mark.parametrize("weights", [(1.0,) * 23, (0.5, 1.0, 1.5, 2.0) * 8, (0.5,) * 31])
def test_loads_end_at_most_one_unit_apart(sql_as, assigner, weights):
    admin = sql_as("postgres")
    _agents(admin, 5)
    for weight in weights:
        _pool(admin, 1, weight)
    proposal = assignment.propose(assigner, 100)
    shared = assignment_acts.share_out(assigner, proposal)
    assert len(shared.moved) == len(weights) and shared.changed == 0
    loads = _loads(admin)
    assert sum(loads.values()) == sum(weights)
    assert max(loads.values()) - min(loads.values()) <= 1


def test_a_simulation_moves_nothing(sql_as, assigner):
    admin = sql_as("postgres")
    _pool(admin, 5)
    before = admin.execute("SELECT count(*) FROM pqr_audit.case_event").fetchone()
    assert assignment.propose(assigner, 100).assigned == 5
    assert admin.execute("SELECT count(*) FROM pqr_audit.case_event").fetchone() == before


def test_lines_absences_and_ceilings(sql_as, assigner, staff):
    admin = sql_as("postgres")
    _agents(admin, 1, line="Reparación", first=300)
    _agents(admin, 1, line="Asistencia", first=301)
    _agents(admin, 1, line="Asistencia", first=302)
    _agents(admin, 1, line="Asistencia", first=303, ceiling=1)
    for key in ("agent", "agent2"):
        admin.execute("UPDATE pqr.person SET active = false WHERE person_id = %s", [staff[key].person_id])
    admin.execute(
        "INSERT INTO pqr.absence (person_id, starts_on, ends_on, reason) VALUES (302, pqr_core.today(),"
        " pqr_core.today(), 'Permiso')"
    )
    cases = _pool(admin, 6, claims=("2.1",))
    shared = assignment_acts.share_out(assigner, assignment.propose(assigner, 100))
    assert Counter(shared.moved.values()) == {301: 5, 303: 1}
    assert set(shared.moved) == set(cases)


def test_two_assigners_at_once_never_give_a_case_twice(sql_as, engine_as, staff):
    admin = sql_as("postgres")
    _agents(admin, 38)
    admin.execute("INSERT INTO pqr.release_rule (set_by, reason, cases, hours) VALUES (3, 'Prueba', NULL, 1)")
    cases = _pool(admin, 240)
    admin.execute("UPDATE pqr.case_file SET weight = (ARRAY[0.5, 1, 1.5, 2])[1 + abs(hashtext(case_id::text)) % 4]")
    databases = [Database(engine_as(staff["assigner"].login)) for _ in range(2)]
    proposals = [assignment.propose(database, 240) for database in databases]
    start = threading.Barrier(2)
    done = []

    def share(number):
        start.wait(10)
        done.append(assignment_acts.share_out(databases[number], proposals[number]))

    threads = [threading.Thread(target=share, args=(n,)) for n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    given = [case for shared in done for case in shared.moved]
    assert sorted(given) == sorted(cases)
    # Each of them is told which of the cases that it had simulated the other one gave.
    assert all(set(shared.kept) == set(cases) - set(shared.moved) for shared in done)
    assert {why for shared in done for why in shared.kept.values()} <= {"left_pool"}
    events = admin.execute(
        "SELECT count(*), count(DISTINCT case_id) FROM pqr_audit.case_event WHERE outcome = 'assigned'"
    ).fetchone()
    assert events == (240, 240)
    loads = _loads(admin)
    assert len(loads) == 40 and max(loads.values()) - min(loads.values()) <= 1


def test_a_case_that_somebody_moves_is_skipped_not_waited_for(sql_as, connect_as, assigner):
    admin = sql_as("postgres")
    held, free = _pool(admin, 2)
    other = connect_as("postgres", autocommit=False)
    other.execute("SELECT 1 FROM pqr.case_file WHERE case_id = %s FOR UPDATE", [held])
    shared = assignment_acts.share_out(assigner, assignment.propose(assigner, 10))
    other.rollback()
    assert set(shared.moved) == {free}


def test_repeating_a_sharing_moves_nothing_more(sql_as, assigner):
    _pool(sql_as("postgres"), 6)
    command, proposal = uuid.uuid4(), assignment.propose(assigner, 3)
    first = assignment_acts.share_out(assigner, proposal, act_id=command)
    again = assignment_acts.share_out(assigner, proposal, act_id=command)
    assert first.moved == again.moved
    waiting = sql_as("postgres").execute("SELECT count(*) FROM pqr.case_file WHERE activity = 5").fetchone()
    assert waiting == (3,)


def test_sharing_again_says_what_changed_since_the_simulation(sql_as, assigner, staff):
    admin = sql_as("postgres")
    _pool(admin, 4)
    proposal = assignment.propose(assigner, 10)
    admin.execute("UPDATE pqr.person SET active = false WHERE person_id = %s", [staff["agent2"].person_id])
    shared = assignment_acts.share_out(assigner, proposal)
    assert len(shared.moved) == 4 and shared.changed == 2


def test_an_agent_takes_the_next_case_once_and_only_while_balanced(sql_as, engine_as, staff):
    admin = sql_as("postgres")
    _pool(admin, 4)
    database, command = Database(engine_as(staff["agent"].login)), uuid.uuid4()
    case = assignment_acts.claim_next(database, command)
    assert assignment_acts.claim_next(database, command) == case
    with pytest.raises(Refused) as told:
        assignment_acts.claim_next(database)
    assert "menos casos" in told.value.user_message
    row = admin.execute("SELECT assignee_id FROM pqr.case_file WHERE case_id = %s", [case]).fetchone()
    assert row == (staff["agent"].person_id,)


def test_the_soonest_due_and_the_urgent_go_first(sql_as, engine_as, staff):
    admin = sql_as("postgres")
    _pool(admin, 2)
    urgent = _pool(admin, 1)[0]
    admin.execute("UPDATE pqr.case_file SET priority = 2 WHERE case_id = %s", [urgent])
    assert assignment_acts.claim_next(Database(engine_as(staff["agent"].login))) == urgent


@pytest.mark.parametrize("who", ["agent", "lawyer", "records", "admin", "auditor"])
def test_nobody_but_the_assigner_shares_out(sql_as, engine_as, staff, who):
    cases = _pool(sql_as("postgres"), 2)
    database = Database(engine_as(staff[who].login))
    with pytest.raises(Refused):
        database.call("assign_pool", p_command=uuid.uuid4(), p_act=uuid.uuid4(), p_cases=cases)
    with pytest.raises(Refused):
        if who == "auditor":  # reads the board, but simulates nothing
            assignment.propose(database, 2)
        else:
            assignment.read_board(database, 2)
    left = sql_as("postgres").execute("SELECT count(*) FROM pqr.case_file WHERE activity = 5").fetchone()
    assert left == (len(cases),)


def test_the_board_adds_up(sql_as, assigner):
    admin = sql_as("postgres")
    _pool(admin, 3, topic_code="1.2")
    _pool(admin, 2)
    board = assignment.read_board(assigner, 10)
    assert sum(group.cases for group in board.pool) == 5
    assert {group.topic for group in board.pool} == {"Certificado de inclusión en el RUV", "Sin tema al ingreso"}
    assert board.balance.difference == 0
    assert {load.full_name for load in board.loads} >= {"Ana Agente de Prueba", "Beto Agente de Prueba"}
