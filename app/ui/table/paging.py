"""Very long lists: only the pages on screen are held, each asked for by key (no OFFSET).

The first page paints first; the anchors (total and the key before each page) follow. Only the last pages
asked for in a turn of the event loop are fetched, so dragging the bar across a million rows asks for three.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from PySide6.QtCore import QTimer, Signal

from app.ui.background import Background
from app.ui.table.columns import Column
from app.ui.table.model import _ROOT, CellModel, Index, case_id_of

PAGE_ROWS = 100
PAGES_HELD = 60
PAGES_PER_TURN = 3


@dataclass(frozen=True)
class Anchors:
    """How many rows there are and the key after which each page begins (`after[0]` is None)."""

    total: int
    after: Sequence[Any]
    #: False when counting was cut short: the table then says «10.000+».
    exact: bool = True


class PageSource(Protocol):
    """Where the rows come from. Both are called aside, from several threads."""

    def fetch_page(self, after: Any | None, limit: int) -> Sequence[Any]:
        """Rows after that key (None: from the start), at most `limit`, in the order of the list."""
        ...

    def fetch_anchors(self, page_rows: int) -> Anchors:
        """Total and the key before each page of `page_rows` rows."""
        ...


class PagedModel(CellModel):
    """Rows that arrive by pages. `row_at` is None until the page has arrived."""

    loaded = Signal()
    counted = Signal(int, bool)
    failed = Signal(object)

    def __init__(
        self,
        columns: Sequence[Column],
        background: Background,
        key_of: Callable[[Any], Hashable] = case_id_of,
        can_mark: Callable[[Any], bool] = lambda _row: True,
    ) -> None:
        super().__init__(columns, key_of, can_mark)
        self._background = background
        self._source: PageSource | None = None
        self._pages: OrderedDict[int, list[Any]] = OrderedDict()
        self._anchors: Anchors | None = None
        self._total, self._generation, self._loaded = 0, 0, False
        self._wanted: OrderedDict[int, None] = OrderedDict()
        self._asked: set[int] = set()
        self._turn = QTimer(self)
        self._turn.setSingleShot(True)
        self._turn.setInterval(0)
        self._turn.timeout.connect(self._ask)

    def set_source(self, source: PageSource) -> None:
        """Show another list (another filter, another order). What was under way for the last one is dropped."""
        self.beginResetModel()
        self._generation += 1
        self._source, self._anchors, self._total, self._loaded = source, None, 0, False
        self._pages.clear()
        self._cells.clear()
        self._asked.clear()
        self._wanted.clear()
        self.endResetModel()
        self._fetch(0)
        generation = self._generation
        self._background.run(
            lambda: source.fetch_anchors(PAGE_ROWS),
            show=lambda anchors: self._take_anchors(generation, anchors),
            fail=lambda error: self._failed(generation, error),
            owner=self,
        )

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else self._total

    def total(self) -> tuple[int, bool]:
        """Rows in the list, and whether that is the exact count."""
        return self._total, self._anchors is not None and self._anchors.exact

    def row_at(self, row: int) -> Any | None:
        page, at = divmod(row, PAGE_ROWS)
        held = self._pages.get(page)
        if held is None:
            self._want(page)
            return None
        self._pages.move_to_end(page)
        return held[at] if at < len(held) else None

    def _want(self, page: int) -> None:
        if page in self._asked:
            return
        self._wanted[page] = None
        self._wanted.move_to_end(page)
        if not self._turn.isActive():
            # Started anew by every painting, it would never end while somebody scrolls without a pause.
            self._turn.start()

    def _ask(self) -> None:
        last = list(self._wanted)[-PAGES_PER_TURN:]
        self._wanted.clear()
        for page in last:
            self._fetch(page)

    def _fetch(self, page: int) -> None:
        source, anchors, generation = self._source, self._anchors, self._generation
        if source is None or (page and (anchors is None or page >= len(anchors.after))):
            return
        after = anchors.after[page] if page and anchors is not None else None
        self._asked.add(page)
        self._background.run(
            lambda: source.fetch_page(after, PAGE_ROWS),
            show=lambda rows: self._take_page(generation, page, rows),
            fail=lambda error: self._failed(generation, error, page),
            owner=self,
        )

    def _take_page(self, generation: int, page: int, rows: Sequence[Any]) -> None:
        if generation != self._generation:
            return
        self._asked.discard(page)
        self._pages[page] = list(rows)
        first, last = page * PAGE_ROWS, page * PAGE_ROWS + len(rows) - 1
        if page == 0 and self._anchors is None:
            self._grow(len(rows))
        elif rows and last < self._total:
            self.dataChanged.emit(self.index(first, 0), self.index(last, self.columnCount() - 1))
        if not self._loaded:
            # Whichever comes first, the count or the page: the list is there once it has rows to show.
            self._loaded = True
            self.loaded.emit()
        self._drop_old()

    def _take_anchors(self, generation: int, anchors: Anchors) -> None:
        if generation != self._generation:
            return
        self._anchors = anchors
        self._grow(anchors.total)
        self.counted.emit(anchors.total, anchors.exact)

    def _grow(self, total: int) -> None:
        if total > self._total:
            self.beginInsertRows(_ROOT, self._total, total - 1)
            self._total = total
            self.endInsertRows()
        elif total < self._total:
            self.beginRemoveRows(_ROOT, total, self._total - 1)
            self._total = total
            self.endRemoveRows()

    def _drop_old(self) -> None:
        while len(self._pages) > PAGES_HELD:
            _page, rows = self._pages.popitem(last=False)
            for row in rows:
                self._cells.pop(self.key_of(row), None)

    def _failed(self, generation: int, error: BaseException, page: int | None = None) -> None:
        if generation == self._generation:
            if page is not None:
                self._asked.discard(page)
            self.failed.emit(error)
