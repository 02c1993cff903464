"""What a signer sees: lanes of directors, the letters of one, the preview, the checks, and signing in batch."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app.errors import PqrError
from app.services.gateways.filing import EmbeddedFiling
from app.services.output import naming, preflight
from app.services.output.means import read_means
from app.services.output.signing_reads import Lane, LetterRow, case_names, signing_lanes, signing_queue
from app.services.signatures.settings import SignatureSettings
from app.services.signing import BatchReport
from app.ui.page_context import PageContext
from app.ui.shell.page import Shell
from app.ui.trays.signature import questions
from app.ui.trays.signature.lanes import Lanes
from app.ui.trays.signature.letter_head import LetterHead
from app.ui.trays.signature.letters_list import LettersList
from app.ui.trays.signature.means_card import MeansCard
from app.ui.trays.signature.panel import BatchPanel
from app.ui.trays.signature.paused_strip import PausedStrip
from app.ui.trays.signature.preview import LetterPreview
from app.ui.trays.signature.rows import COLUMNS, SignRow
from app.ui.trays.signature.run_desk import Around, RunDesk
from app.ui.widgets import EmptyState, side_by_side
from app.ui.widgets.a11y import INSIDE, shortcut

_FILTERS = ("all", "marked", "today", "sampled", "bulk", "control", "held", "started")


@dataclass(frozen=True)
class _Loaded:
    lanes: list[Lane]
    lane: Lane | None
    letters: list[LetterRow]
    names: dict[UUID, str]


class SigningPane(QWidget):
    """The tray of who signs. `counted` carries how many letters wait in all lanes; `report_asked` a signed letter."""

    counted = Signal(object)
    report_asked = Signal(object)

    def __init__(self, shell: Shell, context: PageContext, means: SignatureSettings) -> None:
        super().__init__()
        self._shell, self._context, self._means = shell, context, means
        self._filing = EmbeddedFiling(context.database)
        self._names: dict[UUID, str] = {}
        self._opened: set[UUID] = set()
        self._checked_lane: Lane | None = None
        self._build()
        self.run_view = self.desk.view

    def reload(self, lane: Lane | None = None) -> None:
        """Ask for lanes, letters of the one in use and the names not known yet."""
        chosen_now = lane or self.lanes.current()
        wanted = self.paused.director_id or (chosen_now.director_id if chosen_now else None)
        known, database = frozenset(self._names), self._context.database
        self.list.show_loading()

        def work() -> _Loaded:
            lanes = signing_lanes(database)
            same = next((each for each in lanes if each.director_id == wanted), None)
            chosen = same or next((each for each in lanes if not each.obstacle), None) or next(iter(lanes), None)
            letters = signing_queue(database, chosen.director_id) if chosen is not None else []
            unknown = [letter.case_id for letter in letters if letter.case_id not in known]
            return _Loaded(lanes, chosen, letters, case_names(database, unknown))

        self._context.background.run(work, show=self._show, fail=self._could_not, key=("signing", id(self)), owner=self)

    def sign(self) -> None:
        """Ask, with the count first, and sign what is marked."""
        marked, lane = self.list.marked_rows(), self.lanes.current()
        if not marked or lane is None or self.panel.why_not(len(marked)) or self.run_view.running:
            return
        self.desk.begin(lane, marked, self.panel.source, self.panel.duration(len(marked)))

    def send_back(self) -> None:
        """Ask for the reason and return the letter under the cursor to its author."""
        row = self.list.table.current_row()
        if row is None or row.letter.activity == 25 or self.run_view.running:
            return
        questions.before_sending_back(
            self.window(),
            annul=bool(row.letter.outgoing),
            send=lambda reason: naming.send_back(self._context.performer, self._filing, row.letter, reason),
            background=self._context.background,
            done=lambda _result: self._sent_back(row),
            held=row.letter.held,
        ).ask()

    def check_again(self) -> None:
        """Measure the conditions of the lane once more."""
        lane = self.lanes.current()
        if lane is None:
            return
        letters = [row.letter for row in self.list.letters()]
        database, calendar, means = self._context.database, self._context.calendar, self._means
        self.panel.show_checking()
        able = [letter for letter in letters if not letter.held]
        sample = next((letter for letter in able if letter.activity == 24), next(iter(able), None))
        self._context.background.run(
            lambda: preflight.check(
                database, calendar, lane, letters, sample, read_means(means) if lane.by_certificate else None
            ),
            show=self._checked,
            fail=self._shell.report,
            key=("preflight", id(self)),
            owner=self,
        )

    def choose_means(self) -> None:
        """How this computer signs."""
        MeansCard(self.window(), self._means, self._context.background, self.check_again).ask()

    def _sent_back(self, row: SignRow) -> None:
        self._shell.say("La carta volvió a proyección con su razón.")
        self.list.drop(row.case_id)
        self.reload()

    def _leave_run(self) -> None:
        self.stack.setCurrentWidget(self.tray)
        self.list.table.setFocus()
        self.reload()

    def _run_ended(self, report: BatchReport) -> None:
        self.list.unmark({letter.case_id for letter in report.letters})
        self.reload()

    def _show(self, loaded: _Loaded) -> None:
        self._names |= loaded.names
        # They had been opened before they were marked.
        self._opened |= self.paused.cases
        days_left = self._context.calendar.days_left
        self.lanes.show_lanes(loaded.lanes, loaded.lane)
        lane = loaded.lane
        self.panel.show_lane(lane)
        self.list.show_letters(
            [
                SignRow(each, self._names.get(each.case_id, ""), days_left(each.due_on), each.case_id in self._opened)
                for each in loaded.letters
            ]
        )
        self.counted.emit(sum(each.letters for each in loaded.lanes))
        letters = {letter.case_id for letter in loaded.letters}
        if not self.run_view.running and self.paused.offer(loaded.lanes, lane, letters):
            self.list.mark(self.paused.taken())
            # The button that was pressed has gone away with its strip.
            self.list.table.setFocus()
        if self._checked_lane != lane:
            # Not at every refresh: the checks read and make a whole letter.
            self._checked_lane = lane
            self.check_again()

    def _checked(self, found: preflight.Preflight) -> None:
        self.panel.show_checks(found)
        self.panel.show_batch(self.list.marked_rows(), self.list.letters())

    def _open(self, row: SignRow) -> None:
        """Opened by the signer: a control body's letter may be marked from now on."""
        self._opened.add(row.case_id)
        self.list.note_opened(row)

    def _can_mark(self, row: SignRow) -> bool:
        lane = self.lanes.current()
        if lane is None or lane.obstacle or row.letter.held:
            return False
        return not row.letter.is_control_body or row.opened

    def _could_not(self, error: BaseException) -> None:
        if not isinstance(error, PqrError):
            raise error
        self.list.show_error(error.user_message)

    def _build(self) -> None:
        context = self._context
        empty = EmptyState("seal-check", "Nada por firmar", "Las cartas llegan aquí cuando un agente las pasa a firma.")
        self.lanes = Lanes(context.calendar)
        self.list = LettersList(
            COLUMNS, "Cartas del carril", empty, self.reload, keys=_FILTERS, may_mark=self._can_mark
        )
        self.preview = LetterPreview(context.background, context.database)
        self.head = LetterHead(self.preview, self.send_back)
        self.panel = BatchPanel(self.sign, self.check_again, self.send_back, self.choose_means)
        self.panel.slack.pick = self.list.slack_to_sign
        self.stack = QStackedWidget()
        around = Around(
            host=self,
            show_run=lambda: self.stack.setCurrentWidget(self.desk.view),
            leave=self._leave_run,
            report=lambda row: self.report_asked.emit(row.case_id),
            ended=self._run_ended,
        )
        self.desk = RunDesk(self._shell, context, self._means, around)
        self.paused = PausedStrip(self.desk.kept, self.reload)
        self.tray = tray_of(self.lanes, self.list, self.head, self.panel, self.paused)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.stack)
        self.stack.addWidget(self.tray)
        self.stack.addWidget(self.desk.view)
        # The cards are made again with the counts: with the focus on one of them the keys would be lost.
        self.lanes.chosen.connect(self.list.table.setFocus)
        self.lanes.chosen.connect(self.reload)
        self.list.table.current_changed.connect(self.preview.show_row)
        self.list.table.current_changed.connect(self.head.show_row)
        self.list.table.opened.connect(self._open)
        self.list.marks_moved.connect(lambda: self.panel.show_batch(self.list.marked_rows(), self.list.letters()))
        _add_keys(self)


def _add_keys(pane: SigningPane) -> None:
    view = pane.desk.view
    for keys, where, act in (
        ("F9", pane.tray, pane.sign),
        ("F8", pane.tray, pane.send_back),
        ("F7", pane.tray, pane.choose_means),
        ("/", pane.tray, pane.list.search.setFocus),
        ("F9", view, view.act_now),
        ("P", view, view.toggle),
        ("F", view, view.list.follow_again),
        ("Esc", view, view.go_back),
    ):
        shortcut(keys, where, act, INSIDE)


def tray_of(
    lanes: QWidget | None, letters: LettersList, preview: QWidget, panel: QWidget, above: QWidget | None = None
) -> QWidget:
    """Lanes and filters above; list, letter and panel side by side."""
    tray = QWidget()
    column = QVBoxLayout(tray)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(8)
    for each in (above, lanes):
        if each is not None:
            column.addWidget(each)
    column.addLayout(letters.bar)
    split = side_by_side(letters, preview, panel)
    split.setSizes([560, 370, 322])
    split.setStretchFactor(0, 3)
    split.setStretchFactor(1, 2)
    column.addWidget(split, 1)
    return tray
