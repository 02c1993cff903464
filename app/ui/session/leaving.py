"""Leaving: closing the window or signing out says so while there are decisions that the server does not have."""

from __future__ import annotations

from collections.abc import Callable

from app.services.offline.outbox import LocalOutbox
from app.ui import formats
from app.ui.shell.main_window import MainWindow
from app.ui.widgets import Question

_KEPT = "Quedan cifradas en este equipo y se enviarán cuando usted vuelva a entrar aquí."
_LOST = "En la demostración se conservan sólo hasta cerrar el programa."


class Leaving:
    """Asks once; whoever insists leaves."""

    def __init__(self, window: MainWindow, outbox: LocalOutbox | None, *, is_demo: bool) -> None:
        self._window, self._outbox, self._is_demo = window, outbox, is_demo
        self._insists = False
        window.may_close = self.may_close

    def force(self) -> None:
        """No more questions: the session is over."""
        self._insists = True

    def may_close(self) -> bool:
        """Whether the window may close now; if not, it has been asked why."""
        return self.ask("Cerrar de todos modos", self._window.close)

    def ask(self, act: str, leave: Callable[[], object]) -> bool:
        """True when nothing waits; else asks, and `leave` runs if the person insists."""
        if self._insists:
            return True
        page = self._window.desk.page()
        if page is not None:
            # What was typed goes to the server before the connections close: they wait for writes on their way.
            page.deactivate()
        if self._loses_text():
            return self._ask_about_text(act, leave)
        if self._outbox is None:
            return True
        waiting, refused = self._outbox.counts()
        if not (waiting or refused):
            return True

        parts = [(waiting, "sin enviar", "sin enviar"), (refused, "no recibida", "no recibidas")]
        words = " y ".join(f"{formats.number(n)} {one if n == 1 else many}" for n, one, many in parts if n)
        question = Question(
            f"Hay decisiones que el servidor no tiene: {words}",
            act,
            _LOST if self._is_demo else _KEPT,
            figure=formats.number(waiting + refused),
            keep="Seguir aquí",
        )
        self._window.confirm(question, lambda: self._insist(leave))
        return False

    def _loses_text(self) -> bool:
        desk = self._window.desk
        pages = [desk.built(key) for key in desk.page_keys()]
        return any(page.at_risk() for page in pages if page is not None)

    def _ask_about_text(self, act: str, leave: Callable[[], object]) -> bool:
        question = Question(
            "Hay texto que sólo está en esta ventana y se perdería",
            act,
            "No hay red y este computador no tiene dónde guardarlo cifrado. Espere a que vuelva la red o cópielo.",
            keep="Seguir aquí",
            dangerous=True,
        )
        self._window.confirm(question, lambda: self._insist(leave))
        return False

    def _insist(self, leave: Callable[[], object]) -> None:
        self._insists = True
        leave()
