"""Reparto: the night's balance on top, the pool, each agent's load, and the proposal to confirm (activity 5)."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import uuid4

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QVBoxLayout

from app.services import assignment
from app.services.assignment import Board, PoolGroup, Shared
from app.ui import formats
from app.ui.background import Context
from app.ui.modules.assignment.loads import LoadBars, units
from app.ui.modules.assignment.proposal_card import ProposalCard, scrolled
from app.ui.modules.intake.figures import Figures
from app.ui.modules.loading import list_failed
from app.ui.page_context import PageContext
from app.ui.shell.appearance import remember_splitter
from app.ui.shell.page import Page, PaletteEntry, Shell
from app.ui.table import Cell, Column, RowModel, TablePane
from app.ui.widgets import Card, EmptyState, InfoStrip, line, shortcut, slack_look, text


def _due(group: PoolGroup) -> Cell:
    if group.days_left is None:
        return Cell("Sin plazo", faint=True)
    words, tone, icon = slack_look(group.days_left)
    return Cell(words, tone=tone, icon=icon, spoken=f"El primero: {words}")


def _by_term(group: PoolGroup) -> Cell:
    soon = group.due_now + group.due_soon
    tone = "danger" if group.due_now else "warn" if soon else "good"
    return Cell(f"{soon} pronto" if soon else "Con tiempo", tone=tone)  # type: ignore[arg-type]


COLUMNS = [
    Column("slack", "Vence 1.º", "slack", _due, width=122),
    Column("topic", "Tema y línea", "two_lines", lambda g: Cell(g.topic, g.line, strong=True, tip=g.topic)),
    Column("cases", "Casos", "number", lambda g: Cell(formats.number(g.cases), f"peso {units(g.each)}"), width=64),
    Column("term", "Por plazo", "pill", _by_term, width=110, hide_below=500),
]


def _model() -> RowModel:
    model = RowModel(COLUMNS, key_of=lambda g: (g.topic, g.line))
    model.clocks.group = lambda g: (g.first_due, 5)
    return model


class SharePage(Page):
    """Nothing moves until F9; the server balances again then, and says what had changed."""

    def __init__(self, shell: Shell, context: PageContext) -> None:
        super().__init__()
        self.shell, self._context = shell, context
        self._board: Board | None = None
        self._busy = False
        self._stale = True
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 8, 10, 8)
        column.setSpacing(8)
        self.strip = InfoStrip()
        column.addWidget(self.strip)
        self.figures = Figures("Cuadre del ingreso")
        column.addWidget(self.figures)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        self.proposal = ProposalCard()
        self.proposal.simulate_asked.connect(self.reload)
        self.proposal.share_asked.connect(self.share_out)
        shortcut("F8", self, self.proposal.simulate.click)
        shortcut("F9", self, self.proposal.assign.click)
        for widget in (self._pool(), self._loads(), self.proposal):
            split.addWidget(widget)
        remember_splitter(split, "assignment.share", shell.settings, [430, 500, 320])
        column.addWidget(split, 1)
        context.changes.arrived.connect(self._news)

    def _pool(self) -> TablePane:
        empty = EmptyState("check-circle", "Nada por asignar", "Cuando entre la carga de la noche aparecerá aquí.")
        self.pane = TablePane(_model(), "Casos por asignar, por tema", empty, self.reload)
        self.pane.order_words = "por el primer vencimiento"
        return self.pane

    def _loads(self) -> Card:
        card = Card()
        head = QHBoxLayout()
        head.setContentsMargins(14, 10, 14, 8)
        head.addWidget(text("Carga de los agentes", "heading"))
        head.addStretch(1)
        self.people = text("", "sub")
        head.addWidget(self.people)
        card.column.addLayout(head)
        card.column.addWidget(line())
        self.bars = LoadBars()
        scroll = scrolled(self.bars, "Agentes")
        scroll.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        card.column.addWidget(scroll, 1)
        card.column.addWidget(line())
        legend = text(
            "Rojo: vence en 3 días o menos · gris: en curso · rayado: propuesto · raya: tope", "help", wrap=True
        )
        legend.setContentsMargins(14, 7, 14, 8)
        card.column.addWidget(legend)
        return card

    def activate(self) -> None:
        if self._stale or self._board is None:
            self.reload()
        self.pane.table.setFocus()

    def _news(self, _cases: object) -> None:
        """What is proposed must not change under the finger that confirms it: it is said, and F8 simulates again."""
        self._stale = True
        if self.isVisible() and not self._busy:
            self.pane.footer.setText("La bolsa cambió: simule otra vez (F8) para contar lo nuevo.")

    def key_hints(self) -> Sequence[tuple[str, str]]:
        return (("J K", "moverse"), ("F8", "simular otra vez"), ("F9", "confirmar"))

    def commands(self) -> Sequence[PaletteEntry]:
        return (
            PaletteEntry("arrows-clockwise", "Simular el reparto", "Asignación", self.reload, "F8"),
            PaletteEntry("check", "Asignar lo propuesto", "Asignación", self.share_out, "F9"),
        )

    def reload(self) -> None:
        """Read the board and simulate again; nothing moves."""
        if self._busy:
            return
        self.pane.show_loading()
        self.proposal.assign.setEnabled(False)
        database, limit = self._context.database, self.proposal.limit.value()
        self.shell.background.run(
            lambda: assignment.read_board(database, limit),
            show=self._show,
            fail=list_failed(self.pane, self.shell),
            key="assignment.board",
            owner=self,
        )

    def _show(self, board: Board) -> None:
        self._board, self._stale = board, False
        self.pane.set_rows(board.pool)
        waiting = sum(group.cases for group in board.pool)
        self.pane.footer.setText(f"{formats.plural(waiting, 'caso', 'casos')} · el término corre desde el radicado")
        self.count_changed.emit(waiting)
        self._balance(board)
        self.bars.set_loads(board.loads, board.proposal.added())
        away = sum(1 for load in board.loads if load.away_reason is not None)
        self.people.setText(
            f"{formats.plural(len(board.loads), 'agente', 'agentes')} · {formats.plural(away, 'ausente', 'ausentes')}"
        )
        calendar = self._context.calendar
        self.proposal.show_board(board, calendar.add(calendar.today, 3))

    def _balance(self, board: Board) -> None:
        balance = board.balance
        bulk = f"{balance.bulk} masivos con {balance.bulk_signatories} firmantes" if balance.bulk else "con documento"
        words = "cuadra" if not balance.difference else "sin resultado todavía"
        self.figures.set_terms(
            [
                (f"Entraron el {formats.date(balance.day)}", balance.received, "a mano y por carpeta", "text"),
                ("Importados", balance.imported, bulk, "text"),
                ("Ya estaban", balance.already, "no se duplicaron", "text2"),
                ("Rechazados", balance.rejected, "con motivo, en Ingresos", "warn" if balance.rejected else "text2"),
            ],
            balance.difference,
            words,
        )
        if balance.difference:
            missing = formats.plural(balance.difference, "archivo", "archivos")
            self.strip.say(
                f"<b>El ingreso no cuadra: {missing} sin resultado.</b> Puede asignar los demás mientras tanto."
            )
        else:
            self.strip.hide()

    def share_out(self) -> None:
        """Confirm what is proposed; the server balances again with what is true now."""
        if self._board is None or not self._board.proposal.assigned or self._busy:
            return
        database, proposal, command = self._context.database, self._board.proposal, uuid4()
        card = self.shell.progress_card(f"Asignando {formats.plural(proposal.assigned, 'caso', 'casos')}")
        stop = {"asked": False}

        def work(context: Context) -> Shared:
            def told(done: int, total: int) -> None:
                context.progress(done, total, f"{done} de {total}")

            return assignment.share_out(
                database, proposal, command_id=command, progress=told, cancelled=lambda: stop["asked"]
            )

        def ended() -> None:
            self._busy = False
            card.closed.emit()

        card.cancelled.connect(lambda: stop.update(asked=True))
        self.proposal.assign.setEnabled(False)
        self._busy = True
        self.shell.background.run_long(
            work, progress=card.progress, show=self._shared, fail=self._not_shared, finished=ended, owner=self
        )

    def _not_shared(self, error: BaseException) -> None:
        # Part of it may be done: what was proposed is no longer what would be shared out.
        self._busy, self._board = False, None
        self.shell.report(error)
        self.reload()

    def _shared(self, shared: Shared) -> None:
        self._busy = False
        words = f"{formats.plural(len(shared.assigned), 'caso asignado', 'casos asignados')}."
        if shared.changed:
            words += f" {formats.number(shared.changed)} fueron a otra persona: algo cambió desde la simulación."
        if shared.refused:
            words += f" {formats.number(len(shared.refused))} no se pudieron mover; siguen en la bolsa."
        self.shell.say(words)
        self._context.changes.arrived.emit(set(shared.assigned))
        self.reload()
        self.proposal.show_done(words)
