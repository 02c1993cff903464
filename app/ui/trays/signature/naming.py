"""What an agent sees in Firma: each reply with the director it derives, its address, and passing it on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.errors import PqrError
from app.services.output.naming import Municipality, Passed, municipalities, name_and_pass
from app.services.output.signing_reads import LetterRow, case_names, director_queue
from app.ui import formats
from app.ui.page_context import PageContext
from app.ui.shell.page import Shell
from app.ui.trays.signature.letters_list import LettersList
from app.ui.trays.signature.naming_panel import NamingPanel
from app.ui.trays.signature.preview import LetterPreview
from app.ui.trays.signature.rows import NAMING_COLUMNS, SignRow
from app.ui.trays.signature.signing import tray_of
from app.ui.widgets import EmptyState
from app.ui.widgets.a11y import INSIDE, shortcut


@dataclass(frozen=True)
class _Loaded:
    letters: list[LetterRow]
    names: dict[UUID, str]
    towns: list[Municipality]


class NamingPane(QWidget):
    """The agent's letters at 20 and 21. `counted` carries how many there are."""

    counted = Signal(object)

    def __init__(self, shell: Shell, context: PageContext) -> None:
        super().__init__()
        self._shell, self._context = shell, context
        self._names: dict[UUID, str] = {}
        self._towns: list[Municipality] = []
        empty = EmptyState(
            "signature",
            "Nada por pasar a firma",
            "Aquí llegan sus respuestas después de Calidad.",
        )
        self.list = LettersList(
            NAMING_COLUMNS, "Respuestas por pasar a firma", empty, self.reload,
            keys=("all", "marked", "today", "sampled", "bulk", "held"),
            may_mark=lambda row: bool(row.letter.director_id) and not row.letter.held,
        )  # fmt: skip
        self.preview = LetterPreview(context.background, context.database)
        self.panel = NamingPanel(self.pass_on)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(tray_of(None, self.list, self.preview, self.panel))
        self.list.table.current_changed.connect(self._show_row)
        self.list.marks_moved.connect(self._show_batch)
        shortcut("F9", self, self.pass_on, INSIDE)
        shortcut("/", self, self.list.search.setFocus, INSIDE)

    def reload(self) -> None:
        """Ask for the letters, the names not known yet and, once, the municipalities."""
        known, towns, database = frozenset(self._names), self._towns, self._context.database
        self.list.show_loading()

        def work() -> _Loaded:
            letters = director_queue(database)
            unknown = [letter.case_id for letter in letters if letter.case_id not in known]
            return _Loaded(letters, case_names(database, unknown), towns or municipalities(database))

        self._context.background.run(work, show=self._show, fail=self._could_not, key=("naming", id(self)), owner=self)

    def pass_on(self) -> None:
        """Place the director and pass on what is marked, or the letter under the cursor."""
        rows = self._chosen()
        if not rows or self.panel.why_not():
            return
        address, code = self.panel.typed_address() if len(rows) == 1 else ("", "")
        name = self.panel.typed_name() if len(rows) == 1 else ""
        performer, letters = self._context.performer, [row.letter for row in rows]
        self.panel.foot_act.rest("Pasando a firma…")
        self._context.background.write(
            lambda: name_and_pass(performer, letters, address, code, name),
            show=self._passed,
            fail=self._refused,
            owner=self,
        )

    def _chosen(self) -> list[SignRow]:
        marked = self.list.marked_rows()
        current = self.list.table.current_row()
        return marked or ([current] if current is not None else [])

    def _show(self, loaded: _Loaded) -> None:
        self._names |= loaded.names
        self._towns = loaded.towns
        self.panel.show_towns(loaded.towns)
        days_left = self._context.calendar.days_left
        self.list.show_letters(
            [
                SignRow(letter, self._names.get(letter.case_id, ""), days_left(letter.due_on))
                for letter in loaded.letters
            ]
        )
        self.counted.emit(len(loaded.letters))

    def _show_row(self, row: SignRow | None) -> None:
        self.preview.show_row(row)
        self.panel.show_row(row)
        self._show_batch()

    def _show_batch(self) -> None:
        self.panel.show_batch(self._chosen(), marked=bool(self.list.marked_rows()))

    def _passed(self, results: Sequence[Passed]) -> None:
        good = [each for each in results if each.ok]
        bad = [each for each in results if not each.ok]
        for each in good:
            self.list.drop(each.case_id)
        if good:
            self._shell.say(f"{formats.plural(len(good), 'carta pasó', 'cartas pasaron')} a firma.")
        self.panel.show_trouble(_sentence(bad))
        self.reload()

    def _refused(self, error: BaseException) -> None:
        if not isinstance(error, PqrError):
            raise error
        self.panel.show_trouble(error.user_message)
        self._show_batch()

    def _could_not(self, error: BaseException) -> None:
        if not isinstance(error, PqrError):
            raise error
        self.list.show_error(error.user_message)


def _sentence(bad: Sequence[Passed]) -> str:
    """Why letters stayed: each different reason once, with how many."""
    reasons: dict[str, int] = {}
    for each in bad:
        reasons[each.sentence] = reasons.get(each.sentence, 0) + 1
    if len(bad) == 1:
        return bad[0].sentence
    return " ".join(f"<b>{formats.plural(n, 'carta', 'cartas')}:</b> {words}" for words, n in reasons.items())
