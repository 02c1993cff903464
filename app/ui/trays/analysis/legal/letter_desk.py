"""The letters of an open case in the window: made with their number, finished after a cut, proved."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from app.filing_number import shown
from app.services.legal_acts import letters
from app.services.legal_acts.letters import CasePlace, Render, Told
from app.services.reads.analysis_sheet import AnalysisSheet
from app.services.reads.law_marks import MadeLetter
from app.ui.trays.act_card import ActCard
from app.ui.trays.analysis.legal.desk import LegalDesk
from app.ui.trays.analysis.legal.law_cards import TellCard

MADE = "La carta {} quedó en los anexos del caso: guárdela, envíela y registre aquí mismo la prueba de que llegó."
_SEVERAL = (
    "Las cartas {} quedaron en los anexos del caso: guárdelas, envíelas y registre aquí mismo la prueba de cada una."
)
_Answer = TypeVar("_Answer")


class CaseLetters:
    """The open case as it was read; carries out what the cards of its letters ask."""

    def __init__(self, desk: LegalDesk, sheet: AnalysisSheet) -> None:
        self.desk, self.sheet = desk, sheet
        self.database = desk.context.database
        self.place = CasePlace(sheet.case_id, sheet.version)

    @property
    def addressee(self) -> tuple[str, str]:
        """Name and address of the petitioner, as letters say them."""
        first = self.sheet.petitioner
        name = (first.full_name if first is not None else None) or "peticionario anónimo"
        return name, (first.address if first is not None else None) or ""

    @property
    def signer(self) -> str:
        """Who is at the window."""
        return self.desk.context.access.person.full_name

    def carry(self, card: ActCard, job: Callable[[], Any], words: Callable[[Any], str]) -> None:
        """See LegalDesk.carry."""
        self.desk.carry(card, self.sheet, job, words)

    def make(self, card: ActCard, job: Callable[[], str]) -> None:
        """Make a letter, and say its number."""
        self.carry(card, job, made_words)

    def finish(self, made: MadeLetter, render: Render) -> None:
        """Make the file of a letter that was cut after its number, and say so."""
        database, case = self.database, self.sheet.case_id
        self.make_now(lambda: letters.file_letter(database, case, made.letter_id, made.filing_number, render))

    def make_now(self, job: Callable[[], str]) -> None:
        """Make a letter that asks for nothing more."""
        background, report = self.desk.context.background, self.desk.shell.report
        background.write(job, show=self._finished, fail=report, owner=self.desk)

    def _finished(self, number: str) -> None:
        self.desk.shell.say(made_words(number))
        self.desk.work.refresh()

    def tell(self, made: MadeLetter, title: str, words: str, *, means: str = "post") -> None:
        """Ask for the proof that the citizen got a letter without a clock of its own."""
        said = f"Quedó registrado que el ciudadano recibió la carta {shown(made.filing_number)}."
        self.prove(
            made,
            title,
            words,
            lambda told: letters.tell(self.database, self.place, made.letter_id, told),
            lambda _settled: said,
            means=means,
        )

    def prove(
        self,
        made: MadeLetter,
        title: str,
        words: str,
        record: Callable[[Told], _Answer],
        said: Callable[[_Answer], str],
        *,
        means: str = "post",
        take_back: Callable[[ActCard], object] | None = None,
    ) -> None:
        """Ask when and how a letter left and came; `record` runs outside the window's thread, `said` is what is told.

        `take_back` is offered where its letters did not leave.
        """

        def act(told: Told) -> None:
            self.carry(card, lambda: record(told), said)

        desk = self.desk
        back = (lambda: take_back(card)) if take_back is not None else None
        save = self.saver(made)
        card: TellCard = TellCard(
            desk.window, title, words, desk.today, act, desk.choose, save, means=means, take_back=back
        )
        card.ask()

    def saver(self, made: MadeLetter) -> Callable[[], None]:
        """Saves a copy of that letter, under its number."""
        document = made.document_id
        assert document is not None
        return lambda: self.desk.save(document, made.filing_number)

    def told_words(self, made: MadeLetter) -> str:
        """«Falta la prueba de que la carta 2026-… llegó»."""
        return f"Falta la prueba de que la carta {shown(made.filing_number)} llegó."


def made_words(*numbers: str) -> str:
    """What is said of the letters that were just made."""
    if len(numbers) == 1:
        return MADE.format(shown(numbers[0]))
    return _SEVERAL.format(" y ".join(shown(each) for each in numbers))


def unfinished(made: MadeLetter) -> str:
    """What is said of a letter that was cut after its number."""
    return f"La carta {shown(made.filing_number)} tiene número y no se terminó: hágala."
