"""The list of lots: when its first letter falls due, what it is, and its verdict with the figure it rests on."""

from __future__ import annotations

from collections.abc import Callable

from app.services.legal_calendar import LegalCalendar
from app.services.quality.lots import Lot
from app.ui import formats
from app.ui.style import Tone
from app.ui.table import Cell, Column, RowModel
from app.ui.widgets import slack_look

STATES: dict[str, tuple[str, Tone]] = {
    "to_draw": ("Por muestrear", "accent"),
    "in_review": ("En revisión", "info"),
    "accepted": ("Aceptado", "good"),
    "rejected": ("Rechazado", "danger"),
    "measured": ("Medida", "good"),
}
_KINDS = {"text": "Plantilla", "author": "Agente"}


def short_title(lot: Lot) -> str:
    """The area without «Dirección de»; a batch by its own name."""
    name = lot.title.removeprefix("Dirección de ")
    if lot.is_recheck:
        return f"Revisión total: {name}"
    if lot.is_closed:
        return f"Cerrados: {name}"
    kind = _KINDS.get(lot.scope.split(":")[0])
    return f"Masiva: {name}" if lot.is_bulk else f"{kind}: {name}" if kind else name


def verdict_words(lot: Lot) -> str:
    """The figure behind the state: «7 fallas; se permitían 5»."""
    if lot.state == "to_draw":
        soon = f"{formats.plural(lot.due_soon, 'vence', 'vencen')} ya" if lot.due_soon else ""
        return soon or formats.plural(lot.authors, "persona", "personas")
    if lot.critical:
        return formats.plural(lot.critical, "falla crítica", "fallas críticas")
    allowed = f"se {'permitía' if lot.accept_number == 1 else 'permitían'} {lot.accept_number}"
    if lot.state == "in_review":
        return f"{lot.reviewed} de {lot.sampled} · {formats.plural(lot.faults, 'falla', 'fallas')}"
    return f"{formats.plural(lot.faults, 'falla', 'fallas')}; {allowed}"


def _due(calendar: LegalCalendar) -> Callable[[Lot], Cell]:
    def cell(lot: Lot) -> Cell:
        days = calendar.days_left(lot.first_due)
        if days is None:
            return Cell("sin espera", tone="neutral", icon="check")
        words, tone, icon_name = slack_look(days)
        return Cell(words, tone=tone, icon=icon_name, spoken=f"Vence la primera: {words}")

    return cell


def _lot(lot: Lot) -> Cell:
    figure = formats.plural(lot.letters, "carta", "cartas") if lot.state == "to_draw" else verdict_words(lot)
    detail = f"{formats.short_date(lot.day)} · {figure}"
    return Cell(short_title(lot), detail, strong=True, tip=f"Semilla {lot.seed}" if lot.seed else "")


def _state(lot: Lot) -> Cell:
    words, tone = STATES[lot.state]
    return Cell(words, tone=tone, spoken=f"Estado: {words}, {verdict_words(lot)}")


def _figure(lot: Lot) -> Cell:
    return Cell(verdict_words(lot), faint=lot.state == "to_draw")


def make_model(calendar: LegalCalendar) -> RowModel:
    """An empty model of the list."""
    columns = [
        Column("due", "Vence la 1.ª", "slack", _due(calendar), width=128),
        Column("lot", "Lote: área y día", "two_lines", _lot),
        Column("state", "Veredicto", "pill", _state, width=126, folds_into="lot", hide_below=330),
        Column("figure", "", "text", _figure, width=128, hide_below=480),
    ]
    model = RowModel(columns, key_of=lambda lot: lot.key)
    # Its letters wait for the sample.
    model.clocks.group = lambda lot: (lot.first_due, 18)
    return model


def make_closed_model() -> RowModel:
    """An empty model of the second samples, of closed cases."""
    columns = [
        Column("lot", "Área y periodo", "two_lines", _period),
        Column("figure", "Revisión", "two_lines", _measured, width=150),
        Column("state", "Estado", "pill", _state, width=104, hide_below=330),
    ]
    return RowModel(columns, key_of=lambda lot: lot.key)


def _period(lot: Lot) -> Cell:
    first, last = lot.period
    days = f"{formats.short_date(first)} a {formats.short_date(last)} {last.year}"
    return Cell(lot.title, days, strong=True, tip=f"Semilla {lot.seed}" if lot.seed else "")


def _measured(lot: Lot) -> Cell:
    return Cell(
        f"{lot.reviewed} de {lot.sampled}",
        f"{formats.plural(lot.faults, 'con falla', 'con falla')} · {formats.number(lot.letters)} cerrados",
    )
