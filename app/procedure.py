"""The procedures as declared in resources/procedure: read once, checked, never changed.

This is the only reader of the declaration. The migration that installs it in the
database, the services that build commands and the widgets that draw buttons all ask here.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from app.errors import ProcedureBroken
from app.paths import RESOURCES

#: Destination of an outcome that ends the case.
END = 0
#: Where the person who takes a step must stand with regard to the case.
PLACES = ("assignee", "area", "role")
#: What happens to the case's assignee when an outcome is taken.
ASSIGNEES = ("keep", "payload", "actor", "clear")


@dataclass(frozen=True, kw_only=True)
class Role:
    """One of the responsible parties the procedures name; `key` is its name in code."""

    key: str
    label: str
    #: Reads routing data of every case (never personal data) to direct or audit the work.
    oversees: bool = False
    #: Acts outside the program: has no login and takes no step in it.
    outside: bool = False


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """One way out of an activity. `to` is the number of the next activity, 0 for the end."""

    key: str
    label: str
    to: int
    #: Role key -> place: who may take it and where they must stand.
    roles: Mapping[str, str]
    #: The word the document prints («Sí», «No»), empty where it prints none.
    printed: str = ""
    #: Why we infer it or deviate from the printed arrow; empty where the document prints it.
    inferred: str = ""
    #: Conditions over other tables, before the effect is applied.
    guards: tuple[str, ...] = ()
    #: Conditions that must hold once the effect is applied; if not, nothing of it remains.
    checks: tuple[str, ...] = ()
    #: The payload goes to `pqr_effect.<activity key>`.
    effect: bool = False
    offline: bool = False
    #: Can be taken back by its author within ten minutes, while nobody has gone on.
    undo: bool = False
    assignee: str = "keep"
    #: Procedure whose cases this outcome opens as children; empty for none.
    opens: str = ""


@dataclass(frozen=True, kw_only=True)
class Activity:
    """One activity. `seed` is the number printed in the document (equal to `number` in the two procedures)."""

    number: int
    key: str
    label: str
    tray: str
    outcomes: Mapping[str, Outcome]
    question: str = ""
    seed: int = 0
    #: Procedure in whose cases this activity is done; such an activity has no outcomes here.
    delegated_to: str = ""
    note: str = ""

    @property
    def roles(self) -> frozenset[str]:
        """Every role that may take some outcome."""
        return frozenset(role for o in self.outcomes.values() for role in o.roles)


@dataclass(frozen=True, kw_only=True)
class Procedure:
    """A released declaration; `name` is the file's, such as "pqr_v08"."""

    name: str
    code: str
    version: int
    title: str
    trays: Mapping[str, str]
    activities: tuple[Activity, ...]
    _by_key: Mapping[str, Activity] = field(default_factory=dict, repr=False)
    _by_number: Mapping[int, Activity] = field(default_factory=dict, repr=False)

    @property
    def start(self) -> Activity:
        """The activity in which a case begins."""
        return self.activities[0]

    def activity(self, number: int) -> Activity:
        """The activity with that number; KeyError if there is none."""
        return self._by_number[number]

    def by_key(self, key: str) -> Activity:
        """The activity with that key; KeyError if there is none."""
        return self._by_key[key]

    def in_tray(self, tray: str) -> tuple[Activity, ...]:
        """The activities whose cases a tray shows."""
        return tuple(a for a in self.activities if a.tray == tray)

    def reachable(self) -> frozenset[int]:
        """Numbers that some path of outcomes reaches from the start; delegated ones count as passed through."""
        seen: set[int] = set()
        pending = [self.start.number] + [a.number for a in self.activities if a.delegated_to]
        while pending:
            number = pending.pop()
            if number in self._by_number and number not in seen:
                seen.add(number)
                pending.extend(o.to for o in self._by_number[number].outcomes.values())
        return frozenset(seen)


