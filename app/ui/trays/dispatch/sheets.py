"""Despacho › Planillas: the pile of printed letters, its guides, and handing it over."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.errors import Busy, Offline, PqrError
from app.filing_number import shown
from app.services.exports import Export, Saved
from app.services.output import dispatching, notices, printing, recording
from app.services.output.dispatching import HandOver
from app.services.output.guides import SheetOrder
from app.services.output.sheet_making import SheetSummary
from app.services.perform import Outcome
from app.ui import formats
from app.ui.page_context import PageContext
from app.ui.shell.page import Shell
from app.ui.table import RowModel, TablePane
from app.ui.trays.dispatch.rows import SHEET_COLUMNS, PieceRow
from app.ui.trays.dispatch.saving import ChooseFolder, ask_file, save_file, save_sheet
from app.ui.trays.dispatch.sheet_panel import SheetPanel
from app.ui.trays.signature.reason_card import ReasonCard
from app.ui.widgets import EmptyState, Question, side_by_side
from app.ui.widgets.a11y import INSIDE, shortcut


class SheetsPane(QWidget):
    """`reload` asks the page for everything again after a hand-over or a reprint."""

    def __init__(
        self, shell: Shell, context: PageContext, reload: Callable[[], object], choose_folder: ChooseFolder,
        choose_file: Callable[[QWidget, str], str] = ask_file,
    ) -> None:  # fmt: skip
        super().__init__()
        self._choose_file = choose_file
        self._shell, self._context, self._reload, self._choose = shell, context, reload, choose_folder
        self._numbering = False
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        split = side_by_side()
        column.addWidget(split)
        self.model = RowModel(SHEET_COLUMNS, can_mark=lambda row: row.is_ready)
        empty = EmptyState("truck", "Nada por entregar", "Las cartas llegan aquí cuando se marcan impresas.")
        self.pane = TablePane(self.model, "Cartas por entregar", empty, reload)
        self.pane.order_words = "prioritarias primero, en orden postal"
        self.pane.noun = ("carta", "cartas")
        self.panel = SheetPanel(self.hand_over, self.ask_reprint, self.ask_alone)
        split.addWidget(self.pane)
        split.addWidget(self.panel)
        split.setSizes([940, 350])
        split.setStretchFactor(0, 1)
        self.pane.table.marks_changed.connect(self._number)
        self.panel.changed.connect(self._number)
        shortcut("F9", self, self.hand_over, INSIDE)
        shortcut("F8", self, self.ask_reprint, INSIDE)
        shortcut("F7", self, self.ask_alone, INSIDE)
        self.pane.table.current_changed.connect(self._show_row)
        shortcut("Ctrl+A", self.pane, lambda: self.model.toggle_marks(self.model.rows()), INSIDE)

    def show_pieces(self, rows: Sequence[PieceRow], sheets: Sequence[SheetSummary]) -> None:
        """Show the pile; what arrives is marked, what the person unmarked stays so."""
        before = {row.case_id for row in self.model.rows()}
        self.panel.suggest(next(iter(sheets), None))
        self.pane.set_rows(rows)
        self.model.set_marked([row for row in rows if row.case_id not in before], True)
        self._number()

    def marked(self) -> list[PieceRow]:
        """The marked letters in the order of the pile."""
        return [row for row in self.model.given() if self.model.is_marked(row)]

    def hand_over(self) -> None:
        """Ask, with the count, and hand the marked pile over."""
        rows = self.marked()
        if not rows or not self.panel.foot_act.button.isEnabled():
            return
        order = self.panel.order()
        count = formats.plural(len(rows), "pieza", "piezas")
        question = Question(
            title=f"Entregar {count} a 4-72",
            act=f"Entregar {count}",
            figure=formats.number(len(rows)),
            facts=[
                ("Contrato", order.contract),
                ("Guías", f"{rows[0].guide} a {rows[-1].guide}"),
                ("Qué pasa", "Se abre la planilla y cada carta queda en camino; el caso sigue abierto hasta su prueba"),
            ],
            warning="<b>No se puede deshacer.</b> Entregue la pila en este mismo orden.",
            keep="Volver a la pila",
        )
        self._shell.confirm(question, lambda: self._start(rows, order))

    def ask_reprint(self) -> None:
        """Ask why, and send the letter under the cursor back to Impresión."""
        row = self.pane.table.current_row()
        if row is None:
            return
        performer = self._context.performer
        ReasonCard(
            self.window(),
            title="Imprimir otra vez",
            subtitle=f"Carta {shown(row.piece.outgoing)}, impresa {formats.plural(row.piece.copies, 'vez', 'veces')}."
            " La copia anterior se destruye; el archivo firmado no cambia.",
            act="Mandar a imprimir",
            send=lambda reason: printing.order_reprint(performer, [row.piece], reason),
            background=self._context.background,
            done=self._reprinted,
        ).ask()

    def ask_alone(self) -> None:
        """Ask for the number of the e-mail's receipt or of the notice, and send the letter without a sheet."""
        row = self.pane.table.current_row()
        if row is None or row.piece.kind not in ("email", "notice"):
            return
        context, piece, by_mail = self._context, row.piece, row.piece.kind == "email"

        def send(number: str) -> object:
            if by_mail:
                return recording.send_by_email(context.performer, piece, number)
            return notices.fix(context.database, context.performer, piece, number, context.calendar.today)

        ReasonCard(
            self.window(),
            title="Enviar por correo electrónico certificado" if by_mail else "Fijar el aviso",
            subtitle=row.address.address if by_mail else "Cinco días hábiles en la página web y en lugar público.",
            act="Registrar el envío",
            send=send,
            background=context.background,
            done=self._sent_alone,
            least=3,
            label="&Número del acuse certificado" if by_mail else "&Número del aviso",
        ).ask()

    def _sent_alone(self, result: object) -> None:
        if isinstance(result, notices.Fixed):
            self._shell.say(f"Aviso fijado: se retira el {formats.date(result.text.removed_on)}.")
            name = f"aviso-{result.text.number}.pdf"
            kept = Saved(self._context.database, Export.NOTICE, name)
            save_file(self, self._shell, self._choose_file, kept, result.pdf)
        self._reload()

    def _show_row(self, row: PieceRow | None) -> None:
        self.panel.alone.setVisible(row is not None and row.piece.kind in ("email", "notice"))

    def _start(self, rows: Sequence[PieceRow], order: SheetOrder) -> None:
        context, pieces = self._context, [row.piece for row in rows]
        self.panel.foot_act.rest("Entregando…")
        context.background.write(
            lambda: dispatching.hand_over(context.database, context.performer, pieces, order),
            show=self._handed,
            fail=self._refused,
            owner=self,
        )

    def _handed(self, done: HandOver) -> None:
        good = sum(outcome.result is not None for outcome in done.outcomes)
        bad = [outcome.refusal for outcome in done.outcomes if outcome.refusal is not None]
        self.panel.trouble.hide()
        if bad:
            self.panel.trouble.say(f"<b>{len(bad)} no se entregaron.</b> {bad[0].user_message}")
        if good:
            pieces = formats.plural(good, "pieza entregada", "piezas entregadas")
            if not done.pdf:
                self.panel.trouble.say(
                    "<b>La red se cortó a mitad de la entrega.</b> Rehaga la planilla"
                    f" {done.sheet.sheet_number:04d} en «Anteriores» antes de seguir."
                )
            else:
                self._shell.say(f"Planilla {done.sheet.sheet_number:04d}: {pieces}.")
                name = f"planilla-{done.sheet.sheet_number:04d}"
                kept = Saved(self._context.database, Export.DISPATCH_SHEET, name, rows=good)
                save_sheet(self, self._shell, self._choose, kept, done.pdf, done.xlsx)
            for each in (self.panel.first, self.panel.last, self.panel.spoiled, self.panel.why):
                each.clear()
        self._reload()

    def _reprinted(self, outcomes: Sequence[Outcome]) -> None:
        refusals = [outcome.refusal for outcome in outcomes if outcome.refusal is not None]
        if refusals:
            self._shell.report(refusals[0])
        else:
            self._shell.say("La carta volvió a Impresión con su razón.")
        self._reload()

    def _refused(self, error: BaseException) -> None:
        if not isinstance(error, PqrError):
            raise error
        self.panel.trouble.say(error.user_message)
        self._number()
        if isinstance(error, Offline | Busy):
            # Cut in the middle, some letters may be on their way: the pile is read again.
            self._reload()

    def _number(self, *_: object) -> None:
        """Give the marked letters their places and guides, as they will be handed over."""
        if self._numbering:
            return
        rows = self.marked()
        guides, why_not = self.panel.guides(len(rows)) if rows else ([], "")
        self._numbering = True
        place = 0
        for row in self.model.given():
            number, guide = 0, ""
            if self.model.is_marked(row):
                place += 1
                number, guide = place, guides[place - 1] if guides else ""
            if (row.place, row.guide) != (number, guide):
                self.model.replace(replace(row, place=number, guide=guide))
        self._numbering = False
        self.panel.show_pile(rows, why_not)
