"""Checks a reply while it is written, and makes the letter that its preview shows."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from app.services.documents import richtext
from app.services.documents.letter import Letter
from app.services.documents.printable import unprintable
from app.services.drafting.foot import NO_FOOT, Foot
from app.services.drafting.identity import Foreign, foreign_identities, foreign_names
from app.services.drafting.sheet import DraftClaim, DraftSheet
from app.services.output.letter_data import letter_of
from app.services.verbs.draft_response import Answer

_FIELD = re.compile(r"\{\{([^{}]*)\}\}")

#: What the window calls each field of the approved texts.
FIELD_NAMES = {
    "nombre": "Nombre",
    "documento": "Documento de identidad",
    "municipio": "Municipio",
    "radicado": "Radicado de la petición",
    "fecha_radicado": "Fecha de la petición",
    "lex": "Código LEX",
    "insumo": "Lo que dice el insumo",
    "insumo_fecha": "Fecha del insumo",
    "insumo_sistema": "Sistema del insumo",
    "insumo_area": "Área del insumo",
}

Kind = Literal["empty", "decision", "input", "expired", "field", "identity", "sign", "director"]


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that keeps a reply from being sent; `claim` 0 is the letter as a whole."""

    kind: Kind
    claim: int
    title: str
    detail: str
    #: The order that solves it, as its button says.
    way_out: str
    keys: str = ""
    #: Where in the answer: the key of a field, or words that stand there.
    field: str = ""
    words: str = ""


def fields_of(sheet: DraftSheet, claim: DraftClaim, answer: Answer | None) -> dict[str, str]:
    """Values for the fields in the answer to a claim; empty where the case has none."""
    chosen = claim.input(answer.input_id) if answer is not None else None
    values = dict(sheet.fields) | (dict(chosen.fields) if chosen else {})
    return {key: str(values.get(key) or "") for key in FIELD_NAMES}


def field_keys(body_html: str) -> list[str]:
    """The fields that a text names, each once, in their order."""
    return list(dict.fromkeys(_FIELD.findall(body_html)))


def merged(body_html: str, values: Mapping[str, str], gap: str = "____") -> str:
    """The text with its fields filled in, as the server does on sending; a field without value shows `gap`."""
    return _FIELD.sub(lambda m: html.escape(values.get(m[1]) or gap, quote=False), body_html)


def own_names(sheet: DraftSheet) -> tuple[str, ...]:
    """Who may be named without a reason: the person who asked and who signs."""
    signer = str(sheet.director["name"]) if sheet.director else ""
    return (str(sheet.fields.get("nombre") or ""), signer, *sheet.identities)


def foreign_in(sheet: DraftSheet, plain: str, household: Iterable[str], known: Iterable[str] = ()) -> list[Foreign]:
    """Documents and names of other people in a text; those noted as of the household do not count.

    `known` are words that the server found to be of other cases when it saved.
    """
    noted = tuple(household)
    numbers = foreign_identities(plain, (*sheet.identities, *noted))
    names = foreign_names(plain, (*own_names(sheet), *noted), known)
    taken = {(each.start, each.end) for each in numbers}
    apart = [n for n in names if not any(start <= n.start and n.end <= end for start, end in taken)]
    return sorted([*numbers, *apart], key=lambda each: each.start)


def problems(
    sheet: DraftSheet,
    answers: Sequence[Answer],
    household: Iterable[str] = (),
    known: Mapping[int, Sequence[str]] | None = None,
) -> list[Problem]:
    """Everything that is missing, in the order of the claims. Empty: the reply may be sent.

    `known`: words by claim that the server found to name people of other cases.
    """
    given = {answer.claim: answer for answer in answers}
    noted, told = tuple(household), known or {}
    found = [
        p
        for claim in sheet.claims
        for p in _of_claim(sheet, claim, given.get(claim.ordinal), noted, told.get(claim.ordinal, ()))
    ]
    if sheet.director is None:
        found.append(
            Problem("director", 0, "Nadie puede firmar hoy", "El área no tiene director vigente", "Avisar a su líder")
        )
    return found


