"""The lists of «Catálogos»: each catalogue as it is, and its changes with how each row was."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, cast

from app.services.administration import catalogues
from app.services.administration.catalogues import BOOKS, FIXED, KINDS, CatalogueChange, CatalogueRow
from app.services.database import Database
from app.services.legal_calendar import LegalCalendar
from app.ui import formats
from app.ui.modules.administration.catalogue_card import days_text
from app.ui.modules.law.page import LawPage
from app.ui.modules.law.tab import Act, Facts, LawTab
from app.ui.table import Cell, Column
from app.ui.theme.tokens import Tone
from app.ui.widgets import EmptyState

if TYPE_CHECKING:
    from app.ui.modules.administration.catalogues_page import CataloguesPage

_STATES: dict[str, tuple[str, Tone]] = {
    "waiting": ("Por aprobar", "warn"),
    "approved": ("Espera su día", "info"),
    "in_force": ("En vigor", "good"),
    "rejected": ("No se aprobó", "neutral"),
}
_USED = {
    "denial_reason": "Bandejas › Avales, al negar un aval; se cuenta en Actos por firmar › Razones de negación.",
    "entity": "Análisis › Otros trámites de ley, al trasladar por competencia (art. 21).",
    "stage": "La holgura de cada caso: término legal menos el trabajo que falta.",
    "input_validity": "Análisis, al registrar un insumo: hasta cuándo puede citarlo una carta.",
    "act_signer": "Bandejas › Actos por firmar. Sin nadie delegado, firma el abogado que da el aval.",
}
_UNITS = {"stage": ("día hábil", "días hábiles"), "input_validity": ("día", "días")}


def _reader(book: str) -> Callable[[Database, LegalCalendar], list[CatalogueRow]]:
    return lambda database, _calendar: catalogues.read_rows(database, book)


def _state(row: CatalogueRow) -> Cell:
    if row.change_id is not None:
        return Cell("Con cambio", tone="warn")
    return Cell("Vigente", tone="good") if row.is_active else Cell("Retirado", tone="neutral")


def _days(row: CatalogueRow) -> str:
    one, many = _UNITS[row.book]
    return f"{days_text(row.days)} {one if row.days == 1 else many}"


def _second(row: CatalogueRow) -> str:
    if row.book == "entity":
        return f"NIT {row.nit}" if row.nit else "Falta el NIT: propóngalo con «Cambiar»"
    return row.source or row.code


def _name_cell(row: CatalogueRow) -> Cell:
    second = _second(row)
    return Cell(row.label, second, strong=True, tip=f"{row.label}. {second}")


def _columns(book: str) -> tuple[Column, ...]:
    name = Column("name", "Nombre", "two_lines", _name_cell)
    columns = [Column("state", "Estado", "pill", _state, width=112), name]
    if book in FIXED:
        columns.append(Column("days", "Días", "text", lambda r: Cell(_days(r)), width=150))
    if book == "entity":
        where = Column("where", "Dónde recibe", "text", lambda r: Cell(_where(r), tip=_where(r)), 250, hide_below=620)
        columns.append(where)
    if book == "act_signer":
        columns.append(Column("until", "Hasta", "text", lambda r: Cell(_until(r)), width=140))
    return tuple(columns)


def _where(row: CatalogueRow) -> str:
    return " · ".join(part for part in (row.email, row.address) if part) or "Sin dirección ni correo"


def _until(row: CatalogueRow) -> str:
    return formats.date(row.valid_to) if row.valid_to else "Sin fecha final"


def _facts(row: CatalogueRow) -> Facts:
    lines = [("Código", row.code), ("Dónde se usa", _USED[row.book])]
    if row.book == "entity":
        lines += [("Qué decide", row.detail or "—"), ("NIT", row.nit or "Falta"), ("Dónde recibe", _where(row))]
    if row.days is not None:
        lines += [("Días", _days(row)), ("Acto o motivo", row.source or "—")]
    if row.book == "act_signer":
        lines += [("Delegado por", row.source or "—")]
    if row.valid_from is not None:
        lines.append(("Vigencia", f"desde el {formats.date(row.valid_from)} · {_until(row).lower()}"))
    return Facts(row.label, BOOKS[row.book], lines)


def _acts(page: LawPage, row: CatalogueRow) -> Sequence[Act]:
    mine = cast("CataloguesPage", page)
    why = mine.why_not()
    if row.is_fixed:
        why = "La usa el programa cuando la razón está en la nota: no se cambia."
    elif row.change_id is not None:
        why = "Ya tiene un cambio en camino: está en «Cambios»."
    elif not row.is_active:
        why = why or "Está retirado. Para que vuelva, agréguelo con el mismo nombre."
    change = Act("Proponer un cambio…", "pencil-simple", partial(mine.ask, row.book, "change", row), why)
    if row.book in FIXED:
        return [change]
    return [change, Act("Proponer su retiro…", "prohibit", partial(mine.ask, row.book, "retire", row), why)]


def _change_facts(row: CatalogueChange) -> Facts:
    lines = [(what, f"{old or '—'}  →  {new or '—'}" if old != new else new) for what, old, new in differences(row)]
    lines.append(("Acto o motivo", row.legal_act))
    until = f" hasta el {formats.date(row.valid_to)}" if row.valid_to else ""
    lines.append(("Rige", f"desde el {formats.date(row.valid_from)}{until}"))
    lines.append(("Lo propuso", f"{row.proposer}, {formats.moment(row.proposed_at)}"))
    if row.decided_at is not None:
        done = "Lo aprobó" if row.decision == "approved" else "No lo aprobó"
        lines.append((done, f"{row.decider}, {formats.moment(row.decided_at)}"))
    if row.note:
        lines.append(("Nota", row.note))
    return Facts(f"{KINDS[row.kind]}: {row.label or row.old_label or row.code}", BOOKS[row.book], lines)


def differences(row: CatalogueChange) -> list[tuple[str, str, str]]:
    """What, how it was, how it shall be; of a retirement only its name."""
    if row.kind == "retire":
        return [("Se retira", row.old_label or row.code, row.old_label or row.code)]
    pairs = (
        ("Nombre", row.old_label, row.label or row.old_label), ("Qué decide", row.old_detail, row.detail),
        ("NIT", row.old_nit, row.nit), ("Dirección", row.old_address, row.address),
        ("Correo", row.old_email, row.email),
        ("Días", days_text(row.old_days), days_text(row.days)),
    )  # fmt: skip
    shown = pairs if row.book == "entity" else (pairs[0], pairs[5])
    return [(what, old or "", new or "") for what, old, new in shown if old or new]


def _change_acts(page: LawPage, row: CatalogueChange) -> Sequence[Act]:
    if row.decision is not None:
        return ()
    mine = cast("CataloguesPage", page)
    if row.is_mine:
        return [Act("Retirar la propuesta…", "x-circle", partial(mine.reject, row), mine.why_not())]
    return [
        Act("Aprobar el cambio", "check", partial(mine.approve, row), mine.why_not(), keys="F9"),
        Act("No aprobarlo…", "x-circle", partial(mine.reject, row), mine.why_not()),
    ]


def _change_state(row: CatalogueChange) -> Cell:
    words, tone = _STATES[row.state]
    return Cell(words, tone=tone)


def _change_name(row: CatalogueChange) -> Cell:
    words = f"{KINDS[row.kind]}: {row.label or row.old_label or row.code}"
    return Cell(words, f"{BOOKS[row.book]} · {row.legal_act}", strong=True, tip=f"{words}. {row.legal_act}")


def _nothing() -> EmptyState:
    return EmptyState("book-open", "Nada en este catálogo", "Con «Agregar» se propone el primer renglón.")


def _no_changes() -> EmptyState:
    return EmptyState("check", "Ningún cambio", "Lo que se proponga en los catálogos se aprueba y queda aquí.")


def book_tab(book: str) -> LawTab:
    """The list of one catalogue."""
    return LawTab(
        book, BOOKS[book], _columns(book), _reader(book), lambda row: row.code, _facts, _acts, _nothing,
        ("renglón", "renglones"),
    )  # fmt: skip


CHANGES = LawTab(
    "changes",
    "Cambios",
    (
        Column("state", "Estado", "pill", _change_state, width=124),
        Column("what", "Cambio", "two_lines", _change_name),
        Column("from", "Rige desde", "text", lambda r: Cell(formats.date(r.valid_from)), width=108),
        Column("who", "Lo propuso", "text", lambda r: Cell(r.proposer, tip=r.proposer), width=180, hide_below=620),
    ),
    lambda database, _calendar: catalogues.read_changes(database),
    lambda row: row.change_id,
    _change_facts,
    _change_acts,
    _no_changes,
    ("cambio", "cambios"),
)
