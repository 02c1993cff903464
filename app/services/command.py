"""A decision as a value: what one person decided about one case, safe to repeat, to queue and to compare."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from typing import Any, Protocol
from uuid import UUID, uuid4

#: The outcome under which taking back one's own last steps is written down, here and in the history.
UNDONE = "undone"


class CaseRef(Protocol):
    """Anything that names a case as the person saw it: a row of a tray, a case sheet."""

    @property
    def case_id(self) -> UUID: ...
    @property
    def version(self) -> int: ...
    @property
    def procedure(self) -> str: ...


@dataclass(frozen=True, kw_only=True)
class Command:
    """One step decided from `version` of a case. `command_id` is made when the person decides."""

    case_id: UUID
    version: int
    procedure: str
    activity: str
    outcome: str
    payload: Mapping[str, Any] = field(default_factory=dict)
    command_id: UUID = field(default_factory=uuid4)

    def following(self, activity: str, outcome: str, payload: Mapping[str, Any] | None = None) -> Command:
        """The next step of the same case, expecting this one to have been applied."""
        return Command(
            case_id=self.case_id,
            version=self.version + 1,
            procedure=self.procedure,
            activity=activity,
            outcome=outcome,
            payload=payload or {},
        )

    @property
    def is_undo(self) -> bool:
        """Whether it takes back this person's own last steps."""
        return self.outcome == UNDONE


def undoing(last: Command, version: int, back_to: int) -> Command:
    """A command that takes back the steps after version `back_to`; `last` is the latest, which made `version`."""
    return Command(
        case_id=last.case_id,
        version=version,
        procedure=last.procedure,
        activity=last.activity,
        outcome=UNDONE,
        payload={"back_to": back_to},
    )


def decide(case: CaseRef, activity: str, outcome: str, payload: Mapping[str, Any] | None = None) -> Command:
    """A command about a case as the person saw it."""
    return Command(
        case_id=case.case_id,
        version=case.version,
        procedure=case.procedure,
        activity=activity,
        outcome=outcome,
        payload=payload or {},
    )


def plain(value: Any) -> Any:
    """A value of a verb as JSON: dataclasses to dictionaries, dates to ISO text, identifiers to text."""
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: plain(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, Mapping):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(v) for v in value]
    if isinstance(value, dt.datetime | dt.date):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value
