"""The slack under the term of each row: what it says, in which tone, and the order it gives."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from app import clock
from app.ui import formats
from app.ui.table.columns import Cell, Column
from app.ui.theme.tokens import Tone

if TYPE_CHECKING:
    # Its module brings the database, which the first paint does not wait for.
    from app.services.trays.slack import Slack

#: What no clock is known of, or stands still, goes after every other.
_LAST = 10_000
_LOST = 5_000
#: Hours from which the answer to who fixed an hour is an alarm, not a warning.
FEW_HOURS = 4


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


def hour_look(slack: Slack, now: dt.datetime) -> tuple[str, Tone, str] | None:
    """Words, tone and icon where hours are counted: «Faltan 5 h», «Vencido 40 min»; None where days are."""
    if slack.due_at is None or not slack.hour_is_near(now):
        return None
    seconds = (slack.due_at - now).total_seconds()
    spell = formats.spell(abs(seconds))
    if seconds <= 0:
        return f"Vencido {spell}", "overdue", "warning-octagon-fill"
    is_few = seconds <= FEW_HOURS * 3600
    return f"Faltan {spell}", "danger" if is_few else "warn", "warning-circle-fill" if is_few else "warning-fill"


def lacking_cell(slack: Slack) -> Cell:
    """In place of the traffic light: which datum is missing to count the term."""
    from app.services.trays.slack import LACKS, lacks_sentence

    key = slack.lacks or "uncounted"
    sentence = lacks_sentence(key)
    return Cell(
        "Sin plazo", LACKS[key][0], tone="danger", detail_tone="danger", icon="warning-circle-fill",
        spoken=sentence, tip=sentence,
    )  # fmt: skip


def slack_sentence(slack: Slack) -> str:
    """The sum behind the figure, and the last day to begin."""
    if slack.lacks is not None:
        return lacking_cell(slack).tip
    if slack.slack is None or slack.due_on is None:
        return "Sin vencimiento legal: no hay holgura que contar."
    hour = f" a las {formats.clock(slack.due_at)}" if slack.due_at is not None else ""
    left, work = slack.days_left or 0, slack.work_left
    if left < 0:
        total = (
            f"el término venció hace {formats.plural(-left, 'día hábil', 'días hábiles')} y quedan {work} de trabajo."
        )
    else:
        total = f"{formats.plural(left, 'día', 'días')} de término menos {work} de trabajo."
    ends = "Venció" if left < 0 else "Vence"
    parts = [f"{ends} el {formats.date(slack.due_on)}{hour}.", f"{slack_words(slack)}: {total}"]
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
        if slack.lacks is not None:
            return (*cells[: self.at], self._lacking(cells[self.at], slack), *cells[self.at + 1 :])
        words, sentence = slack_words(slack), slack_sentence(slack)
        # A judge counts hours: the hour stands in the row, not only in its tip.
        if words and slack.due_at is not None:
            words = f"{words.replace('Holgura', 'Holg.')} · {formats.clock(slack.due_at)}"
        cell = replace(
            self._timed(cells[self.at], slack), detail=words, detail_tone=slack_tone(slack), tip=sentence,
            spoken=f"Plazo: {sentence}",
        )  # fmt: skip
        return (*cells[: self.at], cell, *cells[self.at + 1 :])

    @staticmethod
    def _lacking(cell: Cell, slack: Slack) -> Cell:
        """Also where the column shows another clock than the law's: that one stays."""
        made = lacking_cell(slack)
        own = cell.text not in ("", "Sin plazo")
        return replace(made, text=cell.text, tone=cell.tone, icon=cell.icon) if own else made

    @staticmethod
    def _timed(cell: Cell, slack: Slack) -> Cell:
        """Hours in place of days; the clock of an area or of a meeting stays in its days."""
        look = hour_look(slack, clock.now())
        is_legal = slack.days_left is not None and cell.text == formats.slack(slack.days_left)
        return replace(cell, text=look[0], tone=look[1], icon=look[2]) if look is not None and is_legal else cell

    def hourly(self) -> set[Hashable]:
        """Rows that count hours: what they say grows old by itself."""
        now = clock.now()
        return {key for key, slack in self._known.items() if slack.hour_is_near(now)}

    def ordered(self, rows: Iterable[Any], key_of: Any) -> list[Any]:
        """What lacks a datum first; the rest by slack, if that order was asked for; equal ones stay as they came.

        By slack, what is counted in hours comes before what is counted in days; then what still fits, least slack
        first; then what no longer does. Work given to what is lost already makes the next one late too (decision
        0020, benchmark `slack`).
        """
        listed, now = list(rows), clock.now()
        sign = -1 if self.descending else 1

        def place(row: Any) -> tuple[int, float]:
            slack = self._known.get(key_of(row))
            if slack is not None and slack.lacks is not None:
                return -1, 0
            if self.descending is None:
                return 0, 0
            if slack is None or slack.slack is None:
                return 1, _LAST
            if slack.due_at is not None and slack.hour_is_near(now):
                return 0, sign * ((slack.due_at - now).total_seconds() / 86_400 - _LAST)
            # What is lost keeps the order of its dates, after all that is not.
            return 0, sign * (slack.slack if slack.slack >= 0 else _LOST + slack.slack)

        return sorted(listed, key=place)

    def lacking(self) -> set[Hashable]:
        """Rows whose term can't be counted."""
        return {key for key, slack in self._known.items() if slack.lacks is not None}
