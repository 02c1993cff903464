"""Directores y actos: the timeline with its gaps, the appointments, and the forms that register acts and signatures."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from uuid import uuid4

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.errors import InvalidInput, PqrError
from app.services.administration import directors
from app.services.administration.directors import DirectorChange, DirectorRow
from app.services.guard import signature
from app.services.refusals import RefusedStep
from app.ui import formats
from app.ui.modules.administration.director_changes import DirectorChanges
from app.ui.modules.administration.director_form import DirectorForm
from app.ui.modules.administration.timeline import Timeline
from app.ui.modules.loading import list_failed
from app.ui.page_context import PageContext
from app.ui.shell.appearance import remember_splitter
from app.ui.shell.page import Page, PaletteEntry, Shell
from app.ui.table import Cell, Column, RowModel, TablePane
from app.ui.widgets import Card, EmptyState, shortcut, side_by_side, text

#: The timeline shows two months back and six ahead.
BACK, AHEAD = 60, 180


def _valid(row: DirectorRow, today: dt.date) -> bool:
    return row.certificate_to is not None and today <= row.certificate_to


def _state(row: DirectorRow, today: dt.date) -> Cell:
    if not row.signs_on(today):
        return Cell("No firma hoy", tone="neutral")
    if row.signing_method == "certificate":
        return Cell("Firma hoy", tone="good") if _valid(row, today) else Cell("Certificado vencido", tone="danger")
    if row.signature_document_id is None:
        return Cell("Sin imagen", tone="danger")
    if row.valid_to is not None and (row.valid_to - today).days <= 15:
        return Cell(f"Termina en {(row.valid_to - today).days} días", tone="warn")
    return Cell("Firma hoy", tone="good")


def _columns(today: dt.date) -> list[Column]:
    def term(row: DirectorRow) -> Cell:
        upto = f" al {formats.date(row.valid_to)}" if row.valid_to else ""
        return Cell(f"{'del' if upto else 'desde'} {formats.date(row.valid_from)}{upto}")

    def act(row: DirectorRow) -> Cell:
        kind = "encargo" if row.is_acting else "nombramiento"
        if row.signing_method == "certificate":
            return Cell(row.act_number, f"{kind} · certificado {row.certificate_serial or 'sin registrar'}")
        return Cell(row.act_number, f"{kind} · mecánica: {row.authority_act or 'sin acto'}")

    return [
        Column(
            "who",
            "Director",
            "two_lines",
            lambda r: Cell(r.full_name + (" (E)" if r.is_acting else ""), r.area_name, strong=True),
        ),
        Column("act", "Acto que autoriza", "two_lines", act, width=210, hide_below=560),
        Column("term", "Vigencia", "text", term, width=200),
        Column("state", "Estado", "pill", lambda row: _state(row, today), width=140),
    ]


class DirectorsPage(Page):
    """No signature outside its dates: the signer of a letter is derived from the area and the day (activity 20)."""

    def __init__(self, shell: Shell, context: PageContext) -> None:
        super().__init__()
        self.shell, self._context = shell, context
        self._change = uuid4()
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 8, 10, 8)
        split = side_by_side()
        split.addWidget(self._left())
        self.form = DirectorForm(context.calendar.today)
        self.form.save_asked.connect(self.send)
        self.form.image_chosen.connect(self.take_image)
        self.form.certificate_chosen.connect(self.take_certificate)
        shortcut("F9", self, self.form.save.click)
        shortcut("Ctrl+N", self, self._new)
        split.addWidget(self.form)
        self.form.setVisible(context.has_role("admin"))
        remember_splitter(split, "administration.directors", shell.settings, [860, 380])
        column.addWidget(split, 1)

    def _left(self) -> QWidget:
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        card = Card(margin=6)
        head = text("Quién firma por cada área", "heading")
        head.setContentsMargins(8, 6, 8, 6)
        card.column.addWidget(head)
        self.timeline = Timeline()
        card.column.addWidget(self.timeline)
        column.addWidget(card)
        self.pending = DirectorChanges(may_decide=self._context.has_role("admin"))
        self.pending.decided.connect(self.decide)
        column.addWidget(self.pending)
        empty = EmptyState("identification-card", "Sin directores", "Registre el acto de cada uno a la derecha.")
        model = RowModel(_columns(self._context.calendar.today), key_of=lambda r: r.director_id)
        self.pane = TablePane(model, "Firmas autorizadas", empty, self.reload)
        self.pane.table.current_changed.connect(lambda row: self.form.prepare(row))
        column.addWidget(self.pane, 1)
        return left

    def activate(self) -> None:
        self.reload()
        self.pane.table.setFocus()

    def key_hints(self) -> Sequence[tuple[str, str]]:
        return (("J K", "moverse"), ("Ctrl N", "proponer acto"), ("F9", "proponer"))

    def commands(self) -> Sequence[PaletteEntry]:
        return (PaletteEntry("signature", "Proponer un acto de dirección", "Administrar", self._new, "Ctrl+N"),)

    def _new(self) -> None:
        self.form.mode.choose("new")
        self.form.prepare(self.pane.table.current_row())
        self.form.name.setFocus()

    def reload(self) -> None:
        """Read the appointments again."""
        self.pane.show_loading()
        database = self._context.database
        self.shell.background.run(
            lambda: (
                directors.read_directors(database),
                directors.read_areas(database),
                directors.read_changes(database),
            ),
            show=self._show,
            fail=list_failed(self.pane, self.shell),
            key="administration.directors",
            owner=self,
        )

    def _show(self, found: tuple[list[DirectorRow], list[tuple[int, str, str]], list[DirectorChange]]) -> None:
        rows, areas, changes = found
        for change in self.pending.show_changes(changes, self._context.access.person.person_id):
            self._ask_image(change)
        mission = [(key, name) for key, name, kind in areas if kind == "mission"]
        if not self.form.area.count():
            for key, name in mission:
                self.form.area.addItem(name, key)
        self.pane.set_rows(rows)
        self.pane.footer.setText(formats.plural(len(rows), "acto registrado", "actos registrados"))
        today = self._context.calendar.today
        first, last = today - dt.timedelta(days=BACK), today + dt.timedelta(days=AHEAD)
        gaps = [gap for key, _name in mission for gap in directors.gaps(rows, key, today, last)]
        self.timeline.set_rows(mission, rows, gaps, (first, last, today))
        self.count_changed.emit(len(rows))
        self.form.prepare(self.pane.table.current_row())

    def take_image(self, data: Path | bytes) -> None:
        """Clean the image aside and show it as it will be stamped."""
        self.shell.background.run(
            lambda: signature.normalise(data),
            show=self.form.show_image,
            fail=self.shell.report,
            key="administration.signature",
            owner=self,
        )

    def _ask_image(self, change: DirectorChange) -> None:
        if not self._context.has_role("admin"):
            return
        database = self._context.database
        self.shell.background.run(
            lambda: directors.proposed_image(database, change.change_id),
            show=lambda png: self.pending.show_image(change, png),
            fail=self.shell.report,
            key=("administration.proposed", change.change_id),
            owner=self,
        )

    def take_certificate(self, data: Path | bytes) -> None:
        """Read the public part of a certificate and show whose it is."""
        self.shell.background.run(
            lambda: directors.read_certificate(data),
            show=self.form.show_certificate,
            fail=self.shell.report,
            key="administration.certificate",
            owner=self,
        )

    def send(self) -> None:
        """Propose what the form says."""
        for field in self.form.fields.values():
            field.set_error("")
        try:
            work = self.form.work(self._context.database, self._change)
        except InvalidInput as error:
            self._refused(error)
            return
        words = "Propuesto. Falta que otro administrador lo confirme."
        self.shell.background.write(work, show=lambda _key: self._done(words), fail=self._refused, owner=self)

    def decide(self, change: DirectorChange, approve: bool) -> None:
        """Confirm or reject somebody else's proposal, or withdraw an own one."""
        database = self._context.database
        words = f"Confirmado: {change.full_name}." if approve else "No se registró nada."

        def failed(error: BaseException) -> None:
            self.shell.report(error)
            self.reload()

        self.shell.background.write(
            lambda: directors.decide(database, change.change_id, approve=approve),
            show=lambda _none: self._done(words),
            fail=failed,
            owner=self,
        )

    def _done(self, words: str) -> None:
        self._change = uuid4()
        self.form.clear()
        self.shell.say(words)
        self.pane.table.setFocus()
        self.reload()

    def _refused(self, error: BaseException) -> None:
        key = error.field if isinstance(error, RefusedStep) else str(error)
        if not (isinstance(error, PqrError) and self.form.show_problem(key, error.user_message)):
            self.shell.report(error)
