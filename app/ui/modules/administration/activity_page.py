"""Qué vio…: what one person read, revealed, searched, printed and exported, with its figures and its proof."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from app import clock
from app.services import exports
from app.services.administration import user_activity, verdicts
from app.services.administration.user_activity import Act, Activity
from app.services.exports import Export
from app.ui import formats
from app.ui.modules.administration.activity_panel import ActivityPanel, case_words
from app.ui.modules.administration.audit_page import AuditPage
from app.ui.modules.administration.verdict_card import VerdictCard
from app.ui.modules.loading import question_failed
from app.ui.page_context import PageContext
from app.ui.shell.appearance import remember_splitter
from app.ui.shell.page import Page, PaletteEntry, Shell
from app.ui.table import Cell, Column, RowModel, TablePane
from app.ui.theme.tokens import Tone
from app.ui.trays.analysis.date_edit import DateEdit
from app.ui.trays.analysis.pickers import Choices, Finder
from app.ui.widgets import Chip, EmptyState, Field, FilterChips, InfoStrip, button, shortcut, side_by_side

#: Kinds of a chip. «Leyó» is whatever shows data of people.
CHIPS: dict[str, tuple[str, frozenset[str]]] = {
    "all": ("Todo", frozenset(user_activity.KINDS)),
    "read": ("Leyó", frozenset({"sheet", "petitioner", "letter", "document", "earlier", "labels"})),
    "reveal": ("Reservado", frozenset({"reveal"})),
    "search": ("Buscó", frozenset({"search"})),
    "review": ("Calidad", frozenset({"review", "verdict", "draw"})),
    "print": ("Imprimió", frozenset({"print"})),
    "export": ("Exportó", frozenset({"export"})),
    "refused": ("Negado", frozenset({"refused"})),
}
_TONES: dict[str, Tone] = {"reveal": "warn", "print": "info", "export": "info", "refused": "danger"}


def _when(act: Act) -> Cell:
    local = act.at.astimezone(clock.BOGOTA)
    late = "Fuera del horario" if act.out_of_hours else ""
    # Out of hours in words too: the colour alone would not say it to everybody.
    detail = f"{formats.clock(local)} · {late.lower()}" if late else formats.clock(local)
    return Cell(formats.date(local.date()), detail, detail_tone="danger" if late else "neutral", strong=True, tip=late)


def _who(act: Act) -> Cell:
    many = formats.plural(act.cases, "persona", "personas") if act.cases > 1 else ""
    return Cell(case_words(act.label) if act.label else many or "—", "tuvo el caso" if act.had_case else "")


COLUMNS = [
    Column("when", "Cuándo", "two_lines", _when, width=165),
    Column("what", "Qué hizo", "pill", lambda a: Cell(a.words, tone=_TONES.get(a.kind, "neutral")), width=205),
    Column("case", "Caso", "two_lines", _who, width=165),
    Column("why", "Motivo o detalle", "text", lambda a: Cell(a.detail or "—", tip=a.detail)),
]


def ask_file(parent: QWidget, name: str) -> str:
    """Where the proof goes; empty when the person changes their mind."""
    return QFileDialog.getSaveFileName(parent, "Exportar prueba", name, "Excel (*.xlsx);;CSV (*.csv)")[0]


class ActivityPage(Page):
    """The question is recorded under the auditor, and the page says so."""

    def __init__(self, shell: Shell, context: PageContext, choose: Callable[[QWidget, str], str] = ask_file) -> None:
        super().__init__()
        self.shell, self._context, self._choose = shell, context, choose
        self.found: Activity | None = None
        self._asked: tuple[str, dt.date, dt.date] = ("", context.calendar.today, context.calendar.today)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 8, 10, 8)
        column.setSpacing(6)
        column.addLayout(self._top())
        self.strip = InfoStrip()
        column.addWidget(self.strip)
        self.chips = FilterChips([Chip(key, words) for key, (words, _kinds) in CHIPS.items()])
        self.chips.chosen.connect(lambda _key: self._filter())
        column.addWidget(self.chips, 0, Qt.AlignmentFlag.AlignLeft)
        empty = EmptyState("fingerprint", "Elija una persona y un periodo", "Su consulta también queda registrada.")
        model = RowModel(COLUMNS, key_of=lambda act: (act.at, act.kind, act.case_id, act.reason))
        self.pane = TablePane(model, "Lo que hizo esta persona", empty, self.search)
        self.pane.noun, self.pane.order_words = ("acto", "actos"), "lo último primero"
        self.pane.states.show_empty()
        self.panel = ActivityPanel(self._open_case, self._open_verdict)
        self.pane.table.current_changed.connect(self.panel.show_act)
        split = side_by_side(self.pane, self.panel)
        remember_splitter(split, "administration.activity", shell.settings, [820, 420])
        column.addWidget(split, 1)
        self._load_people()

    def _top(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        today = self._context.calendar.today
        self.who = Finder("Persona del programa")
        self.first, self.last = DateEdit(today, today - dt.timedelta(days=7)), DateEdit(today, today)
        self.who_field = Field("&Qué vio", self.who)
        row.addWidget(self.who_field, 1)
        row.addWidget(Field("&Desde", self.first))
        row.addWidget(Field("&Hasta", self.last))
        self.ask = button("Buscar", icon_name="magnifying-glass", tip="F5", act=self.search)
        self.export = button("Exportar prueba…", "quiet", icon_name="download-simple", tip="Ctrl+E", act=self.save)
        keys = (
            ("F5", self.search), ("Ctrl+E", self.save), ("F3", self._open_current), ("F4", self._open_verdict),
            ("/", self.who.setFocus),
        )  # fmt: skip
        for key, act in keys:
            shortcut(key, self, act)
        for widget in (self.ask, self.export):
            row.addWidget(widget, 0, Qt.AlignmentFlag.AlignBottom)
        return row

    def activate(self) -> None:
        self.who.setFocus()

    def key_hints(self) -> Sequence[tuple[str, str]]:
        return (
            ("F5", "buscar"),
            ("J K", "moverse"),
            ("F3", "quién vio ese caso"),
            ("F4", "veredicto"),
            ("Ctrl E", "exportar"),
        )

    def commands(self) -> Sequence[PaletteEntry]:
        return (PaletteEntry("download-simple", "Exportar prueba", "Qué vio…", self.save, "Ctrl+E"),)

    def search(self) -> None:
        """Ask what the person did; counted and recorded by the server."""
        self.who.take_only()
        login, first, last = self.who.code(), self.first.day(), self.last.day()
        if first is None or last is None:
            self.who_field.set_error("Escriba el periodo como dd/mm/aaaa.")
            return
        self.who_field.set_error("")
        self._show(None)
        self.pane.show_loading()
        self._asked, database = (login, first, last), self._context.database
        self.shell.background.run(
            lambda: user_activity.read(database, login, first, last),
            show=self._show,
            fail=question_failed(self.pane, self.who_field, self.shell),
            key="administration.activity",
            owner=self,
        )

    def save(self) -> None:
        """The lines on screen as a workbook or CSV; the export is written down before the file."""
        if self.found is None or not self._shown():
            self.shell.say("Busque primero: no hay actos que exportar.")
            return
        chosen = self._choose(self, "que_vio.xlsx")
        if not chosen:
            return
        path, acts, database = Path(chosen), self._shown(), self._context.database
        who, (_login, first, last) = self.who.currentText(), self._asked

        def write() -> None:
            plain = path.suffix.lower() == ".csv"
            data = user_activity.as_csv(acts) if plain else user_activity.as_xlsx(acts, who, first, last)
            exports.save(database, Export.AUDIT_DONE, {path: data}, rows=len(acts))

        said = f"Exportados {formats.plural(len(acts), 'acto', 'actos')}. La exportación quedó registrada."
        self.shell.background.write(write, show=lambda _none: self.shell.say(said), fail=self.shell.report, owner=self)

    def _load_people(self) -> None:
        database = self._context.database
        self.shell.background.run(
            lambda: user_activity.people(database),
            show=lambda rows: self.who.set_choices(
                Choices((login, name, login.removeprefix("u_")) for login, name in rows)
            ),
            fail=self.shell.report,
            owner=self,
        )

    def _show(self, found: Activity | None) -> None:
        self.found = found
        self.panel.show_figures(found)
        self.strip.hide()
        if found is None:
            self.pane.set_rows(())
            return
        if found.unwritten:
            words = formats.plural(found.unwritten, "respuesta contada no tiene", "respuestas contadas no tienen")
            self.strip.set_tone("danger", "warning-octagon")
            self.strip.say(
                f"<b>{words} registro.</b> Se vio y luego se deshizo, o pasó del cupo;"
                " el registro del servidor sí lo tiene."
            )
        self.pane.states.empty.say("No hizo nada en esos días", "Ninguna lectura, impresión ni exportación suya.")
        self._filter()
        self.pane.table.setFocus()

    def _shown(self) -> list[Act]:
        kinds = CHIPS[self.chips.current()][1]
        return [act for act in self.found.acts if act.kind in kinds] if self.found is not None else []

    def _filter(self) -> None:
        if self.found is None:
            return
        for key, (_words, kinds) in CHIPS.items():
            self.chips.set_count(key, sum(act.kind in kinds for act in self.found.acts))
        self.pane.set_rows(self._shown())

    def _open_current(self) -> None:
        self._open_case(self.pane.table.current_row())

    def _open_verdict(self) -> None:
        """The verdict of the act under the cursor, to read only; the server writes the reading down first."""
        act = self.pane.table.current_row()
        if not isinstance(act, Act) or act.kind != "review" or act.case_id is None:
            self.shell.say("Ese acto no es un veredicto de calidad: elija uno que lo sea.")
            return
        database, case_id, at = self._context.database, act.case_id, act.at
        self.shell.background.run(
            lambda: verdicts.read(database, case_id, at),
            show=lambda verdict: VerdictCard(self.window(), verdict).ask(),
            fail=self.shell.report,
            key="administration.verdict",
            owner=self,
        )

    def _open_case(self, act: Act | None) -> None:
        """From an act to everybody who saw that case."""
        if act is None or not act.label:
            self.shell.say("Ese acto no es de un caso: elija uno que lo tenga.")
            return
        page = self.shell.go("audit")
        if isinstance(page, AuditPage):
            page.what.setText(act.label)
            page.search()
