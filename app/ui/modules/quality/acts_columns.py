"""The lists of Actas: lots reviewed whole with their act, and meetings with what is still open of them."""

from __future__ import annotations

from app.clock import BOGOTA
from app.services.quality.acts import DECISIONS, ActRow
from app.services.quality.meetings import KINDS, STATES, MeetingRow
from app.ui import formats
from app.ui.style import Tone
from app.ui.table import Cell, Column, RowModel

_TONES: dict[str, Tone] = {
    "accepted": "good", "rejected": "danger", "measured": "info", "called": "info", "to_record": "warn", "held": "good",
    "cancelled": "neutral",
}  # fmt: skip


def make_acts() -> RowModel:
    """An empty model of the acts."""
    columns = [
        Column("lot", "Lote", "two_lines", _lot),
        Column("found", "Revisión", "two_lines", _found, width=150),
        Column("act", "Acta", "pill", _act, width=120),
    ]
    return RowModel(columns, key_of=lambda row: row.lot_id)


def make_meetings() -> RowModel:
    """An empty model of the meetings."""
    columns = [
        Column("when", "Reunión", "two_lines", _when),
        Column("open", "Compromisos", "two_lines", _open, width=150),
        Column("state", "Estado", "pill", _state, width=120),
    ]
    return RowModel(columns, key_of=lambda row: row.meeting_id)


def lot_words(row: ActRow) -> str:
    """The area without «Dirección de», and what kind of lot it is."""
    name = row.title.removeprefix("Dirección de ")
    kind = {"recheck": "Revisión total: ", "closed": "Cerrados: ", "bulk": "Masiva: "}.get(row.scope.split(":")[0], "")
    return f"{kind}{name}"


def _lot(row: ActRow) -> Cell:
    letters = formats.plural(row.letters, "carta", "cartas")
    return Cell(lot_words(row), f"{formats.date(row.day)} · {letters}", strong=True)


def _found(row: ActRow) -> Cell:
    faults = formats.plural(row.faults, "falla", "fallas")
    return Cell(f"{faults} en {row.reviewed}", DECISIONS.get(row.decision, ""))


def _act(row: ActRow) -> Cell:
    if row.number:
        return Cell(f"n.º {row.number}", tone=_TONES[row.decision], tip=", ".join(row.signed_by))
    return Cell("Por firmar", tone="warn")


def _when(row: MeetingRow) -> Cell:
    moment = formats.moment(row.meets_at.astimezone(BOGOTA))
    return Cell(row.with_whom.removeprefix("Dirección de ") or KINDS[row.kind], f"{moment} · {row.place}", strong=True)


def _open(row: MeetingRow) -> Cell:
    people = formats.plural(row.people, "citado", "citados")
    if row.late_commitments:
        late = formats.plural(row.late_commitments, "vencido", "vencidos")
        return Cell(late, people, detail_tone="neutral", tone="danger")
    pending = formats.plural(row.open_commitments, "pendiente", "pendientes")
    return Cell(pending if row.open_commitments else "sin pendientes", people)


def _state(row: MeetingRow) -> Cell:
    return Cell(STATES[row.state], tone=_TONES[row.state])
