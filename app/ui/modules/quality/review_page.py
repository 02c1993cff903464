"""Calidad › Revisión (activity 19): petition and letter side by side, the rubric, and a verdict that is computed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from uuid import UUID

from PySide6.QtWidgets import QComboBox, QHBoxLayout, QStackedWidget, QVBoxLayout

from app.services.quality import lots
from app.services.quality.lots import Lot, SampledLetter
from app.ui import formats
from app.ui.modules.loading import page_failed
from app.ui.modules.quality.lot_columns import short_title
from app.ui.modules.quality.review_desk import ReviewDesk
from app.ui.modules.quality.ticks import Ticks, state_of
from app.ui.page_context import PageContext
from app.ui.shell.page import Page, Shell
from app.ui.style import scaled
from app.ui.widgets import EmptyState, text
from app.ui.widgets.a11y import shortcut
from app.ui.widgets.states import Readable

_Answer = tuple[list[Lot], UUID | None, list[SampledLetter]]


class ReviewPage(Page):
    """Goes through the letters of a lot; the next one opens by itself."""

    holds_case = True

    def __init__(self, shell: Shell, context: PageContext) -> None:
        super().__init__()
        self._shell, self._context = shell, context
        self._lots: list[Lot] = []
        self._wanted: UUID | None = None
        self._shown: UUID | None = None
        self.letters: list[SampledLetter] = []
        self.now = -1
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 8, 10, 8)
        column.setSpacing(8)
        column.addLayout(self._make_head())
        self.desk = ReviewDesk(shell, context)
        words = "Saque una muestra en Lotes; sus cartas se revisan aquí."
        self._empty = EmptyState("seal-check", "No hay cartas por revisar", words)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self.desk)
        self.states = Readable(self._stack, self.reload)
        column.addWidget(self.states, 1)
        # The list says what the database now says; its first waiting letter is the next one.
        self.desk.reviewed.connect(self.reload)
        self.desk.reopened.connect(self._reopened)
        # Others review too: the list follows them; the letter on screen stays with what is noted of it.
        context.changes.arrived.connect(lambda _cases: self._read(self._refresh) if self.isVisible() else None)
        self.lot_box.activated.connect(lambda at: self.open_lot(self.lot_box.itemData(at)))
        for keys, act in (
            ("F9", self.desk.record),
            ("F3", lambda: _step(self, 1)),
            ("Shift+F3", lambda: _step(self, -1)),
            ("F4", self.lot_box.setFocus),
            ("F5", self.reload),
            ("F6", self.desk.petition.other_side),
            ("PgDown", lambda: self.desk.turn(1)),
            ("PgUp", lambda: self.desk.turn(-1)),
            ("Shift+PgDown", lambda: self.desk.petition.turn(1)),
            ("Shift+PgUp", lambda: self.desk.petition.turn(-1)),
            *self.desk.rubric.keys(),
        ):
            shortcut(keys, self, act)

    def _make_head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(10)
        self.lot_box = QComboBox()
        self.lot_box.setMinimumWidth(scaled(220))
        self.lot_box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.lot_box.setAccessibleName("Lote en revisión")
        row.addWidget(self.lot_box)
        self.place = text("")
        row.addWidget(self.place)
        self.ticks = Ticks()
        row.addWidget(self.ticks, 1)
        self.figures = text("", "sub")
        row.addWidget(self.figures)
        return row

    def activate(self) -> None:
        """On screen: the lots and their letters as they are now."""
        self.reload()

    def key_hints(self) -> Sequence[tuple[str, str]]:
        """Keys of the page."""
        return (
            ("1 – 7", "marcar falla"),
            ("C M N", "gravedad"),
            ("Tab", "nota"),
            ("F9", "veredicto y siguiente"),
            ("Ctrl Z", "deshacer"),
        )

    def help_keys(self) -> Sequence[tuple[str, str]]:
        """All of them: nothing of a review needs the mouse."""
        return (
            *self.key_hints(),
            ("↑ ↓", "código de la falla"),
            ("E I P", "clase: errada, inconsistente, incompleta"),
            ("← →", "pretensión de la falla"),
            ("F3", "carta siguiente; con Mayús, la anterior"),
            ("F4", "elegir el lote"),
            ("F6", "petición o insumos"),
            ("AvPág RePág", "mover la carta; con Mayús, la petición"),
        )

    def undo(self) -> None:
        """Ctrl+Z: the last verdict, until the next one is decided."""
        self.desk.take_back()

    def open_lot(self, lot_id: UUID) -> None:
        """Review this lot (from Lotes, Enter)."""
        self._wanted = lot_id
        self.reload()

    def subject(self) -> str:
        """The letter on screen."""
        return str(self.letters[self.now].case_id) if 0 <= self.now < len(self.letters) else ""

    def reload(self) -> None:
        """Read the lots that wait, and the letters of the one on screen."""
        self._read(self._show)

    def _read(self, show: Callable[[_Answer], None]) -> None:
        database, wanted = self._context.database, self._wanted

        def read() -> _Answer:
            every = [*lots.read_lots(database), *lots.read_lots(database, "closed")]
            open_lots = [lot for lot in every if lot.lot_id and lot.reviewed < lot.sampled]
            ids = [lot.lot_id for lot in open_lots]
            chosen = wanted if wanted in ids else (ids[0] if ids else None)
            return open_lots, chosen, lots.read_letters(database, chosen) if chosen else []

        def arrived(answer: _Answer) -> None:
            self.states.arrived()
            show(answer)

        self._context.background.run(
            read,
            show=arrived,
            fail=partial(_not_read, self),
            key=("review-lots", id(self)),
            owner=self,
        )

    def _refresh(self, answer: _Answer) -> None:
        open_now = self.subject()
        at = next((n for n, each in enumerate(answer[2]) if str(each.case_id) == open_now), -1)
        if at < 0 or not answer[2][at].waiting:
            # Nothing was open, or somebody has reviewed it: what was noted is in the journal.
            self._show(answer)
            return
        self._lots, self._wanted, self.letters = answer
        self.now = at
        self.ticks.set_letters(self.letters, at)
        self.place.setText(f"Carta <b>{at + 1}</b> de {len(self.letters)}")
        self.count_changed.emit(sum(each.sampled - each.reviewed for each in self._lots))

    def _show(self, answer: _Answer) -> None:
        self._lots, self._wanted, self.letters = answer
        self._shown = self._wanted
        self.lot_box.clear()
        for each in self._lots:
            self.lot_box.addItem(f"{short_title(each)} · {formats.date(each.day)}", each.lot_id)
        lot = self.lot
        if lot is not None:
            self.lot_box.setCurrentIndex(self._lots.index(lot))
        self.count_changed.emit(sum(each.sampled - each.reviewed for each in self._lots))
        self._open(_first_waiting(self.letters, 0))

    @property
    def lot(self) -> Lot | None:
        """The lot on screen."""
        return next((each for each in self._lots if each.lot_id == self._wanted), None)

    def _open(self, at: int) -> None:
        self.now = at
        self.ticks.set_letters(self.letters, at)
        lot = self.lot
        if at < 0 or lot is None:
            self.desk.leave()
            self._stack.setCurrentWidget(self._empty)
            self.place.setText("")
            self.figures.setText("")
            return
        self._stack.setCurrentWidget(self.desk)
        self.place.setText(f"Carta <b>{at + 1}</b> de {len(self.letters)}")
        faults = sum(1 for each in self.letters if each.verdict == "rejected")
        self.figures.setText(_figures(lot, faults, sum(1 for each in self.letters if state_of(each) == "minor")))
        self.desk.open_letter(self.letters[at], lot)

    def _reopened(self, case_id: UUID) -> None:
        def show(answer: _Answer) -> None:
            self._show(answer)
            at = next((n for n, each in enumerate(self.letters) if each.case_id == case_id), -1)
            if at >= 0:
                self._open(at)

        self._read(show)


def _first_waiting(letters: Sequence[SampledLetter], start: int) -> int:
    order = [*range(start, len(letters)), *range(0, start)]
    return next((at for at in order if letters[at].waiting and not letters[at].mine), -1)


def _figures(lot: Lot, faults: int, minor: int) -> str:
    """«3 fallas; con 6 se rechaza · 2 menores»; of a second sample, only what was found."""
    found = f"<b>{faults}</b> {'falla' if faults == 1 else 'fallas'}"
    if not lot.is_closed:
        found += f"; con {(lot.accept_number or 0) + 1} se rechaza"
    return found + (f" · <b>{minor}</b> {'menor' if minor == 1 else 'menores'}" if minor else "")


def _not_read(page: ReviewPage, error: BaseException) -> None:
    page_failed(page.states, page._shell)(error)
    if page.letters:
        # Its letters stay: the box names what is shown.
        page._wanted = page._shown
        page.lot_box.setCurrentIndex(page.lot_box.findData(page._shown))


def _step(page: ReviewPage, by: int) -> None:
    """F3, Shift+F3: the next letter, or the one before."""
    if page.letters:
        page._open(max(0, min(page.now + by, len(page.letters) - 1)))
