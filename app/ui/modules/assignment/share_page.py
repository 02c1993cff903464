"""Reparto: the night's balance on top, the pool, each agent's load, and the proposal to confirm (activity 5)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from app.services import assignment
from app.services.assignment import AgentLoad, Board
from app.services.intake import loads
from app.services.intake.loads import DayBalance, LeftOut
from app.ui import formats
from app.ui.modules.assignment.loads import LoadBars
from app.ui.modules.assignment.pool_panel import PoolPanel
from app.ui.modules.assignment.proposal_card import ProposalCard, scrolled
from app.ui.modules.assignment.share_acts import ShareActs
from app.ui.modules.intake.figures import Figures
from app.ui.modules.loading import list_failed
from app.ui.page_context import PageContext
from app.ui.shell.appearance import remember_splitter
from app.ui.shell.page import Page, PaletteEntry, Shell
from app.ui.table import TablePane
from app.ui.widgets import Card, ElidedLabel, InfoStrip, button, line, shortcut, side_by_side, text


class SharePage(Page):
    """Nothing moves until F9; the server balances again then, and says what had changed."""

    def __init__(self, shell: Shell, context: PageContext) -> None:
        super().__init__()
        self.shell, self._context = shell, context
        self._board: Board | None = None
        self._stale = True
        self.acts = ShareActs(shell, context)
        self.acts.setParent(self)
        self.acts.ended.connect(self._ended)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 8, 10, 8)
        column.setSpacing(8)
        self.strip = InfoStrip()
        column.addWidget(self.strip)
        self.panel = PoolPanel(self.reload)
        self.figures = Figures("Cuadre del ingreso")
        self.figures.pressed.connect(lambda place: self.show_out() if place >= 2 else self.panel.choose("pool"))
        column.addWidget(self.figures)
        split = side_by_side()
        self.proposal = ProposalCard()
        self.proposal.simulate_asked.connect(self.reload)
        self.proposal.share_asked.connect(self.share_out)
        self.proposal.undo_asked.connect(self.acts.undo)
        self.proposal.rules_asked.connect(lambda: shell.go("rules"))
        shortcut("F8", self, self.proposal.simulate.click)
        shortcut("F9", self, self.proposal.assign.click)
        for widget in (self.panel, self._loads(), self.proposal):
            split.addWidget(widget)
        remember_splitter(split, "assignment.share", shell.settings, [430, 500, 320])
        column.addWidget(split, 1)
        context.changes.arrived.connect(self._news)

    @property
    def pane(self) -> TablePane:
        """The list that has the keys."""
        return self.panel.pane

    def _loads(self) -> Card:
        card = Card()
        head = QHBoxLayout()
        head.setContentsMargins(14, 10, 14, 8)
        head.addWidget(text("Carga de los agentes", "heading"))
        head.setSpacing(12)
        self.people = ElidedLabel("", "sub")
        self.people.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        head.addWidget(self.people, 1)
        card.column.addLayout(head)
        card.column.addWidget(line())
        self.bars = LoadBars()
        self.bars.pressed.connect(self.panel.only)
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
        """Loads are shown live; what is proposed does not change under the finger that confirms it."""
        self._stale = True
        if not self.isVisible() or self.acts.busy or self._board is None:
            return
        database = self._context.database
        self.shell.background.run(
            lambda: (assignment.read_loads(database), assignment.read_waiting(database)),
            show=lambda found: self._show_live(*found),
            fail=self.shell.report,
            key="assignment.live",
            owner=self,
        )

    def _show_live(self, found: Sequence[AgentLoad], waiting: int) -> None:
        self._show_loads(found)
        if self._board is not None and waiting != sum(group.cases for group in self._board.pool):
            self.panel.pool.footer.setText("La bolsa cambió: simule otra vez (F8) para contar lo nuevo.")

    def key_hints(self) -> Sequence[tuple[str, str]]:
        return (("J K", "moverse"), ("F8", "simular otra vez"), ("F9", "confirmar"))

    def commands(self) -> Sequence[PaletteEntry]:
        return (
            PaletteEntry("arrows-clockwise", "Simular el reparto", "Asignación", self.reload, "F8"),
            PaletteEntry("check", "Asignar lo propuesto", "Asignación", self.share_out, "F9"),
            PaletteEntry(
                "list-checks", "Ver a quién va cada caso y por qué", "Asignación", lambda: self.panel.only(None)
            ),
            PaletteEntry("warning", "Ver lo que no entró", "Asignación", self.show_out),
        )

    def show_out(self) -> None:
        """What did not come in, with its reason."""
        self.panel.choose("out")

    def reload(self) -> None:
        """Read the board and simulate again; nothing moves."""
        if self.acts.busy:
            return
        self.acts.said = ""
        self._read()

    def _read(self) -> None:
        self.panel.pool.show_loading()
        self.proposal.assign.setEnabled(False)
        database, limit = self._context.database, self.proposal.limit.value()
        self.shell.background.run(
            lambda: (assignment.read_board(database, limit), loads.read_left_out(database)),
            show=lambda found: self._show(*found),
            fail=list_failed(self.panel.pool, self.shell),
            key="assignment.board",
            owner=self,
        )

    def _show(self, board: Board, out: list[LeftOut]) -> None:
        self._board, self._stale = board, False
        self.panel.show_board(board)
        self.panel.show_out(out)
        self.count_changed.emit(sum(group.cases for group in board.pool))
        _sum(self.figures, board.balance)
        _say_missing(self.strip, board, sum(1 for item in out if item.state == "missing"), self.show_out)
        self._show_loads(board.loads)
        calendar = self._context.calendar
        self.proposal.show_board(board, calendar.add(calendar.today, 3))
        last = self.acts.last
        if self.acts.said and last is not None:
            self.proposal.show_done(last.words, last.at, may_undo=last.may_undo())
        else:
            self.proposal.undo.setVisible(last is not None and last.may_undo())
            if self.acts.said:
                self.proposal.moved.setText(self.acts.said)

    def _show_loads(self, found: Sequence[AgentLoad]) -> None:
        if self._board is None:
            return
        self.bars.set_loads(found, self._board.proposal.added())
        away = sum(1 for load in found if load.away_reason is not None)
        self.people.setText(
            f"{formats.plural(len(found), 'agente', 'agentes')} · {formats.plural(away, 'ausente', 'ausentes')}"
        )

    def share_out(self) -> None:
        """Confirm what is proposed; the server weighs again with what is true now."""
        given, passed = self.proposal.counts()
        if self._board is None or not given + passed or self.acts.busy:
            return
        self.proposal.assign.setEnabled(False)
        words = f"Asignando {formats.plural(given, 'caso', 'casos')}" if given else "Pasando casos"
        self.acts.confirm(self._board.proposal, passing=self.proposal.passes(), words=words)

    def _ended(self) -> None:
        # Done or failed half way: what was proposed is no longer what would be shared out.
        self._board = None
        self._read()


def _sum(figures: Figures, balance: DayBalance) -> None:
    """The day's figures on top, with the difference, zero too."""
    bulk = f"{balance.bulk} masivos con {balance.bulk_signatories} firmantes" if balance.bulk else "con documento"
    words = "cuadra" if not balance.difference else "faltan sin explicación"
    why = "con motivo, pulse para verlos" if balance.rejected else "ninguno"
    figures.set_terms(
        [
            (f"Entraron el {formats.date(balance.day)}", balance.received, "a mano y por carpeta", "text"),
            ("Importados", balance.imported, bulk, "text"),
            ("Ya estaban", balance.already, "no se duplicaron", "text2"),
            ("Rechazados", balance.rejected, why, "warn" if balance.rejected else "text2"),
        ],
        balance.difference,
        words,
    )


def _say_missing(strip: InfoStrip, board: Board, lost: int, show: Callable[[], None]) -> None:
    """Files without a result, of this day or of a load that was cut before; nothing where none is missing."""
    if not lost:
        strip.hide()
        return
    one = lost == 1
    what = "El ingreso no cuadra" if board.balance.difference else "Una carga anterior quedó cortada"
    missing = "falta 1 archivo" if one else f"faltan {formats.number(lost)} archivos"
    strip.set_tone("danger", "warning-circle")
    strip.say(
        f"<b>{what}: {missing}.</b> Se recibieron y no llegaron; puede asignar los demás."
        f" {'Su término corre' if one else 'Sus términos corren'} desde la radicación.",
        (button("Ver cuál falta" if one else "Ver los que faltan", act=show),),
    )
