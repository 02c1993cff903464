"""The lists of «Actos por firmar»: what waits for a signature, what is signed, and why avals are denied."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

from app.services.trays import endorsement_acts as service
from app.services.trays.endorsement_acts import KINDS, STATES, ActRow, DenialCount, Share
from app.ui import formats
from app.ui.modules.law.page import LawPage
from app.ui.modules.law.tab import Act, Facts, LawTab
from app.ui.table import Cell, Column
from app.ui.theme.tokens import Tone
from app.ui.trays.case_head import number_words
from app.ui.widgets import EmptyState

if TYPE_CHECKING:
    from app.ui.trays.endorsements.acts_page import ActsPage

_TONES: dict[str, Tone] = {"to_sign": "warn", "returned": "danger", "signed": "good"}


def _who(row: ActRow) -> Cell:
    by = row.signer_act or "Quien dio el aval: sin delegación"
    return Cell(row.signed_by or row.signer, by, tip=f"{row.signer}. {by}")


def _columns(last: Column) -> tuple[Column, ...]:
    return (
        Column("state", "Estado", "pill", lambda r: Cell(STATES[r.state], tone=_TONES[r.state]), width=100),
        Column("case", "Caso", "two_lines", _case, width=190),
        Column("who", "Firma", "two_lines", _who),
        last,
    )


def _case(row: ActRow) -> Cell:
    return Cell(number_words(row.label), f"{KINDS[row.kind]} · acto {row.act_number or 'sin número'}", strong=True)


def _facts(row: ActRow) -> Facts:
    lines = [
        ("Motivo", row.reason),
        ("Dio el aval", f"{row.granted_by}, {formats.moment(row.granted_at)}"),
        ("Firma", row.signed_by or row.signer),
        ("Delegación", row.signer_act or "No la necesita: firma quien dio el aval (actividad 8)"),
    ]
    if row.return_note:
        lines.append(("Se devolvió porque", row.return_note))
    if row.signed_at is not None:
        lines.append(("Se firmó el", formats.moment(row.signed_at)))
        lines.append(("Huella de lo firmado", (row.sha256 or "")[:16] or "Firmado con el borrador del sistema"))
    elif row.due_on is not None:
        lines.append(("La petición vence el", formats.long_date(row.due_on)))
    return Facts(number_words(row.label), f"{KINDS[row.kind]} · acto {row.act_number or 'sin número'}", lines)


def _acts(page: LawPage, row: ActRow) -> Sequence[Act]:
    acts = cast("ActsPage", page)
    if row.state == "returned":
        why = "" if row.may_correct else f"Lo corrige {row.granted_by}, que dio el aval."
        return [Act("Corregir y enviar a firma…", "pencil-simple", lambda: acts.correct(row), why or acts.unread(row))]
    why = "" if row.may_sign else f"Lo firma {row.signer}, por {row.signer_act or 'su aval'}."
    why = why or acts.unread(row)
    return [
        Act("Firmar el acto", "signature", lambda: acts.sign(row), why, keys="F9"),
        Act("Devolver sin firmar…", "arrow-left", lambda: acts.send_back(row), why),
    ]


def _done(_page: LawPage, _row: ActRow) -> Sequence[Act]:
    return ()


def _none_waiting() -> EmptyState:
    words = "Cuando un aval se concede y otra persona firma por delegación, su acto espera aquí."
    return EmptyState("signature", "Ningún acto por firmar", words)


def _none_signed() -> EmptyState:
    return EmptyState("signature", "Ningún acto firmado", "Aquí quedan treinta días los actos que firme o haga firmar.")


def _none_denied() -> EmptyState:
    return EmptyState("scales", "Ningún aval negado", "Cuando se niegue un aval, su razón se cuenta aquí.")


def _reason_facts(row: DenialCount) -> Facts:
    share = f"{100 * row.total / row.decided:.0f} % de {formats.number(row.decided)} decididos" if row.decided else "0"
    return Facts(
        f"{row.code} · {row.label}",
        f"{formats.plural(row.total, 'aval negado', 'avales negados')} en noventa días",
        (
            ("De los decididos", share),
            ("Pedían archivar", formats.number(row.archive)),
            ("Pedían reasignar", formats.number(row.reassign)),
            ("Lo negaron", _shares(row.lawyers)),
            ("Lo habían pedido", _shares(row.agents)),
        ),
    )


def _shares(shares: Sequence[Share]) -> str:
    return ", ".join(f"{each.name} ({each.count})" for each in shares) or "Nadie"


WAITING = LawTab(
    "waiting",
    "Por firmar",
    _columns(
        Column("due", "Vence", "text", lambda r: Cell(formats.date(r.due_on) if r.due_on else "—"), 92, hide_below=560)
    ),
    service.waiting,
    lambda row: row.case_id,
    _facts,
    _acts,
    _none_waiting,
    ("acto", "actos"),
)
SIGNED = LawTab(
    "signed",
    "Firmados",
    _columns(Column("when", "Firmado", "text", lambda r: Cell(formats.moment(r.signed_at)), 132, hide_below=470)),
    service.signed,
    lambda row: row.case_id,
    _facts,
    _done,
    _none_signed,
    ("acto", "actos"),
)
DENIALS = LawTab(
    "denials",
    "Razones de negación",
    (
        Column("code", "Razón", "two_lines", lambda r: Cell(r.label, r.code, strong=True, tip=r.label)),
        Column("archive", "Archivar", "number", lambda r: Cell(formats.number(r.archive)), width=92),
        Column("reassign", "Reasignar", "number", lambda r: Cell(formats.number(r.reassign)), width=100),
        Column("total", "Negados", "number", lambda r: Cell(formats.number(r.total)), width=92),
    ),
    service.denials,
    lambda row: row.code,
    _reason_facts,
    lambda _page, _row: (),
    _none_denied,
    ("razón", "razones"),
)
