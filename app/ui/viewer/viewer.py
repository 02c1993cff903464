"""The document viewer a screen puts beside the case: it shows the document of that case or nothing."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from app.errors import PqrError
from app.ui import formats
from app.ui.background import Background
from app.ui.theme.theme import scaled
from app.ui.viewer.controls import Controls
from app.ui.viewer.pages import Pages
from app.ui.viewer.sheets import Sheets
from app.ui.viewer.thumbs import Thumbs
from app.ui.widgets.card import Card
from app.ui.widgets.states import EmptyState, LoadingSkeleton
from app.ui.widgets.texts import line

_CHOOSE = ("file-text", "Sin documento", "Elija un caso de la lista para leer su petición.")


class DocumentViewer(Card):
    """Give it PDF bytes and the token of what they belong to (the case or document id).

    `expect` empties it at once; from then on only a document with that token is accepted.
    """

    #: The first page of the document with that token is drawn.
    shown = Signal(str)
    #: The document could not be opened: token and error.
    failed = Signal(str, object)

    def __init__(self, background: Background) -> None:
        super().__init__()
        bar = QHBoxLayout()
        bar.setContentsMargins(10, 7, 8, 7)
        bar.setSpacing(2)
        #: Where a screen puts its SegmentedTabs, and its tool buttons.
        self.bar_left, self.bar_right = QHBoxLayout(), QHBoxLayout()
        bar.addLayout(self.bar_left)
        bar.addStretch(1)
        bar.addLayout(self.bar_right)
        self.column.addLayout(bar)
        self.column.addWidget(line())
        self._pages = Pages(background, self)
        self.sheets = Sheets(self._pages)
        self._empty, self._loading = EmptyState(*_CHOOSE), LoadingSkeleton()
        self._loading.setAccessibleName("Abriendo el documento")
        self.thumbs = Thumbs(background)
        self.thumbs.hide()
        self._reading, self._data = QWidget(), b""
        side = QHBoxLayout(self._reading)
        side.setContentsMargins(0, 0, 0, 0)
        side.setSpacing(0)
        side.addWidget(self.thumbs)
        side.addWidget(self.sheets, 1)
        self.stack = QStackedWidget()
        for page in (self._empty, self._loading, self._reading):
            self.stack.addWidget(page)
        self.column.addWidget(self.stack, 1)
        self.controls = Controls(self.stack, self.sheets, self.turn_thumbs)
        self.sheets.thumbs_asked.connect(self.turn_thumbs)
        self.sheets.page_changed.connect(self.thumbs.set_current)
        self.thumbs.chosen.connect(self._jump)
        self._expected: str | None = None
        self.token, self._title, self._drawn = "", "", False
        self._pages.opened.connect(self._opened)
        self._pages.failed.connect(self._could_not)
        self._pages.arrived.connect(self._arrived)
        self.clear()

    def minimumSizeHint(self) -> QSize:
        # Asked again at each change of the text's size: the names of the papers are never cut.
        needed = super().minimumSizeHint()
        return QSize(max(needed.width(), scaled(260)), needed.height())

    def clear(self) -> None:
        """No case: nothing of the last one stays."""
        self._wipe()
        self._expected = None
        self._empty.say(*_CHOOSE[1:])
        self.stack.setCurrentWidget(self._empty)

    def expect(self, token: str, title: str = "") -> None:
        """The case has changed: empty the desk now, and accept only this document when it arrives."""
        self._wipe()
        self._expected, self._title = token, title
        self.stack.setCurrentWidget(self._loading)

    def show_document(self, data: bytes, token: str, title: str = "") -> bool:
        """Show these PDF bytes; False if another document is expected by now."""
        if self._expected is not None and self._expected != token:
            return False
        title = title or self._title
        self._wipe()
        self._expected, self.token, self._title, self._data = None, token, title, data
        self.stack.setCurrentWidget(self._loading)
        self._pages.load(data)
        return True

    def show_problem(self, sentence: str, title: str = "No se puede mostrar el documento") -> None:
        """In place of the document, what happened and what to do."""
        self._wipe()
        self._expected = None
        self._empty.say(title, sentence)
        self.stack.setCurrentWidget(self._empty)

    def set_marks(self, marks: Mapping[int, str]) -> None:
        """What seems wrong with pages of the document on screen, by page from 1; drawn on them until it leaves."""
        self.sheets.set_marks(marks)
        self.thumbs.set_marks(marks)
        said = "; ".join(f"página {page}: {words}" for page, words in sorted(marks.items()))
        self._describe(f"Parece: {said}" if said else "")

    def turn_thumbs(self) -> None:
        """Show or hide the strip of small pages; it stays so for the next documents."""
        if self.thumbs.isVisibleTo(self._reading):
            self.thumbs.hide()
            self.sheets.setFocus()
        else:
            self.thumbs.show()
            self.thumbs.setFocus()

    def _jump(self, page: int) -> None:
        self.sheets.go_page(page - 1 - self.sheets.page())
        # The last page may be too short to reach the top: the one asked for is the one that is marked.
        self.thumbs.set_current(page)

    def _describe(self, more: str = "") -> None:
        count = formats.plural(len(self.sheets.layout_of.sizes), "página", "páginas")
        parts = [part for part in (self._title, count, more) if part]
        self.sheets.setAccessibleDescription(", ".join(parts))

    def _wipe(self) -> None:
        self._pages.wipe()
        self.thumbs.wipe()
        self._data = b""
        self.sheets.set_marks({})
        self.sheets.band = None
        self.sheets.set_sizes([])
        self.sheets.setAccessibleDescription("")
        self.token, self._title, self._drawn = "", "", False
        self.controls.hide()

    def _opened(self, sizes: list[tuple[float, float]]) -> None:
        self.stack.setCurrentWidget(self._reading)
        self.sheets.set_sizes(sizes)
        self.thumbs.set_document(self._data, sizes)
        self._describe()
        self.controls.show()
        self.controls.place()

    def _arrived(self, _page: int) -> None:
        if not self._drawn:
            self._drawn = True
            self.shown.emit(self.token)

    def _could_not(self, error: BaseException) -> None:
        token = self.token
        sentence = error.user_message if isinstance(error, PqrError) else "Vuelva a abrir el caso."
        self.show_problem(sentence)
        self.failed.emit(token, error)
