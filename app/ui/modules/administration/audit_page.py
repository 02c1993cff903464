"""Quién vio a…: every read of a person's data, with its reason on sight, and whether the chains of events are whole."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QVBoxLayout

from app import clock, filing_number
from app.errors import CannotWait, Offline
from app.services import exports
from app.services.administration import who_saw
from app.services.administration.who_saw import ChainProblem, ReadRow, Surroundings
from app.services.exports import Export
from app.ui import formats
from app.ui.modules.administration.hours import Hours
from app.ui.modules.loading import question_failed
from app.ui.page_context import PageContext
from app.ui.shell.appearance import remember_splitter
from app.ui.shell.page import Page, PaletteEntry, Shell
from app.ui.style import scaled
from app.ui.table import Cell, Column, RowModel, TablePane
from app.ui.trays.analysis.date_edit import DateEdit
from app.ui.widgets import Card, Check, EmptyState, Field, InfoStrip, Pill, button, line, shortcut, side_by_side, text


def _when(row: ReadRow) -> Cell:
    local = row.at.astimezone(clock.BOGOTA)
    return Cell(formats.date(local.date()), formats.clock(local), strong=True)


def _why(row: ReadRow) -> Cell:
    if row.had_case:
        return Cell("Tuvo el caso", tone="good", tip=row.reason)
    if row.explained:
        return Cell(row.reason[:24], tone="info", tip=row.reason)
    return Cell("Sin motivo", tone="danger")


COLUMNS = [
    Column("when", "Cuándo", "two_lines", _when, width=110),
    Column(
        "who", "Quién", "two_lines", lambda r: Cell(r.full_name or r.login, r.login.removeprefix("u_"), strong=True)
    ),
    Column("what", "Qué hizo y qué vio", "two_lines", lambda r: Cell(*r.words), width=250),
    Column("why", "Por qué", "pill", _why, width=150),
]


class AuditPage(Page):
    """The question itself is recorded, and the page says so."""

    def __init__(self, shell: Shell, context: PageContext) -> None:
        super().__init__()
        self.shell, self._context = shell, context
        self._rows: list[ReadRow] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 8, 10, 8)
        column.setSpacing(6)
        column.addLayout(self._top())
        self.strip = InfoStrip()
        column.addWidget(self.strip)
        split = side_by_side()
        empty = EmptyState(
            "fingerprint", "Escriba a quién busca", "Un documento, un radicado o un código LEX completo."
        )
        model = RowModel(COLUMNS, key_of=lambda r: (r.at, r.login, r.what))
        self.pane = TablePane(model, "Lecturas de datos personales", empty, self.search)
        self.pane.states.show_empty()
        self.pane.table.current_changed.connect(self._open)
        split.addWidget(self.pane)
        split.addWidget(self._right())
        remember_splitter(split, "administration.audit", shell.settings, [840, 400])
        column.addWidget(split, 1)

    def _top(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        self.what = QLineEdit()
        self.what.setPlaceholderText("Documento, radicado o código LEX")
        self.what.returnPressed.connect(self.search)
        today = self._context.calendar.today
        self.first, self.last = DateEdit(today, today - dt.timedelta(days=30)), DateEdit(today, today)
        self.what_field = Field("&Quién vio a", self.what)
        row.addWidget(self.what_field, 1)
        row.addWidget(Field("&Desde", self.first))
        row.addWidget(Field("&Hasta", self.last))
        self.ask = button("Buscar", icon_name="magnifying-glass", act=self.search)
        self.chain = button("Verificar la cadena", icon_name="link", tip="Verificar la cadena (F5)", act=self.verify)
        self.export = button("Exportar prueba…", "quiet", icon_name="download-simple", act=self.choose_file)
        shortcut("F5", self, self.verify)
        shortcut("Ctrl+E", self, self.choose_file)
        shortcut("/", self, self.what.setFocus)
        for widget in (self.ask, self.chain, self.export):
            row.addWidget(widget, 0, Qt.AlignmentFlag.AlignBottom)
        return row

    def _right(self) -> Card:
        card = Card(margin=14, spacing=8)
        card.setMinimumWidth(scaled(320))
        head = QHBoxLayout()
        self.title = text("Elija una lectura", "heading", wrap=True)
        self.pill = Pill("", "neutral")
        self.pill.hide()
        head.addWidget(self.title, 1)
        head.addWidget(self.pill)
        card.column.addLayout(head)
        self.detail = text("", "sub", wrap=True)
        self.detail.setTextFormat(Qt.TextFormat.RichText)
        card.column.addWidget(self.detail)
        card.column.addWidget(line())
        card.column.addWidget(text("A qué horas consulta esta persona", "strong"))
        self.hours = Hours()
        card.column.addWidget(self.hours)
        self.checks = QVBoxLayout()
        card.column.addLayout(self.checks)
        card.column.addStretch(1)
        card.column.addWidget(text("Su consulta también queda registrada.", "help", wrap=True))
        return card

    def activate(self) -> None:
        self.what.setFocus()

    def key_hints(self) -> Sequence[tuple[str, str]]:
        return (("Intro", "buscar"), ("J K", "moverse"), ("F5", "verificar la cadena"), ("Ctrl E", "exportar"))

    def commands(self) -> Sequence[PaletteEntry]:
        return (PaletteEntry("link", "Verificar la cadena", "Auditoría", self.verify, "F5"),)

    def search(self) -> None:
        """Ask who read that person's data; counted and recorded by the server."""
        first, last = self.first.day(), self.last.day()
        if first is None or last is None:
            self.what_field.set_error("Escriba el periodo como dd/mm/aaaa.")
            return
        self.what_field.set_error("")
        # The answer to another question does not stay if this one gets none.
        self.pane.set_rows(())
        self.pane.show_loading()
        database, what = self._context.database, self.what.text()
        self.shell.background.run(
            lambda: who_saw.who_saw(database, what, first, last),
            show=self._show,
            fail=question_failed(self.pane, self.what_field, self.shell),
            key="administration.who_saw",
            owner=self,
        )

    def _show(self, rows: list[ReadRow]) -> None:
        self._rows = rows
        self.pane.states.empty.say("Nadie consultó esos datos", "No hay lecturas en ese periodo, o no existe ese caso.")
        self.pane.set_rows(rows)
        people = len({row.login for row in rows})
        silent = sum(1 for row in rows if not row.explained)
        words = f"{formats.plural(len(rows), 'lectura', 'lecturas')} de {formats.plural(people, 'persona', 'personas')}"
        self.pane.footer.setText(f"{words} · {silent} sin motivo")
        if rows:
            self.pane.table.setFocus()

    def _open(self, row: ReadRow | None) -> None:
        self.pill.setVisible(row is not None)
        if row is None:
            return
        local = row.at.astimezone(clock.BOGOTA)
        self.title.setText(formats.moment(local))
        good = row.explained
        self.pill.set("Explicada" if good else "Sin motivo", "good" if good else "danger")
        did, saw = row.words
        self.detail.setText(
            f"<b>{row.full_name or row.login}</b> · {did.lower()}<br>Vio: {saw}<br>Caso: {_case(row.label)}<br>"
            f"Motivo: {row.reason or 'no escribió ninguno'}"
        )
        database = self._context.database
        self.shell.background.run(
            lambda: who_saw.surroundings(database, row),
            show=lambda found: self._around(row, found),
            fail=self.shell.report,
            key="administration.around",
            owner=self,
        )

    def _around(self, row: ReadRow, found: Surroundings) -> None:
        self.hours.set_hours(found.hours)
        while (item := self.checks.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        if row.out_of_hours:
            self.checks.addWidget(
                Check("danger", "Fuera del horario", "Antes de las 6:00, después de las 19:00 o fin de semana.")
            )
        others = max(0, found.nearby - 1)
        if others:
            title = f"Leyó {formats.plural(others, 'caso más', 'casos más')} en esos 20 minutos"
            self.checks.addWidget(Check("warn" if others < 10 else "danger", title, value=formats.number(others)))
        if not row.explained:
            due = self._context.calendar.add(self._context.calendar.today, 15)
            self.checks.addWidget(
                Check(
                    "warn", "Si hubo fuga, hay 15 días hábiles", f"Aviso a la SIC hasta el {formats.date(due)}.", "15 d"
                )
            )

    def verify(self) -> None:
        """Hash every chain again in the server."""
        database = self._context.database
        self.chain.setEnabled(False)
        self.strip.say("Verificando la cadena de eventos…")
        self.shell.background.run(
            lambda: who_saw.verify_chain(database),
            show=self._verified,
            fail=partial(_not_verified, self),
            finished=lambda: self.chain.setEnabled(True),
            key="administration.chain",
            owner=self,
        )

    def _verified(self, problems: list[ChainProblem]) -> None:
        now = formats.clock(clock.now())
        if not problems:
            self.strip.set_tone("good", "seal-check")
            self.strip.say(f"<b>La cadena está completa.</b> Ningún evento fue alterado ni borrado ({now}).")
            return
        self.strip.set_tone("danger", "warning-octagon")
        first = problems[0]
        words = formats.plural(len(problems), "evento no encaja", "eventos no encajan")
        self.strip.say(
            f"<b>{words} en la cadena.</b> El primero: caso {first.case_id}, paso {first.version}. Avise ya."
        )

    def choose_file(self) -> None:
        """Ask where the evidence goes."""
        if not self._rows:
            return
        name, _filter = QFileDialog.getSaveFileName(self, "Exportar prueba", "lecturas.csv", "CSV (*.csv)")
        if name:
            self.write_file(Path(name))

    def write_file(self, path: Path) -> None:
        """Write the reads on screen as CSV: who, when, what, never the values that were seen. Noted before it is."""
        rows, database = list(self._rows), self._context.database
        cases = [row.case_id for row in rows]
        said = f"Exportadas {formats.plural(len(rows), 'lectura', 'lecturas')}. La exportación quedó registrada."
        self.shell.background.write(
            lambda: exports.save(database, Export.AUDIT_SEEN, {path: who_saw.as_csv(rows)}, cases, rows=len(rows)),
            show=lambda _none: self.shell.say(said),
            fail=self.shell.report,
            owner=self,
        )


def _case(label: str | None) -> str:
    if not label:
        return "varios"
    return filing_number.shown(label) if filing_number.is_valid(label) else label


def _not_verified(page: AuditPage, error: BaseException) -> None:
    page.strip.hide()
    page.shell.report(CannotWait() if isinstance(error, Offline) else error)
