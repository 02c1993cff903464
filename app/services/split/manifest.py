"""The manifest of a split for Gestión Documental, and the report of what came back, as spreadsheets."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from app import filing_number
from app.services.documents.plain_xlsx import Sheet, render
from app.services.reads.case_sheet import SignatoryData
from app.services.split.state import ReturnedRow, SplitPerson, SplitState

_HEADERS = ("N.º", "Nombre completo", "Tipo", "Documento")
_WIDTHS = (6, 44, 8, 20)
_RESULTS = {"matched": "Otro nombre", "repeated": "Repetido", "extra": "No firmó"}
#: What a second person decided of who did not sign.
_DECISIONS = {None: "", "adopted": " · incorporado", "set_aside": " · dejado fuera"}


def manifest(label: str, people: Sequence[SignatoryData | SplitPerson], moment: dt.datetime) -> bytes:
    """Who signed, one row each, in the columns that the list that comes back must have."""
    rows = [(p.ordinal, p.full_name, p.document_type or "", p.document_number or "") for p in people]
    note = f"Manifiesto de desglose · radicado {_shown(label)} · {len(rows)} firmantes · {moment:%d/%m/%Y %H:%M}"
    return render([Sheet("Manifiesto", note, _HEADERS, _WIDTHS, rows)], moment)


def report(state: SplitState, moment: dt.datetime) -> bytes:
    """Each signatory with their case, then every row that opened none, with its list and place."""
    with_case = len(state.people) - len(state.missing)
    note = f"Radicado {_shown(state.label)} · {len(state.people)} firmantes · {with_case} con caso"
    people = [(p.ordinal, p.full_name, p.document_type or "", p.document_number or "", _case(p)) for p in state.people]
    others = [_row(each) for each in state.rows]
    repeated = sum(each.result == "repeated" for each in state.rows)
    extra = sum(each.result == "extra" for each in state.rows)
    differences = f"Faltan {len(state.missing)} · repetidos {repeated} · no firmaron {extra}"
    return render(
        [
            Sheet("Firmantes", note, (*_HEADERS, "Caso"), (*_WIDTHS, 26), people),
            Sheet(
                "Diferencias", differences, ("Lista", "Fila", "Resultado", *_HEADERS[1:], "Firmó como"),
                (8, 8, 24, *_WIDTHS[1:], 44), others,
            ),
        ],
        moment,
    )  # fmt: skip


def _row(each: ReturnedRow) -> tuple[str | int, ...]:
    who = (each.full_name, each.document_type or "", each.document_number or "")
    result = _RESULTS[each.result] + _DECISIONS[each.decision]
    return (each.reception, each.row_no, result, *who, each.signed_as or "")


def _case(person: SplitPerson) -> str:
    if person.child is None:
        return "FALTA"
    return f"LEX {person.lex_code}" if person.lex_code else person.child


def _shown(label: str) -> str:
    return filing_number.shown(label) if filing_number.is_valid(label) else label
