"""Step 2: what is asked, claim by claim, chosen from the tree by typing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import chain, repeat

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.services.analysis_form import HalfClaim
from app.services.reads.claim_tree import Catalogues, ClaimLeaf
from app.services.verbs.classify_claim import ClaimAsked
from app.ui import formats
from app.ui.trays.analysis.pickers import Choices, Finder
from app.ui.widgets import Field, button, text, tool_button
from app.ui.widgets.a11y import bring_into_view


class ClaimRow(QWidget):
    """One claim: the leaf, whose business it is, and the citizen's words."""

    changed = Signal()
    remove_asked = Signal(object)

    def __init__(self, catalogues: Catalogues, choices: Choices) -> None:
        super().__init__()
        self._catalogues = catalogues
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 2)
        column.setSpacing(2)
        self.picker = Finder("Escriba para buscar en el árbol…")
        #: A leaf that left the tree, or the name that it had: what this claim was classified under stays on sight.
        self._kept: ClaimLeaf | None = None
        self.picker.set_choices(choices)
        self.field = Field("&Pretensión (árbol de pretensiones)", self.picker)
        row = QHBoxLayout()
        row.setSpacing(2)
        row.addWidget(self.field, 1)
        self.remove = tool_button("x", "Quitar la pretensión", act=lambda: self.remove_asked.emit(self))
        row.addWidget(self.remove)
        column.addLayout(row)
        self.area = text("", "help", wrap=True)
        column.addWidget(self.area)
        self.words = QLineEdit()
        self.words.setPlaceholderText("En palabras del ciudadano (opcional)")
        self.words.setAccessibleName("Lo que pide, en palabras del ciudadano")
        self.words.setMaxLength(2000)
        column.addWidget(self.words)
        self.picker.picked.connect(self._picked)
        self.words.textEdited.connect(self.changed)

    def leaf(self) -> ClaimLeaf | None:
        """The leaf chosen; one that left the tree while it is still what is written."""
        kept = self._kept
        if kept is not None and self.picker.currentText() == kept.words:
            return kept
        return self._catalogues.leaf(self.picker.code())

    def set_catalogues(self, catalogues: Catalogues, choices: Choices) -> None:
        """Another version of the tree: what is written stays, also when its leaf is gone."""
        leaf, typed = self.leaf(), self.picker.currentText()
        self._catalogues = catalogues
        self.picker.set_choices(choices)
        if leaf is not None:
            self._keep(leaf.code, None)
        elif typed:
            self.picker.write(typed)
        self.show_area()

    def _keep(self, code: str, title: str | None) -> None:
        """Write a leaf by its code; under `title` where the case knows it by another name, or it left the tree."""
        leaf = self._catalogues.leaf(code)
        self._kept = None
        self.picker.set_code(code)
        if leaf is not None and (leaf.retired_on is not None or title not in (None, leaf.title)):
            self._kept = leaf if title is None else replace(leaf, title=title)
            self.picker.write(self._kept.words)

    def set_claim(self, claim: ClaimAsked, title: str | None = None) -> None:
        """Fill without telling of a change."""
        self._keep(claim.code, title)
        self.words.setText(claim.words)
        self.words.setCursorPosition(0)
        self.show_area()

    def half(self) -> HalfClaim | None:
        """What is written where no leaf is chosen yet; None if a leaf is, or nothing."""
        written = HalfClaim(self.picker.currentText(), self.words.text())
        return written if self.leaf() is None and written != HalfClaim() else None

    def set_half(self, half: HalfClaim) -> None:
        """Fill without a leaf."""
        self.set_claim(ClaimAsked("", half.words))
        self.picker.write(half.typed)
        self.show_area()

    def set_number(self, number: int, of: int) -> None:
        """Its number among the claims; the only one may not be removed."""
        name = "Pretensión" if of == 1 else f"Pretensión {number}"
        self.picker.setAccessibleName(f"{name}, árbol de pretensiones")
        self.remove.setVisible(of > 1)
        self.remove.setAccessibleName(f"Quitar la pretensión {number}")

    def _picked(self, _code: str) -> None:
        self.show_area()
        self.changed.emit()

    def show_area(self) -> None:
        """Say whose business it is, or that the text is not in the tree."""
        leaf = self.leaf()
        if leaf is not None and leaf.retired_on is not None:
            self.area.setText(f"Compete a: {leaf.area}")
            instead = self._catalogues.leaf(leaf.replaced_by or "")
            better = f" Use «{instead.words}»." if instead is not None else " Elija otra de la lista."
            gone = f"Salió del árbol el {formats.date(leaf.retired_on)}.{better}"
            self.field.set_error(gone if self.isEnabled() else "")
        elif leaf is not None:
            note = " · dato sensible" if leaf.is_sensitive else ""
            self.area.setText(f"Compete a: {leaf.area}{note}")
            self.field.set_error("")
        else:
            self.area.setText("Aún sin área competente")
            wrong = self.picker.is_unknown() and not self.picker.hasFocus()
            self.field.set_error("No está en el árbol. Elija una de la lista." if wrong else "")


