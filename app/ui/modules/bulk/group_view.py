"""Before drafting: the group, what differs in it, the letter of any row, and «Proyectar n cartas»."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID, uuid4

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from app.services.bulk import groups, run
from app.services.bulk.groups import BulkRow, Group
from app.services.drafting import library
from app.services.drafting.library import ApprovedText
from app.services.verbs.search_inputs import SYSTEM_LABELS
from app.ui import formats
from app.ui.modules.bulk.columns import rows_model
from app.ui.modules.bulk.group_card import Figures, RecipeRow, SameRow
from app.ui.modules.bulk.preview import RowPreview
from app.ui.page_context import PageContext
from app.ui.shell.page import Shell
from app.ui.style import scaled
from app.ui.table import TablePane
from app.ui.viewer.viewer import DocumentViewer
from app.ui.widgets import (
    Card,
    Check,
    Chip,
    EmptyState,
    FilterChips,
    KeyCap,
    Question,
    SlackPill,
    button,
    text,
)

_FILTERS = (("all", "Todas"), ("alike", "Iguales"), ("apart", "Apartadas"), ("error", "Errores"))


class GroupView(QWidget):
    """`started` carries the key of the batch that was begun; `counted` the cases that wait, in all groups."""

    started = Signal(object)
    counted = Signal(int)

    def __init__(self, shell: Shell, context: PageContext) -> None:
        super().__init__()
        self._shell, self._context = shell, context
        self._groups: list[Group] = []
        self._texts: list[ApprovedText] = []
        self.group: Group | None = None
        self.rows: list[BulkRow] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(self._make_head())
        self.figures = Figures()
        column.addLayout(self.figures)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        split.addWidget(self._make_list())
        split.addWidget(self._make_side())
        split.setStretchFactor(0, 1)
        split.setSizes([scaled(850), scaled(400)])
        column.addWidget(split, 1)
        self.preview = RowPreview(self.viewer, shell, context)
        self.pane.table.current_changed.connect(lambda _row: self._preview())
        self.recipe_row.changed.connect(self._judge)

    def _make_head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(9)
        self.box = QComboBox()
        self.box.setMinimumWidth(scaled(420))
        self.box.setAccessibleName("Grupo de casos iguales")
        self.box.activated.connect(self._pick)
        row.addWidget(self.box, 1)
        row.addWidget(text("Menor plazo", "help"))
        self.slack = SlackPill()
        row.addWidget(self.slack)
        self.detail = text("", "sub")
        row.addWidget(self.detail, 1)
        return row

    def _make_list(self) -> Card:
        card = Card()
        self.chips = FilterChips([Chip(key, title) for key, title in _FILTERS])
        self.chips.chosen.connect(lambda _key: self._filter())
        inset = QHBoxLayout()
        inset.setContentsMargins(10, 8, 10, 4)
        inset.addWidget(self.chips)
        inset.addStretch(1)
        card.column.addLayout(inset)
        self.recipe_row, self.same_row = RecipeRow(), SameRow()
        card.column.addLayout(self.recipe_row)
        card.column.addLayout(self.same_row)
        empty = EmptyState("stack", "No hay casos por proyectar en lote", "Los casos con insumos llegan aquí.")
        self.pane = TablePane(rows_model(self._context.calendar), "Casos del grupo", empty, self.reload)
        self.pane.order_words = "errores primero, después las apartadas"
        card.column.addWidget(self.pane, 1)
        return card

    def _make_side(self) -> QWidget:
        side = QWidget()
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self.viewer = DocumentViewer(self._context.background)
        self.viewer.bar_left.addWidget(text("Carta de la fila", "strong"))
        column.addWidget(self.viewer, 1)
        foot = Card(margin=12, spacing=4)
        self._checks = QVBoxLayout()
        self._checks.setSpacing(0)
        foot.column.addLayout(self._checks)
        row = QHBoxLayout()
        self.go = button("Proyectar", "primary", icon_name="stack", act=self.ask)
        row.addWidget(self.go, 1)
        row.addWidget(KeyCap("F9", big=True))
        foot.column.addLayout(row)
        column.addWidget(foot)
        return side

    def reload(self) -> None:
        """Read the groups and the library again."""
        database = self._context.database
        self._context.background.run(
            lambda: (groups.read_groups(database), library.read_library(database)),
            show=self._show_groups,
            fail=self._shell.report,
            key=("bulk-groups", id(self)),
            owner=self,
        )

    def _show_groups(self, answer: tuple[list[Group], list[ApprovedText]]) -> None:
        self._groups, self._texts = answer
        self.counted.emit(sum(group.letters for group in self._groups))
        keys = [each.group_key for each in self._groups]
        before = self.group.group_key if self.group else ""
        self.box.clear()
        for each in self._groups:
            self.box.addItem(f"{each.title} · {formats.plural(each.letters, 'caso', 'casos')}", each.group_key)
        self._pick(keys.index(before) if before in keys else 0)

    def _pick(self, at: int) -> None:
        self.group = self._groups[at] if 0 <= at < len(self._groups) else None
        self.rows = []
        self.preview.show_case(None, "", None)
        group = self.group
        self.recipe_row.show_group(group, self._texts, self._context.calendar.today)
        self.slack.setVisible(group is not None)
        if group is None:
            self.detail.setText("")
            self._show_rows(None, [])
            return
        self.box.setCurrentIndex(at)
        days = self._context.calendar.days_left(group.first_due)
        self.slack.set_days(days if days is not None else 0)
        self.detail.setText(
            " · ".join((*group.areas, *(SYSTEM_LABELS.get(each, each) for each in dict.fromkeys(group.systems))))
        )
        self.pane.show_loading()
        database = self._context.database
        self._context.background.run(
            lambda: groups.read_rows(database, group),
            show=lambda rows: self._show_rows(group, rows),
            fail=self._shell.report,
            key=("bulk-rows", id(self)),
            owner=self,
        )

    def _show_rows(self, group: Group | None, rows: list[BulkRow]) -> None:
        if group is not self.group:
            return
        self.rows = rows
        self.figures.show_rows(rows)
        for key, _title in _FILTERS:
            self.chips.set_count(key, sum(1 for r in rows if key in ("all", r.kind)))
        self._filter()
        self._judge()

    def _filter(self) -> None:
        wanted = self.chips.current()
        self.pane.set_rows([r for r in self.rows if wanted in ("all", r.kind)])

    def alike(self) -> list[BulkRow]:
        """The rows that would be drafted."""
        return [r for r in self.rows if r.kind == "alike"]

    def _judge(self) -> None:
        recipe, alike, group = self.recipe_row.recipe(), self.alike(), self.group
        if group is not None:
            self.same_row.show_sameness(groups.sameness(self.rows, group, recipe or {}), len(alike))
        named = ", ".join(f"{t.text_id} v{t.version}" for t in (recipe or {}).values())
        self._say(
            [
                Check(
                    "good" if recipe else "danger", f"Texto vigente: {named}" if recipe else "Falta un texto vigente"
                ),
                Check("good" if alike else "danger", f"{formats.plural(len(alike), 'carta igual', 'cartas iguales')}"),
                Check("good", "Todas esperan el sorteo de Calidad antes de firmarse"),
            ]
        )
        self.go.setText(f"\u2002Proyectar {formats.plural(len(alike), 'carta', 'cartas')}")
        self.go.setEnabled(bool(recipe and alike))
        self._preview()

    def _say(self, checks: Sequence[Check]) -> None:
        while (item := self._checks.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        for each in checks:
            self._checks.addWidget(each)

    def _preview(self) -> None:
        row = self.pane.table.current_row()
        self.preview.show_case(row.case_id if row else None, row.label if row else "", self.recipe_row.recipe())

    def ask(self) -> None:
        """F9: ask with the count, then begin."""
        group, recipe, rows = self.group, self.recipe_row.recipe(), self.alike()
        if group is None or recipe is None or not rows:
            return
        apart = len(self.rows) - len(rows)
        batch_id = uuid4()
        question = Question(
            f"¿Proyectar {formats.plural(len(rows), 'carta', 'cartas')}?",
            f"Proyectar {formats.plural(len(rows), 'carta', 'cartas')}",
            subtitle=group.title,
            figure=formats.number(len(rows)),
            facts=[
                ("Texto", ", ".join(f"{t.text_id} v{t.version}" for t in recipe.values())),
                ("Quedan aparte", formats.plural(apart, "caso", "casos")),
            ],
            warning="El radicado de salida se toma al firmar, no ahora.",
        )
        database = self._context.database

        def begin() -> None:
            self.go.setEnabled(False)
            self._context.background.write(
                lambda: run.start(database, batch_id, group, recipe, rows),
                show=lambda _count: self._begun(batch_id),
                fail=self._shell.report,
                owner=self,
            )

        self._shell.confirm(question, begin)

    def _begun(self, batch_id: UUID) -> None:
        self.started.emit(batch_id)
        self.reload()
