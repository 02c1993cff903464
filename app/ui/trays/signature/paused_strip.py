"""Offers the batch that was left in the middle, also after the program was closed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from uuid import UUID

from app.services.output.signing_reads import Lane
from app.ui import formats
from app.ui.trays.signature.kept_batch import Kept, KeptBatch
from app.ui.widgets import Strip, button


class PausedStrip(Strip):
    """`reload` is asked for when the person goes on: the lane of the batch is shown and its letters are marked."""

    def __init__(self, kept: KeptBatch, reload: Callable[[], object]) -> None:
        super().__init__("info", "pause")
        self._kept, self._reload = kept, reload
        self._resuming: Kept | None = None

    @property
    def director_id(self) -> int | None:
        """The director of the batch that is being taken up again; None while none is."""
        return self._resuming.director_id if self._resuming is not None else None

    @property
    def cases(self) -> set[UUID]:
        """The letters of the batch that is being taken up again."""
        return set(self._resuming.cases) if self._resuming is not None else set()

    def offer(self, lanes: Sequence[Lane], shown: Lane | None, letters: set[UUID]) -> bool:
        """Show what was left, if its letters still wait; True when its lane is on screen and they are to be marked."""
        kept = self._kept.load()
        lane = next((each for each in lanes if kept is not None and each.director_id == kept.director_id), None)
        on_screen = lane is not None and shown is not None and lane.director_id == shown.director_id
        if kept is None or lane is None or (on_screen and not letters.intersection(kept.cases)):
            self.hide()
            return False
        if self._resuming is not None and on_screen:
            self.hide()
            return True
        # Killed in the middle, the program could not say which were signed: the lane does.
        count = len(letters.intersection(kept.cases)) if on_screen else len(kept.cases)
        left = formats.plural(count, "carta", "cartas")
        go_on = button(f"Marcar {left}", icon_name="play", act=lambda: self._resume(kept))
        words = f"<b>Quedó un lote en pausa:</b> por firmar {left} de {formats.number(kept.total)}, de {lane.name}."
        self.say(words, [go_on, button("Descartar", "quiet", act=self._forget)])
        return False

    def taken(self) -> set[UUID]:
        """The letters to mark; from now on nothing is being taken up."""
        cases, self._resuming = self.cases, None
        return cases

    def _resume(self, kept: Kept) -> None:
        self._resuming = kept
        self._reload()

    def _forget(self) -> None:
        self._kept.forget()
        self._resuming = None
        self.hide()
