"""Columns of Análisis: slack, case and person, claim and area, state, channel, day of filing."""

from __future__ import annotations

from collections.abc import Mapping

from app.services.legal_acts.data_claim import CLASS
from app.services.trays.analysis import AnalysisRow
from app.services.trays.status import status_words
from app.ui import formats
from app.ui.table import Cell, Column
from app.ui.table.clocks import awaiting_cell
from app.ui.trays.case_head import number_words
from app.ui.trays.first import flag
from app.ui.widgets import slack_look

CHANNELS = {
    "window": "Presencial",
    "post": "Correo postal",
    "email": "Correo electrónico",
    "web": "Página web",
    "oral": "Verbal",
}
CLASSES = {
    "petition": "Petición",
    "complaint": "Queja",
    "grievance": "Reclamo",
    "suggestion": "Sugerencia",
    "documents": "Documentos",
    "inquiry": "Consulta",
    "authority": "Entre autoridades",
    "data_claim": "Reclamo en trámite",
    "data_query": "Consulta de datos",
    "oversight": "ROC",
    "congress": "Congreso",
    "judicial": "Judicial",
}


def slack_cell(days: int | None, due: str = "") -> Cell:
    """The traffic light."""
    if days is None:
        return Cell("Sin plazo", faint=True)
    words, tone, icon = slack_look(days)
    return Cell(words, tone=tone, icon=icon, spoken=f"Plazo: {words}{due}", tip=f"{words}{due}")


def first_words(row: AnalysisRow) -> str:
    """What the law says of a case before anything else: that it goes first, or that its data are being claimed."""
    marks = [mark] if (mark := flag(row.row.priority)) else []
    return " · ".join(marks + (["Reclamo en trámite"] if row.row.class_key == CLASS else []))


def _case(row: AnalysisRow) -> Cell:
    tail = f"· …{row.document_tail.lstrip('.…')}" if row.document_tail else ""
    name = row.name or "Anónima"
    who = f"{name} {tail}".strip()
    held = f" La tiene abierta {row.ring}." if row.ring else ""
    kept = " Lo lleva sin conexión." if row.carried else ""
    number = number_words(row.row.label)
    shown = f"↓ {name}" if row.carried else name
    spoken = f"Caso {number}, {who}.{held}{kept}"
    words = first_words(row)
    return Cell(
        number, shown, lead=words, tail=tail, ring=row.ring, strong=True,
        spoken=f"{spoken} {words}".strip(), tip=". ".join(part for part in (words, who, kept.strip()) if part),
    )  # fmt: skip


def _slack(row: AnalysisRow) -> Cell:
    if row.awaits is not None and row.awaits.state not in ("unsent", "unconfirmed"):
        return awaiting_cell(row.awaits.state, row.awaits.until)
    due = f", vence {formats.date(row.row.due_on)}" if row.row.due_on else ""
    return slack_cell(row.days_left, due)


def columns(areas: Mapping[str, str]) -> list[Column]:
    """The columns; `areas` tells the mission area of a claim by its title."""

    def claim(row: AnalysisRow) -> Cell:
        title = row.row.claim_title
        if title is None:
            return Cell("Sin clasificar", CLASSES.get(row.row.class_key or "", ""), faint=True)
        more = f" y {row.row.claims - 1} más" if row.row.claims > 1 else ""
        return Cell(f"{title}{more}", areas.get(title, ""), tip=title)

    def state(row: AnalysisRow) -> Cell:
        code = row.row.status
        if row.awaits is not None and code != "endorsement_requested":
            code = f"citizen_{row.awaits.state}"
        words, tone = status_words(code)
        return Cell(words, tone=tone)

    def channel(row: AnalysisRow) -> Cell:
        return Cell(CHANNELS.get(row.row.channel or "", ""), CLASSES.get(row.row.class_key or "", ""))

    def came(row: AnalysisRow) -> Cell:
        return Cell(formats.short_date(row.row.received_on) if row.row.received_on else "")

    return [
        Column("slack", "Plazo", "slack", _slack, width=128),
        Column("case", "Caso", "two_lines", _case),
        Column("claim", "Pretensión", "two_lines", claim, width=148, hide_below=400),
        Column("state", "Estado", "pill", state, width=132, hide_below=620, folds_into="claim"),
        Column("channel", "Canal", "two_lines", channel, width=112, hide_below=740),
        Column("came", "Ingresó", "text", came, width=84, hide_below=880),
    ]