#: The released procedures that cases may follow, by name.
RELEASED = ("pqr_v08", "outbound_v02", "escalation_v01", "contact_v01")


@cache
def roles() -> Mapping[str, Role]:
    """Every role of the procedures, by key."""
    raw = tomllib.loads((RESOURCES / "procedure" / "roles.toml").read_text(encoding="utf-8"))
    return {key: Role(key=key, **value) for key, value in raw.items()}


@cache
def load(name: str) -> Procedure:
    """Read and check one released declaration, such as "pqr_v08"; ProcedureBroken lists what is wrong."""
    return parse(name, RESOURCES / "procedure" / f"{name}.toml")


def parse(name: str, path: Path) -> Procedure:
    """Read and check a declaration from a file; ProcedureBroken lists every problem found."""
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
        activities = tuple(_activity(row) for row in raw.pop("activity"))
        procedure = Procedure(
            name=name,
            activities=activities,
            _by_key={a.key: a for a in activities},
            _by_number={a.number: a for a in activities},
            **raw,
        )
    except (KeyError, TypeError, tomllib.TOMLDecodeError) as exc:
        raise ProcedureBroken(f"{name}: {exc!r}") from exc
    problems = list(_problems(procedure))
    if problems:
        raise ProcedureBroken(f"{name}: " + "; ".join(problems))
    return procedure


def _activity(row: dict[str, Any]) -> Activity:
    outcomes = {}
    for key, value in row.pop("outcomes", {}).items():
        value["guards"] = tuple(value.get("guards", ()))
        value["checks"] = tuple(value.get("checks", ()))
        outcomes[key] = Outcome(key=key, **value)
    row.setdefault("seed", row["number"])
    return Activity(outcomes=outcomes, **row)


def _problems(procedure: Procedure) -> Iterable[str]:
    numbers = [a.number for a in procedure.activities]
    if len(set(numbers)) != len(numbers):
        yield "two activities share a number"
    if len({a.key for a in procedure.activities}) != len(numbers):
        yield "two activities share a key"
    for activity in procedure.activities:
        yield from _activity_problems(procedure, activity)
    reachable = procedure.reachable()
    yield from (f"activity {n} is unreachable" for n in numbers if n not in reachable)


def _activity_problems(procedure: Procedure, activity: Activity) -> Iterable[str]:
    at = f"activity {activity.number}"
    if activity.tray not in procedure.trays:
        yield f"{at}: unknown tray {activity.tray}"
    if bool(activity.outcomes) == bool(activity.delegated_to):
        yield f"{at}: needs outcomes or a delegate, and not both"
    if activity.delegated_to and activity.delegated_to not in RELEASED:
        yield f"{at}: unknown delegate {activity.delegated_to}"
    for outcome in activity.outcomes.values():
        yield from _outcome_problems(procedure, f"{at}, {outcome.key}", outcome)


def _outcome_problems(procedure: Procedure, at: str, outcome: Outcome) -> Iterable[str]:
    if outcome.to != END and outcome.to not in procedure._by_number:
        yield f"{at}: leads to {outcome.to}, which is no activity"
    yield from _role_problems(at, outcome)
    if outcome.assignee not in ASSIGNEES:
        yield f"{at}: unknown rule for the assignee: {outcome.assignee}"
    if outcome.opens and outcome.opens not in RELEASED:
        yield f"{at}: opens an unknown procedure {outcome.opens}"
    if outcome.undo and (outcome.to == END or outcome.opens):
        yield f"{at}: an outcome that ends a case or opens others can't be undone"


def _role_problems(at: str, outcome: Outcome) -> Iterable[str]:
    if not outcome.roles:
        yield f"{at}: nobody may take it"
    for role, place in outcome.roles.items():
        if role not in roles() or roles()[role].outside:
            yield f"{at}: no such role inside the program: {role}"
        if place not in PLACES:
            yield f"{at}: unknown place {place}"
