"""What the acts of arts. 17 to 19 share in the window: how they stand, the letter with the case's data."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from app.filing_number import shown
from app.services.documents import law_letters
from app.services.documents.law_letters import LawLetter
from app.services.legal_acts import requests
from app.services.legal_acts.law_acts import LawActs, MadeLetter, ProofState
from app.services.legal_acts.requests import CasePlace, Told
from app.services.reads.analysis_sheet import AnalysisSheet
from app.ui import formats
from app.ui.trays.act_card import ActCard
from app.ui.trays.analysis.legal.desk import LegalDesk
from app.ui.trays.analysis.legal.law_cards import TellCard

MADE = "La carta {} quedó en los anexos del caso: guárdela, envíela y registre aquí mismo la prueba de que llegó."
TO_CHECK = "La prueba quedó por confirmar: cuando un abogado la revise, el término cambia desde el día del aviso."


class LawCase:
    """The open case with how its acts stand; carries out what its cards ask."""

    def __init__(self, desk: LegalDesk, sheet: AnalysisSheet, acts: LawActs) -> None:
        self.desk, self.sheet, self.acts = desk, sheet, acts
        self.database = desk.context.database
        self.place = CasePlace(sheet.case_id, sheet.version)

    def letter(self, kind: str, day: dt.date | None = None, **more: Any) -> requests.Render:
        """What renders the letter of that kind once it has its number."""
        first, desk = self.sheet.petitioner, self.desk

        def render(number: str) -> bytes:
            told = LawLetter(
                kind=kind,
                number=number,
                filing_number=shown(self.sheet.petition.filing_number),
                received_on=self.sheet.petition.received_on,
                petitioner=(first.full_name if first is not None else None) or "peticionario anónimo",
                address=(first.address if first is not None else None) or "",
                signer=desk.context.access.person.full_name,
                day=day or self.acts.today,
                **more,
            )
            return law_letters.render(told)

        return render

    def carry(self, card: ActCard, job: Callable[[], Any], words: Callable[[Any], str]) -> None:
        """See LegalDesk.carry."""
        self.desk.carry(card, self.sheet, job, words)

    def make(self, card: ActCard, job: Callable[[], str]) -> None:
        """Make a letter, and say its number."""
        self.carry(card, job, lambda number: MADE.format(shown(number)))

    def finish(self, made: MadeLetter, render: requests.Render) -> None:
        """Make the file of a letter that was cut after its number, and say so."""
        database, case = self.database, self.sheet.case_id
        self.make_now(lambda: requests.file_letter(database, case, made.letter_id, made.filing_number, render))

    def make_now(self, job: Callable[[], str]) -> None:
        """Make a letter that asks for nothing more."""
        background, report = self.desk.context.background, self.desk.shell.report
        background.write(job, show=self._finished, fail=report, owner=self.desk)

    def _finished(self, number: str) -> None:
        self.desk.shell.say(MADE.format(shown(number)))
        self.desk.work.refresh()

    def tell(self, made: MadeLetter, title: str, words: str, *, means: str = "post") -> None:
        """Ask for the proof that the citizen got a letter without a clock of its own."""

        def act(told: Told) -> None:
            self.carry(
                card,
                lambda: requests.tell(self.database, self.place, made.letter_id, told),
                lambda _none: f"Quedó registrado que el ciudadano recibió la carta {shown(made.filing_number)}.",
            )

        desk = self.desk
        card = TellCard(desk.window, title, words, desk.today, act, desk.choose, self.saver(made), means=means)
        card.ask()

    def saver(self, made: MadeLetter) -> Callable[[], None]:
        """Saves a copy of that letter, under its number."""
        document = made.document_id
        assert document is not None
        return lambda: self.desk.save(document, made.filing_number)

    def told_words(self, made: MadeLetter) -> str:
        """«Falta la prueba de que la carta 2026-… llegó»."""
        return f"Falta la prueba de que la carta {shown(made.filing_number)} llegó."


def waiting_words(proof: ProofState) -> str:
    """That a lawyer has to look at it before anything moves."""
    return (
        f"Prueba por confirmar: recibida el {on(proof.told_on)}. Un abogado la revisa en «Trámites de ley»; el término"
        " no cambia hasta entonces."
    )


def told_back(proof: ProofState | None) -> str:
    """Why a proof was given back; empty where none was."""
    return f"La prueba se devolvió: {proof.note} Regístrela de nuevo." if proof is not None and proof.note else ""


def on(day: dt.date | None) -> str:
    """«12/01/2027»."""
    return formats.date(day) if day is not None else ""
