"""What stands beside a list is made after the list was painted: until then there are empty cards in its places."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from PySide6.QtWidgets import QSplitter, QWidget

from app.ui.shell.page import Page
from app.ui.theme.theme import scaled
from app.ui.widgets.card import Card

#: As narrow as what comes there (widgets/cards.py).
_LEAST = 300


class BesidePage(Page):
    """Nobody else need know when its parts are made: whoever names one before its turn gets it at once."""

    #: The attributes that `make_beside` makes.
    BESIDE: ClassVar[frozenset[str]] = frozenset()

    def __init__(self) -> None:
        super().__init__()
        self.is_whole = False

    def make_beside(self) -> None:
        """Make what stands beside the list, once."""
        raise NotImplementedError

    def complete(self) -> None:
        """Make it now, unless it is there."""
        if not self.is_whole:
            self.is_whole = True
            self.make_beside()

    def __getattr__(self, name: str) -> Any:
        # Asked only for what is not there.
        if name not in type(self).BESIDE or self.__dict__.get("is_whole", True):
            raise AttributeError(f"{type(self).__name__} has no {name}")
        self.complete()
        return self.__dict__[name]


class Places:
    """At the right of what the splitter holds already; `stretch` is of each place, from left to right."""

    def __init__(self, splitter: QSplitter, stretch: Sequence[int]) -> None:
        self._splitter, self._stretch, self._first = splitter, stretch, splitter.count()
        for _each in stretch:
            card = Card()
            card.setMinimumWidth(scaled(_LEAST))
            splitter.addWidget(card)
        self._stretch_all()

    def put(self, *parts: QWidget) -> None:
        """Put these there, in the order of the places; the sizes stay."""
        sizes = self._splitter.sizes()
        for at, part in enumerate(parts, self._first):
            empty = self._splitter.replaceWidget(at, part)
            if empty is not None:
                empty.deleteLater()
        self._stretch_all()
        self._splitter.setSizes(sizes)

    def _stretch_all(self) -> None:
        for at, each in enumerate(self._stretch, self._first):
            self._splitter.setStretchFactor(at, each)
