"""Calidad › Devueltas: letters sent back to 17 with coded notes, and whether their authors corrected them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from app.clock import BOGOTA
from app.services.quality import closed
from app.services.quality.closed import Returned
from app.services.verbs.review_quality import SEVERITIES
from app.ui import formats
from app.ui.modules.loading import list_failed
from app.ui.page_context import PageContext
from app.ui.shell.page import Page, Shell
from app.ui.table import Cell, Column, RowModel, TablePane
from app.ui.widgets import Chip, EmptyState, FilterChips, slack_look, text
from app.ui.widgets.a11y import shortcut

_FILTERS = (("all", "Todas"), ("open", "Por corregir"), ("done", "Corregidas"))


class ReturnedPage(Page):
    """What was returned and for what, so that the monthly meeting has its figures (5.4)."""

    def __init__(self, shell: Shell, context: PageContext) -> None:
        super().__init__()
        self._shell, self._context = shell, context
        self._found: list[Returned] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 8, 10, 8)
        column.setSpacing(8)
        self.chips = FilterChips([Chip(key, title) for key, title in _FILTERS])
        self.chips.chosen.connect(lambda _key: self._filter())
        row = QHBoxLayout()
        row.addWidget(self.chips)
        row.addStretch(1)
        column.addLayout(row)
        self.often = text("", "sub", wrap=True)
        column.addWidget(self.often)
        empty = EmptyState(
            "seal-check", "No hay cartas devueltas", "Las que Calidad devuelva a proyección saldrán aquí."
        )
        self.pane = TablePane(self._model(), "Cartas devueltas", empty, self.reload)
        self.pane.noun = ("carta devuelta", "cartas devueltas")
        self.pane.order_words = "las que faltan por corregir primero"
        column.addWidget(self.pane, 1)
        shortcut("F5", self, self.reload)

    def _model(self) -> RowModel:
        columns = [
            Column("due", "Vence", "slack", self._due, width=128),
            Column(
                "case",
                "Radicado",
                "two_lines",
                lambda r: Cell(r.label, (r.lot or "").removeprefix("Dirección de "), strong=True),
                width=230,
            ),
            Column("found", "Qué se halló", "two_lines", _found),
            Column(
                "author",
                "Proyectó",
                "two_lines",
                lambda r: Cell(r.author, f"revisó {r.reviewer}"),
                width=210,
                hide_below=760,
            ),
            Column("when", "Devuelta", "text", _when, width=120, hide_below=900),
            Column("state", "Estado", "pill", _state, width=140),
        ]
        return RowModel(columns, key_of=lambda r: (r.case_id, r.seq))

    def _due(self, row: Returned) -> Cell:
        days = self._context.calendar.days_left(row.due_on)
        if days is None:
            return Cell("sin término", tone="neutral")
        words, tone, icon_name = slack_look(days)
        return Cell(words, tone=tone, icon=icon_name)

    def activate(self) -> None:
        """On screen: always read again."""
        self.reload()
        self.pane.table.setFocus()

    def key_hints(self) -> Sequence[tuple[str, str]]:
        """Keys of the page."""
        return (("J K", "carta"), ("F5", "actualizar"))

    def reload(self) -> None:
        """Read the letters again."""
        self.pane.show_loading()
        database = self._context.database
        self._context.background.run(
            lambda: closed.read_returned(database),
            show=self._show,
            fail=list_failed(self.pane, self._shell),
            key=("returned", id(self)),
            owner=self,
        )

    def _show(self, found: list[Returned]) -> None:
        self._found = found
        open_now = sum(1 for each in found if not each.corrected)
        for key, count in (("all", len(found)), ("open", open_now), ("done", len(found) - open_now)):
            self.chips.set_count(key, count)
        self.count_changed.emit(open_now)
        self.often.setText(often(found))
        self._filter()

    def _filter(self) -> None:
        wanted = self.chips.current()
        self.pane.set_rows([r for r in self._found if wanted == "all" or r.corrected == (wanted == "done")])


def often(found: Sequence[Returned]) -> str:
    """«En 60 días: L03 No dice qué sigue (5), F03 … (2)»: the faults most found, for the meeting of 5.4."""
    counts = Counter(pair for each in found for pair in zip(each.codes, each.titles, strict=True) if pair[0])
    if not counts:
        return ""
    said = ", ".join(f"<b>{code}</b> {title.lower()} ({n})" for (code, title), n in counts.most_common(4))
    return f"Lo más hallado en 60 días: {said}."


def _found(row: Returned) -> Cell:
    first = f"{row.codes[0]} · {row.titles[0]}" if row.titles and row.codes[0] else "Sin código"
    more = f" y {len(row.codes) - 1} más" if len(row.codes) > 1 else ""
    return Cell(first + more, SEVERITIES.get(row.worst, ""), tip="; ".join(row.titles))


def _when(row: Returned) -> Cell:
    return Cell(formats.date(row.reviewed_at.astimezone(BOGOTA).date()))


def _state(row: Returned) -> Cell:
    if row.corrected:
        return Cell("Corregida", tone="good")
    return Cell("Por corregir", tone="warn", tip=row.activity_label or "")
