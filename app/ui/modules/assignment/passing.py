"""Passing marked cases on from Cargas: progress, what became of each, and taking it back."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from uuid import UUID, uuid4

from app.services import assignment_acts
from app.services.assignment_acts import Done, kept_words
from app.ui import formats
from app.ui.modules.assignment.share_acts import CaseActs
from app.ui.page_context import PageContext
from app.ui.shell.page import Shell


class Passing(CaseActs):
    """`out` says of each case that stayed why; `stayed` is the sentence of all of them, empty where none did."""

    def __init__(self, shell: Shell, context: PageContext) -> None:
        super().__init__(shell, context)
        self.out: dict[UUID, str] = {}
        self.stayed = ""

    def pass_on(self, cases: Sequence[UUID], to: int | None) -> None:
        """Pass these cases to an agent, or each to whoever of its line has least."""
        database, act = self._context.database, uuid4()
        title = f"Pasando {formats.plural(len(cases), 'caso', 'casos')}"
        self._run(
            title,
            lambda context, stopped: assignment_acts.pass_on(
                database,
                cases,
                to,
                act_id=act,
                progress=lambda done, total: context.progress(done, total, f"{done} de {total}"),
                cancelled=stopped,
            ),
            lambda done: self._tell(done, ("caso pasado", "casos pasados"), may_undo=True),
        )

    def undo(self, act: UUID) -> None:
        """Take it back; what somebody opened or worked on stays."""
        database = self._context.database
        self._run(
            "Devolviendo los casos",
            lambda _context, _stopped: assignment_acts.undo(database, act),
            lambda done: self._tell(done, ("caso volvió", "casos volvieron"), may_undo=False),
        )

    def _tell(self, done: Done, noun: tuple[str, str], *, may_undo: bool) -> None:
        words = formats.plural(len(done.moved), *noun)
        self.out = {case: f"Se queda: {kept_words(why)}" for case, why in done.kept.items()}
        parts = [f"{formats.number(count)} porque {why}" for why, count in done.kept_by_reason().items()]
        stayed = formats.plural(len(done.kept), "caso se quedó", "casos se quedaron")
        self.stayed = f"<b>{words}; {stayed}:</b> {'; '.join(parts)}." if parts else ""
        self._shell.say(f"{words}.", undo=partial(self.undo, done.act_id) if may_undo and done.moved else None)
        self._context.changes.arrived.emit(set(done.moved))
