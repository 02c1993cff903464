"""What each outcome with an effect or a condition needs before it can be taken, by procedure, activity and outcome.

Register it beside its kin in tests/matrix/: `@ready("pqr_v08", "check_image", "image_bad")` over a function
that takes a `Bench` and returns a `Step`. Outcomes with neither effect nor conditions need nothing here.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import psycopg

from tests.fixtures.cases import insert_case
from tests.people import STAFF, Member


@dataclass(frozen=True)
class Step:
    """A case in which the outcome can be taken, the version to decide on, and the payload."""

    case_id: uuid.UUID
    payload: dict[str, Any] = field(default_factory=dict)
    version: int = 1


@dataclass(frozen=True)
class Bench:
    """What a preparation works with: the superuser, who will take the step, and where they must stand."""

    admin: psycopg.Connection[Any]
    procedure: str
    activity: str
    outcome: str
    actor: Member
    place: str
    sql_as: Callable[[str], psycopg.Connection[Any]]

    @property
    def standing(self) -> dict[str, Any]:
        """The columns of the case that put the actor in the right place; another person has it otherwise."""
        columns: dict[str, Any] = {"assignee_id": STAFF["agent2"].person_id}
        if self.place == "assignee":
            columns["assignee_id"] = self.actor.person_id
        if self.place == "area":
            columns["area_id"] = area_of(self.admin, self.actor)
        return columns

    def case(self, **columns: Any) -> uuid.UUID:
        """A bare case that waits in the activity."""
        return insert_case(self.admin, self.procedure, self.activity, **(self.standing | columns))

    def stand(self, case: uuid.UUID) -> uuid.UUID:
        """Put an existing case in the activity and the actor in the right place; returns the case."""
        self.admin.execute(
            "UPDATE pqr.case_file SET activity = a.number, assignee_id = %s, area_id = coalesce(%s, area_id)"
            " FROM pqr.activity a WHERE case_id = %s AND a.procedure = case_file.procedure AND a.key = %s",
            [self.standing["assignee_id"], self.standing.get("area_id"), case, self.activity],
        )
        return case


def area_of(admin: psycopg.Connection[Any], member: Member) -> int | None:
    """The area of a person."""
    row = admin.execute("SELECT area_id FROM pqr.person WHERE person_id = %s", [member.person_id]).fetchone()
    assert row is not None
    area: int | None = row[0]
    return area


Prepare = Callable[[Bench], Step]
READY: dict[tuple[str, str, str], Prepare] = {}


def ready(procedure: str, activity: str, *outcomes: str) -> Callable[[Prepare], Prepare]:
    """Register a preparation for these outcomes of an activity."""

    def register(prepare: Prepare) -> Prepare:
        for outcome in outcomes:
            assert (procedure, activity, outcome) not in READY, (procedure, activity, outcome)
            READY[procedure, activity, outcome] = prepare
        return prepare

    return register
