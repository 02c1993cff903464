"""The card of one group of the tree: added, renamed, moved; the change is kept until a version is proposed."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QLineEdit, QWidget

from app.errors import InvalidInput
from app.services.administration.claim_tree import Change, TreeBook, TreeNode
from app.ui.modules.intake.form import combo
from app.ui.trays.act_card import ActCard
from app.ui.widgets import Field


class GroupCard(ActCard):
    """`act` gets the Change. A new group takes the next code: a code never changes its meaning, not even when moved."""

    def __init__(self, parent: QWidget, book: TreeBook, of: TreeNode | None, act: Callable[[Change], object]) -> None:
        super().__init__(
            parent, f"Cambiar el grupo {of.code}" if of else "Agregar un grupo",
            "Queda en la versión que se está preparando; nada cambia hasta que otra persona la apruebe.",
            "Guardar el cambio", width=520,
        )  # fmt: skip
        self._book, self._of, self._act = book, of, act
        groups = [n for n in book.nodes if not n.is_leaf and n.valid_to is None and (of is None or n.code != of.code)]
        self.above = combo([("", "Ninguno: queda arriba"), *((n.code, f"{n.code} {n.title}") for n in groups)])
        self.above.setCurrentIndex(max(0, self.above.findData(of.parent_code if of and of.parent_code else "")))
        self.title = QLineEdit(of.title if of else "")
        self.title.setMaxLength(200)
        self.area = combo([("", "Elija el área"), *((str(key), name) for key, name in book.areas)])
        self.area.setCurrentIndex(max(0, self.area.findData(str(of.area_id) if of else "")))
        self.body.addWidget(Field("&Nombre", self.title, required=True))
        self.body.addWidget(Field("&Dentro de", self.above))
        self.body.addWidget(Field("Á&rea que responde", self.area, required=True))
        self.first = self.title

    def accept(self) -> None:
        """Keep the change, or say what is missing."""
        of, above = self._of, str(self.above.currentData() or "")
        area = int(self.area.currentData() or 0)
        try:
            change = Change(
                code=of.code if of else self._book.next_group(above),
                kind="change_group" if of else "add_group",
                title=self.title.text(), area_id=area, weight=1, area=self.area.currentText() if area else "",
                old_title=of.title if of else None, old_area=of.area if of else None,
                parent_code=above or None, old_parent_code=of.parent_code if of else None,
            ).checked()  # fmt: skip
        except InvalidInput as error:
            self.show_trouble(error)
            return
        self.close_overlay()
        self._act(change)


def retired(of: TreeNode) -> Change:
    """The group leaves the tree; its leaves go before it, or under another group."""
    return Change(
        code=of.code, kind="retire_group", title=of.title, area_id=of.area_id or 0, weight=1, area=of.area or "",
        old_title=of.title, old_area=of.area, parent_code=of.parent_code, old_parent_code=of.parent_code,
    )  # fmt: skip
