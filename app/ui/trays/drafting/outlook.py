"""The right side: the page that will be signed (the real PDF), the petition, and what is missing to send it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from app.errors import PqrError
from app.services import stored_documents
from app.services.database import Database
from app.services.documents import letter
from app.services.drafting.foot import NO_FOOT, Foot
from app.services.drafting.places import Stretch, claim_places
from app.services.drafting.sheet import DraftSheet
from app.services.drafting.writing import Problem, preview_letter
from app.services.verbs.draft_response import Answer
from app.ui.background import Background, Lane
from app.ui.style import scaled
from app.ui.trays.drafting.pointer import Pointer
from app.ui.viewer.viewer import DocumentViewer
from app.ui.widgets import Card, Check, KeyCap, SegmentedTabs, button, line, text
from app.ui.widgets.labels import CheckState

#: The letter is drawn after this pause in typing.
_PAUSE_MS = 700
_SHOWN = 4


class Outlook(QWidget):
    """Preview above, missing list and sending below."""

    send_asked = Signal()
    solve_asked = Signal(object)

    def __init__(self, background: Background, database: Database) -> None:
        super().__init__()
        self._background, self._database = background, database
        self._sheet: DraftSheet | None = None
        self._read: Callable[[], tuple[str, Sequence[Answer], Foot]] = lambda: ("", (), NO_FOOT)
        self._at: dict[str, int] = {}
        self.author = ""
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self.viewer = DocumentViewer(background)
        self.tabs = SegmentedTabs([("letter", "Carta"), ("petition", "Petición")], "Documento")
        self.tabs.chosen.connect(self._tab_chosen)
        self.viewer.bar_left.addWidget(self.tabs)
        self.viewer.shown.connect(self._back_to_place)
        self.pointer = Pointer(self.viewer.sheets, lambda: self._sheet if self.tabs.current() == "letter" else None)
        column.addWidget(self.viewer, 1)
        column.addWidget(self._make_foot())
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self.draw_now)
        self.clear()

    def _make_foot(self) -> Card:
        card = Card(margin=12, spacing=5)
        head = QHBoxLayout()
        self.title = text("", "strong")
        head.addWidget(self.title)
        head.addStretch(1)
        head.addWidget(KeyCap("Ctrl ."))
        card.column.addLayout(head)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(2)
        card.column.addLayout(self._rows)
        card.column.addWidget(line())
        card.column.addWidget(text("Después: a Calidad si sale en la muestra; si no, a Firma", "help", wrap=True))
        row = QHBoxLayout()
        self.send = button("Enviar a Calidad o Firma", "primary", icon_name="check", act=self.send_asked.emit)
        row.addWidget(self.send, 1)
        row.addWidget(KeyCap("F9", big=True))
        card.column.addLayout(row)
        card.setMinimumWidth(scaled(292))
        return card

    def clear(self) -> None:
        """No case."""
        self._pause.stop()
        self._sheet = None
        self.pointer.forget()
        self._at.clear()
        self.viewer.clear()
        self._empty_rows()
        self.title.setText("")
        self.send.setEnabled(False)

    def expect(self, title: str) -> None:
        """Another case is coming: nothing of the last one stays."""
        self.clear()
        self.viewer.expect("…", title)

    def show_sheet(self, sheet: DraftSheet, read: Callable[[], tuple[str, Sequence[Answer], Foot]]) -> None:
        """Draw this case's letter; `read` gives opening, answers and foot as they are."""
        self._sheet, self._read = sheet, read
        self.tabs.choose("letter")
        self.tabs.set_segment("petition", "Petición", enabled=sheet.document_id is not None)
        self.draw_now()

    def touched(self) -> None:
        """Something was typed: draw the letter again after a pause."""
        self._pause.start()

    def draw_now(self) -> None:
        """Draw the letter as it is."""
        self._pause.stop()
        sheet = self._sheet
        if sheet is None or self.tabs.current() != "letter":
            return
        opening, answers, foot = self._read()
        answers, token = list(answers), f"letter:{sheet.case_id}"

        def work() -> tuple[bytes, list[Stretch | None]]:
            made = preview_letter(sheet, answers, opening, self.author, foot)
            pdf = letter.preview(made)
            return pdf, claim_places(pdf, [claim.title for claim in made.claims])

        self._background.run(
            work,
            show=lambda drawn: self._show_letter(token, *drawn),
            fail=self._could_not,
            key=("draft-preview", id(self)),
            owner=self,
            lane=Lane.RENDER,
        )

    def show_problems(self, problems: Sequence[Problem], *, may_write: bool) -> None:
        """List what is missing; when nothing is, what was verified."""
        self._empty_rows()
        if problems:
            self.title.setText(f"Faltan {len(problems)} para enviar" if len(problems) > 1 else "Falta 1 para enviar")
        else:
            self.title.setText("Lista para enviar" if may_write else "Solo lectura")
        for problem in problems[:_SHOWN]:
            self._rows.addWidget(self._row(problem))
        if len(problems) > _SHOWN:
            self._rows.addWidget(_rest(problems[_SHOWN:], self.solve_asked.emit))
        if not problems and self._sheet is not None:
            count = len(self._sheet.claims)
            said = "La pretensión tiene" if count == 1 else f"Las {count} pretensiones tienen"
            self._rows.addWidget(Check("good", f"{said} respuesta, desenlace e insumo vigente"))
            self._rows.addWidget(Check("good", "No hay documentos de otras personas ni campos vacíos"))
        self.send.setEnabled(may_write and not problems)

    def _row(self, problem: Problem) -> QWidget:
        made = QWidget()
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 0, 0, 0)
        state: CheckState = "warn" if problem.kind in ("empty", "decision") else "danger"
        row.addWidget(Check(state, problem.title, problem.detail), 1)
        words = f"{problem.way_out}  {problem.keys}" if problem.keys else problem.way_out
        row.addWidget(button(words, "quiet", name=f"{problem.way_out}: {problem.title}", act=self._solver(problem)))
        return made

    def _solver(self, problem: Problem) -> Callable[[], object]:
        return lambda: self.solve_asked.emit(problem)

    def _empty_rows(self) -> None:
        while (item := self._rows.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()

    def _tab_chosen(self, key: str) -> None:
        if key == "letter":
            self.draw_now()
        elif self._sheet is not None and self._sheet.document_id is not None:
            document, token = self._sheet.document_id, f"petition:{self._sheet.case_id}"
            self.viewer.expect(token, "Petición")
            self._background.run(
                lambda: stored_documents.fetch(self._database, document),
                show=lambda pdf: self.viewer.show_document(pdf, token, "Petición"),
                fail=self._could_not,
                key=("draft-petition", id(self)),
                owner=self,
            )

    def _show_letter(self, token: str, pdf: bytes, places: list[Stretch | None]) -> None:
        # The case may have changed, or the petition be on screen, while the letter was being drawn.
        if self._sheet is None or token != f"letter:{self._sheet.case_id}" or self.tabs.current() != "letter":
            return
        if self.viewer.token == token:
            self._at[token] = self.viewer.sheets.verticalScrollBar().value()
        else:
            self.viewer.expect(token, "Carta")
        self.pointer.places = places
        self.viewer.show_document(pdf, token, "Carta")

    def _back_to_place(self, token: str) -> None:
        is_new = token not in self._at
        self.viewer.sheets.verticalScrollBar().setValue(self._at.get(token, 0))
        if token.startswith("letter:"):
            # One who scrolled the page stays there while they write; the first time the page goes to the block.
            self.pointer.point(move=is_new)

    def _could_not(self, error: BaseException) -> None:
        if not isinstance(error, PqrError):
            raise error
        self.viewer.show_problem(error.user_message)


def _rest(problems: Sequence[Problem], solve: Callable[[Problem], object]) -> QWidget:
    """What has no room: a menu, each line of which leads to its place too."""
    more = button(f"y {len(problems)} más", "quiet", name=f"Otras {len(problems)} cosas que faltan")
    menu = QMenu(more)
    menu.setAccessibleName("Lo demás que falta")
    for each in problems:
        menu.addAction(f"{each.title} · {each.detail}").triggered.connect(lambda _on=False, each=each: solve(each))
    more.setMenu(menu)
    return more
