"""The slack under the term of each row: what it says, in which tone, and the order it gives."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from app.ui import formats
from app.ui.table.columns import Cell, Column
from app.ui.theme.tokens import Tone

if TYPE_CHECKING:
    # Its module brings the database, which the first paint does not wait for.
    from app.services.trays.slack import Slack

#: A case without a legal date goes after every other.
_LAST = 10_000
_LOST = 5_000


def slack_words(slack: Slack) -> str:
    """«Holgura 4 d», «Holgura −2 d»; nothing without a legal date."""
    if slack.slack is None:
        return ""
    sign = "−" if slack.slack < 0 else ""
    return f"Holgura {sign}{formats.number(abs(slack.slack))} d"


def slack_tone(slack: Slack) -> Tone:
    """Late already, with no day to lose, or with some."""
    days = slack.slack or 0
    return "danger" if days < 0 else "warn" if days == 0 else "good"


def slack_sentence(slack: Slack) -> str:
    """The sum behind the figure, and the last day to begin."""
    if slack.slack is None or slack.due_on is None:
        return "Sin vencimiento legal: no hay holgura que contar."
    hour = f" a las {formats.clock(slack.due_at)}" if slack.due_at is not None else ""
    parts = [
        f"Vence el {formats.date(slack.due_on)}{hour}.",
        f"{slack_words(slack)}: {formats.plural(slack.days_left or 0, 'día', 'días')} de término menos"
        f" {slack.work_left} de trabajo.",
    ]
    if slack.start_by is not None:
        parts.append(f"Para cumplir, siga a más tardar el {formats.date(slack.start_by)}.")
    if slack.copies_by is not None:
        parts.append(f"Se entiende aceptada: entregue las copias a más tardar el {formats.date(slack.copies_by)}.")
    return " ".join(parts)


def awaiting_cell(state: str, until: dt.date) -> Cell:
    """In place of the traffic light: «waiting» for a citizen, or «lapsed», that did not answer in time."""
    waits, sentence = state != "lapsed", awaiting_sentence(state, until)
    return Cell(
        text="En espera" if waits else "No aportó",
        detail=f"{'hasta' if waits else 'venció'} {formats.short_date(until)}",
        tone="info" if waits else "warn",
        detail_tone="neutral" if waits else "warn",
        icon="hourglass-medium" if waits else "bell-ringing",
        tip=sentence,
        spoken=f"Plazo: {sentence}",
    )


def awaiting_sentence(state: str, until: dt.date) -> str:
    """Until when the term stands still, or since when the archive may be asked for."""
    if state == "lapsed":
        return f"El ciudadano no respondió: su plazo venció el {formats.date(until)}. Proponga el archivo."
    return f"En espera del ciudadano, hasta el {formats.date(until)}: el término está suspendido."


class Clocks:
    """The slack of the rows of one model, by their key."""

    def __init__(self, columns: Sequence[Column]) -> None:
        #: Column of the legal term; -1 where the list has none.
        self.at = next((at for at, column in enumerate(columns) if column.paint == "slack"), -1)
        #: Where rows are groups of cases: their first date, and the activity where they wait.
        self.group: Callable[[Any], tuple[dt.date | None, int]] | None = None
        self._known: dict[Hashable, Slack] = {}
        #: None: the order in which the rows came.
        self.descending: bool | None = None

    def know(self, found: Mapping[Any, Slack]) -> set[Hashable]:
        """Take newer values; the keys whose look changes."""
        changed: set[Hashable] = {key for key, slack in found.items() if self._known.get(key) != slack}
        self._known |= found
        return changed

    def of(self, key: Hashable) -> Slack | None:
        """What is known of a row."""
        return self._known.get(key)

    def least(self, keys: Iterable[Hashable]) -> Slack | None:
        """The tightest of these rows, of those that are known."""
        known = [slack for slack in map(self._known.get, keys) if slack is not None and slack.slack is not None]
        return min(known, key=lambda slack: slack.slack or 0, default=None)

    def dressed(self, key: Hashable, cells: tuple[Cell, ...]) -> tuple[Cell, ...]:
        """The cells with the slack under the term."""
        slack = self._known.get(key)
        if slack is None or self.at < 0:
            return cells
        if slack.awaits is not None and slack.awaits_until is not None:
            cell = awaiting_cell(slack.awaits, slack.awaits_until)
            return (*cells[: self.at], cell, *cells[self.at + 1 :])
        words, sentence = slack_words(slack), slack_sentence(slack)
        # A judge counts hours: the hour stands in the row, not only in its tip.
        if words and slack.due_at is not None:
            words = f"{words.replace('Holgura', 'Holg.')} · {formats.clock(slack.due_at)}"
        cell = replace(
            cells[self.at], detail=words, detail_tone=slack_tone(slack), tip=sentence, spoken=f"Plazo: {sentence}"
        )
        return (*cells[: self.at], cell, *cells[self.at + 1 :])

    def ordered(self, rows: Iterable[Any], key_of: Any) -> list[Any]:
        """The rows by slack, if that order was asked for; equal ones stay as they came.

        First what still fits, least slack first; then what no longer does. Work given to what is lost already makes
        the next one late too (decision 0020, benchmark `slack`).
        """
        listed = list(rows)
        if self.descending is None:
            return listed

        def place(row: Any) -> tuple[bool, int]:
            slack = self._known.get(key_of(row))
            if slack is None or slack.slack is None:
                return True, _LAST
            # What is lost keeps the order of its dates, after all that is not.
            days = slack.slack if slack.slack >= 0 else _LOST + slack.slack
            return False, -days if self.descending else days

        return sorted(listed, key=place)
