"""Starts, pauses and goes on with batches: asks for the PIN where one is needed and holds the open key meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from app.errors import PqrError
from app.services.gateways.filing import EmbeddedFiling
from app.services.output import means as signing_means
from app.services.output.means import Found
from app.services.output.pens import CertificatePen, MechanicalPen, Pen
from app.services.output.signing_reads import Lane
from app.services.signing import PAUSED, BatchReport, Signer
from app.ui.page_context import PageContext
from app.ui.shell.page import Shell
from app.ui.trays.signature import papers, questions
from app.ui.trays.signature.kept_batch import KeptBatch
from app.ui.trays.signature.pin_card import PinConfirm
from app.ui.trays.signature.rows import RunRow, SignRow
from app.ui.trays.signature.running import RunDoors, RunView, rest_for_good

if TYPE_CHECKING:
    from app.services.signatures.session import SignerSession
    from app.services.signatures.settings import SignatureSettings

#: A key is not left open while nobody is signing: ten minutes of rest and it is closed.
_REST_MS = 10 * 60 * 1000


@dataclass(frozen=True)
class Around:
    """What the tray does for the desk: show the run, show the tray, the report of a letter, and hear of an end."""

    host: QWidget
    show_run: Callable[[], object]
    leave: Callable[[], object]
    report: Callable[[RunRow], object]
    ended: Callable[[BatchReport], object]


class RunDesk(QObject):
    """`view` shows the batch. One batch at a time; `kept` remembers it if the window is closed."""

    def __init__(self, shell: Shell, context: PageContext, means: SignatureSettings, around: Around) -> None:
        super().__init__(around.host)
        self._shell, self._context, self._means, self._around = shell, context, means, around
        self._lane: Lane | None = None
        self._found: Found | None = None
        self._rows: Sequence[SignRow] = ()
        self._session: SignerSession | None = None
        self.kept = KeptBatch(shell.settings, context.access.person.person_id)
        self.choose_file = papers.ask_pdf
        stop, paper = partial(_ask_stop, self), partial(save_act, self)
        doors = RunDoors(self._leave, self._ended, self._again, self._without_stamp, around.report, stop, paper)
        self.view = RunView(context.background, doors)
        self._rest = QTimer(self, singleShot=True, interval=_REST_MS)
        self._rest.timeout.connect(self.close_key)
        shell.closing.connect(partial(_window_closes, self))

    @property
    def has_key(self) -> bool:
        """Whether a certificate is open."""
        return self._session is not None

    def begin(self, lane: Lane, rows: Sequence[SignRow], found: Found | None, duration: str) -> None:
        """Ask, with the count first and the PIN where one is needed, and sign these letters."""
        self._lane, self._found, self._rows = lane, found, rows
        question = questions.before_signing(lane, rows, duration)
        if not lane.by_certificate:
            self._shell.confirm(question, lambda: self._start(MechanicalPen(self._context.database)))
            return
        assert found is not None, "a lane with a certificate is checked before the button opens"
        means = signing_means.read_means(self._means)
        PinConfirm(
            self._around.host.window(),
            question,
            background=self._context.background,
            open_key=lambda pin: signing_means.open_session(lane, means, found.thumbprint, pin),
            opened=self._start_with,
            needs_pin=found.needs_pin,
            warning=found.pin_warning,
        ).ask()

    def close_key(self) -> None:
        """Forget the key: the next letter asks for the PIN again."""
        self._rest.stop()
        session, self._session = self._session, None
        if session is not None and not self.view.running:
            # A device that is gone can't be left in order either.
            with suppress(PqrError):
                session.close()

    def _start_with(self, session: SignerSession) -> None:
        self.close_key()
        self._session = session
        self._start(self._pen())

    def _pen(self, *, without_stamp: bool = False) -> CertificatePen:
        assert self._session is not None
        means = signing_means.read_means(self._means)
        return CertificatePen(self._context.database, self._session, means.tsa, without_stamp)

    def _start(self, pen: Pen) -> None:
        self._around.show_run()
        lane = self._lane
        assert lane is not None
        cases = [row.case_id for row in self._rows]
        self.kept.keep(lane.director_id, cases, len(cases))
        self.view.start(self._signer(pen), self._who(), self._rows)
        self.view.pane.table.setFocus()

    def _signer(self, pen: Pen) -> Signer:
        database = self._context.database
        trust = signing_means.read_means(self._means).trust if pen.method == "certificate" else None
        return Signer(database, self._context.performer, EmbeddedFiling(database), pen, trust)

    def _who(self) -> str:
        lane = self._lane
        assert lane is not None
        with_what = f"certificado {lane.certificate_serial}" if lane.by_certificate else "firma mecánica"
        return f"{lane.name} · {lane.area_name} · {with_what}"

    def _again(self) -> None:
        """Go on with what is left: with the open key, or asking for the PIN of a closed one."""
        lane = self._lane
        assert lane is not None
        if not lane.by_certificate:
            self._go_on(MechanicalPen(self._context.database))
        elif self._session is not None:
            self._go_on(self._pen())
        else:
            self._ask_again(lane, without_stamp=False)

    def _without_stamp(self) -> None:
        """Go on leaving the time stamps to the queue of levels: the authority doesn't answer."""
        lane = self._lane
        assert lane is not None
        if self._session is not None:
            self._go_on(self._pen(without_stamp=True))
        else:
            self._ask_again(lane, without_stamp=True)

    def _ask_again(self, lane: Lane, *, without_stamp: bool) -> None:
        left = set(self.view.left)
        rows = [row for row in self._rows if row.case_id in left]
        found, means = self._found, signing_means.read_means(self._means)
        assert found is not None

        def opened(session: SignerSession) -> None:
            self._session = session
            self._go_on(self._pen(without_stamp=without_stamp))

        PinConfirm(
            self._around.host.window(),
            questions.before_signing(lane, rows, "lo que falta"),
            background=self._context.background,
            open_key=lambda pin: signing_means.open_session(lane, means, found.thumbprint, pin),
            opened=opened,
            needs_pin=found.needs_pin,
        ).ask()

    def _go_on(self, pen: Pen) -> None:
        self._rest.stop()
        self.view.go_on(self._signer(pen), self._who())

    def _leave(self) -> None:
        self.close_key()
        self._around.leave()

    def _ended(self, report: BatchReport, left: Sequence[UUID]) -> None:
        lane = self._lane
        assert lane is not None
        self.kept.keep(lane.director_id, () if self.view.stopped else left, len(self._rows))
        if self.view.stopped:
            self.close_key()
        elif self._session is not None and (report.reason in (PAUSED, "timestamp_down") and left):
            self._rest.start()
        else:
            self.close_key()
        self._around.ended(report)


def _window_closes(desk: RunDesk) -> None:
    """Whoever uses this program next opens a key of their own: this one closes, at most a letter later."""
    desk._rest.stop()
    session, desk._session = desk._session, None

    def forget() -> None:
        if session is not None:
            with suppress(PqrError):
                session.close()

    rest_for_good(desk.view, forget)


def _ask_stop(desk: RunDesk) -> None:
    """«Detener…»: unlike a pause it closes the key and forgets the batch; asked, with what stays as it is."""
    desk._shell.confirm(questions.before_stopping(), partial(desk.view.pause, for_good=True))


def save_act(desk: RunDesk) -> None:
    """The act of the batch on screen as a PDF, where the person says."""
    papers.save_act(desk.view, desk._shell, desk._context, desk._who(), desk.view.rows(), desk.choose_file)
