"""The drawn pages of one document: asked for aside, kept while near, dropped when another is shown."""

from __future__ import annotations

from collections import OrderedDict

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from app.ui.background import Background, Lane
from app.ui.viewer.render import Renderer

#: Pages kept drawn; the one looked at longest ago goes first.
HELD = 12


class Pages(QObject):
    """Every answer carries the generation it was asked in; an answer of another generation is dropped."""

    opened = Signal(object)
    failed = Signal(object)
    #: A page has been drawn: its number.
    arrived = Signal(int)

    def __init__(self, background: Background, parent: QObject, *, held: int = HELD) -> None:
        super().__init__(parent)
        self._held = held
        self._background, self._renderer = background, Renderer()
        self._generation = 0
        renderer = self._renderer
        background.closing.connect(renderer.close)
        # A closure, not the method: what this object holds is gone by the time the signal comes.
        self.destroyed.connect(lambda: renderer.close())
        self._images: OrderedDict[int, QImage] = OrderedDict()
        self._asked: set[tuple[int, int, int]] = set()

    def wipe(self) -> None:
        """Forget every drawn page, at once; what is under way will be dropped."""
        self._generation += 1
        self.redraw()

    def redraw(self) -> None:
        """Forget the drawn pages of the same document: it has been turned."""
        self._images.clear()
        self._asked.clear()

    def load(self, data: bytes) -> None:
        """Open these PDF bytes in place of what was there; `opened` or `failed` follows."""
        self.wipe()
        generation, renderer = self._generation, self._renderer
        self._background.run(
            lambda: renderer.open(generation, data).sizes,
            show=lambda sizes: self._tell_opened(generation, sizes),
            fail=lambda error: self._tell_failed(generation, error),
            owner=self,
            lane=Lane.RENDER,
        )

    def image(self, page: int, width: int, turns: int) -> QImage | None:
        """The page if it is drawn (perhaps at another width); asks for it at this width, in real pixels."""
        held = self._images.get(page)
        if held is not None:
            self._images.move_to_end(page)
        if held is None or held.width() != width:
            self._ask(page, width, turns)
        return held

    def _ask(self, page: int, width: int, turns: int) -> None:
        wanted = (page, width, turns)
        if wanted in self._asked:
            return
        self._asked.add(wanted)
        generation, renderer = self._generation, self._renderer
        self._background.run(
            lambda: renderer.draw(generation, page, width, turns),
            show=lambda image: self._take(generation, page, image),
            fail=lambda error: self._tell_failed(generation, error),
            # A newer size of the same page replaces an older one that is still waiting.
            key=("page", id(self), page),
            owner=self,
            lane=Lane.RENDER,
        )

    def _take(self, generation: int, page: int, image: QImage | None) -> None:
        if generation != self._generation or image is None:
            return
        self._images[page] = image
        self._images.move_to_end(page)
        while len(self._images) > self._held:
            gone, _image = self._images.popitem(last=False)
            self._asked = {wanted for wanted in self._asked if wanted[0] != gone}
        self.arrived.emit(page)

    def _tell_opened(self, generation: int, sizes: list[tuple[float, float]]) -> None:
        if generation == self._generation:
            self.opened.emit(sizes)

    def _tell_failed(self, generation: int, error: BaseException) -> None:
        if generation == self._generation:
            self.failed.emit(error)
