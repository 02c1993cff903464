"""«No enviados»: decisions that wait for the network or that the server did not take, each with its way out."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from app.errors import PqrError
from app.services.offline.known_cases import KnownCases
from app.services.offline.outbox import LocalOutbox
from app.services.reads import found_cases
from app.ui.page_context import PageContext
from app.ui.session.unsent_acts import UnsentActs
from app.ui.session.unsent_panel import UnsentPanel
from app.ui.session.unsent_rows import COLUMNS, UnsentRow, number
from app.ui.shell.page import Module, Page, PageSpec, PaletteEntry, Shell
from app.ui.style import scaled
from app.ui.table import RowModel, TablePane
from app.ui.widgets import EmptyState, button, side_by_side, text

KEY = "unsent"
_OFFLINE = "Nada se pierde: queda cifrado en este equipo."


class UnsentPage(Page):
    """The list, and what may be done with the chosen one."""

    def __init__(
        self,
        shell: Shell,
        context: PageContext,
        outbox: LocalOutbox,
        known: KnownCases | None,
        open_case: Callable[[UUID], object],
        send: Callable[[], object],
    ) -> None:
        super().__init__()
        self._shell, self._context, self._outbox, self._known = shell, context, outbox, known
        self._send = send
        empty = EmptyState("cloud-check", "Todo está enviado", "El servidor tiene todas sus decisiones.")
        self.pane = TablePane(RowModel(COLUMNS), "Decisiones sin enviar", empty, self.reload)
        self.pane.order_words = "en el orden en que las tomó"
        self.pane.noun = ("decisión", "decisiones")
        self.acts = UnsentActs(self, shell, context, outbox, lambda: self.row, open_case, self.send_all)
        self.panel = UnsentPanel(self.acts.by_key())
        self.retry, self.see, self.drop = (self.panel.acts[key] for key in ("retry", "see", "discard"))
        self._lay_out()
        self.pane.table.current_changed.connect(lambda _row: self.panel.show_row(self.row))

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 8, 10, 8)
        head = QHBoxLayout()
        head.addWidget(text("Decisiones que el servidor aún no tiene. Nada se borra sin que usted lo diga.", "sub"), 1)
        head.addWidget(button("Intentar ahora", icon_name="arrows-clockwise", keys="F5", act=self.send_all))
        column.addLayout(head)
        split = side_by_side(self.pane, self.panel)
        split.setStretchFactor(0, 1)
        split.setSizes([scaled(820), scaled(380)])
        column.addWidget(split, 1)

    @property
    def row(self) -> UnsentRow | None:
        """The chosen one."""
        row: UnsentRow | None = self.pane.table.current_row()
        return row

    def subject(self) -> str:
        return ""

    def activate(self) -> None:
        self.reload()
        self.pane.table.setFocus()

    def commands(self) -> list[PaletteEntry]:
        return [PaletteEntry("arrows-clockwise", "Intentar el envío ahora", "No enviados", self.send_all, "F5")]

    def key_hints(self) -> list[tuple[str, str]]:
        return [("J K", "moverse"), ("F5", "intentar ahora"), ("Supr", "descartar")]

    def is_stale(self, waiting: int, refused: int) -> bool:
        """Whether what is shown is no longer what there is."""
        rows = self.pane.model.rows() if isinstance(self.pane.model, RowModel) else []
        wait = sum(row.unsent.status in ("pending", "unknown") for row in rows)
        return (wait, len(rows) - wait) != (waiting, refused)

    def reload(self) -> None:
        """Read what waits, with the filing numbers if they can be had."""
        self._context.background.run(
            self._read, show=self._show, fail=self._shell.report, key=("unsent", id(self)), owner=self
        )

    def send_all(self) -> None:
        """Try now what waits."""
        self._send()
        self.reload()

    def _read(self) -> list[UnsentRow]:
        unsent = self._outbox.unsent()
        cases = list({each.command.case_id for each in unsent})
        names = self._known.labels(cases) if self._known is not None else {}
        lacking = [case for case in cases if case not in names]
        if lacking:
            names |= self._ask_labels(lacking)
        return [UnsentRow(each, number(names.get(each.command.case_id))) for each in unsent]

    def _ask_labels(self, cases: list[UUID]) -> dict[UUID, str]:
        try:
            return found_cases.labels(self._context.database, cases)
        except PqrError:
            # Without the server the rows have no number yet; they are listed all the same.
            return {}

    def _show(self, rows: list[UnsentRow]) -> None:
        self.pane.set_rows(rows)
        self.count_changed.emit(len(rows))
        self.panel.show_row(self.row)


def unsent_module(make: Callable[[Shell], Page]) -> Module:
    """The entry of the rail."""
    return Module(
        "unsent", "Envíos", "paper-plane-tilt", [PageSpec(KEY, "No enviados", make, _OFFLINE)], at_bottom=True
    )
