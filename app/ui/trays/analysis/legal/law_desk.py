"""What the acts of arts. 17 to 19 share in the window: how they stand, the letter with the case's data."""

from __future__ import annotations

import datetime as dt
from typing import Any

from app.filing_number import shown
from app.services.documents import law_letters
from app.services.documents.law_letters import LawLetter
from app.services.legal_acts.law_acts import LawActs, ProofState
from app.services.legal_acts.letters import Render
from app.services.reads.analysis_sheet import AnalysisSheet
from app.ui import formats
from app.ui.trays.analysis.legal.desk import LegalDesk
from app.ui.trays.analysis.legal.letter_desk import CaseLetters

TO_CHECK = "La prueba quedó por confirmar: cuando un abogado la revise, el término cambia desde el día del aviso."


class LawCase(CaseLetters):
    """The open case with how these acts stand."""

    def __init__(self, desk: LegalDesk, sheet: AnalysisSheet, acts: LawActs) -> None:
        super().__init__(desk, sheet)
        self.acts = acts

    def letter(self, kind: str, day: dt.date | None = None, **more: Any) -> Render:
        """What renders the letter of that kind once it has its number."""
        (petitioner, address), sheet = self.addressee, self.sheet

        def render(number: str) -> bytes:
            told = LawLetter(
                kind=kind,
                number=number,
                filing_number=shown(sheet.petition.filing_number),
                received_on=sheet.petition.received_on,
                petitioner=petitioner,
                address=address,
                signer=self.signer,
                day=day or self.acts.today,
                **more,
            )
            return law_letters.render(told)

        return render


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
