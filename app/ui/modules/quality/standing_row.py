"""How strict inspection is and the last five lots of the series, as five marks; and the strip that says it changed."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.services.quality.lots import Standing
from app.ui import formats
from app.ui.widgets import text
from app.ui.widgets.labels import IconLabel

INSPECTION = {"reduced": "reducida", "normal": "normal", "tightened": "estricta", "full": "completa"}
_MARKS = {"accepted": ("check-circle-fill", "good", "aceptado"), "rejected": ("x-circle", "danger", "rechazado")}
#: Lots accepted one after the other that end tightened inspection, and the score that earns the reduced one.
_STREAK, _SCORE = 5, 30


class StandingRow(QWidget):
    """«Inspección estricta ✓ ✗ ✓ ✓ ✗»: what the rules of the standard give, and why."""

    def __init__(self) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        self.words = text("", "help", wrap=True)
        row.addWidget(self.words, 1)
        self._marks = [IconLabel("check-circle-fill", "good", 16) for _ in range(5)]
        for mark in self._marks:
            row.addWidget(mark)
        self.clear()

    def clear(self) -> None:
        """Nothing to say."""
        self.words.setText("")
        for mark in self._marks:
            mark.hide()

    def show_used(self, inspection: str | None) -> None:
        """The inspection a drawn lot got."""
        self.clear()
        self.words.setText(f"Inspección {INSPECTION[inspection or 'normal']}.")

    def show_standing(self, standing: Standing, used: str, *, recheck: bool) -> None:
        """The inspection a lot to draw gets, with the score or the streak that may change it."""
        self.clear()
        if recheck:
            self.words.setText("Inspección completa: su muestra rechazó el lote.")
            return
        self.words.setText(f"Inspección {INSPECTION[used]}{_reach(standing, used)}")
        said = []
        for mark, state in zip(self._marks, standing.last_lots, strict=False):
            icon_name, tone, words = _MARKS[state]
            mark.set_icon(icon_name, tone)
            mark.show()
            said.append(words)
        self.setAccessibleDescription("Últimos lotes: " + ", ".join(said) if said else "Aún no hay lotes decididos")


def _reach(standing: Standing, used: str) -> str:
    if standing.own == "tightened":
        return f" · {standing.streak} de {_STREAK} aceptados"
    if used == "normal" and standing.score:
        return f" · puntaje {min(standing.score, _SCORE)} de {_SCORE}"
    return ""


def warning(title: str, standing: Standing) -> str:
    """The sentence of the strip over the lots; empty while inspection is normal or reduced."""
    if standing.own == "full":
        return (
            f"<b>{title} se revisa completa.</b> Se rechazaron 5 lotes en inspección estricta."
            " El muestreo vuelve cuando un lote revisado entero se acepte."
        )
    if standing.own == "tightened":
        left = formats.plural(_STREAK - standing.streak, "lote seguido aceptado", "lotes seguidos aceptados")
        return (
            f"<b>{title} pasa a inspección estricta.</b> Se rechazaron 2 de 5 lotes o menos."
            f" Vuelve a la normal con {left}."
        )
    if standing.inspection in ("tightened", "full"):
        return (
            f"<b>{title} se revisa en inspección {INSPECTION[standing.inspection]}.</b>"
            " Trae cartas de un área que la tiene: agrupar de otra manera no la quita."
        )
    return ""
