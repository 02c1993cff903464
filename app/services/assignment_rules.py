"""What cases weigh and how gradually they are released: the rules in use, a change with its reason, and the history."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from app.services.database import Database
from app.services.verbs.receive_petition import FieldInvalid

Kind = Literal["release", "typed", "line", "claim"]
WEIGHTS = (0.25, 10.0)
CASES = (1, 500)
HOURS = (1, 168)


@dataclass(frozen=True)
class Rule:
    """One rule in use. `value`: a weight, or the release (None: only ceilings). No author: as installed."""

    kind: Kind
    key: str
    title: str
    value: float | None
    hours: int | None
    set_by: str | None
    set_at: dt.datetime | None
    reason: str | None


@dataclass(frozen=True)
class RuleChange:
    """A change that somebody made."""

    kind: Kind
    key: str
    value: float | None
    hours: int | None
    set_by: str
    set_at: dt.datetime
    reason: str


def read_rules(database: Database) -> list[Rule]:
    """The release, what has a typed term, the lines and the claims, in that order. Raises Offline, Busy, a refusal."""
    order = {"release": 0, "typed": 1, "line": 2, "claim": 3}
    rows = [
        Rule(r.kind, r.key, r.title, _number(r.weight), r.hours, r.set_by, r.set_at, r.reason)
        for r in database.table("assignment_rules")
    ]
    return sorted(rows, key=lambda rule: (order[rule.kind], [p.zfill(4) for p in rule.key.split(".")]))


def read_history(database: Database) -> list[RuleChange]:
    """Who changed which rule and why, newest first."""
    return [
        RuleChange(r.kind, r.key, _number(r.weight), r.hours, r.set_by, r.set_at, r.reason)
        for r in database.table("assignment_rule_history")
    ]


def set_release(database: Database, cases: int | None, hours: int, reason: str) -> None:
    """At most so many cases to each agent in so many hours; None: only ceilings. Raises FieldInvalid, a refusal."""
    _require_reason(reason)
    if (cases is not None and not CASES[0] <= cases <= CASES[1]) or not HOURS[0] <= hours <= HOURS[1]:
        sentence = "Escriba de 1 a 500 casos por agente y un periodo de 1 a 168 horas."
        raise FieldInvalid("value" if cases is not None and not CASES[0] <= cases <= CASES[1] else "hours", sentence)
    database.call("set_release", p_cases=cases, p_hours=hours, p_reason=reason.strip())


def set_weight(database: Database, rule: Rule, weight: float, reason: str) -> int:
    """Weigh a claim, a line or what has a typed term anew; how many cases of the pool changed. Raises as above."""
    _require_reason(reason)
    if not WEIGHTS[0] <= weight <= WEIGHTS[1]:
        raise FieldInvalid("value", "El peso va de 0,25 a 10. Escriba un número de ese rango.")
    answer = database.call(
        "set_weight", p_kind=rule.kind, p_key=rule.key, p_weight=Decimal(str(weight)), p_reason=reason.strip()
    )
    return int(answer["weighed_again"])


def _require_reason(reason: str) -> None:
    if len(reason.strip()) < 5:
        raise FieldInvalid("reason", "Falta por qué cambia la regla. Escríbalo en una frase.")


def _number(value: object) -> float | None:
    return None if value is None else float(str(value))
