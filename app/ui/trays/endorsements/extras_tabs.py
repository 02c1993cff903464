"""The lists of «Firmantes de más»: returned rows of nobody in the table, and what was decided of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

from app.services.split import extras as service
from app.services.split.extras import ExtraRow
from app.ui import formats
from app.ui.modules.law.page import LawPage
from app.ui.modules.law.tab import Act, Facts, LawTab
from app.ui.table import Cell, Column
from app.ui.trays.case_head import number_words
from app.ui.widgets import EmptyState

if TYPE_CHECKING:
    from app.ui.trays.endorsements.extras_page import ExtrasPage

_DECISIONS = {"adopted": "Incorporado", "set_aside": "Dejado fuera"}
_MINE = "Usted recibió esta lista: la decisión es de otra persona."


def _who(row: ExtraRow) -> Cell:
    name = row.full_name or "Sin nombre"
    return Cell(name, row.document or "Sin documento", strong=True, tip=f"{name}. {row.document}")


def _case(row: ExtraRow) -> Cell:
    return Cell(number_words(row.label), f"Lista {row.reception}, fila {row.row_no}")


def _facts(row: ExtraRow) -> Facts:
    table = formats.plural(row.signatories, "firmante", "firmantes")
    missing = f", {formats.plural(row.missing, 'falta', 'faltan')} por volver" if row.missing else ", todos con caso"
    lines = [
        ("La fila dice", f"{row.full_name or 'Sin nombre'} · {row.document or 'sin documento'}"),
        ("Se parece en la tabla a", row.alike or "Nadie"),
        ("La tabla confirmada", f"{table}{missing}"),
        ("Recibió la lista", f"{row.received_by}, {formats.moment(row.received_at)}"),
        ("Archivo", row.file_label or "Lista escrita"),
    ]
    if row.due_on is not None:
        lines.append(("La petición vence el", formats.long_date(row.due_on)))
    return Facts(
        row.full_name or "Sin nombre", f"{number_words(row.label)} · lista {row.reception}, fila {row.row_no}", lines
    )


def _decided_facts(row: ExtraRow) -> Facts:
    lines = [
        ("La fila decía", f"{row.full_name or 'Sin nombre'} · {row.document or 'sin documento'}"),
        ("Motivo", row.reason or ""),
        ("Decidió", f"{row.decided_by}, {formats.moment(row.decided_at) if row.decided_at else ''}"),
        ("Recibió la lista", f"{row.received_by}, {formats.moment(row.received_at)}"),
    ]
    if row.child is not None:
        lines.append(("Su caso", row.child))
    title = f"{_DECISIONS[row.decision or 'set_aside']}: {row.full_name or 'sin nombre'}"
    return Facts(title, f"{number_words(row.label)} · lista {row.reception}, fila {row.row_no}", lines)


def _acts(page: LawPage, row: ExtraRow) -> Sequence[Act]:
    extras = cast("ExtrasPage", page)
    why = _MINE if row.is_mine else ""
    nameless = "La fila no trae nombre: pida la lista corregida." if not row.full_name else ""
    return [
        Act("Incorporar a la tabla…  (F9)", "user-plus", lambda: extras.adopt(row), why or nameless),
        Act("Dejar fuera…", "x-circle", lambda: extras.set_aside(row), why),
    ]


def _none_waiting() -> EmptyState:
    words = "Cuando vuelva de Gestión Documental una fila de alguien que no está en la tabla, esperará aquí."
    return EmptyState("users-three", "Ningún firmante de más", words)


def _none_decided() -> EmptyState:
    return EmptyState(
        "users-three", "Nada decidido", "Aquí quedan treinta días las filas que se incorporan o se dejan fuera."
    )


def _state(row: ExtraRow) -> Cell:
    return Cell(_DECISIONS[row.decision or "set_aside"], tone="good" if row.decision == "adopted" else "neutral")


_WHO = Column("who", "Persona", "two_lines", _who)
_CASE = Column("case", "Caso de origen", "two_lines", _case, width=200)

WAITING = LawTab(
    "extras",
    "Por decidir",
    (
        _WHO,
        _CASE,
        Column("due", "Vence", "text", lambda r: Cell(formats.date(r.due_on) if r.due_on else "—"), 92, hide_below=480),
    ),
    service.waiting,
    lambda row: row.key,
    _facts,
    _acts,
    _none_waiting,
    ("fila", "filas"),
)
DECIDED = LawTab(
    "extras_decided",
    "Decididos",
    (
        Column("state", "Decisión", "pill", _state, width=116),
        _WHO,
        _CASE,
    ),
    service.decided,
    lambda row: row.key,
    _decided_facts,
    lambda _page, _row: (),
    _none_decided,
    ("fila", "filas"),
    counts=lambda _row: False,
)
