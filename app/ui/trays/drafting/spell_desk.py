"""Spelling of one desk: the dictionary loads with the first answer shown, checks run in the background."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from app.errors import Offline
from app.services.drafting import own_words
from app.services.drafting.sheet import DraftSheet
from app.services.drafting.spelling import Speller
from app.ui.page_context import PageContext
from app.ui.trays.drafting.marks import Marks, connect_speller


class SpellDesk(QObject):
    """`counted` when the number of misspelt words may have changed."""

    counted = Signal()

    def __init__(self, context: PageContext, owner: QObject, report: Callable[[BaseException], object]) -> None:
        super().__init__(owner)
        self._context, self._report = context, report
        self.speller = Speller()
        self._asked_own = False
        self._marks: list[Marks] = []

    def begin(self, sheet: DraftSheet) -> None:
        """Another case: its names and places are never marked, those of the one before are."""
        self._marks = []
        people = [str(sheet.director["name"])] if sheet.director else []
        facts = [value for claim in sheet.claims for fact in claim.inputs for value in (fact.content, fact.area)]
        self.speller.allow_case([*sheet.fields.values(), *_words(sheet.petition), *people, *facts])
        if not self._asked_own:
            self._asked_own = True
            database = self._context.database
            self._context.background.run(
                lambda: own_words.read_words(database), show=self._added, fail=self._no_words, owner=self
            )

    def watch(self, marks: Marks) -> None:
        """Check the words of one answer from now on."""
        self._marks.append(marks)
        connect_speller(marks, self.speller, self._check)

    def add(self, word: str, *, share: bool) -> None:
        """The person says that a word is right; `share` proposes it for everybody."""
        self._added([word])
        database = self._context.database
        self._context.background.write(
            lambda: own_words.add_word(database, word, share=share), fail=self._report, owner=self
        )

    def suggest(self, word: str, show: Callable[[list[str]], object], owner: QObject) -> None:
        """Find what may have been meant, in the background; `show` is not called when `owner` has gone."""
        self._context.background.run(
            lambda: self.speller.suggestions(word),
            show=show,
            fail=self._report,
            key=("spell-suggest", id(self)),
            owner=owner,
        )

    def _check(self, marks: Marks, words: frozenset[str]) -> None:
        def known(_wrong: set[str]) -> None:
            if marks in self._marks:
                marks.refresh()
                self.counted.emit()

        self._context.background.run(lambda: self.speller.check(words), show=known, fail=self._report, owner=marks)

    def _added(self, words: list[str]) -> None:
        self.speller.add(words)
        for marks in self._marks:
            marks.refresh()
        self.counted.emit()

    def _no_words(self, error: BaseException) -> None:
        # Without network own words are marked until the next case: nothing to trouble anybody with.
        self._asked_own = False
        if not isinstance(error, Offline):
            self._report(error)


def _words(petition: object) -> list[str]:
    """Every text of what the letter says about the petition: names, address, municipality."""
    if isinstance(petition, str):
        return [petition]
    if isinstance(petition, dict):
        return [word for value in petition.values() for word in _words(value)]
    if isinstance(petition, list | tuple):
        return [word for value in petition for word in _words(value)]
    return []