class ClaimsBox(QWidget):
    """Claims 1 to n, in order."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._catalogues, self._choices = Catalogues((), ()), Choices()
        self.rows: list[ClaimRow] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 4)
        column.setSpacing(4)
        self._list = QVBoxLayout()
        self._list.setSpacing(4)
        column.addLayout(self._list)
        self.add = button("Agregar otra pretensión", "quiet", icon_name="plus", act=self._add_clicked)
        left = QHBoxLayout()
        left.addWidget(self.add)
        left.addStretch(1)
        column.addLayout(left)

    def set_catalogues(self, catalogues: Catalogues) -> None:
        """The tree in force."""
        self._catalogues = catalogues
        self._choices = Choices(
            (leaf.code, leaf.words, f"{leaf.group} {leaf.area} {' '.join(leaf.synonyms)}") for leaf in catalogues.leaves
        )
        for row in self.rows:
            row.set_catalogues(catalogues, self._choices)

    def has_tree(self) -> bool:
        """Whether there is a tree to choose from."""
        return bool(self._catalogues.leaves)

    def claims(self) -> tuple[ClaimAsked, ...]:
        """The claims chosen; rows without a leaf do not count yet."""
        return tuple(ClaimAsked(leaf.code, row.words.text()) for row in self.rows if (leaf := row.leaf()) is not None)

    def leaves(self) -> list[ClaimLeaf]:
        """The leaves of the claims, in order."""
        return [leaf for row in self.rows if (leaf := row.leaf()) is not None]

    def retired(self) -> list[ClaimLeaf]:
        """Leaves written that are no longer in the tree."""
        return [leaf for leaf in self.leaves() if leaf.retired_on is not None]

    def halves(self) -> tuple[HalfClaim, ...]:
        """What is written in rows without a leaf."""
        return tuple(half for row in self.rows if (half := row.half()) is not None)

    def set_claims(
        self,
        claims: tuple[ClaimAsked, ...],
        titles: Mapping[str, str] | None = None,
        halves: tuple[HalfClaim, ...] = (),
    ) -> None:
        """Show these claims, then those half written, or one empty row; no change is told.

        `titles` are the names that the case knows them by.
        """
        named, wanted = titles or {}, max(1, len(claims) + len(halves))
        # A row is used again: making one costs more than all that it shows.
        while len(self.rows) > wanted:
            self._drop(self.rows[-1])
        while len(self.rows) < wanted:
            self._append()
        for row, claim in zip(self.rows, claims, strict=False):
            row.set_claim(claim, named.get(claim.code))
        for row, half in zip(self.rows[len(claims) :], chain(halves, repeat(HalfClaim())), strict=False):
            row.set_half(half)
        self._renumber()

    def set_editable(self, editable: bool) -> None:
        """Open the claims or only show them."""
        self.setEnabled(editable)
        self.add.setVisible(editable)
        for row in self.rows:
            row.remove.setVisible(editable and len(self.rows) > 1)
            row.words.setVisible(editable or bool(row.words.text()))

    def take(self, code: str) -> None:
        """Choose a suggested leaf: in the first row without one, or in another."""
        row = next((each for each in self.rows if each.leaf() is None), None)
        if row is None:
            row = self._append()
            self._renumber()
        row.picker.choose(code)
        row.picker.setFocus()

    def _append(self) -> ClaimRow:
        row = ClaimRow(self._catalogues, self._choices)
        row.changed.connect(self.changed)
        row.remove_asked.connect(self._remove)
        self.rows.append(row)
        self._list.addWidget(row)
        return row

    def _drop(self, row: ClaimRow) -> None:
        self.rows.remove(row)
        self._list.removeWidget(row)
        row.hide()
        row.deleteLater()

    def _remove(self, row: ClaimRow) -> None:
        self._drop(row)
        self._renumber()
        self.rows[-1].picker.setFocus()
        self.changed.emit()

    def _add_clicked(self) -> None:
        row = self._append()
        self._renumber()
        row.picker.setFocus()
        QTimer.singleShot(30, row, lambda: bring_into_view(row))
        self.changed.emit()

    def _renumber(self) -> None:
        for number, row in enumerate(self.rows, start=1):
            row.set_number(number, len(self.rows))
