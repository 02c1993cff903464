"""The card of one leaf of the tree: added, changed or retired; the change is kept until a version is proposed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QCheckBox, QComboBox, QDoubleSpinBox, QLineEdit, QWidget

from app.errors import InvalidInput
from app.services.administration.claim_tree import Change, TreeBook, TreeNode
from app.services.verbs.search_inputs import SYSTEMS
from app.ui.modules.intake.form import combo
from app.ui.trays.act_card import ActCard
from app.ui.trays.analysis.date_edit import DateEdit
from app.ui.widgets import Field, FieldGrid, text


class LeafCard(ActCard):
    """`act` gets the Change. A new leaf takes the next code of its group: a code never changes its meaning."""

    def __init__(
        self,
        parent: QWidget,
        book: TreeBook,
        today: dt.date,
        of: TreeNode | None,
        group: str,
        act: Callable[[Change], object],
    ) -> None:
        title = f"Cambiar {of.code}" if of else "Agregar una hoja"
        super().__init__(
            parent, title, "Queda en la versión que se está preparando; nada cambia hasta que otra persona la apruebe.",
            "Guardar el cambio", width=600,
        )  # fmt: skip
        self._book, self._of, self._act = book, of, act
        groups = [(node.code, f"{node.code} {node.title}") for node in book.nodes if not node.is_leaf]
        self.group = combo(groups)
        self.group.setCurrentIndex(max(0, self.group.findData(group)))
        self.title, self.synonyms = QLineEdit(of.title if of else ""), QLineEdit(", ".join(of.synonyms) if of else "")
        self.title.setMaxLength(200)
        self.area = combo([("", "Elija el área"), *((str(key), name) for key, name in book.areas)])
        self.area.setCurrentIndex(max(0, self.area.findData(str(of.area_id) if of else "")))
        self.weight = QDoubleSpinBox()
        self.weight.setRange(0.1, 10)
        self.weight.setSingleStep(0.5)
        self.weight.setValue(of.weight if of else 1)
        self.ends = DateEdit(today, of.valid_to if of else None)
        self.sensitive = QCheckBox("Dato sensible")
        self.sensitive.setChecked(bool(of and of.is_sensitive))
        self.systems = {name: QCheckBox(name) for name in SYSTEMS if name != "other"}
        for name, box in self.systems.items():
            box.setChecked(bool(of and name in of.lookup_systems))
        self._lay_out()
        self.first = self.title

    def _lay_out(self) -> None:
        grid = FieldGrid()
        grid.add(Field("&Grupo", self.group, required=True))
        self.fields = {
            "title": Field("&Nombre", self.title, required=True),
            "synonyms": Field("Otras &palabras con que se busca", self.synonyms, help_text="Separadas por comas"),
            "area": Field("Á&rea que responde", self.area, required=True),
            "weight": Field("P&eso", self.weight, help_text="1 es un caso corriente"),
            "valid_to": Field("&Hasta", self.ends, help_text="Vacío: sin fin"),
        }
        for key, span in (("title", 2), ("synonyms", 2), ("area", 2), ("weight", 1), ("valid_to", 1)):
            grid.add(self.fields[key], span)
        self.body.addWidget(grid)
        boxes = FieldGrid()
        for box in (*self.systems.values(), self.sensitive):
            boxes.add(box, 1)
        self.body.addWidget(text("Se consulta en", "help"))
        self.body.addWidget(boxes)

    def accept(self) -> None:
        """Keep the change, or say what is missing."""
        of = self._of
        synonyms = tuple(word for each in self.synonyms.text().split(",") if (word := each.strip()))
        area = int(self.area.currentData() or 0)
        try:
            change = Change(
                code=of.code if of else self._book.next_code(str(self.group.currentData())),
                kind="change" if of else "add",
                title=self.title.text(),
                area_id=area,
                weight=round(self.weight.value(), 2),
                is_sensitive=self.sensitive.isChecked(),
                lookup_systems=tuple(name for name, box in self.systems.items() if box.isChecked()),
                synonyms=synonyms,
                valid_to=self.ends.day(),
                area=self.area.currentText() if area else "",
                old_title=of.title if of else None,
                old_area=of.area if of else None,
                old_weight=of.weight if of else None,
                parent_code=str(self.group.currentData()),
                old_parent_code=of.parent_code if of else None,
            ).checked()
        except InvalidInput as error:
            self.show_trouble(error)
            return
        self.close_overlay()
        self._act(change)


class RetireCard(ActCard):
    """Where to look instead of a leaf that goes; `act` gets the Change."""

    def __init__(
        self, parent: QWidget, of: TreeNode, others: Sequence[TreeNode], act: Callable[[Change], object]
    ) -> None:
        words = f"{of.code} {of.title}. Los casos que ya la tienen la conservan; nadie más podrá elegirla."
        super().__init__(parent, "Retirar una hoja", words, "Guardar el cambio", width=520)
        self._of, self._act = of, act
        choices = [("", "Ninguna"), *((n.code, f"{n.code} {n.title}") for n in others if n.code != of.code)]
        self.instead: QComboBox = combo(choices)
        self.body.addWidget(Field("&En su lugar se usa", self.instead))
        self.first = self.instead

    def accept(self) -> None:
        """Keep the change."""
        of = self._of
        self.close_overlay()
        self._act(
            Change(
                code=of.code, kind="retire", title=of.title, area_id=of.area_id or 0, weight=of.weight,
                is_sensitive=of.is_sensitive, lookup_systems=of.lookup_systems, synonyms=of.synonyms,
                replaced_by=str(self.instead.currentData() or "") or None, area=of.area or "", old_title=of.title,
                old_area=of.area, old_weight=of.weight,
            )
        )  # fmt: skip
