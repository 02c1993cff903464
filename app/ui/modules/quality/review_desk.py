"""One letter under review: collation, petition and letter side by side, rubric and the verdict they give."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID, uuid4

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.errors import CaseMoved, InvalidInput
from app.services.command import decide
from app.services.documents import letter
from app.services.drafting.sheet import DraftSheet, read_draft
from app.services.drafting.writing import preview_letter
from app.services.perform import Result
from app.services.quality.closed import review_closed
from app.services.quality.codes import Codes, read_codes
from app.services.quality.lots import Lot, SampledLetter
from app.services.refusals import RefusedStep
from app.services.verbs.review_quality import Finding, ReviewQuality
from app.ui import formats
from app.ui.modules.quality.collation import Collation
from app.ui.modules.quality.petition_side import PetitionSide, move
from app.ui.modules.quality.rubric import Rubric
from app.ui.page_context import PageContext
from app.ui.shell.page import Shell
from app.ui.style import icon, scaled
from app.ui.trays.term_clock import TermClock
from app.ui.viewer.viewer import DocumentViewer
from app.ui.widgets import KeyCap, PanelCard, button, side_by_side, text

_WENT_ON = "Ya no se puede deshacer el veredicto: alguien siguió con la carta."
#: Why the last verdict can't be taken back here: it waits for the network, or its case is closed.
_NOT_BACK = (
    "El veredicto aún no se ha enviado. Descártelo en «Por enviar» y revise la carta otra vez.",
    "El veredicto de un caso cerrado mide lo que salió y no se deshace.",
)


@dataclass(frozen=True)
class _Given:
    """A verdict that was given; no result where it is no step of the procedure (second sample)."""

    case_id: UUID
    verb: ReviewQuality
    result: Result | None


class ReviewDesk(QWidget):
    """`reviewed` after a verdict was recorded; `reopened` after one was taken back, with its case."""

    reviewed = Signal()
    reopened = Signal(object)

    def __init__(self, shell: Shell, context: PageContext) -> None:
        super().__init__()
        self._shell, self._context = shell, context
        self.sheet: DraftSheet | None = None
        self._letter: SampledLetter | None = None
        self._lot: Lot | None = None
        #: The last verdict, until the next one is decided.
        self._last: _Given | None = None
        #: Faults of a verdict taken back, to be put again when its letter is on screen.
        self._again: _Given | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        left = QVBoxLayout()
        left.setSpacing(8)
        self.collation = Collation()
        left.addWidget(self.collation)
        self.petition, self.reply = PetitionSide(context.background), DocumentViewer(context.background)
        self.reply.bar_left.addWidget(text("Carta", "strong"))
        pages = side_by_side(self.petition, self.reply)
        left.addWidget(pages, 1)
        row.addLayout(left, 1)
        row.addWidget(self._make_panel())
        self.rubric.changed.connect(self._judge)

    def _make_panel(self) -> PanelCard:
        panel = PanelCard()
        panel.setFixedWidth(scaled(362))
        head = QHBoxLayout()
        self.title, self.slack = text("", "heading"), TermClock()
        head.addWidget(self.title)
        head.addStretch(1)
        head.addWidget(self.slack)
        panel.head.addLayout(head)
        self.who = text("", "sub", wrap=True)
        panel.head.addWidget(self.who)
        self.rubric = Rubric()
        panel.body.setContentsMargins(8, 6, 8, 6)
        panel.body.addWidget(self.rubric)
        # Its form opens first; the place to scroll to is known when the layout is done.
        self.rubric.shown.connect(
            lambda row: QTimer.singleShot(0, self.rubric, lambda: panel.scroll_area.ensureWidgetVisible(row, 0, 8))
        )
        self.warning = text("", "sub", wrap=True)
        panel.foot.addWidget(self.warning)
        row = QHBoxLayout()
        self.verdict = button("Cumple: siguiente", "primary", icon_name="check", act=self.record)
        row.addWidget(self.verdict, 1)
        row.addWidget(KeyCap("F9", big=True))
        panel.foot.addLayout(row)
        return panel

    def leave(self) -> None:
        """No letter on screen."""
        self.sheet, self._letter = None, None
        self.collation.clear()
        self.petition.clear()
        self.petition.inputs.show_sheet(None)
        self.reply.clear()
        self.verdict.setEnabled(False)

    def open_letter(self, sampled: SampledLetter, lot: Lot) -> None:
        """Another letter: nothing of the last one stays beside it."""
        if self._letter is not None and self._letter == sampled:
            return
        self.leave()
        self._letter, self._lot = sampled, lot
        self.petition.expect(f"petition:{sampled.case_id}", "Petición")
        self.reply.expect(f"letter:{sampled.case_id}", "Carta")
        self.title.setText(sampled.label)
        days = self._context.calendar.days_left(sampled.due_on)
        self.slack.set_case(sampled.case_id, days)
        due = f" · vence el {formats.date(sampled.due_on)}" if sampled.due_on else ""
        may = "Usted la proyectó y no puede revisarla." if sampled.mine else "Usted puede revisarla: no la proyectó."
        self.who.setText(f"Proyectó <b>{sampled.author}</b>{due}<br>{may}")
        database, case_id = self._context.database, sampled.case_id
        self._context.background.run(
            lambda: (read_draft(database, case_id, "revisión de calidad"), read_codes(database)),
            show=self._show,
            fail=self._shell.report,
            key=("review-sheet", id(self)),
            owner=self,
        )

    def _show(self, answer: tuple[DraftSheet, Codes]) -> None:
        sheet, codes = answer
        if self._letter is None or sheet.case_id != self._letter.case_id:
            return
        self.sheet = sheet
        self.collation.show_sheet(sheet)
        self.petition.inputs.show_sheet(sheet)
        self.rubric.set_codes(codes)
        self.rubric.clear(len(sheet.claims))
        if self._again is not None and self._again.case_id == sheet.case_id:
            self.rubric.put(self._again.verb.findings)
            self._again = None
        self._judge()
        draft = sheet.draft
        if draft is not None:
            value = preview_letter(sheet, draft.answers, draft.opening_html, draft.author, draft.foot)
            self._context.background.run(
                lambda: letter.preview(value),
                show=lambda pdf: self.reply.show_document(pdf, f"letter:{sheet.case_id}", "Carta"),
                fail=self._shell.report,
                key=("review-letter", id(self)),
                owner=self,
            )
        self.petition.fetch(self._context.database, self._shell, sheet.case_id, sheet.document_id)
        self.setFocus()

    def turn(self, by: int) -> None:
        """PgDn, PgUp: move the letter."""
        move(self.reply.sheets, by)

    def findings(self) -> list[Finding]:
        """The faults as they would be recorded. InvalidInput names what one lacks."""
        return [row.finding() for row in self.rubric.faults()]

    def _judge(self) -> None:
        rows = self.rubric.faults()
        severities = [row.severity.current() for row in rows]
        returns = any(each in ("critical", "major") for each in severities)
        count = formats.plural(len(rows), "nota", "notas")
        closed = self._lot is not None and self._lot.is_closed
        self.verdict.setIcon(icon("arrow-u-up-left" if returns and not closed else "check", "on_accent"))
        if returns:
            self.verdict.setText(f"\u2002{'Registrar' if closed else 'Devolver con'} {count}")
        else:
            minor = formats.plural(len(rows), "nota menor", "notas menores")
            self.verdict.setText(f"\u2002Cumple con {minor}" if rows else "\u2002Cumple: siguiente")
        size = self._lot.letters if self._lot is not None else 0
        self.warning.setText(self._warning("critical" in severities, size))
        sampled = self._letter
        self.verdict.setEnabled(self.sheet is not None and sampled is not None and sampled.waiting and not sampled.mine)

    def _warning(self, critical: bool, size: int) -> str:
        if self._lot is not None and self._lot.is_closed:
            # A closed case does not go back: somebody has to write to the citizen again.
            said = "Segunda muestra: el caso está cerrado y no se devuelve."
            return (
                f"{said} <b>Avise al Líder Operativo: la respuesta salió con una falla crítica.</b>"
                if critical
                else said
            )
        if not critical:
            return ""
        return f"Una falla crítica: <b>se devuelve la carta y se rechaza el lote</b> ({formats.number(size)} cartas)."

    def record(self) -> None:
        """F9: record the verdict that follows from the faults, and go on to the next letter."""
        if self.sheet is None or not self.verdict.isEnabled():
            return
        try:
            verb = ReviewQuality(findings=tuple(self.findings()))
        except InvalidInput as error:
            self._shell.report(error)
            self.rubric.go_to_gap()
            return
        case_id = self.sheet.case_id
        self.verdict.setEnabled(False)
        self._last = None
        self._context.background.write(
            _sender(self._context, self._lot, self.sheet, verb),
            show=lambda result: self._recorded(_Given(case_id, verb, result)),
            fail=self._refused,
            owner=self,
        )

    def _recorded(self, given: _Given) -> None:
        count = formats.plural(len(given.verb.findings), "nota", "notas")
        self._last = given
        if given.result is None:
            # No step of its case, which would say so.
            self._context.typed.taken("review", given.case_id)
            self._shell.say(f"Revisada con {count}" if given.verb.findings else "Revisada: cumple")
        elif given.result.status == "queued":
            self._shell.say("Veredicto guardado: se envía al volver la red")
        else:
            said = f"Devuelta con {count}" if given.verb.outcome == "rejected" else "Cumple: sigue a Firma"
            self._shell.say(said, self.take_back)
        if self.sheet is not None and self.sheet.case_id == given.case_id:
            self.leave()
        self.reviewed.emit()

    def take_back(self) -> None:
        """Ctrl+Z: the last verdict, until the next one is decided; refused if somebody went on with the letter."""
        given = self._last
        if given is None:
            return
        if given.result is None or given.result.status == "queued":
            self._shell.report(InvalidInput(sentence=_NOT_BACK[given.result is None]))
            return
        self._last = None
        performer, result = self._context.performer, given.result
        self._context.background.write(
            lambda: performer.undo(result, result.version - 1),
            show=lambda _result: self._taken_back(given),
            fail=self._not_taken_back,
            owner=self,
        )

    def _not_taken_back(self, error: BaseException) -> None:
        gone = isinstance(error, CaseMoved) or (isinstance(error, RefusedStep) and error.reason == "not_permitted")
        # Moved on, the letter is no longer quality's to see: the server says no more than that.
        self._shell.report(InvalidInput(sentence=_WENT_ON) if gone else error)

    def _taken_back(self, given: _Given) -> None:
        self._again = given
        self._shell.say("Veredicto deshecho: la carta vuelve a su revisión, con sus notas")
        self.reopened.emit(given.case_id)

    def _refused(self, error: BaseException) -> None:
        self._shell.report(error)
        self._judge()


def _sender(
    context: PageContext, lot: Lot | None, sheet: DraftSheet, verb: ReviewQuality
) -> Callable[[], Result | None]:
    """How a verdict is sent: through the door, or, of a closed case, as what it is."""
    if lot is not None and lot.is_closed and lot.lot_id is not None:
        # The case is closed: no step of the procedure, so nothing that could wait for the network.
        database, lot_id, order = context.database, lot.lot_id, uuid4()

        def measure() -> None:
            review_closed(database, order, lot_id, sheet.case_id, verb.findings)

        return measure
    performer, command = context.performer, decide(sheet, verb.activity, verb.outcome, verb.payload())
    return lambda: performer.perform(command)
