"""Requerir lo que falta (art. 17) and Devolver para aclarar (art. 19): the card of the step at which each stands."""

from __future__ import annotations

import datetime as dt

from app.filing_number import shown
from app.services.legal_acts import requests
from app.services.legal_acts.law_acts import LawActs, RequestState
from app.services.legal_acts.standing import LegalAct, Standing
from app.services.reads.law_marks import MadeLetter
from app.services.refusals import refusal
from app.ui import formats
from app.ui.trays.analysis.legal.law_cards import WORDS, AnswerCard, RequestCard
from app.ui.trays.analysis.legal.law_desk import TO_CHECK, LawCase, on, told_back, waiting_words
from app.ui.trays.analysis.legal.letter_desk import unfinished
from app.ui.trays.analysis.legal.proof_file import ChosenFile

COMPLETE = LegalAct(
    "complete",
    "Art. 17",
    "Requerir lo que falta",
    "Lista de lo que debe aportar; un mes para hacerlo, con el término suspendido.",
    "list-checks",
)
CLARIFY = LegalAct(
    "clarify",
    "Art. 19",
    "Devolver para aclarar",
    "No se entiende qué pide; diez días hábiles para aclarar.",
    "question",
)
_LETTER = {"complete": "requirement", "clarify": "clarification"}


def standing(acts: LawActs, kind: str) -> Standing:
    """Where the request stands, in a sentence."""
    stands = acts.request(kind)
    if stands.supplied_on is not None:
        return Standing(False, f"El ciudadano respondió el {on(stands.supplied_on)}: el término corre de nuevo.")
    if stands.is_awaited and stands.until is not None:
        if acts.today > stands.until:
            return Standing(
                True, f"Venció el {on(stands.until)} sin respuesta. Si llegó algo, regístrelo; si no, archive."
            )
        return Standing(True, f"En espera del ciudadano, hasta el {on(stands.until)}.")
    if stands.letter is not None:
        return _letter_standing(stands, stands.letter)
    if stands.obstacle is not None:
        field = "received_on" if stands.obstacle == "term_unknown" else None
        return Standing(False, refusal(stands.obstacle, field).user_message)
    return Standing(True, f"Hasta el {on(acts.require_by)}, décimo día hábil.")


def _letter_standing(stands: RequestState, letter: MadeLetter) -> Standing:
    """Of a letter that nobody was told of yet, or whose proof waits."""
    if stands.proof is not None and stands.proof.waits:
        return Standing(False, waiting_words(stands.proof))
    if letter.document_id is None:
        return Standing(True, unfinished(letter))
    if returned := told_back(stands.proof):
        return Standing(True, returned)
    return Standing(True, f"Falta la prueba de que la carta llegó; debe enviarse a más tardar el {on(stands.send_by)}.")


def open_request(case: LawCase, kind: str) -> None:
    """The card of the step that comes next."""
    stands = case.acts.request(kind)
    if stands.is_awaited:
        _answer(case, kind, stands)
    elif stands.letter is None:
        _ask(case, kind, stands)
    elif stands.letter.document_id is None:
        day = stands.letter.made_at.date()
        case.finish(stands.letter, case.letter(_LETTER[kind], day, reason=stands.reason or "", items=stands.items))
    else:
        _tell(case, kind, stands)


def _ask(case: LawCase, kind: str, stands: RequestState) -> None:
    def act(reason: str, items: list[str], own_files: bool) -> None:
        clean = tuple(each.strip() for each in items if each.strip())
        render = case.letter(_LETTER[kind], reason=reason.strip(), items=clean)
        case.make(card, lambda: requests.ask(case.database, case.place, kind, reason, clean, own_files, render))

    desk = case.desk
    card = RequestCard(desk.window, desk.number, WORDS[kind], stands, case.acts.require_by, act)
    card.ask()


def _tell(case: LawCase, kind: str, stands: RequestState) -> None:
    assert stands.letter is not None
    words = (
        f"{case.desk.number}, carta {shown(stands.letter.filing_number)}: debe enviarse a más tardar el"
        f" {on(stands.send_by)}. El término se suspende desde el día en que el ciudadano la"
        " recibió, cuando un abogado confirme la prueba."
    )
    case.prove(
        stands.letter,
        "Entrega del requerimiento",
        words,
        lambda told: requests.confirm(case.database, case.place, kind, told),
        lambda _none: TO_CHECK,
    )


def _answer(case: LawCase, kind: str, stands: RequestState) -> None:
    def supply(day: dt.date | None, file: ChosenFile) -> None:
        case.carry(
            card,
            lambda: requests.supply(case.database, case.place, kind, day, file.data, file.mime),
            lambda due: f"El término se reactivó: vence el {formats.long_date(due)}.",
        )

    def prolong(day: dt.date | None, until: dt.date | None, file: ChosenFile) -> None:
        case.carry(
            card,
            lambda: requests.prolong(case.database, case.place, day, until, file.data, file.mime),
            lambda _due: f"El ciudadano tiene hasta el {on(until)}.",
        )

    may = kind == "complete" and stands.prolonged_to is None and stands.until is not None
    may = may and case.acts.today <= (stands.until or case.acts.today)
    desk = case.desk
    card = AnswerCard(desk.window, desk.number, stands, desk.today, supply, prolong if may else None, desk.choose)
    card.ask()
