"""What is asked before a signature and before a letter is sent back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtWidgets import QWidget

from app.services.output.preflight import HELD
from app.services.output.signing_reads import Lane
from app.ui import formats
from app.ui.background import Background
from app.ui.trays.signature.reason_card import ReasonCard
from app.ui.trays.signature.rows import SignRow
from app.ui.widgets import Question


def before_signing(lane: Lane, marked: Sequence[SignRow], duration: str) -> Question:
    """The count first, then what, with what, by what right, what happens, how long; there is no undo."""
    count = formats.plural(len(marked), "carta", "cartas")
    soonest = min((row.days for row in marked if row.days is not None), default=None)
    started = sum(row.letter.is_started for row in marked)
    sampled = sum(row.letter.is_sampled for row in marked)
    bulk = sum(row.letter.is_bulk and not row.letter.is_sampled for row in marked)
    kinds = (
        (sampled, "muestreada aprobada", "muestreadas aprobadas"),
        (bulk, "masiva", "masivas"),
        (len(marked) - sampled - bulk, "individual", "individuales"),
    )
    facts = [
        ("Qué se firma", ", ".join(formats.plural(number, one, many) for number, one, many in kinds if number)),
        ("Con qué", _with_what(lane)),
        ("Por qué puede", f"{lane.director_act if lane.by_certificate else lane.authority_act}, vigente hoy"),
        ("Qué pasa", "Cada carta toma su radicado de salida, se genera, se estampa y se carga al expediente"),
        ("Cuánto dura", f"{duration.capitalize()}; puede pausar entre una carta y otra"),
        ("Plazo más corto", formats.slack(soonest) if soonest is not None else "Sin término"),
    ]
    if started:
        stay = formats.plural(started, "sigue donde quedó", "siguen donde quedaron")
        facts.insert(4, ("Por terminar", f"{stay}, con su mismo radicado"))
    return Question(
        title=f"Firmar {count}",
        act=f"Firmar {count}",
        subtitle=f"como {lane.name}, {lane.position} · {lane.area_name}",
        figure=formats.number(len(marked)),
        facts=facts,
        warning="<b>No se puede deshacer.</b> Un radicado tomado no se reutiliza: anularlo exige justificación.",
        keep="Volver a la bandeja",
    )


def before_stopping() -> Question:
    """What ending a batch does and does not do."""
    return Question(
        title="¿Detener el lote?",
        act="Detener",
        subtitle="Termina la carta en curso y no empieza otra. Para descansar sin cerrar la llave está «Pausar».",
        facts=[
            ("Lo firmado", "queda firmado, radicado y cargado"),
            ("Lo demás", "sigue en la bandeja, con su radicado si ya lo tomó"),
            ("La llave", "se cierra: para seguir se pide el PIN otra vez"),
        ],
        keep="Seguir firmando",
    )


def _with_what(lane: Lane) -> str:
    if lane.by_certificate:
        return f"Certificado {lane.certificate_serial}"
    return "Firma mecánica: la imagen registrada de la firma"


def before_sending_back(
    window: QWidget,
    *,
    annul: bool,
    send: Callable[[str], Any],
    background: Background,
    done: Callable[[Any], object],
    held: str = "",
) -> ReasonCard:
    """Ask why; a letter that has its number loses it, so the reason is that act's justification too."""
    subtitle = "La carta vuelve a quien la proyectó, con la razón que usted escriba."
    if annul:
        subtitle = "Esta carta ya tiene radicado de salida: se anula con esta justificación y no se usa de nuevo."
    return ReasonCard(
        window,
        title="Anular el radicado y devolver" if annul else "Devolver sin firmar",
        subtitle=subtitle,
        act="Anular y devolver" if annul else "Devolver la carta",
        least=20 if annul else 5,
        send=send,
        background=background,
        done=done,
        said=f"No se pudo firmar: {HELD[held]}." if held else "",
    )
