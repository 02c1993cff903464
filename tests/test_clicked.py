"""Every numbered activity is clicked by a role that may take it, and attacked over SQL by those that may not."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator

from app import procedure
from tests.models import test_matrix as matrix
from tests.source import python_files

PQR = procedure.load("pqr_v08")
SKIPS = {"skip", "skipif", "xfail", "tools"}


def clicked() -> dict[int, set[tuple[str, str]]]:
    """Activity -> (test that clicks it, role), as the marks say; tests/fixtures/clicked.py proves each when it runs."""
    found: dict[int, set[tuple[str, str]]] = defaultdict(set)
    for source in python_files("tests/ui"):
        for node in source.tree.body:
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                for number, role in _marks(node):
                    found[number].add((f"{source.name}::{node.name}", role))
    return found


def _marks(test: ast.FunctionDef) -> Iterator[tuple[int, str]]:
    marks = {ast.unparse(each.func if isinstance(each, ast.Call) else each) for each in test.decorator_list}
    for each in test.decorator_list:
        if isinstance(each, ast.Call) and ast.unparse(each.func) == "pytest.mark.clicks":
            assert not {f"pytest.mark.{name}" for name in SKIPS} & marks, f"{test.name} may not run at all"
            [role] = [ast.literal_eval(word.value) for word in each.keywords if word.arg == "by"]
            yield from ((ast.literal_eval(number), role) for number in each.args)


def test_every_activity_is_clicked_by_a_role_that_may_take_it() -> None:
    table = clicked()
    assert set(table) == set(range(1, 28)) == {activity.number for activity in PQR.activities}
    strangers = {
        (test, role)
        for activity in PQR.activities
        for test, role in table[activity.number]
        if not any(role in outcome.roles for outcome in activity.outcomes.values())
    }
    assert not strangers, "marked with a role that the declaration does not let take it"


def test_every_role_with_a_tray_clicks_something() -> None:
    """Who only helps in an activity (a lawyer in 13) may take it; its own role is the one that must be seen to."""
    first = {next(iter(outcome.roles)) for activity in PQR.activities for outcome in activity.outcomes.values()}
    assert first <= {role for tests in clicked().values() for _test, role in tests}


def test_every_activity_is_tried_by_every_other_role_over_sql() -> None:
    attacked = {activity.number for name, activity, _ in matrix.OUTCOMES if name == "pqr_v08"}
    assert attacked == set(range(1, 28))
    assert "pqr_v08" in procedure.RELEASED
    for attack in (matrix.test_no_other_role_takes_it, matrix.test_the_right_role_in_another_place_does_not):
        assert {mark.name for mark in attack.pytestmark} == {"parametrize"}
    # Each outcome against each role that is not its own: nobody is left out.
    roles = {key for key, role in procedure.roles().items() if not role.outside}
    assert set(matrix.INSIDE) == roles
