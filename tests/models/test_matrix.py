"""Every role × activity × outcome, over SQL under that role's login: accepted where declared and only there."""

from __future__ import annotations

import importlib
import itertools
import pkgutil
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest

import tests.matrix
from app import procedure
from app.models import connection, embedded
from tests.fixtures.cases import perform_as
from tests.fixtures.database import clone_database
from tests.matrix.payloads import READY, Bench, Step, area_of
from tests.people import PASSWORD, STAFF

for _found in pkgutil.iter_modules(tests.matrix.__path__):
    importlib.import_module(f"tests.matrix.{_found.name}")

OUTCOMES = [
    (name, activity, outcome)
    for name in procedure.RELEASED
    for activity in procedure.load(name).activities
    for outcome in activity.outcomes.values()
]
BARE = [(n, a, o) for n, a, o in OUTCOMES if not (o.effect or o.guards or o.checks)]
INSIDE = [role.key for role in procedure.roles().values() if not role.outside]
REFUSED = {"status": "refused", "reason": "not_permitted"}
SqlAs = Callable[[str], psycopg.Connection[Any]]


def _id(value: object) -> str:
    return value if isinstance(value, str) else getattr(value, "key", str(value))


@pytest.fixture(scope="module")
def sql_as(server: embedded.Server, template: str) -> Iterator[SqlAs]:
    """One database for the whole matrix, one session for each person."""
    name = f"pqr_matrix_{uuid.uuid4().hex[:12]}"
    clone_database(server, template, name)
    opened: dict[str, psycopg.Connection[Any]] = {}

    def session(key: str) -> psycopg.Connection[Any]:
        if key not in opened:
            login = STAFF[key].login if key in STAFF else server.superuser
            password = PASSWORD if key in STAFF else server.password_for_superuser
            opened[key] = connection.connect(server.target(name), login, password, autocommit=True)
        return opened[key]

    # Thousands of refusals on purpose, in one minute.
    session("postgres").execute("UPDATE pqr.quota SET allowed = 1000000 WHERE kind = 'refusal'")
    yield session
    for each in opened.values():
        each.close()
    target = server.target("postgres")
    with connection.connect(target, server.superuser, server.password_for_superuser, autocommit=True) as admin:
        admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _step(sql_as: SqlAs, name: str, activity: procedure.Activity, outcome: procedure.Outcome, role: str) -> Step:
    bench = Bench(
        sql_as("postgres"), name, activity.key, outcome.key, STAFF[role], outcome.roles.get(role, "role"), sql_as
    )
    prepare = READY.get((name, activity.key, outcome.key))
    return prepare(bench) if prepare else Step(bench.case())


def _try(sql_as: SqlAs, role: str, name: str, activity: str, outcome: str, step: Step) -> dict[str, Any]:
    return perform_as(sql_as(role), step.case_id, step.version, activity, outcome, step.payload, procedure_name=name)


def _state(sql_as: SqlAs, case: uuid.UUID) -> tuple[Any, ...] | None:
    return sql_as("postgres").execute("SELECT * FROM pqr.case_file WHERE case_id = %s", [case]).fetchone()


@pytest.mark.parametrize(("name", "activity", "outcome"), OUTCOMES, ids=_id)
def test_no_other_role_takes_it(sql_as, name, activity, outcome):
    admin = sql_as("postgres")
    for role in INSIDE:
        if role in outcome.roles:
            continue
        # Even where the case is in that person's hands and area.
        step = _step(sql_as, name, activity, outcome, next(iter(outcome.roles)))
        hold = "UPDATE pqr.case_file SET assignee_id = %s, area_id = %s WHERE case_id = %s"
        admin.execute(hold, [STAFF[role].person_id, area_of(admin, STAFF[role]), step.case_id])
        before = _state(sql_as, step.case_id)
        assert _try(sql_as, role, name, activity.key, outcome.key, step) == REFUSED, role
        assert _state(sql_as, step.case_id) == before


@pytest.mark.parametrize(
    ("name", "activity", "outcome", "role"),
    [(n, a, o, r) for n, a, o in OUTCOMES for r, place in o.roles.items() if place != "role"],
    ids=_id,
)
def test_the_right_role_in_another_place_does_not(sql_as, name, activity, outcome, role):
    step = _step(sql_as, name, activity, outcome, role)
    other = role + "2"
    before = _state(sql_as, step.case_id)
    assert _try(sql_as, other, name, activity.key, outcome.key, step) == REFUSED
    assert _state(sql_as, step.case_id) == before


@pytest.mark.parametrize(
    ("name", "activity", "outcome", "role"), [(n, a, o, r) for n, a, o in OUTCOMES for r in o.roles], ids=_id
)
def test_the_declared_role_takes_it(sql_as, name, activity, outcome, role):
    step = _step(sql_as, name, activity, outcome, role)
    answer = _try(sql_as, role, name, activity.key, outcome.key, step)
    target = None if outcome.to == procedure.END else procedure.load(name).activity(outcome.to).key
    assert answer == {"status": "applied", "version": step.version + 1, "activity": target}
    state = _state(sql_as, step.case_id)
    assert state is not None
    problems = sql_as("postgres").execute("SELECT problem FROM pqr_api.verify_chains(%s)", [step.case_id])
    assert problems.fetchall() == []


def test_no_outcome_is_taken_from_another_activity(sql_as):
    """A case in one activity refuses every outcome of every other one, to its own holder with every role there."""
    admin = sql_as("postgres")
    for name in procedure.RELEASED:
        activities = [a for a in procedure.load(name).activities if a.outcomes]
        for here, there in itertools.permutations(activities, 2):
            outcome = next(iter(there.outcomes.values()))
            role = next(iter(outcome.roles))
            bench = Bench(admin, name, here.key, "", STAFF[role], outcome.roles[role], sql_as)
            case = bench.case()
            answer = perform_as(sql_as(role), case, 1, there.key, outcome.key, procedure_name=name)
            assert answer["status"] == "refused", (name, here.key, there.key)
            assert answer["reason"] in ("wrong_activity", "not_permitted"), answer


def test_every_outcome_with_effect_or_conditions_has_its_preparation():
    needed = {(n, a.key, o.key) for n, a, o in OUTCOMES if o.effect or o.guards or o.checks}
    assert needed - set(READY) == set()
    assert set(READY) - {(n, a.key, o.key) for n, a, o in OUTCOMES} == set()


def test_every_guard_and_effect_is_installed(sql_as):
    named = {g for _, _, o in OUTCOMES for g in (*o.guards, *o.checks)}
    effects = {a.key for _, a, o in OUTCOMES if o.effect}
    query = "SELECT proname FROM pg_proc WHERE pronamespace = %s::regnamespace"
    assert {row[0] for row in sql_as("postgres").execute(query, ["pqr_guard"])} >= named
    assert {row[0] for row in sql_as("postgres").execute(query, ["pqr_effect"])} == effects
