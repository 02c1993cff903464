"""Textos aprobados: the versioned paragraphs that answers may use, with their act and validity."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QTextBrowser, QVBoxLayout

from app.services.administration import texts
from app.services.administration.texts import TextRow
from app.services.drafting.writing import FIELD_NAMES
from app.ui import formats
from app.ui.modules.loading import list_failed
from app.ui.page_context import PageContext
from app.ui.shell.appearance import remember_splitter
from app.ui.shell.page import Page, Shell
from app.ui.table import Cell, Column, RowModel, TablePane
from app.ui.widgets import Card, Chip, EmptyState, FilterChips, Pill, line, shortcut, text

_DECISIONS = {
    "granted": "Concede",
    "denied": "Niega",
    "explained": "Explica",
    "guided": "Orienta",
    "transferred": "Traslada",
}
_STATES = {"current": ("Vigente", "good"), "ending": ("Vence pronto", "warn"), "ended": ("Vencido", "neutral"),
           "future": ("Aún no rige", "info")}  # fmt: skip


def _state(row: TextRow) -> Cell:
    words, tone = _STATES[row.state]
    return Cell(words, tone=tone)  # type: ignore[arg-type]


COLUMNS = [
    Column("title", "Texto", "two_lines", lambda r: Cell(r.title, r.claim or "General", strong=True, tip=r.title)),
    Column("version", "Versión", "text", lambda r: Cell(f"{r.text_id} · v{r.version}"), width=130),
    Column("decision", "Decisión", "text", lambda r: Cell(_DECISIONS[r.decision]), width=90, hide_below=520),
    Column("uses", "Usos", "number", lambda r: Cell(formats.number(r.uses)), width=60, hide_below=600),
    Column("state", "Estado", "pill", _state, width=130),
]


class TextsPage(Page):
    """The library, those that ask for something first; at the right the text with its act."""

    def __init__(self, shell: Shell, context: PageContext) -> None:
        super().__init__()
        self.shell, self._context = shell, context
        self._rows: list[TextRow] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 8, 10, 8)
        column.setSpacing(6)
        titles = {"all": "Todos", "current": "Vigentes", "ending": "Vencen pronto", "ended": "Vencidos"}
        self.chips = FilterChips([Chip(key, title) for key, title in titles.items()])
        self.chips.chosen.connect(lambda _key: self._show())
        filters = QHBoxLayout()
        filters.addWidget(self.chips)
        filters.addStretch(1)
        column.addLayout(filters)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        empty = EmptyState("book-open", "Ningún texto aquí", "Cambie el filtro para ver los demás.")
        model = RowModel(COLUMNS, key_of=lambda r: (r.text_id, r.version))
        self.pane = TablePane(model, "Textos aprobados", empty, self.reload)
        self.pane.table.current_changed.connect(self._open)
        split.addWidget(self.pane)
        card = Card(margin=14, spacing=8)
        self.title = text("", "heading", wrap=True)
        self.pill = Pill("", "neutral")
        self.act = text("", "sub", wrap=True)
        self.body = QTextBrowser()
        self.body.setAccessibleName("Texto aprobado")
        self.body.setOpenLinks(False)
        for widget in (self.title, self.pill, self.act, line()):
            card.column.addWidget(widget)
        card.column.addWidget(self.body, 1)
        split.addWidget(card)
        remember_splitter(split, "administration.texts", shell.settings, [820, 440])
        column.addWidget(split, 1)
        shortcut("F5", self, self.reload)

    def activate(self) -> None:
        self.reload()
        self.pane.table.setFocus()

    def key_hints(self) -> Sequence[tuple[str, str]]:
        return (("J K", "moverse"), ("F5", "actualizar"))

    def reload(self) -> None:
        """Read the library again."""
        self.pane.show_loading()
        database, today = self._context.database, self._context.calendar.today
        self.shell.background.run(
            lambda: texts.read_texts(database, today),
            show=self._arrived,
            fail=list_failed(self.pane, self.shell),
            key="administration.texts",
            owner=self,
        )

    def _arrived(self, rows: list[TextRow]) -> None:
        self._rows = rows
        for key in ("current", "ending", "ended"):
            self.chips.set_count(key, sum(1 for row in rows if row.state == key))
        self.chips.set_count("all", len(rows))
        self.count_changed.emit(len(rows))
        self._show()

    def _show(self) -> None:
        chosen = self.chips.current()
        rows = [row for row in self._rows if chosen in ("all", row.state)]
        self.pane.set_rows(rows)
        self.pane.footer.setText(formats.plural(len(rows), "texto", "textos"))

    def _open(self, row: TextRow | None) -> None:
        self.title.setText(row.title if row else "Elija un texto de la lista")
        self.pill.setVisible(row is not None)
        self.body.setHtml(_with_names(row.body_html) if row else "")
        if row is None:
            self.act.setText("")
            return
        self.pill.set(*_STATES[row.state])  # type: ignore[arg-type]
        upto = f" hasta el {formats.date(row.valid_to)}" if row.valid_to else ", sin fecha final"
        self.act.setText(
            f"Lo aprobó {row.approved_by} el {formats.date(row.approved_on)}. Rige desde el"
            f" {formats.date(row.valid_from)}{upto}. Las cartas enviadas conservan la versión que citaron."
        )


def _with_names(body_html: str) -> str:
    """The text with its fields as people call them: «Fecha del insumo», not its key."""
    for key, words in FIELD_NAMES.items():
        body_html = body_html.replace("{{" + key + "}}", f"<b>[{words}]</b>")
    return body_html