def _of_claim(
    sheet: DraftSheet, claim: DraftClaim, answer: Answer | None, household: Sequence[str], known: Sequence[str]
) -> list[Problem]:
    name = f"Pretensión {claim.ordinal}"
    if answer is None or richtext.is_empty(answer.body_html):
        return [Problem("empty", claim.ordinal, f"{name}: sin respuesta", claim.title, "Responder", "F2")]
    found: list[Problem] = []
    if answer.decision is None:
        found.append(Problem("decision", claim.ordinal, f"{name}: sin desenlace", claim.title, "Elegir", "Alt+D"))
    found += _input_problem(claim, answer, name)
    values = fields_of(sheet, claim, answer)
    for key in field_keys(answer.body_html):
        # Without an input its fields have no value: one line says so already.
        if not values.get(key) and not (key.startswith("insumo") and claim.input(answer.input_id) is None):
            title = f"{name}: campo sin valor"
            what = FIELD_NAMES.get(key, f"«{key}» no es un campo de la carta")
            found.append(Problem("field", claim.ordinal, title, what, "Revisar", field=key))
    plain = richtext.plain_text(richtext.parse(merged(answer.body_html, values)))
    for foreign in foreign_in(sheet, plain, household, known)[:1]:
        what, whose = ("documento ajeno", "de la") if foreign.digits else ("nombre ajeno", "la")
        detail = f"{foreign.shown} no es {whose} persona solicitante"
        title = f"{name}: {what}"
        found.append(Problem("identity", claim.ordinal, title, detail, "Revisar", words=foreign.shown))
    if sign := unprintable((plain,)):
        title, detail = f"{name}: signo que la carta no imprime", f"«{sign}» saldría como un cuadro vacío"
        found.append(Problem("sign", claim.ordinal, title, detail, "Revisar", words=sign))
    return found


def _input_problem(claim: DraftClaim, answer: Answer, name: str) -> list[Problem]:
    chosen = claim.input(answer.input_id)
    if chosen is None:
        return [Problem("input", claim.ordinal, f"{name}: sin insumo", claim.title, "Elegir")]
    if chosen.in_force:
        return []
    until = f"Era válido hasta el {chosen.valid_until:%d/%m/%Y}" if chosen.valid_until else "El área lo retiró"
    word = "el insumo fue retirado" if chosen.withdrawn else "el insumo venció"
    return [Problem("expired", claim.ordinal, f"{name}: {word}", until, "Elegir otro")]


def preview_letter(
    sheet: DraftSheet, answers: Sequence[Answer], opening_html: str = "", author: str = "", foot: Foot = NO_FOOT
) -> Letter:
    """The letter as it would be signed now, its fields filled in."""
    given = {answer.claim: answer for answer in answers}
    claims = []
    for claim in sheet.claims:
        answer = given.get(claim.ordinal)
        chosen = claim.input(answer.input_id) if answer else None
        body = merged(answer.body_html, fields_of(sheet, claim, answer)) if answer else ""
        claims.append(
            {
                "title": claim.title,
                "decision": answer.decision if answer else None,
                "body_html": body or "<p><i>Sin respuesta todavía</i></p>",
                "system": chosen.system if chosen else None,
                "found_on": chosen.found_on.isoformat() if chosen else None,
            }
        )
    whole = {key: str(value or "") for key, value in sheet.fields.items()}
    return letter_of(
        {
            "petition": sheet.petition,
            "director": sheet.director,
            "filed_at": None,
            "filing_number": None,
            "lex_code": sheet.lex_code,
            "claims": claims,
            "opening_html": merged(opening_html, whole),
            "prepared_by": author,
            "reviewed_by": None,
            **foot.payload(),
        }
    )
