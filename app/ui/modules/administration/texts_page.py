"""Textos aprobados: the versioned paragraphs that answers may use; proposed by one person, approved by another."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout

from app.services.administration import texts
from app.services.administration.texts import TextRow
from app.services.reads.claim_tree import plain
from app.services.verbs.draft_response import DECISIONS
from app.ui import formats
from app.ui.modules.administration.text_acts import TextActs
from app.ui.modules.administration.text_panel import STATES, TextPanel
from app.ui.modules.administration.words_card import WordsStrip
from app.ui.modules.loading import list_failed
from app.ui.page_context import PageContext
from app.ui.shell.appearance import remember_splitter
from app.ui.shell.page import Page, Shell
from app.ui.style import scaled
from app.ui.table import Cell, Column, RowModel, TablePane
from app.ui.widgets import Chip, EmptyState, FilterChips, button, shortcut, side_by_side


def _state(row: TextRow) -> Cell:
    words, tone = STATES[row.state]
    return Cell(words, tone=tone)


COLUMNS = [
    Column("title", "Texto", "two_lines", lambda r: Cell(r.title, r.claim or "General", strong=True, tip=r.title)),
    Column("version", "Versión", "text", lambda r: Cell(f"{r.text_id} · v{r.version}"), width=130),
    Column("decision", "Decisión", "text", lambda r: Cell(DECISIONS[r.decision]), width=90, hide_below=520),
    Column("uses", "Usos", "number", lambda r: Cell(formats.number(r.uses)), width=60, hide_below=600),
    Column("state", "Estado", "pill", _state, width=130),
]


class TextsPage(Page):
    """The library, those that ask for something first; at the right the text, its act, and what a change touches."""

    def __init__(self, shell: Shell, context: PageContext) -> None:
        super().__init__()
        self.shell, self.context = shell, context
        self._rows: list[TextRow] = []
        self.acts = TextActs(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 8, 10, 8)
        column.setSpacing(6)
        column.addLayout(self._filters())
        self.words = WordsStrip(self)
        column.addWidget(self.words)
        split = side_by_side()
        empty = EmptyState("book-open", "Ningún texto aquí", "Cambie el filtro para ver los demás.")
        model = RowModel(COLUMNS, key_of=lambda r: (r.text_id, r.version, r.state == "proposed"))
        self.pane = TablePane(model, "Textos aprobados", empty, self.reload)
        self.pane.table.current_changed.connect(self._open)
        split.addWidget(self.pane)
        self.panel = TextPanel()
        split.addWidget(self.panel)
        remember_splitter(split, "administration.texts", shell.settings, [820, 440])
        column.addWidget(split, 1)
        self._connect()

    def _filters(self) -> QHBoxLayout:
        titles = {
            "all": "Todos",
            "proposed": "Por aprobar",
            "current": "Vigentes",
            "ending": "Vencen pronto",
            "ended": "Vencidos",
        }
        self.chips = FilterChips([Chip(key, title) for key, title in titles.items()])
        self.chips.chosen.connect(lambda _key: self._show())
        self.search = QLineEdit()
        self.search.setPlaceholderText("Filtrar por código, texto o norma")
        self.search.setAccessibleName("Filtrar textos por código, texto o norma")
        self.search.setMaximumWidth(scaled(250))
        self.search.textChanged.connect(lambda _words: self._show())
        row = QHBoxLayout()
        row.addWidget(self.chips)
        row.addStretch(1)
        row.addWidget(self.search)
        row.addWidget(button("Nuevo texto", icon_name="plus-circle", tip="Ctrl+N", act=self.acts.new))
        return row

    def _connect(self) -> None:
        panel, acts = self.panel, self.acts
        panel.approve_asked.connect(lambda: self._on_row(acts.approve))
        panel.refuse_asked.connect(lambda: self._on_row(acts.refuse))
        panel.withdraw_asked.connect(lambda: self._on_row(acts.withdraw))
        panel.change_asked.connect(lambda: self._on_row(acts.new))
        panel.end_asked.connect(lambda: self._on_row(acts.end))
        panel.letters_asked.connect(lambda: self._on_row(lambda row: acts.letters(self._used(row))))
        shortcut("F5", self, self.reload)
        shortcut("F9", self, lambda: panel.approve.click() if panel.approve.isVisible() else None)
        shortcut("F3", self, lambda: panel.letters.click() if panel.letters.isVisible() else None)
        shortcut("Ctrl+N", self, acts.new)
        shortcut("/", self.pane, self.search.setFocus)

    def _on_row(self, act: Callable[[TextRow], object]) -> None:
        row = self.pane.table.current_row()
        if row is not None:
            act(row)

    def activate(self) -> None:
        self.reload()
        self.pane.table.setFocus()

    def key_hints(self) -> Sequence[tuple[str, str]]:
        return (("J K", "moverse"), ("/", "filtrar"), ("Ctrl N", "nuevo"), ("F3", "cartas abiertas"), ("F9", "aprobar"))

    def reload(self) -> None:
        """Read the library again."""
        self.pane.show_loading()
        database, today = self.context.database, self.context.calendar.today
        self.shell.background.run(
            lambda: texts.read_texts(database, today),
            show=self._arrived,
            fail=list_failed(self.pane, self.shell),
            key="administration.texts",
            owner=self,
        )
        self.words.reload()

    def _arrived(self, rows: list[TextRow]) -> None:
        self._rows = rows
        for key in ("proposed", "current", "ending", "ended"):
            self.chips.set_count(key, sum(1 for row in rows if row.state == key))
        self.chips.set_count("all", len(rows))
        self.count_changed.emit(len(rows))
        self._show()

    def _show(self) -> None:
        chosen, wanted = self.chips.current(), plain(self.search.text()).split()
        rows = [row for row in self._rows if chosen in ("all", row.state) and all(w in _said(row) for w in wanted)]
        self.pane.set_rows(rows)
        self.pane.footer.setText(formats.plural(len(rows), "texto", "textos"))

    def _open(self, row: TextRow | None) -> None:
        before = texts.before(self._rows, row) if row is not None else None
        self.panel.show_text(row, before, me=self.context.access.person.person_id)
        if row is not None:
            self.acts.read_effect(self._used(row))

    def _used(self, row: TextRow) -> TextRow:
        """The version that letters may cite: of a proposal, the one that it would replace."""
        return (texts.before(self._rows, row) if row.state == "proposed" else None) or row


def _said(row: TextRow) -> str:
    return plain(f"{row.text_id} {row.title} {row.claim} {row.legal_act} {row.body_html}")
