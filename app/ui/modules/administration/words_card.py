"""Words that people proposed for everybody's dictionary: a strip when there are any, and where they are decided."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.errors import Offline
from app.services.drafting import own_words
from app.services.drafting.own_words import ProposedWord
from app.ui import formats
from app.ui.widgets import Overlay, Strip, button, text

if TYPE_CHECKING:
    from app.ui.modules.administration.texts_page import TextsPage

_SHOWN = 12


class WordsStrip(Strip):
    """Hidden while no word waits."""

    def __init__(self, page: TextsPage) -> None:
        super().__init__("info", "text-aa")
        self._page = page
        self.hide()

    def reload(self) -> None:
        """Ask which words wait."""
        database = self._page.context.database
        self._page.context.background.run(
            lambda: own_words.proposed(database),
            show=self._show,
            fail=self._failed,
            key="administration.words",
            owner=self,
        )

    def _failed(self, error: BaseException) -> None:
        # The library beside it says already that there is no network.
        if not isinstance(error, Offline):
            self._page.shell.report(error)

    def _show(self, found: list[ProposedWord]) -> None:
        self.setVisible(bool(found))
        if found:
            words = formats.plural(len(found), "palabra propuesta", "palabras propuestas")
            see = button("Decidir", act=lambda: WordsCard(self._page, found, self.reload_after).ask())
            self.say(f"<b>{words}</b> para el diccionario de todos.", [see])

    def reload_after(self, word: str, accept: bool) -> None:
        """Tell the server what was decided, and read again."""
        database = self._page.context.database
        self._page.context.background.write(
            lambda: own_words.decide(database, word, accept=accept),
            show=lambda _nothing: self.reload(),
            fail=self._page.shell.report,
            owner=self,
        )


class WordsCard(Overlay):
    """Each word with who proposed it; one's own are decided by somebody else."""

    def __init__(self, page: TextsPage, found: Sequence[ProposedWord], decide: Callable[[str, bool], None]) -> None:
        super().__init__(page.window(), width=560)
        self._decide, self._me = decide, page.context.access.person.person_id
        self.setAccessibleName("Palabras para el diccionario de todos")
        self.card.column.addWidget(text("Palabras para el diccionario de todos", "title"))
        rows = QVBoxLayout()
        for each in found[:_SHOWN]:
            rows.addWidget(self._row(each))
        self.card.column.addLayout(rows)
        if len(found) > _SHOWN:
            self.card.column.addWidget(text(f"y {len(found) - _SHOWN} más", "help"))
        self.done = button("Cerrar", "primary", act=self.close_overlay)
        self.card.column.addWidget(self.done)
        self.closed.connect(self.deleteLater)

    def ask(self) -> None:
        """Open it."""
        self.open(self.done)

    def _row(self, each: ProposedWord) -> QWidget:
        made = QWidget()
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(text(each.word, "strong"))
        row.addWidget(text(f"propuesta por {each.proposer}", "help"), 1)
        if each.proposed_by == self._me:
            row.addWidget(text("la decide otra persona", "help"))
            return made
        for words, accept in (("Aceptar", True), ("No", False)):
            act = button(words, "quiet" if not accept else "", name=f"{words}: {each.word}")
            act.clicked.connect(self._decider(each.word, accept, made))
            row.addWidget(act)
        return made

    def _decider(self, word: str, accept: bool, row: QWidget) -> Callable[[], None]:
        def act() -> None:
            row.setEnabled(False)
            self._decide(word, accept)

        return act
