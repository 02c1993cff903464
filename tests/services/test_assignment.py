"""Sharing out: at most one unit apart, lines, absences and ceilings respected, never a case twice."""

from __future__ import annotations

import threading
import uuid
from collections import Counter

import pytest

from app.errors import InvalidInput, Refused
from app.services import assignment, assignment_acts, assignment_rules
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


def test_the_release_holds_back_what_can_wait_and_says_so(sql_as, assigner, staff):
    admin = sql_as("postgres")
    assignment_rules.set_release(assigner, 2, 4, "Semana corta")
    _pool(admin, 6)
    proposal = assignment.propose(assigner, 100)
    assert (proposal.assigned, proposal.kept("released")) == (4, 2)
    first = assignment_acts.share_out(assigner, proposal)
    assert len(first.moved) == 4
    # Nobody gets more of what can wait, but what is due soon goes out all the same.
    soon = _pool(admin, 1)[0]
    admin.execute("UPDATE pqr.case_file SET due_on = pqr_core.today() WHERE case_id = %s", [soon])
    again = assignment.propose(assigner, 100)
    assert [row.case_id for row in again.rows if row.assignee_id is not None] == [soon]
    # What is taken back counts no more.
    assert len(assignment_acts.undo(assigner, first.act_id).moved) == 4
    assert assignment.propose(assigner, 100).assigned == 4


def test_only_what_nobody_touched_is_taken_back_and_only_once(sql_as, assigner, perform, staff):
    admin = sql_as("postgres")
    cases = _pool(admin, 6)
    done = assignment_acts.share_out(assigner, assignment.propose(assigner, 10))
    worked, held, opened = cases[:3]
    keys = {staff[k].person_id: k for k in ("agent", "agent2")}
    holder = {case: keys[agent] for case, agent in done.moved.items()}
    assert perform(holder[worked], worked, 2, "check_image", "image_good")["status"] == "applied"
    sql_as(holder[held]).execute("SELECT pqr_api.claim(%s, 600)", [held])
    carried = cases[3]  # Fetched by the program to be carried without network: nobody has read it.
    sql_as(holder[carried]).execute("SELECT pqr_api.analysis_sheet(%s, 'para trabajar sin conexión')", [carried])
    sql_as(holder[opened]).execute("SELECT pqr_api.analysis_sheet(%s, 'trámite')", [opened])
    back = assignment_acts.undo(assigner, done.act_id)
    assert back.kept == {worked: "worked_on", held: "open_now", opened: "opened"}
    assert set(back.moved) == set(cases[3:])
    rows = dict(admin.execute("SELECT case_id, (activity, assignee_id)::text FROM pqr.case_file").fetchall())
    assert {rows[case] for case in cases[3:]} == {"(5,)"}
    again = assignment_acts.undo(assigner, done.act_id, command_id=uuid.uuid4())
    assert again.moved == {} and set(again.kept) == {worked, held, opened}


def test_a_sharing_is_not_taken_back_late_nor_by_another(sql_as, engine_as, assigner, staff):
    admin = sql_as("postgres")
    _pool(admin, 2)
    done = assignment_acts.share_out(assigner, assignment.propose(assigner, 10))
    for who in ("agent", "lead", "lawyer", "admin", "auditor"):
        with pytest.raises(Refused):
            assignment_acts.undo(Database(engine_as(staff[who].login)), done.act_id)
    admin.execute("UPDATE pqr.assignment_run SET run_at = run_at - interval '11 minutes'")
    with pytest.raises(Refused) as told:
        assignment_acts.undo(assigner, done.act_id)
    assert "diez minutos" in told.value.user_message
    admin.execute("UPDATE pqr.assignment_run SET run_at = now(), run_by = %s", [staff["lead"].person_id])
    with pytest.raises(Refused):
        assignment_acts.undo(assigner, done.act_id)
    assert admin.execute("SELECT DISTINCT activity FROM pqr.case_file").fetchall() == [(6,)]


