"""Reclamos de datos: what the SIC asks of each one (Ley 1581 de 2012, arts. 14 and 15), with its file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from html import escape
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.services import exports
from app.services.administration import data_register
from app.services.administration.data_register import KINDS, MEANS, STATES, DataClaim
from app.services.exports import Export
from app.ui import formats
from app.ui.modules.administration.activity_panel import case_words
from app.ui.modules.administration.audit_page import AuditPage
from app.ui.modules.loading import question_failed
from app.ui.page_context import PageContext
from app.ui.shell.appearance import remember_splitter
from app.ui.shell.page import Page, PaletteEntry, Shell
from app.ui.style import scaled
from app.ui.table import Cell, Column, RowModel, TablePane
from app.ui.theme.tokens import Tone
from app.ui.trays.analysis.date_edit import DateEdit
from app.ui.widgets import Chip, EmptyState, Field, FilterChips, InfoStrip, button, shortcut, side_by_side, text
from app.ui.widgets.cards import PanelCard

_TONES: dict[str, Tone] = {"unmarked": "danger", "answered": "warn", "told": "good", "in_process": "info"}
CHIPS = {"all": "Todos", "open": "Por responder", "unmarked": "Sin leyenda", "late": "Fuera de término"}
#: Days that are proposed: the quarter.
_DAYS = 90


def _term(claim: DataClaim) -> Cell:
    due = formats.date(claim.due_on) if claim.due_on is not None else "Sin fecha"
    extended = f"ampliado; avisado el {formats.date(claim.extension_told_on)}" if claim.extension_told_on else ""
    late = "fuera de término" if claim.is_late else ""
    detail = " · ".join(part for part in (late, extended) if part)
    return Cell(due, detail, detail_tone="danger" if claim.is_late else "neutral", tip=detail)


def _told(claim: DataClaim) -> Cell:
    if claim.told_on is not None:
        return Cell(formats.date(claim.told_on), MEANS.get(claim.told_how or "", ""))
    return Cell("—", f"respondido el {formats.date(claim.answered_on)}" if claim.answered_on is not None else "")


def _mark(claim: DataClaim) -> Cell:
    if claim.marked_on is None:
        return Cell("—", f"hasta {formats.date(claim.mark_by)}" if claim.mark_by is not None else "no lleva")
    return Cell(formats.date(claim.marked_on), "puesta tarde" if claim.mark_is_late else ", ".join(claim.systems))


COLUMNS = [
    Column("case", "Radicado", "two_lines", lambda c: Cell(case_words(c.label), KINDS[c.kind], strong=True), width=160),
    Column("state", "Estado", "pill", lambda c: Cell(STATES[c.state], tone=_TONES.get(c.state, "neutral")), width=190),
    Column("received", "Recibido", "text", lambda c: Cell(formats.date(c.received_on)), width=95),
    Column("mark", "Leyenda", "two_lines", _mark, width=128),
    Column("term", "Vence", "two_lines", _term, width=135),
    Column("told", "Notificado", "two_lines", _told),
]


def ask_file(parent: QWidget, name: str) -> str:
    """Where the register goes; empty when the person changes their mind."""
    return QFileDialog.getSaveFileName(parent, "Exportar reclamos de datos", name, "Excel (*.xlsx)")[0]


class DataRegisterPage(Page):
    """Neither what was claimed nor by whom: terms, legends and notices, as the authority checks them."""

    def __init__(self, shell: Shell, context: PageContext, choose: Callable[[QWidget, str], str] = ask_file) -> None:
        super().__init__()
        self.shell, self._context, self._choose = shell, context, choose
        self.found: list[DataClaim] = []
        self._asked = (context.calendar.today, context.calendar.today)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 8, 10, 8)
        column.setSpacing(6)
        column.addLayout(self._top())
        self.strip = InfoStrip()
        self.strip.hide()
        column.addWidget(self.strip)
        self.chips = FilterChips([Chip(key, words) for key, words in CHIPS.items()])
        self.chips.chosen.connect(lambda _key: self._filter())
        column.addWidget(self.chips, 0, Qt.AlignmentFlag.AlignLeft)
        empty = EmptyState("files", "Sin reclamos de datos en esos días", "Elija otro periodo y busque otra vez.")
        self.pane = TablePane(RowModel(COLUMNS, key_of=lambda c: c.case_id), "Reclamos de datos", empty, self.search)
        self.pane.noun, self.pane.order_words = ("reclamo", "reclamos"), "por vencimiento"
        self.panel = _Panel(self._who_saw)
        self.pane.table.current_changed.connect(self.panel.show_claim)
        split = side_by_side(self.pane, self.panel)
        remember_splitter(split, "administration.data_register", shell.settings, [820, 420])
        column.addWidget(split, 1)

    def _top(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        today = self._context.calendar.today
        row.addWidget(text("Consultas y reclamos de datos personales", "heading"), 1, Qt.AlignmentFlag.AlignBottom)
        self.first, self.last = DateEdit(today, today - dt.timedelta(days=_DAYS)), DateEdit(today, today)
        self.first_field = Field("&Recibidos desde", self.first)
        row.addWidget(self.first_field)
        row.addWidget(Field("&Hasta", self.last))
        ask = button("Buscar", icon_name="magnifying-glass", tip="F5", act=self.search)
        save = button("Exportar para la SIC…", "quiet", icon_name="download-simple", tip="Ctrl+E", act=self.save)
        keys = (("F5", self.search), ("Ctrl+E", self.save), ("F3", self._who_saw), ("F2", self.first.setFocus))
        for key, act in keys:
            shortcut(key, self, act)
        for widget in (ask, save):
            row.addWidget(widget, 0, Qt.AlignmentFlag.AlignBottom)
        return row

    def activate(self) -> None:
        """On screen for the first time: the last quarter."""
        if not self.found:
            self.search()
        self.pane.table.setFocus()

    def key_hints(self) -> Sequence[tuple[str, str]]:
        """Keys of the page."""
        return (("F2", "periodo"), ("F5", "buscar"), ("F3", "quién vio ese caso"), ("Ctrl E", "exportar"))

    def commands(self) -> Sequence[PaletteEntry]:
        """What the palette offers here."""
        return (PaletteEntry("download-simple", "Exportar para la SIC", "Reclamos de datos", self.save, "Ctrl+E"),)

    def search(self) -> None:
        """Ask for the period; counted and recorded by the server."""
        first, last = self.first.day(), self.last.day()
        if first is None or last is None:
            self.first_field.set_error("Escriba el periodo como dd/mm/aaaa.")
            return
        self.first_field.set_error("")
        self._asked, database = (first, last), self._context.database
        self.pane.show_loading()
        self.shell.background.run(
            lambda: data_register.read(database, first, last),
            show=self._show,
            fail=question_failed(self.pane, self.first_field, self.shell),
            key="administration.data_register",
            owner=self,
        )

    def save(self) -> None:
        """The rows on screen as a workbook; the export is written down before the file."""
        claims = self._shown()
        if not claims:
            self.shell.say("No hay reclamos que exportar. Busque otro periodo.")
            return
        chosen = self._choose(self, "reclamos_de_datos_sic.xlsx")
        if not chosen:
            return
        path, database, period = Path(chosen), self._context.database, self._asked

        def write() -> None:
            data = data_register.as_xlsx(claims, *period)
            cases = [each.case_id for each in claims]
            exports.save(database, Export.DATA_REGISTER, {path: data}, cases, rows=len(claims))

        said = f"Exportados {formats.plural(len(claims), 'reclamo', 'reclamos')}. La exportación quedó registrada."
        self.shell.background.write(write, show=lambda _none: self.shell.say(said), fail=self.shell.report, owner=self)

    def _show(self, found: list[DataClaim]) -> None:
        self.found = found
        unmarked, late = self._of("unmarked"), self._of("late")
        self.strip.setVisible(bool(unmarked or late))
        if unmarked or late:
            self.strip.set_tone("danger", "warning-octagon")
            said = [f"{len(unmarked)} sin la leyenda «reclamo en trámite»" if unmarked else ""]
            said.append(f"{len(late)} fuera de término" if late else "")
            self.strip.say(f"<b>{' y '.join(filter(None, said))}:</b> es lo primero que pregunta la SIC.")
        for key in CHIPS:
            self.chips.set_count(key, len(self._of(key)))
        self._filter()

    def _of(self, key: str) -> list[DataClaim]:
        if key == "late":
            return [each for each in self.found if each.is_late]
        if key == "unmarked":
            return [each for each in self.found if each.state == "unmarked"]
        if key == "open":
            return [each for each in self.found if each.told_on is None and each.closed_on is None]
        return self.found

    def _shown(self) -> list[DataClaim]:
        return self._of(self.chips.current())

    def _filter(self) -> None:
        self.pane.set_rows(self._shown())

    def _who_saw(self) -> None:
        claim = self.pane.table.current_row()
        if not isinstance(claim, DataClaim):
            self.shell.say("Elija un reclamo de la lista.")
            return
        page = self.shell.go("audit")
        if isinstance(page, AuditPage):
            page.what.setText(claim.label)
            page.search()


class _Panel(PanelCard):
    """One claim in words: the datum, the legend, the term, the notices."""

    def __init__(self, who_saw: Callable[[], object]) -> None:
        super().__init__()
        self.setMinimumWidth(scaled(320))
        self.title = text("Elija un reclamo", "heading", wrap=True)
        self.facts = text("", wrap=True)
        self.facts.setTextFormat(Qt.TextFormat.RichText)
        self.go = button("Quién vio ese caso", icon_name="fingerprint", tip="F3", act=who_saw)
        self.head.addWidget(self.title)
        self.head.addWidget(self.go)
        self.body.addWidget(self.facts)
        self.body.addStretch(1)
        note = "Sin nombres ni contenido: lo que se reclama está en el caso. Su consulta queda registrada."
        self.foot.addWidget(text(note, "help", wrap=True))
        self.show_claim(None)

    def show_claim(self, claim: DataClaim | None) -> None:
        """The claim under the cursor."""
        self.go.setVisible(claim is not None)
        self.title.setText(
            f"{KINDS[claim.kind]} · {case_words(claim.label)}" if claim is not None else "Elija un reclamo"
        )
        self.facts.setText("<br><br>".join(f"<b>{head}</b><br>{words}" for head, words in _facts(claim)))


def _facts(claim: DataClaim | None) -> list[tuple[str, str]]:
    if claim is None:
        return []
    who = f" Lo tramita {escape(claim.assignee)}." if claim.assignee else ""
    return [
        ("Estado del dato", f"{escape(claim.datum)}."),
        ("Leyenda", _legend(claim)),
        ("Término", _clock(claim)),
        ("A quién se le dijo", _notices(claim)),
        ("Trámite", f"{STATES[claim.state]}, {formats.plural(claim.days, 'día hábil', 'días hábiles')}.{who}"),
    ]


def _legend(claim: DataClaim) -> str:
    if claim.mark_by is None:
        return "Una consulta no la lleva."
    limit = f"Debía estar el {formats.date(claim.mark_by)}, dos días hábiles después de recibido."
    if claim.marked_on is None:
        return f"{limit} <b>No está puesta.</b>"
    put = f"La puso {escape(claim.marked_by or '')} el {formats.date(claim.marked_on)}"
    gone = f" Se retiró el {formats.date(claim.lifted_on)}." if claim.lifted_on is not None else ""
    return f"{limit} {put}{', tarde' if claim.mark_is_late else ''}.{gone}"


def _clock(claim: DataClaim) -> str:
    usual, more = (10, 5) if claim.kind == "data_query" else (15, 8)
    first = formats.date(claim.term_on) if claim.term_on is not None else "sin fecha"
    words = f"{usual} días hábiles: {first}."
    if claim.extended_to is not None:
        told = formats.date(claim.extension_told_on) if claim.extension_told_on is not None else "sin constancia"
        return f"{words} Ampliado hasta el {formats.date(claim.extended_to)}; se avisó a la persona el {told}."
    return f"{words} Sin ampliar; la ley permite {more} días más si se avisa antes."


def _notices(claim: DataClaim) -> str:
    if claim.told_on is not None:
        how = MEANS.get(claim.told_how or "", "").lower()
        number = case_words(claim.outgoing or "")
        return f"A la persona, el {formats.date(claim.told_on)} por {how}, con la carta {number}."
    if claim.answered_on is not None:
        number = case_words(claim.outgoing or "")
        return f"La carta {number} salió el {formats.date(claim.answered_on)}; falta la prueba de entrega."
    return "Todavía no se le ha respondido."
