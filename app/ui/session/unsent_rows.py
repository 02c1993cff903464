"""Rows and columns of «No enviados», and a decision in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from app import clock, procedure
from app.services.offline.outbox_rows import Unsent
from app.services.offline.ways import STATES
from app.ui import formats
from app.ui.table import Cell, Column
from app.ui.trays.case_head import number_words

_LONGEST = 400


@dataclass(frozen=True)
class UnsentRow:
    """One command as the page shows it; `case_id` is the command's key, so that rows of one case differ."""

    unsent: Unsent
    label: str

    @property
    def case_id(self) -> UUID:
        """Key of the row."""
        return self.unsent.command.command_id


def step_words(row: UnsentRow) -> tuple[str, str]:
    """Activity and outcome."""
    command = row.unsent.command
    activity = procedure.load(command.procedure).by_key(command.activity)
    return activity.label, "Deshacer" if command.is_undo else activity.outcomes[command.outcome].label


def number(label: str | None) -> str:
    """The case's number, or that it is not known on this computer."""
    return "Caso sin número aquí" if label is None else number_words(label)


def when(row: UnsentRow) -> str:
    """When it was decided."""
    return formats.moment(dt.datetime.fromisoformat(row.unsent.written_at).astimezone(clock.BOGOTA))


def written_in(payload: Mapping[str, Any]) -> list[str]:
    """What the person wrote in the decision: its texts, without the keys of the program."""
    found: list[str] = []
    for value in payload.values():
        if isinstance(value, str) and len(value) > 2 and " " in value.strip():
            found.append(value if len(value) <= _LONGEST else f"{value[:_LONGEST]}…")
        elif isinstance(value, Mapping):
            found += written_in(value)
        elif isinstance(value, list | tuple):
            found += [words for each in value if isinstance(each, Mapping) for words in written_in(each)]
    return found


def _state(row: UnsentRow) -> Cell:
    words, tone = STATES[row.unsent.status]
    return Cell(words, tone=tone)


def _case(row: UnsentRow) -> Cell:
    return Cell(row.label, " · ".join(step_words(row)), strong=True, tip=row.unsent.way_out.sentence)


COLUMNS = [
    Column("case", "Caso y decisión", "two_lines", _case),
    Column("state", "Estado", "pill", _state, width=186),
    Column("when", "Decidido", "text", lambda row: Cell(when(row)), width=150, hide_below=560),
]
