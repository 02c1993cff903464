"""Libro de insumos: what is on record for this case, and what was found for the same person and still holds."""

from __future__ import annotations

from collections.abc import Callable, Collection
from uuid import UUID

from PySide6.QtWidgets import QCheckBox, QWidget

from app.services.reads.input_ledger import TROUBLES, Ledger, LedgerLine
from app.services.verbs.search_inputs import SYSTEM_LABELS
from app.ui import formats
from app.ui.trays.act_card import ActCard
from app.ui.widgets import Check, text


class LedgerCard(ActCard):
    """`take` gets the lines ticked; with nothing to tick it is only a page to read."""

    def __init__(
        self,
        parent: QWidget,
        number: str,
        ledger: Ledger,
        taken: Collection[UUID],
        take: Callable[[list[LedgerLine]], None] | None,
    ) -> None:
        usable = [each for each in ledger.others if each.input_id not in taken] if take is not None else []
        act = "Reutilizar los marcados" if usable else "Cerrar"
        said = "Cada dato con su fuente, quién lo escribió, cuándo, hasta cuándo vale y su huella."
        super().__init__(parent, f"Libro de insumos · {number}", said, act, width=720)
        self._take = take
        self.ticks: list[tuple[QCheckBox, LedgerLine]] = []
        self._own(ledger)
        self._others(usable, bool(ledger.others) and not usable, take is not None)
        self.body.addStretch(1)
        self.first = self.ticks[0][0] if self.ticks else self.go

    def accept(self) -> None:
        """Hand over what is ticked."""
        chosen = [line for tick, line in self.ticks if tick.isChecked()]
        if self.ticks and not chosen:
            self.trouble.say("Falta marcar al menos un insumo. Márquelo, o vuelva sin reutilizar ninguno.")
            return
        self.close_overlay()
        if chosen and self._take is not None:
            self._take(chosen)

    def _own(self, ledger: Ledger) -> None:
        self.body.addWidget(text("De este caso", "section"))
        for each in ledger.own:
            title = f"{SYSTEM_LABELS[each.system]} · pretensión {each.claim}"
            detail = _detail(each, copied=each.from_case is not None)
            self.body.addWidget(Check("danger" if each.trouble else "good", title, detail, _validity(each)))
        if not ledger.own:
            self.body.addWidget(text("Todavía no hay insumos guardados en este caso.", "sub"))

    def _others(self, usable: list[LedgerLine], all_taken: bool, may_take: bool) -> None:
        self.body.addWidget(text("De otros casos de la misma persona, vigentes", "section"))
        for each in usable:
            tick = QCheckBox(f"{SYSTEM_LABELS[each.system]} · {each.from_case} · {_validity(each).lower()}")
            tick.setAccessibleName(f"Reutilizar el insumo de {SYSTEM_LABELS[each.system]} de {each.from_case}")
            self.ticks.append((tick, each))
            self.body.addWidget(tick)
            self.body.addWidget(text(_detail(each), "help", wrap=True))
        if not usable:
            none = "Ninguno. Sólo se reutiliza lo consultado para la misma persona, con vigencia escrita y sin vencer."
            done = "Los que hay ya están en este caso."
            closed = "Se reutilizan mientras el caso está en Análisis."
            self.body.addWidget(
                text(done if all_taken and may_take else none if may_take else closed, "sub", wrap=True)
            )


def _validity(line: LedgerLine) -> str:
    if line.trouble:
        return TROUBLES.get(line.trouble, "No vigente")
    return f"Vigente hasta {formats.date(line.valid_until)}" if line.valid_until else "Sin vencimiento"


def _detail(line: LedgerLine, *, copied: bool = False) -> str:
    parts = [line.content.replace("\n", " · "), f"dato del {formats.date(line.found_on)}"]
    parts.append(f"{line.recorded_by}, {formats.moment(line.recorded_at)}")
    if copied:
        parts.append(f"reutilizado de {line.from_case}, donde lo consultó {line.from_person}")
    if line.uses:
        parts.append(formats.plural(line.uses, "caso lo reutiliza", "casos lo reutilizan"))
    if line.has_document:
        parts.append("con soporte")
    return f"{' · '.join(parts)} · huella {line.sha256[:12]}"
