"""Desglosados: each list that comes back is compared with its table, one petition at a time (12)."""

from __future__ import annotations

from functools import partial

from app import clock
from app.errors import PqrError
from app.services.command import decide
from app.services.exports import Export, Saved
from app.services.perform import Result
from app.services.split.manifest import manifest, report
from app.services.split.state import SplitState, read_split
from app.services.trays.rows import TrayRow
from app.services.verbs.receive_split import ReceiveSplit
from app.ui import formats
from app.ui.modules.assignment.split_card import SplitCard
from app.ui.modules.assignment.steps_page import Step, StepRow, StepsPage
from app.ui.page_context import PageContext
from app.ui.shell.page import Shell
from app.ui.trays.analysis.manifest_desk import ask_xlsx
from app.ui.trays.case_head import number_words
from app.ui.trays.dispatch.saving import save_file
from app.ui.trays.endorsements.kept_table import KeptTable
from app.ui.widgets import EmptyState

_RECEIVE = "received"


class SplitsPage(StepsPage):
    """Receiving opens a case for each signatory; the origin closes by itself with the last of them, or here."""

    def __init__(self, shell: Shell, context: PageContext) -> None:
        steps = [
            Step("receive_split", _RECEIVE, "Recibir los desglosados", _not_received),
            Step("receive_split", "finished", "Cerrar el caso de origen", _received),
        ]
        empty = EmptyState("tree-structure", "Sin desglosados", "Los que envíe un agente a desglosar aparecerán aquí.")
        super().__init__(shell, context, steps, empty)
        self.pane.table.opened.connect(lambda _row: self.open_card())

    def take(self) -> None:
        """Receive one petition's list; or close the marked origins."""
        if self.step.outcome == _RECEIVE:
            self.open_card()
        else:
            super().take()

    def open_card(self) -> None:
        """Read how the split stands and show it; reading is counted."""
        rows = self._chosen_one()
        if not rows or self._busy:
            return
        case = rows[0].case
        database = self._context.database
        self.shell.background.run(
            lambda: read_split(database, case.case_id),
            show=partial(self._show_card, case),
            fail=self.shell.report,
            key=("split", id(self)),
            owner=self,
        )

    def _chosen_one(self) -> list[StepRow]:
        current = self.pane.table.current_row()
        return (self.pane.model.marked() or ([current] if current is not None else []) or self._of(self.step))[:1]

    def _buttons(self) -> None:
        super()._buttons()
        if self.step.outcome == _RECEIVE and self.primary.isEnabled():
            self.primary.setText("\u2002Recibir este desglose…")
            self.primary.setAccessibleName("Recibir el desglose del caso actual")
            self.words.setText("Cada lista se compara con la tabla de quienes firmaron, de a una petición.")

    def _show_card(self, case: TrayRow, state: SplitState) -> None:
        number = number_words(state.label)
        card = SplitCard(
            self.window(),
            number,
            state,
            self.shell.background,
            lambda verb: self._send(case, state, card, verb),
            lambda which: self._save(state, which),
        )
        if state.missing:
            KeptTable(card.box, self._context, "splits").show(case.case_id, (), 3)
        card.ask()

    def _send(self, case: TrayRow, state: SplitState, card: SplitCard, verb: ReceiveSplit) -> None:
        performer, found = self._context.performer, card.comparison()
        command = decide(state, verb.activity, verb.outcome, verb.payload())
        whole = verb.returned is None

        def show(_result: Result) -> None:
            card.close_overlay()
            opened = len(state.missing) if whole else len(found.matched)
            words = [formats.plural(opened, "caso abierto", "casos abiertos")]
            if not whole:
                words += [f"faltan {len(found.missing)}"] if found.missing else []
                words += [formats.plural(len(found.repeated), "repetido", "repetidos")] if found.repeated else []
                words += [f"{len(found.extra)} que no firmó"] if found.extra else []
            self.shell.say(f"{number_words(case.label)}: {', '.join(words)}.")
            self.reload()

        def fail(error: BaseException) -> None:
            if isinstance(error, PqrError):
                card.refused(error.user_message)
            else:
                self.shell.report(error)

        self._context.background.write(lambda: performer.perform(command), show=show, fail=fail, owner=self)

    def _save(self, state: SplitState, which: str) -> None:
        now = clock.now().astimezone(clock.BOGOTA)
        data = manifest(state.label, state.people, now) if which == "manifest" else report(state, now)
        name = f"{'manifiesto' if which == 'manifest' else 'desglose'}-{state.label}.xlsx"
        what = Export.SPLIT_MANIFEST if which == "manifest" else Export.SPLIT_REPORT
        kept = Saved(self._context.database, what, name, [state.case_id], len(state.people))
        save_file(self, self.shell, ask_xlsx, kept, data)


def _received(row: TrayRow) -> bool:
    return row.status == "split_waiting"


def _not_received(row: TrayRow) -> bool:
    return row.status != "split_waiting"
