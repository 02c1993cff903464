"""One claim: state, decision, input with its validity, the citizen's words, the answer and what is wrong in it."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMenu, QPushButton, QVBoxLayout

from app.services.documents.richtext import is_empty
from app.services.drafting import writing
from app.services.drafting.clarity import measure
from app.services.drafting.identity import Foreign
from app.services.drafting.sheet import DraftClaim, DraftSheet, InputFact
from app.services.verbs.draft_response import DECISIONS, Answer
from app.ui import formats
from app.ui.style import Tone, icon
from app.ui.trays.drafting import edits, rich
from app.ui.trays.drafting.answer_edit import AnswerEdit
from app.ui.widgets import ElidedButton, ElidedLabel, Pill, Strip, button, text
from app.ui.widgets.labels import IconLabel
from app.ui.widgets.texts import restyle

_ICONS = {
    "granted": ("check-circle", "good"),
    "denied": ("prohibit", "danger"),
    "explained": ("chat-text", "info"),
    "guided": ("info", "info"),
    "transferred": ("arrow-bend-up-right", "accent"),
}
_SYSTEMS = {"escalation": "Respuesta del área", "other": "Otro registro"}
#: Clarity is measured after a pause: at each key it would cost more than typing.
_PAUSE_MS = 150


class DecisionButton(QPushButton):
    """What is decided on the claim; obligatory, and never chosen by the program."""

    chosen = Signal()

    def __init__(self, ordinal: int) -> None:
        super().__init__()
        self.decision: str | None = None
        self._ordinal = ordinal
        menu = QMenu(self)
        menu.setAccessibleName(f"Desenlace de la pretensión {ordinal}")
        for number, (key, words) in enumerate(DECISIONS.items(), 1):
            action = menu.addAction(icon(*_ICONS[key]), f"&{number}  {words}")
            action.triggered.connect(lambda _on=False, key=key: self.choose(key, tell=True))
        self.setMenu(menu)
        self.choose(None)

    def choose(self, decision: str | None, *, tell: bool = False) -> None:
        """Show this decision; `tell` when a person chose it."""
        self.decision = decision
        words = DECISIONS.get(decision or "", "Elegir desenlace")
        name, token = _ICONS.get(decision or "", ("question", "warn"))
        self.setText(f"\u2002{words}")
        self.setIcon(icon(name, token))
        self.setIconSize(QSize(15, 15))
        self.setProperty("decision", decision or "none")
        self.setAccessibleName(f"Desenlace de la pretensión {self._ordinal}: {words}")
        self.setToolTip("Desenlace de esta pretensión  (Alt+D)")
        restyle(self)
        if tell:
            self.chosen.emit()


class InputLine(QHBoxLayout):
    """The input the answer rests on, with its validity; its button offers the others of the claim."""

    def __init__(self, claim: DraftClaim, chosen: Callable[[InputFact], object]) -> None:
        super().__init__()
        self._claim = claim
        self.setContentsMargins(27, 0, 0, 0)
        self.setSpacing(6)
        self.button = ElidedButton()
        self.button.setProperty("kind", "quiet")
        self.button.setIcon(icon("file-text", "text2"))
        self.button.setAccessibleName(f"Insumo de la pretensión {claim.ordinal}")
        self.button.setStyleSheet("text-align:left; padding:2px 4px;")
        menu = QMenu(self.button)
        menu.setAccessibleName(f"Insumos de la pretensión {claim.ordinal}")
        for fact in claim.inputs:
            action = menu.addAction(f"{describe(fact)} · {_validity(fact)[0].lower()}")
            action.setEnabled(fact.in_force)
            action.setToolTip(fact.content)
            action.triggered.connect(lambda _on=False, fact=fact: chosen(fact))
        if not claim.inputs:
            menu.addAction("Esta pretensión no tiene insumos").setEnabled(False)
        self.button.setMenu(menu)
        self.pill = Pill()
        self.addWidget(self.button, 1)
        self.addWidget(self.pill)

    def show_input(self, fact: InputFact | None) -> None:
        """The chosen input, or that there is none."""
        words = describe(fact) if fact else "Elegir el insumo"
        self.button.say(words)
        self.button.setToolTip(f"{words}. {fact.content}" if fact else "")
        self.pill.set(*_validity(fact) if fact else ("Sin insumo", "danger"))


def describe(fact: InputFact) -> str:
    """«Reparación · INDEMNIZA · 14/05/2026»."""
    area = fact.area.removeprefix("Dirección de ")
    return f"{area} · {_SYSTEMS.get(fact.system, fact.system)} · {formats.date(fact.found_on)}"


def _validity(fact: InputFact) -> tuple[str, Tone]:
    if fact.withdrawn:
        return "Retirado por el área", "danger"
    if not fact.in_force and fact.valid_until:
        return f"Venció el {formats.date(fact.valid_until)}", "danger"
    return (f"Vigente hasta {formats.date(fact.valid_until)}" if fact.valid_until else "Vigente"), "good"


class ClaimBlock(QFrame):
    """The block of one claim. `changed` on every edit; `entered` when the focus comes in."""

    changed = Signal()
    entered = Signal(object)
    library_asked = Signal(int)
    household_asked = Signal(object)

    def __init__(self, sheet: DraftSheet, claim: DraftClaim) -> None:
        super().__init__()
        self.sheet, self.claim = sheet, claim
        self.setProperty("frame", "block")
        # Without one in force the newest is shown, with why it does not serve.
        proposed = claim.newest or (claim.inputs[0] if claim.inputs else None)
        self.input_id = proposed.input_id if proposed else None
        self._text: tuple[str, int] | None = None
        self._household: tuple[str, ...] = ()
        self._told: tuple[str, ...] = ()
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self._measure)
        self._build()
        self.edit.set_guard(self._foreign_in)
        self.edit.textChanged.connect(self._edited)
        self.edit.focused.connect(lambda: self.entered.emit(self))
        self.decision.chosen.connect(self._edited)
        self.set_active(False)
        self._show_input()

    def _build(self) -> None:
        claim = self.claim
        column = QVBoxLayout(self)
        column.setContentsMargins(13, 9, 12, 9)
        column.setSpacing(4)
        column.addLayout(self._head())
        self.input_line = InputLine(claim, self._show_input)
        column.addLayout(self.input_line)
        self.asked = text(f"Pidió: <i>«{escape(claim.words)}»</i>", "help", wrap=True)
        self.asked.setContentsMargins(28, 0, 0, 0)
        column.addWidget(self.asked)
        self.edit = AnswerEdit(f"Respuesta a la pretensión {claim.ordinal}: {claim.title}")
        inset = QHBoxLayout()
        inset.setContentsMargins(26, 2, 0, 0)
        inset.addWidget(self.edit)
        column.addLayout(inset)
        self._offer = _offer_line(claim, lambda: self.library_asked.emit(claim.ordinal))
        column.addWidget(self._offer)
        self.strip = Strip("danger", "shield-warning")
        column.addWidget(self.strip)
        self.figures = text("", "help", wrap=True)
        self.figures.setContentsMargins(28, 0, 0, 0)
        column.addWidget(self.figures)

    def _head(self) -> QHBoxLayout:
        head = QHBoxLayout()
        head.setSpacing(8)
        self.seal = Pill(str(self.claim.ordinal), "neutral")
        head.addWidget(self.seal)
        title = ElidedLabel(self.claim.title, "strong")
        title.setToolTip(f"Hoja {self.claim.code} del árbol de pretensiones. Pidió: {self.claim.words}")
        head.addWidget(title)
        head.addWidget(text(self.claim.code, "help"))
        head.addStretch(1)
        self.decision = DecisionButton(self.claim.ordinal)
        head.addWidget(self.decision)
        return head

    def set_answer(self, answer: Answer | None) -> None:
        """Show a saved answer; without one the block waits empty with its newest input."""
        if answer is not None:
            self._text = (answer.text_id, answer.text_version or 0) if answer.text_id else None
            self.input_id = answer.input_id or self.input_id
            self.decision.choose(answer.decision)
        self._show_input()
        self.edit.set_html(answer.body_html if answer else "")
        self._measure()

    def answer(self) -> Answer:
        """What the block says now."""
        return Answer(
            claim=self.claim.ordinal,
            decision=self.decision.decision,
            body_html=self.edit.html(),
            input_id=self.input_id,
            text_id=self._text[0] if self._text else None,
            text_version=self._text[1] if self._text else None,
        )

    def insert_text(self, text_id: str, version: int, decision: str, body_html: str) -> None:
        """Insert an approved text; its decision is taken when none was chosen."""
        self._text = (text_id, version)
        if self.decision.decision is None:
            self.decision.choose(decision)
        self.edit.insert_html(body_html)
        self.edit.setFocus()

    def set_people(self, household: tuple[str, ...], told: tuple[str, ...]) -> None:
        """Documents and names that may stand in the text although they are not the petitioner's; and those that may
        not, as the server found them."""
        if (household, told) != (self._household, self._told):
            self._household, self._told = household, told
            self.edit.set_guard(self._foreign_in)
            self._measure()

    def _foreign_in(self, words: str) -> list[Foreign]:
        return writing.foreign_in(self.sheet, words, self._household, self._told)

    def set_active(self, active: bool) -> None:
        """The block under the cursor shows the citizen's words and its figures."""
        self.setProperty("active", "true" if active else "false")
        restyle(self)
        self.asked.setVisible(active)
        self.figures.setVisible(active and bool(self.figures.text()))

    def show_problems(self, count: int, *, blocked: bool) -> None:
        """The seal: a tick, an exclamation for what blocks, or the number of the claim."""
        look: tuple[str, Tone] = ("!", "danger") if blocked else (str(self.claim.ordinal), "warn")
        self.seal.set(*(look if count else ("✓", "good")))
        self.seal.setAccessibleName(f"Pretensión {self.claim.ordinal}: {'completa' if not count else 'con pendientes'}")

    def _show_input(self, picked: InputFact | None = None) -> None:
        if picked is not None:
            self.input_id = picked.input_id
            self._edited()
        self.input_line.show_input(self.claim.input(self.input_id))
        self.edit.set_values(writing.fields_of(self.sheet, self.claim, _fields_only(self)))

    def _edited(self) -> None:
        self._pause.start()
        self.changed.emit()

    def words(self) -> str:
        """The answer as the letter says it, its fields filled in."""
        values = writing.fields_of(self.sheet, self.claim, _fields_only(self))
        return rich.plain(writing.merged(self.edit.html(), values))

    def _measure(self) -> None:
        self._offer.setVisible(is_empty(self.edit.html()))
        words = self.words()
        found = measure(words)
        figures = [formats.plural(found.words, "palabra", "palabras")] if found.words else []
        if found.index is not None:
            figures += [f"INFLESZ {round(found.index)} {found.grade}", f"frase más larga: {found.longest} palabras"]
        self.figures.setText(" · ".join(figures))
        self.figures.setVisible(self.property("active") == "true" and bool(figures))
        self._show_foreign(self._foreign_in(words))

    def _show_foreign(self, found: list[Foreign]) -> None:
        if not found:
            self.strip.hide()
            return
        first = found[0]
        what, whose = ("Documento ajeno", "de la") if first.digits else ("Nombre ajeno", "la")
        take_out = button(
            "Quitar", name=f"Quitar el {what.lower()}", act=lambda: edits.take_out(self.edit, first.shown)
        )
        ours = button("Es de su hogar…", "quiet", act=lambda: self.household_asked.emit(first))
        self.strip.say(f"<b>{what}:</b> {escape(first.shown)} no es {whose} persona solicitante.", [ours, take_out])


