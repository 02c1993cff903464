"""What confirming in Reparto does: share out and pass on with progress, tell each outcome, and take it back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID, uuid4

from PySide6.QtCore import QObject, Signal

from app import clock
from app.services import assignment, assignment_acts
from app.services.assignment import Proposal
from app.services.assignment_acts import Done, kept_words
from app.ui import formats
from app.ui.background import Context
from app.ui.modules.assignment.pool_panel import shown_number
from app.ui.page_context import PageContext
from app.ui.shell.page import Shell

T = TypeVar("T")

#: Taking back is possible for so long; the server counts it too.
UNDO = dt.timedelta(minutes=10)
#: Cases that stay are named up to so many; the rest are counted.
NAMED = 5


@dataclass(frozen=True)
class Confirmed:
    """The last act of this window: what it said, when, and the labels of its cases."""

    act_id: UUID
    words: str
    at: dt.datetime
    labels: dict[UUID, str]
    moved: int

    def may_undo(self) -> bool:
        """Whether it can still be taken back."""
        return self.moved > 0 and clock.now() - self.at < UNDO


class CaseActs(QObject):
    """One act at a time, with its progress card; `ended` comes after each, done or failed."""

    ended = Signal()

    def __init__(self, shell: Shell, context: PageContext) -> None:
        super().__init__()
        self._shell, self._context = shell, context
        self.busy = False

    def _run(self, title: str, work: Callable[[Context, Callable[[], bool]], T], show: Callable[[T], object]) -> None:
        card, stop = self._shell.progress_card(title), {"asked": False}
        card.cancelled.connect(lambda: stop.update(asked=True))
        self.busy = True

        def ended() -> None:
            self.busy = False
            card.closed.emit()
            self.ended.emit()

        self._context.background.run_long(
            lambda context: work(context, lambda: stop["asked"]),
            progress=card.progress,
            show=show,
            fail=self._shell.report,
            finished=ended,
            owner=self,
        )


class ShareActs(CaseActs):
    """Sharing out; `last` is what can be taken back."""

    def __init__(self, shell: Shell, context: PageContext) -> None:
        super().__init__(shell, context)
        self.last: Confirmed | None = None
        #: After taking back: what came back and what stayed, said once.
        self.said = ""

    def confirm(self, proposal: Proposal, *, passing: bool, words: str) -> None:
        """Give the simulated cases, and pass on what absent agents can't attend."""
        database, act = self._context.database, uuid4()

        def work(context: Context, stopped: Callable[[], bool]) -> tuple[Done, Done, str]:
            def told(done: int, total: int) -> None:
                context.progress(done, total, f"{done} de {total}")

            shared = passed = Done(act)
            if proposal.assigned:
                shared = assignment_acts.share_out(database, proposal, act_id=act, progress=told, cancelled=stopped)
            cases = assignment.cases_to_pass(database) if passing and not stopped() else ()
            if cases:
                passed = assignment_acts.pass_on(database, cases, None, act_id=act, progress=told, cancelled=stopped)
            lost = "left_pool" in shared.kept.values()
            others = assignment_acts.confirmed_since(database, proposal.at, act) if lost else []
            return (
                shared,
                passed,
                "".join(
                    f" {name} confirmó el suyo a las {formats.clock(at.astimezone(clock.BOGOTA))}."
                    for name, at, _n in others[:1]
                ),
            )

        labels = {row.case_id: shown_number(row.label) for row in proposal.rows}
        self._run(words, work, lambda done: self._confirmed(act, labels, *done))

    def _confirmed(self, act: UUID, labels: dict[UUID, str], shared: Done, passed: Done, others: str) -> None:
        words = f"{formats.plural(len(shared.moved), 'caso asignado', 'casos asignados')}"
        if passed.moved:
            words += f" y {formats.plural(len(passed.moved), 'pasado', 'pasados')}"
        words += "."
        if shared.changed:
            one = shared.changed == 1
            verb = "1 fue" if one else f"{formats.number(shared.changed)} fueron"
            words += f" {verb} a otra persona: algo cambió desde la simulación."
        words += _kept(shared) + others + _kept(passed)
        if shared.cancelled:
            words += " Se detuvo a pedido suyo; lo demás sigue en la bolsa."
        moved = {*shared.moved, *passed.moved}
        self.last = Confirmed(act, words, clock.now(), labels, len(moved))
        self.said = words
        self._shell.say(words, undo=self.undo if moved else None)
        self._context.changes.arrived.emit(moved)

    def undo(self) -> None:
        """Take the last act back; what somebody opened or worked on stays and is named."""
        last = self.last
        if last is None or self.busy:
            return
        database = self._context.database
        self._run(
            "Deshaciendo el reparto",
            lambda _context, _stopped: assignment_acts.undo(database, last.act_id),
            lambda done: self._undone(last, done),
        )

    def _undone(self, last: Confirmed, done: Done) -> None:
        words = f"{formats.plural(len(done.moved), 'caso volvió', 'casos volvieron')} a donde estaban."
        if done.kept:
            named = [
                f"{last.labels.get(case, 'uno pasado')} ({kept_words(why)})"
                for case, why in list(done.kept.items())[:NAMED]
            ]
            rest = len(done.kept) - len(named)
            more = f" y {formats.number(rest)} más" if rest else ""
            words += f" {formats.plural(len(done.kept), 'se queda', 'se quedan')}: {', '.join(named)}{more}."
        self.last, self.said = None, words
        self._shell.say(words)
        self._context.changes.arrived.emit(set(done.moved))


def _kept(done: Done) -> str:
    """How many stayed and why; nothing when none did."""
    parts = [
        f"{formats.number(count)} no se {'movió' if count == 1 else 'movieron'}: {words}"
        for words, count in done.kept_by_reason().items()
    ]
    return f" {'; '.join(parts)}." if parts else ""
