"""The form of a sheet: contract, range of guides, spoiled ones, and what is checked before handing over."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout

from app.errors import InvalidInput
from app.services.documents.dispatch_sheet import ROWS, Skip
from app.services.output.guides import SheetOrder, guides_for
from app.services.output.sheet_making import SheetSummary
from app.ui import formats
from app.ui.trays.case_head import PrimaryFoot
from app.ui.trays.dispatch.rows import PieceRow
from app.ui.trays.signature.panel import empty_layout
from app.ui.widgets import Check, Field, FieldGrid, Strip, button, text
from app.ui.widgets.a11y import INSIDE
from app.ui.widgets.cards import PanelCard


class SheetPanel(PanelCard):
    """`changed` says that the order is another, so the guides in the list are too."""

    changed = Signal()

    def __init__(self, act: Callable[[], object], reprint: Callable[[], object], alone: Callable[[], object]) -> None:
        super().__init__()
        self.head.addWidget(text("Planilla de imposición", "heading"))
        self.head.addWidget(text("4-72, PR-AD-002-FR 001 · 18 piezas por hoja", "sub", wrap=True))
        self.trouble = Strip("danger", "warning-circle", closable=True)
        self.head.addWidget(self.trouble)
        self.contract, self.first, self.last, self.spoiled, self.why = (QLineEdit() for _ in range(5))
        for edit, hint in (
            (self.contract, "0217-2026"), (self.first, "RA412751108CO"), (self.last, "RA412751302CO"),
            (self.spoiled, "RA412751114CO-RA412751116CO"), (self.why, "Dañadas; se devuelven a 4-72"),
        ):  # fmt: skip
            edit.setPlaceholderText(hint)
            edit.textChanged.connect(self.changed)
        self.first_field = Field("Guía &desde", self.first, required=True)
        grid = FieldGrid()
        grid.add(Field("&Contrato", self.contract, required=True))
        grid.add(self.first_field, 1)
        grid.add(Field("Guía &hasta", self.last, required=True), 1)
        grid.add(Field("Guías da&ñadas", self.spoiled, help_text="Una, o un rango con guion; sepárelas con coma."))
        grid.add(Field("Qué pasó con ellas", self.why))
        self.body.addWidget(grid)
        self.body.addWidget(text("Antes de entregar", "section"))
        self._checks = QVBoxLayout()
        self._checks.setSpacing(0)
        self.body.addLayout(self._checks)
        self.body.addStretch(1)
        self.foot_act = PrimaryFoot(act, "Entregar")
        self.foot.addWidget(self.foot_act)
        self.reprint = button("Imprimir otra vez…", "quiet", icon_name="printer", context=INSIDE, act=reprint)
        self.reprint.setToolTip("La copia se dañó o falta en la pila  (F8)")
        self.foot.addWidget(self.reprint)
        self.alone = button("Enviar sin planilla…", "quiet", icon_name="envelope-simple", context=INSIDE, act=alone)
        self.alone.setToolTip("Respuestas que van por correo electrónico certificado o por aviso  (F7)")
        self.alone.hide()
        self.foot.addWidget(self.alone)

    def suggest(self, last: SheetSummary | None) -> None:
        """The contract of the last sheet, and the guide after its range, where nothing is typed."""
        if last is None:
            return
        if not self.contract.text():
            self.contract.setText(last.contract)
        if not self.first.text():
            self.first.setText(_after(last.guide_last or last.guide_to))

    def order(self) -> SheetOrder:
        """What is typed. Raises InvalidInput for spoiled guides without their reason."""
        skips = []
        for part in filter(None, (piece.strip() for piece in self.spoiled.text().split(","))):
            first, _dash, last = part.partition("-")
            if not self.why.text().strip():
                raise InvalidInput(sentence="Falta decir qué pasó con las guías dañadas.")
            skips.append(Skip(first.strip().upper(), (last or first).strip().upper(), self.why.text().strip()))
        return SheetOrder(self.contract.text().strip(), self.first.text(), self.last.text(), tuple(skips))

    def guides(self, count: int) -> tuple[list[str], str]:
        """The guides that so many letters get, or none and why not."""
        if not self.contract.text().strip():
            return [], "Falta el número del contrato con el operador."
        if not self.first.text().strip() or not self.last.text().strip():
            return [], "Falta el rango de guías."
        try:
            return guides_for(count, self.order()), ""
        except InvalidInput as error:
            return [], error.user_message

    def show_pile(self, marked: Sequence[PieceRow], why_not: str) -> None:
        """What is checked, and whether the pile can be handed over."""
        empty_layout(self._checks)
        count = len(marked)
        sheets = -(-count // ROWS)
        weight = sum(row.piece.weight_grams for row in marked)
        good = sum(row.is_ready for row in marked)
        self._checks.addWidget(Check("good" if count else "waiting", "Piezas marcadas", value=formats.number(count)))
        first = sum(row.piece.goes_first for row in marked)
        if first:
            self._checks.addWidget(Check("info", "Prioritarias", "Van encima de la pila.", formats.number(first)))
        self._checks.addWidget(
            Check("good" if good == count else "danger", "Direcciones completas", value=f"{good} de {count}")
        )
        self._checks.addWidget(
            Check("warn" if why_not else "good", "Guías en orden", why_not, "" if why_not else f"{count}")
        )
        size = f"{formats.plural(sheets, 'hoja', 'hojas')} · {formats.decimal(weight / 1000)} kg"
        self._checks.addWidget(Check("info", "Hojas y peso", value=size))
        reason = why_not or ("" if count else "Marque las cartas con Espacio, o todas con Ctrl+A.")
        words = f"Entregar {formats.plural(count, 'pieza', 'piezas')}"
        self.foot_act.show_act(words, "truck", reason, note="Queda como orden de servicio. No cierra los casos.")


def _after(guide: str) -> str:
    """The guide that follows: RA412751302CO -> RA412751303CO."""
    match = re.fullmatch(r"([A-Z]*)(\d+)([A-Z]*)", guide)
    if match is None:
        return ""
    return f"{match[1]}{int(match[2]) + 1:0{len(match[2])}d}{match[3]}"