def _fields_only(block: ClaimBlock) -> Answer:
    """What the values of its fields depend on: the input."""
    return Answer(claim=block.claim.ordinal, decision=None, body_html="", input_id=block.input_id)


def foot_line(words: str, detail: str) -> QFrame:
    """What the format writes by itself: opening, closing and signatory, with a padlock."""
    made = QFrame()
    made.setProperty("frame", "locked")
    row = QHBoxLayout(made)
    row.setContentsMargins(12, 6, 12, 6)
    row.addWidget(IconLabel("lock-simple", "text3", 15))
    row.addWidget(QLabel(f"<b>{words}</b>"))
    row.addWidget(ElidedLabel(detail), 1, Qt.AlignmentFlag.AlignVCenter)
    return made


def _offer_line(claim: DraftClaim, ask: Callable[[], object]) -> QFrame:
    """What an empty answer offers: the approved texts of its leaf."""
    offer = QFrame()
    row = QHBoxLayout(offer)
    row.setContentsMargins(28, 0, 0, 2)
    name = f"Texto aprobado para la pretensión {claim.ordinal}"
    row.addWidget(button("Texto aprobado", icon_name="book-open", name=name, act=ask))
    row.addWidget(text(f"{formats.plural(claim.texts, 'texto', 'textos')} en la hoja {claim.code}", "help"))
    row.addStretch(1)
    return offer