def test_each_passed_case_has_its_outcome_and_the_chain_holds(sql_as, connect_as, assigner, staff):
    admin = sql_as("postgres")
    agent, other = staff["agent"].person_id, staff["agent2"].person_id
    mine = [stand_petition(admin, "classify_claim", assignee="agent") for _ in range(3)]
    pool = _pool(admin, 1)[0]
    theirs = stand_petition(admin, "classify_claim", assignee="agent2")
    locked = connect_as("postgres", autocommit=False)
    locked.execute("SELECT 1 FROM pqr.case_file WHERE case_id = %s FOR UPDATE", [mine[2]])
    admin.execute("UPDATE pqr.person SET capacity_units = 2 WHERE person_id = %s", [other])
    done = assignment_acts.pass_on(assigner, [*mine, pool, theirs], other)
    locked.rollback()
    assert len(done.moved) == 1 and set(done.moved.values()) == {other}
    assert sorted(done.kept.values()) == ["already_theirs", "no_room", "not_with_agent", "open_now"]
    (moved,) = done.moved
    event = admin.execute(
        "SELECT outcome, from_activity, to_activity, from_assignee, to_assignee FROM pqr_audit.case_event"
        " WHERE case_id = %s ORDER BY version DESC LIMIT 1", [moved],
    ).fetchone()  # fmt: skip
    assert event == ("passed", 7, 7, agent, other)
    assert set(assignment_acts.undo(assigner, done.act_id).moved) == {moved}
    broken = sql_as("auditor").execute("SELECT count(*) FROM pqr_api.verify_chains()").fetchone()
    assert broken == (0,)
    assert admin.execute("SELECT assignee_id FROM pqr.case_file WHERE case_id = %s", [moved]).fetchone() == (agent,)


def test_cases_are_passed_to_nobody_unfit_and_an_empty_order_is_a_sentence(sql_as, assigner, staff):
    case = stand_petition(sql_as("postgres"), "classify_claim", assignee="agent")
    for person, words in ((staff["lawyer"].person_id, "no puede recibir"), (999, "no puede recibir")):
        with pytest.raises(Refused) as told:
            assignment_acts.pass_on(assigner, [case], person)
        assert words in told.value.user_message
    with pytest.raises(InvalidInput):
        assignment_acts.pass_on(assigner, [], None)
    with pytest.raises(Refused) as told:
        assigner.call("pass_cases", p_command=uuid.uuid4(), p_act=uuid.uuid4(), p_cases=[])
    assert "Marque al menos uno" in told.value.user_message


@pytest.mark.parametrize("who", ["agent", "lawyer", "records", "admin", "auditor", "mission"])
def test_nobody_else_passes_cases_or_changes_rules(sql_as, staff, who):
    admin = sql_as("postgres")
    case = stand_petition(admin, "classify_claim", assignee="agent")
    thief = sql_as(who)
    for attack in (
        "SELECT pqr_api.pass_cases(uuidv7(), uuidv7(), ARRAY[%(case)s::uuid])",
        "SELECT pqr_api.set_weight('typed', '', 9, 'porque quiero')",
        "SELECT pqr_api.set_release(500, 1, 'porque quiero')",
        "SELECT pqr_core.pass_one(%(case)s::uuid, 5, uuidv7(), NULL)",
        "INSERT INTO pqr.release_rule (set_by, reason, cases, hours) VALUES (3, 'mía', 1, 1)",
        "UPDATE pqr.assignment_move SET kept_because = 'x'",
    ):
        with pytest.raises(Exception) as refused:
            thief.execute(attack, {"case": case})
        assert getattr(refused.value, "sqlstate", "") in ("PQ100", "42501"), attack
    assert admin.execute("SELECT count(*) FROM pqr.release_rule").fetchone() == (0,)
    assert admin.execute("SELECT assignee_id FROM pqr.case_file").fetchone() == (staff["agent"].person_id,)


def test_a_rule_needs_its_figures_and_its_reason(sql_as, assigner):
    rule = next(r for r in assignment_rules.read_rules(assigner) if r.kind == "typed")
    for weight, reason, words in (
        (0.0, "Es poco", "0,25 a 10"),
        (float("nan"), "Es nada", "0,25"),
        (3.0, " ", "por qué"),
    ):
        with pytest.raises(InvalidInput) as told:
            assignment_rules.set_weight(assigner, rule, weight, reason)
        assert words in told.value.user_message
    admin = sql_as("postgres")
    cases = _pool(
        admin, 1, class_key=admin.execute("SELECT key FROM pqr.petition_class WHERE has_typed_term").fetchone()[0]
    )
    assert assignment_rules.set_weight(assigner, rule, 3.5, "Piden anexos certificados") == 1
    assert admin.execute("SELECT weight::float FROM pqr.case_file WHERE case_id = %s", cases).fetchone() == (3.5,)
    change = assignment_rules.read_history(assigner)[0]
    assert (change.kind, change.value, change.set_by) == ("typed", 3.5, "Hugo Asignador de Prueba")
    # The history is kept: not even what the functions run as may change a line of it.
    kernel = "SELECT has_table_privilege('pqr_kernel', 'pqr.work_weight', 'UPDATE, DELETE')"
    assert admin.execute(kernel).fetchone() == (False,)
