"""The ways out of a decision that the server did not take: compare and reapply, send again, see, report, discard."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QObject

from app.services.offline.outbox import LocalOutbox
from app.ui.page_context import PageContext
from app.ui.session.unsent_rows import UnsentRow, step_words
from app.ui.shell.page import Page, Shell
from app.ui.widgets import Question
from app.ui.widgets.diff import Act, DiffCard, Side, to_clipboard

if TYPE_CHECKING:
    from app.services.offline.reapply import Comparison


class UnsentActs(QObject):
    """What the buttons of the panel do to the chosen row."""

    def __init__(
        self,
        page: Page,
        shell: Shell,
        context: PageContext,
        outbox: LocalOutbox,
        chosen: Callable[[], UnsentRow | None],
        open_case: Callable[[UUID], object],
        changed: Callable[[], object],
    ) -> None:
        """`changed` sends what can go and reads the list again."""
        super().__init__(page)
        self._page, self._shell, self._context, self._outbox = page, shell, context, outbox
        self._chosen, self._open_case, self._changed = chosen, open_case, changed

    def by_key(self) -> dict[str, Callable[[], object]]:
        """The acts as services/offline/ways.py names them."""
        return {
            "reapply": self.ask_reapply,
            "retry": self.send_again,
            "see": self.see,
            "report": self.report,
            "discard": self.ask_discard,
        }

    def send_again(self) -> None:
        """Let the chosen one be sent again, and all that waits with it."""
        if (row := self._chosen()) is not None:
            self._outbox.retry(row.case_id)
        self._changed()

    def ask_reapply(self) -> None:
        """Compare what was decided with the case as it is now."""
        row = self._chosen()
        if row is None:
            return
        from app.services.offline.reapply import compare

        outbox, database = self._outbox, self._context.database
        self._context.background.run(
            lambda: compare(outbox, database, row.case_id),
            show=partial(self._show_difference, row),
            fail=self._shell.report,
            owner=self,
        )

    def ask_discard(self) -> None:
        """Ask before the chosen one is forgotten."""
        row = self._chosen()
        if row is None:
            return
        question = Question(
            "¿Descartar esta decisión?",
            "Descartar",
            "El servidor nunca la recibirá; el caso queda como está allá.",
            facts=[("Caso", row.label), ("Decisión", " · ".join(step_words(row)))],
            warning="También se descartan las que esperaban detrás de ella en el mismo caso.",
            dangerous=True,
        )
        self._shell.confirm(question, lambda: self._discard(row.case_id))

    def _show_difference(self, row: UnsentRow, found: Comparison) -> None:
        meant = [
            f"Decisión: {' · '.join(step_words(row))}",
            *(f"{line.label}: {line.meant or '—'}" for line in found.lines),
        ]
        now = [f"El caso está en: {found.tray_now}", *(f"{line.label}: {line.now or '—'}" for line in found.lines)]
        steps = " · ".join(f"{step.activity} ({step.actor})" for step in found.steps)
        subtitle = f"{row.label}. Entre tanto: {steps}." if steps else f"{row.label}. Nadie dio otro paso."
        if not found.can_reapply:
            subtitle += (
                " El caso ya no está en ese paso: su decisión no se puede reaplicar, pero puede verla y copiarla."
            )
        acts: list[Act] = [("Descartar…", "danger", self.ask_discard)]
        if found.can_reapply:
            acts.insert(0, ("Reaplicar", "primary", lambda: self._reapply(row.case_id, found.version_now)))
        title = "Lo que decidió y el caso como está ahora"
        left, right = Side("Lo que usted decidió", "\n".join(meant)), Side("Lo que hay ahora", "\n".join(now))
        acts.append(("Copiar", "", partial(to_clipboard, "\n".join(meant))))
        DiffCard(self._page.window(), title, subtitle, left, right, acts).ask()

    def _reapply(self, command_id: UUID, version: int) -> None:
        self._context.background.write(
            lambda: self._outbox.reapply(command_id, version),
            show=lambda _command: self._changed(),
            fail=self._shell.report,
        )

    def _discard(self, command_id: UUID) -> None:
        self._context.background.write(
            lambda: self._outbox.discard(command_id), show=lambda _none: self._changed(), fail=self._shell.report
        )

    def report(self) -> None:
        if (row := self._chosen()) is not None:
            to_clipboard(self._outbox.report(row.case_id))
            self._shell.say("Informe copiado. No lleva datos de personas: péguelo en el mensaje a soporte.")

    def see(self) -> None:
        if (row := self._chosen()) is not None:
            self._open_case(row.unsent.command.case_id)
