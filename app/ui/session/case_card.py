"""A case that is not in any page of this person: where it stands and its history, to read only."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app import clock
from app.errors import PqrError
from app.services.reads import found_cases
from app.services.reads.found_cases import FoundCase, PastStep
from app.services.trays.status import status_words
from app.ui import formats
from app.ui.page_context import PageContext
from app.ui.style import scaled
from app.ui.trays.case_head import number_words
from app.ui.widgets import KeyCap, Overlay, Pill, button, line, text


class CaseCard(Overlay):
    """Routing data only: who the case is about shows when the server gave it."""

    def __init__(self, parent: QWidget, case: FoundCase, context: PageContext) -> None:
        super().__init__(parent, width=620)
        self.setAccessibleName(f"Caso {number_words(case.label)}")
        self.case, self._context = case, context
        words, tone = status_words(case.status)
        head = QHBoxLayout()
        head.addWidget(text(number_words(case.label), "title"), 1)
        head.addWidget(Pill(words, tone))
        self.card.column.addLayout(head)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(16)
        self._grid.setColumnStretch(1, 1)
        self._who = text("…", "strong", wrap=True)
        self._facts()
        self.card.column.addLayout(self._grid)
        self.card.column.addWidget(line())
        self.card.column.addWidget(text("Historia", "heading"))
        inside = QWidget()
        inside.setProperty("role", "content")
        self.steps = QVBoxLayout(inside)
        self.steps.setContentsMargins(0, 0, 6, 0)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidget(inside)
        scroll.setFixedHeight(scaled(260))
        scroll.setAccessibleName("Historia del caso")
        scroll.viewport().setAutoFillBackground(False)
        self.card.column.addWidget(scroll)
        foot = QHBoxLayout()
        foot.addWidget(text("Sólo consulta: el caso no está en sus bandejas.", "help"), 1)
        self.done = button("Cerrar", act=self.close_overlay)
        foot.addWidget(self.done)
        foot.addWidget(KeyCap("Esc", big=True))
        self.card.column.addLayout(foot)
        self.closed.connect(self.deleteLater)

    def ask(self) -> None:
        """Open it and read the history."""
        self.open(self.done)
        database, case = self._context.database, self.case
        people = [case.assignee_id] if case.assignee_id is not None else []
        self._context.background.run(
            lambda: (found_cases.history(database, case.case_id), found_cases.people_names(database, people)),
            show=lambda read: self._show(*read),
            fail=self._not_read,
            owner=self,
        )

    def _facts(self) -> None:
        case = self.case
        facts: list[tuple[str, str]] = [("Actividad", case.activity_label)]
        if case.lex_code:
            facts.append(("LEX", case.lex_code))
        if case.due_on is not None and not case.is_closed:
            facts.append(("Vence", formats.date(case.due_on)))
        if case.name:
            facts.append(("Solicitante", " · ".join(part for part in (case.name, case.document_tail) if part)))
        for row, (label, value) in enumerate(facts):
            self._grid.addWidget(text(label, "sub"), row, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(text(value, "strong", wrap=True), row, 1)
        self._grid.addWidget(text("Lo tiene", "sub"), len(facts), 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(self._who, len(facts), 1)

    def _show(self, steps: list[PastStep], names: dict[int, str]) -> None:
        holder = names.get(self.case.assignee_id or 0, "")
        self._who.setText(holder or ("Nadie: terminó" if self.case.is_closed else "Nadie en particular"))
        if not steps:
            self.steps.addWidget(text("Su rol no permite ver los pasos de este caso.", "help", wrap=True))
        for step in reversed(steps):
            when = formats.moment(step.at.astimezone(clock.BOGOTA))
            words = " · ".join(part for part in (step.activity, step.outcome) if part)
            self.steps.addWidget(text(words, "strong", wrap=True))
            self.steps.addWidget(text(" · ".join(part for part in (when, step.actor) if part), "help"))
        self.steps.addStretch(1)

    def _not_read(self, error: BaseException) -> None:
        if not isinstance(error, PqrError):
            raise error
        self._who.setText("")
        self.steps.addWidget(text(error.user_message, "help", wrap=True))
