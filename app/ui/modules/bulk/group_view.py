"""Before drafting: the group, what differs in it, the letter of any row, and «Proyectar n cartas»."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from uuid import UUID, uuid4

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from app.errors import InvalidInput
from app.services.bulk import groups, run, selection
from app.services.bulk.groups import BulkRow, Group, Sample
from app.services.bulk.run import Started
from app.services.bulk.selection import Selection
from app.services.drafting import library
from app.services.drafting.foot import NO_FOOT
from app.services.drafting.library import ApprovedText
from app.services.verbs.search_inputs import SYSTEM_LABELS
from app.ui import formats
from app.ui.modules.bulk.columns import rows_model
from app.ui.modules.bulk.group_card import Figures, RecipeRow, SameRow
from app.ui.modules.bulk.row_list import RowList
from app.ui.modules.bulk.side import Side
from app.ui.modules.bulk.source import Source
from app.ui.modules.loading import list_failed
from app.ui.page_context import PageContext
from app.ui.shell.page import Shell
from app.ui.style import scaled
from app.ui.trays.drafting.foot_row import FootRow
from app.ui.trays.term_clock import TermClock
from app.ui.widgets import Check, ElidedLabel, EmptyState, Question, side_by_side, text

_FILTERS = (("all", "Todas"), ("alike", "Iguales"), ("apart", "Apartadas"), ("error", "Errores"))


class GroupView(QWidget):
    """`started`: key of the batch begun and what to tell of it; `counted`: the cases that wait, in all groups."""

    started = Signal(object, str)
    counted = Signal(int)

    def __init__(self, shell: Shell, context: PageContext) -> None:
        super().__init__()
        self._shell, self._context = shell, context
        self._groups: list[Group] = []
        self._texts: list[ApprovedText] = []
        self._selection: Selection | None = None
        self._again = True
        self.group: Group | None = None
        self.rows: list[BulkRow] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(self._make_head())
        self.figures = Figures()
        column.addLayout(self.figures)
        self.side = Side(shell, context, self.ask)
        self.viewer, self.go, self.preview = self.side.viewer, self.side.go, self.side.preview
        split = side_by_side()
        split.addWidget(self._make_list())
        split.addWidget(self.side)
        split.setStretchFactor(0, 1)
        split.setSizes([scaled(850), scaled(400)])
        column.addWidget(split, 1)
        self.pane.table.current_changed.connect(self._show_letter)
        self.recipe_row.changed.connect(self._judge)
        self.foot_row.settled.connect(lambda: self._show_letter(self.pane.table.current_row()))

    def _make_head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(9)
        self.box = QComboBox()
        self.box.setMinimumWidth(scaled(380))
        self.box.setAccessibleName("Grupo de casos iguales")
        self.box.activated.connect(self._pick)
        row.addWidget(self.box, 1)
        row.addWidget(text("Menor plazo", "help"))
        self.slack = TermClock(beside=True)
        self.slack.pick = lambda: self.list.pane.model.clocks.least(row.case_id for row in self.alike() if row.case_id)
        row.addWidget(self.slack)
        self.detail = ElidedLabel("", "sub")
        row.addWidget(self.detail, 1)
        self.source = Source(self._shell, self._context)
        self.source.chosen.connect(self._take)
        row.addWidget(self.source)
        return row

    def _make_list(self) -> RowList:
        empty = EmptyState("stack", "No hay casos por proyectar en lote", "Los casos con insumos llegan aquí.")
        model = rows_model(self._context.calendar)
        self.list = RowList(_FILTERS, lambda row: row.kind, model, "Casos del grupo", empty, self.reload)
        self.recipe_row, self.foot_row, self.same_row = RecipeRow(), FootRow(), SameRow()
        self.list.above.addLayout(self.recipe_row)
        self.list.above.addWidget(self.foot_row)
        self.list.above.addLayout(self.same_row)
        self.pane = self.list.pane
        self.pane.order_words = "errores primero, después las apartadas"
        return self.list

    def _take(self, found: Selection | None) -> None:
        self._selection, self.group = found, None
        self.reload()

    def refresh(self) -> None:
        """On screen again: rows are names that are counted, so they are read only if their group has changed."""
        self._read(again=not self.rows)

    def reload(self) -> None:
        """Read everything again."""
        self._read(again=True)

    def _read(self, *, again: bool) -> None:
        self._again = again
        database, found = self._context.database, self._selection
        cases = None if found is None else found.cases
        self._context.background.run(
            lambda: (groups.read_groups(database, cases), library.read_library(database)),
            show=self._show_groups,
            fail=list_failed(self.pane, self._shell),
            key=("bulk-groups", id(self)),
            owner=self,
        )

    def _show_groups(self, answer: tuple[list[Group], list[ApprovedText]]) -> None:
        self._groups, self._texts = answer
        if self._selection is None:
            self.counted.emit(sum(group.letters for group in self._groups))
        keys = [each.group_key for each in self._groups]
        before = self.group.group_key if self.group else ""
        self.box.clear()
        for each in self._groups:
            self.box.addItem(f"{each.title} · {formats.plural(each.letters, 'caso', 'casos')}", each.group_key)
        if not self._again and self.group in self._groups:
            self.box.setCurrentIndex(self._groups.index(self.group))
            return
        # Of a sheet's cases, the group that most of them make.
        most = max(range(len(keys)), key=lambda at: self._groups[at].letters) if keys and self._selection else 0
        self._pick(keys.index(before) if before in keys else most)

    def _pick(self, at: int) -> None:
        before, self.group = self.group, self._groups[at] if 0 <= at < len(self._groups) else None
        if before is None or self.group is None or before.group_key != self.group.group_key:
            # Named for other letters.
            self.foot_row.show_foot()
            self.list.set_rows(())
        self.rows = []
        self.side.show_row(None, None)
        group, found, database = self.group, self._selection, self._context.database
        self.recipe_row.show_group(group, self._texts, self._context.calendar.today)
        self.slack.setVisible(group is not None)
        if group is None:
            self.detail.setText("")
            self._show_rows(None, ([] if found is None else selection.rows_without_case(found), None))
            return
        self.box.setCurrentIndex(at)
        days = self._context.calendar.days_left(group.first_due)
        self.slack.set_days(days)
        self.detail.setText(
            " · ".join((*group.areas, *(SYSTEM_LABELS.get(each, each) for each in dict.fromkeys(group.systems))))
        )
        self.pane.show_loading()

        def read() -> tuple[list[BulkRow], Sample | None]:
            rows = groups.read_rows(database, group) if found is None else selection.read_rows(database, found, group)
            alike = sum(1 for row in rows if row.kind == "alike")
            return rows, groups.read_sample(database, alike) if alike else None

        self._context.background.run(
            read,
            show=lambda answer: self._show_rows(group, answer),
            fail=list_failed(self.pane, self._shell),
            key=("bulk-rows", id(self)),
            owner=self,
        )

    def _show_rows(self, group: Group | None, answer: tuple[list[BulkRow], Sample | None]) -> None:
        if group is not self.group:
            return
        self.rows, sample = answer
        self.figures.show_rows(self.rows, sample)
        self.list.set_rows(self.rows)
        self._judge()

    def alike(self) -> list[BulkRow]:
        """The rows that would be drafted."""
        return [r for r in self.rows if r.kind == "alike"]

    def _judge(self) -> None:
        recipe, alike, group = self.recipe_row.recipe(), self.alike(), self.group
        if group is not None:
            self.same_row.show_sameness(groups.sameness(self.rows, group, recipe or {}), len(alike))
        signers = {r.director for r in alike}
        named = ", ".join(f"{t.text_id} v{t.version}" for t in (recipe or {}).values())
        checks = [
            Check("good" if recipe else "danger", f"Texto vigente: {named}" if recipe else "Falta un texto vigente"),
            Check("good" if alike else "danger", _alike_words(alike)),
            Check("good", "Ninguna se firma antes de que Calidad revise su muestra"),
        ]
        if alike and None in signers:
            checks.append(Check("warn", "El área no tiene director vigente: las cartas esperarán en Firma"))
        words = f"Proyectar {formats.plural(len(alike), 'carta', 'cartas')}"
        self.side.say(checks, words, ready=bool(recipe and alike))
        self._show_letter(self.pane.table.current_row())
        self.side.differences.tell([row.case_id for row in alike], recipe)

    def _show_letter(self, row: BulkRow | None) -> None:
        self.side.show_row(row, self.recipe_row.recipe(), self.foot_row.foot())

    def ask(self) -> None:
        """F9: ask with the count, then begin."""
        group, recipe, rows = self.group, self.recipe_row.recipe(), self.alike()
        if group is None or recipe is None or not rows:
            return
        found, database, batch_id, foot = self._selection, self._context.database, uuid4(), self.foot_row.foot()
        sheet = found.name if found is not None else None
        words = f"Proyectar {formats.plural(len(rows), 'carta', 'cartas')}"
        question = Question(
            f"¿{words}?",
            words,
            subtitle=group.title,
            figure=formats.number(len(rows)),
            facts=[
                *([("Archivo", found.name)] if found is not None else []),
                ("Texto", ", ".join(f"{t.text_id} v{t.version}" for t in recipe.values())),
                *([("Anexos y copias", "; ".join((*foot.attachments, *foot.copies)))] if foot != NO_FOOT else []),
                ("Quedan aparte", formats.plural(len(self.rows) - len(rows), "caso", "casos")),
            ],
            warning="El radicado de salida se toma al firmar, no ahora.",
        )

        def begin() -> None:
            self.go.setEnabled(False)
            self._context.background.write(
                lambda: run.start(database, batch_id, group, recipe, rows, sheet=sheet, foot=foot),
                show=lambda begun: self._begun(batch_id, begun),
                fail=self._shell.report,
                finished=self._judge,
                owner=self,
            )

        self._shell.confirm(question, begin)

    def _begun(self, batch_id: UUID, begun: Started) -> None:
        left_out = "; ".join(f"{reason} ({n})" for reason, n in Counter(begun.refused.values()).most_common())
        if not begun.letters:
            self._shell.report(InvalidInput(sentence=f"No se empezó ningún lote. {left_out}."))
        else:
            count = formats.plural(len(begun.refused), "caso quedó fuera", "casos quedaron fuera")
            self.started.emit(batch_id, f"{count} del lote: {left_out}." if begun.refused else "")
        self.reload()


def _alike_words(alike: Sequence[BulkRow]) -> str:
    """How many letters are alike, and the day on which the first of their inputs ends."""
    words = formats.plural(len(alike), "carta igual", "cartas iguales")
    ends = [row.valid_until for row in alike if row.valid_until is not None]
    return f"{words}; insumos vigentes hasta {formats.date(min(ends))}" if ends else words
