"""One letter under review: collation, petition and letter side by side, rubric and the verdict they give."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID, uuid4

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.errors import InvalidInput
from app.services.command import decide
from app.services.documents import letter
from app.services.drafting.sheet import DraftSheet, read_draft
from app.services.drafting.writing import preview_letter
from app.services.quality.closed import review_closed
from app.services.quality.codes import Codes, read_codes
from app.services.quality.lots import Lot, SampledLetter
from app.services.verbs.review_quality import Finding, ReviewQuality
from app.ui import formats
from app.ui.modules.quality.collation import Collation
from app.ui.modules.quality.petition_side import PetitionSide
from app.ui.modules.quality.rubric import Rubric
from app.ui.page_context import PageContext
from app.ui.shell.page import Shell
from app.ui.style import icon, scaled
from app.ui.viewer.viewer import DocumentViewer
from app.ui.widgets import KeyCap, PanelCard, SlackPill, button, side_by_side, text


class ReviewDesk(QWidget):
    """`reviewed` after a verdict was recorded."""

    reviewed = Signal()

    def __init__(self, shell: Shell, context: PageContext) -> None:
        super().__init__()
        self._shell, self._context = shell, context
        self.sheet: DraftSheet | None = None
        self._letter: SampledLetter | None = None
        self._lot: Lot | None = None
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
        self.title, self.slack = text("", "heading"), SlackPill()
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
        self.slack.setVisible(days is not None)
        if days is not None:
            self.slack.set_days(days)
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
        self._context.background.write(
            self._sender(self.sheet, verb),
            show=lambda _result: self._recorded(case_id, verb),
            fail=self._refused,
            owner=self,
        )

    def _sender(self, sheet: DraftSheet, verb: ReviewQuality) -> Callable[[], object]:
        lot = self._lot
        if lot is not None and lot.is_closed and lot.lot_id is not None:
            # The case is closed: no step of the procedure, so nothing that could wait for the network.
            database, lot_id, order = self._context.database, lot.lot_id, uuid4()
            return lambda: review_closed(database, order, lot_id, sheet.case_id, verb.findings)
        performer, command = self._context.performer, decide(sheet, verb.activity, verb.outcome, verb.payload())
        return lambda: performer.perform(command)

    def _recorded(self, case_id: UUID, verb: ReviewQuality) -> None:
        count = formats.plural(len(verb.findings), "nota", "notas")
        if self._lot is not None and self._lot.is_closed:
            # No step of its case, which would say so.
            self._context.typed.taken("review", case_id)
            self._shell.say(f"Revisada con {count}" if verb.findings else "Revisada: cumple")
        else:
            self._shell.say(f"Devuelta con {count}" if verb.outcome == "rejected" else "Cumple: sigue a Firma")
        if self.sheet is not None and self.sheet.case_id == case_id:
            self.leave()
        self.reviewed.emit()

    def _refused(self, error: BaseException) -> None:
        self._shell.report(error)
        self._judge()
