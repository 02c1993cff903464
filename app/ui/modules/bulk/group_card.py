"""The head of a group: the figures that add up, what was proved equal, and the approved text of each claim."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QSizePolicy

from app.services.bulk.groups import BulkRow, Group, Sameness, Sample
from app.services.drafting.library import ApprovedText
from app.ui import formats
from app.ui.widgets import Card, Pill, text
from app.ui.widgets.flow import FlowLayout
from app.ui.widgets.labels import IconLabel

_HELD = "todas esperan el sorteo de su lote"


class Figure(Card):
    """A count with its name and what becomes of those letters."""

    def __init__(self, icon_name: str, token: str, words: str, detail: str) -> None:
        super().__init__(margin=10, spacing=2)
        self._words = words
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(IconLabel(icon_name, token, 22))
        self._label = QLabel()
        row.addWidget(self._label, 1)
        self.column.addLayout(row)
        self._detail = text(detail, "help")
        self.column.addWidget(self._detail)
        self.set_count(0)

    def set_detail(self, words: str) -> None:
        """Say what becomes of those letters."""
        self._detail.setText(words)

    def set_count(self, count: int) -> None:
        """Show a count."""
        self._label.setText(
            f"<span style='font-size:14pt;font-weight:600'>{formats.number(count)}</span> {self._words}"
        )
        self.setAccessibleName(f"{formats.number(count)} {self._words}")


class Figures(QHBoxLayout):
    """Alike + apart + errors = all of them."""

    def __init__(self) -> None:
        super().__init__()
        self.setSpacing(8)
        self.alike = Figure("equals", "good", "iguales", "se proyectan ahora")
        self.apart = Figure("not-equals", "warn", "apartadas", "vuelven a Proyección individual")
        self.errors = Figure("warning-circle", "danger", "con error", "no se proyectan, con su razón")
        self.quality = Figure("seal-check", "info", "a Calidad", _HELD)
        for each in (self.alike, self.apart, self.errors, self.quality):
            self.addWidget(each, 1)

    def show_rows(self, rows: Sequence[BulkRow], sample: Sample | None) -> None:
        """Count the rows of a group, and the letters that quality will read by the plan."""
        counts = {kind: sum(1 for r in rows if r.kind == kind) for kind in ("alike", "apart", "error")}
        self.alike.set_count(counts["alike"])
        self.apart.set_count(counts["apart"])
        self.errors.set_count(counts["error"])
        self.quality.set_count(sample.sample if sample else 0)
        self.quality.set_detail(sample.words if sample else _HELD)


class SameRow(FlowLayout):
    """What was proved constant in the alike rows, as pills, on two lines where one is too short."""

    def __init__(self) -> None:
        super().__init__(6)
        self.setContentsMargins(12, 2, 12, 4)

    def show_sameness(self, same: Sameness, count: int) -> None:
        """The facts, and how many values there are of what varies."""
        while (item := self.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        self.addWidget(text(f"Igual en las {formats.number(count)}:", "help"))
        for fact in same.facts[:6]:
            self.addWidget(Pill(fact.removeprefix("Dirección de "), "good", "equals"))
        varies = f"{formats.plural(same.people, 'persona', 'personas')}, "
        varies += "ninguna repetida" if not same.repeated else f"{same.repeated} repetidas"
        varies += f" · {formats.plural(same.places, 'municipio', 'municipios')}"
        varies += f" · {formats.plural(same.inputs, 'insumo distinto', 'insumos distintos')}"
        self.addWidget(text(varies, "help"))


class RecipeRow(QHBoxLayout):
    """The approved text that answers each claim of the group; only those in force can be chosen."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setSpacing(8)
        self.setContentsMargins(12, 6, 12, 2)
        self._boxes: dict[str, QComboBox] = {}
        self._texts: dict[str, list[ApprovedText]] = {}

    def show_group(self, group: Group | None, texts: Sequence[ApprovedText], today: dt.date) -> None:
        """One box per claim of the group."""
        while (item := self.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        self._boxes, self._texts = {}, {}
        for code, title in zip(group.claim_codes, group.claims, strict=True) if group else ():
            usable = [t for t in texts if t.claim_code == code and t.usable(today)]
            box = QComboBox()
            box.setAccessibleName(f"Texto aprobado para {title}")
            for each in usable:
                until = f", vigente hasta {formats.date(each.valid_to)}" if each.valid_to else ""
                box.addItem(f"{each.text_id} v{each.version} · {each.title}{until}")
            if not usable:
                box.addItem("No hay texto aprobado vigente")
                box.setEnabled(False)
            box.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            box.currentIndexChanged.connect(lambda _at: self.changed.emit())
            self.addWidget(text(f"{code}", "help"))
            self.addWidget(box, 1)
            self._boxes[code], self._texts[code] = box, usable
        self.addStretch(0)

    def recipe(self) -> Mapping[str, ApprovedText] | None:
        """The text of each claim; None while some claim has none in force."""
        if not self._boxes or not all(self._texts.values()):
            return None
        return {code: self._texts[code][box.currentIndex()] for code, box in self._boxes.items()}
