"""Proposing a text for the library: code, leaf, decision, act, validity, and the words with their fields."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QMenu, QScrollArea, QWidget

from app.errors import InvalidInput
from app.services.administration.texts import NewText, TextRow
from app.services.drafting.clarity import measure
from app.services.drafting.formulas import empty_formulas
from app.services.drafting.writing import FIELD_NAMES
from app.services.reads.claim_tree import ClaimLeaf
from app.services.refusals import RefusedStep
from app.services.verbs.draft_response import DECISIONS
from app.ui import formats
from app.ui.modules.intake.form import combo
from app.ui.style import scaled
from app.ui.trays.analysis.date_edit import DateEdit
from app.ui.trays.drafting import edits, rich
from app.ui.trays.drafting.answer_edit import AnswerEdit
from app.ui.widgets import Field, FieldGrid, KeyCap, Overlay, button, line, text, tool_button


class TextForm(Overlay):
    """`proposed` carries the text; the server's refusal comes back by `show_problem` and nothing typed is lost."""

    proposed = Signal(object)

    def __init__(self, parent: QWidget, leaves: list[ClaimLeaf], today: dt.date, of: TextRow | None) -> None:
        super().__init__(parent, width=760)
        self._of = of
        title = f"Nueva versión de {of.text_id}" if of else "Nuevo texto aprobado"
        self.setAccessibleName(title)
        self.card.column.addWidget(text(title, "title"))
        self.card.column.addWidget(
            text("Otra persona lo aprueba; hasta entonces nadie puede usarlo.", "sub", wrap=True)
        )
        self.card.column.addWidget(self._grid(leaves, today))
        self.card.column.addLayout(self._tools())
        self.body = AnswerEdit("Texto de la carta")
        self.body.setPlaceholderText("Escriba lo que dirá la carta. Los datos del caso van como campos.")
        self.body.textChanged.connect(self._measure)
        self.body.refused.connect(self.show_problem)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setProperty("frame", "block")
        area.setFixedHeight(scaled(160))
        area.setWidget(self.body)
        self.card.column.addWidget(area)
        self.figures = text("", "help", wrap=True)
        self.error = text("", "error", wrap=True)
        self.error.hide()
        self.card.column.addWidget(self.figures)
        self.card.column.addWidget(self.error)
        self.card.column.addWidget(line())
        self.card.column.addLayout(self._foot())
        self.on_key("F9", self._propose)
        self.closed.connect(self.deleteLater)
        self._fill(of)

    def _grid(self, leaves: list[ClaimLeaf], today: dt.date) -> FieldGrid:
        self.code, self.title, self.act = QLineEdit(), QLineEdit(), QLineEdit()
        self.leaf = combo([("", "Cualquier pretensión"), *((leaf.code, leaf.words) for leaf in leaves)])
        self.decision = combo(DECISIONS.items())
        self.starts, self.ends = DateEdit(today, today), DateEdit(today)
        self.fields = {
            "text_id": Field("C&ódigo", self.code, required=True, help_text="Como AH-014"),
            "title": Field("&Título", self.title, required=True),
            "claim_code": Field("&Hoja del árbol", self.leaf),
            "decision": Field("&Desenlace", self.decision, required=True),
            "legal_act": Field("&Lo autoriza", self.act, required=True, help_text="Resolución, artículo o circular"),
            "valid_from": Field("&Rige desde", self.starts, required=True),
            "valid_to": Field("Has&ta", self.ends, help_text="Vacío: sin fin"),
        }
        grid = FieldGrid()
        for key in ("text_id", "decision", "title", "claim_code", "legal_act", "valid_from", "valid_to"):
            grid.add(self.fields[key], 2 if key in ("title", "claim_code", "legal_act") else 1)
        return grid

    def _tools(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addWidget(tool_button("text-b", "Negrita", act=lambda: edits.toggle_bold(self.body)))
        row.addWidget(tool_button("list-bullets", "Lista", act=lambda: edits.toggle_list(self.body)))
        field = button("Campo", "quiet", icon_name="brackets-curly")
        menu = QMenu(field)
        menu.setAccessibleName("Campos del caso")
        for key, words in FIELD_NAMES.items():
            menu.addAction(words).triggered.connect(self._inserter(key))
        field.setMenu(menu)
        row.addWidget(field)
        row.addStretch(1)
        return row

    def _inserter(self, key: str) -> Callable[[], None]:
        return lambda: self.body.insert_field(key)

    def _foot(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addWidget(button("Cancelar", act=self.close_overlay))
        row.addStretch(1)
        self.save = button("Proponer", "primary", icon_name="check", act=self._propose)
        row.addWidget(self.save)
        row.addWidget(KeyCap("F9", big=True))
        return row

    def _fill(self, of: TextRow | None) -> None:
        self.body.set_values({key: f"[{words}]" for key, words in FIELD_NAMES.items()})
        if of is not None:
            self.code.setText(of.text_id)
            self.code.setReadOnly(True)
            self.title.setText(of.title)
            self.act.setText(of.legal_act or "")
            self.leaf.setCurrentIndex(max(0, self.leaf.findData(of.claim_code or "")))
            self.decision.setCurrentIndex(max(0, self.decision.findData(of.decision)))
            self.body.set_html(of.body_html)
        self._measure()

    def ask(self) -> None:
        """Open it with the cursor where work begins."""
        self.open(self.act if self._of is not None else self.code)

    def _measure(self) -> None:
        words = rich.plain(self.body.html())
        found = measure(words)
        said = [formats.plural(found.words, "palabra", "palabras")]
        if found.index is not None:
            said += [f"INFLESZ {round(found.index)} {found.grade}", f"frase más larga: {found.longest} palabras"]
        said += [f"«{each.shown}»: {each.instead}" for each in empty_formulas(words)[:3]]
        self.figures.setText(" · ".join(said))

    def _propose(self) -> None:
        for field in self.fields.values():
            field.set_error("")
        self.error.hide()
        starts = self.starts.day()
        if starts is None:
            self.fields["valid_from"].set_error("Escriba desde qué día rige.")
            return
        try:
            new = NewText(
                self.code.text(), self.leaf.currentData() or None, self.title.text(), str(self.decision.currentData()),
                self.body.html(), self.act.text(), starts, self.ends.day(),
            )  # fmt: skip
        except InvalidInput as error:
            self.show_problem(error, str(error))
            return
        self.save.setEnabled(False)
        self.proposed.emit(new)

    def show_problem(self, error: object, field: str = "") -> None:
        """Say what is wrong beside its field; nothing typed is lost."""
        self.save.setEnabled(True)
        words = str(getattr(error, "user_message", error))
        key = field or (error.field if isinstance(error, RefusedStep) and error.field else "")
        if key in self.fields:
            self.fields[key].set_error(words)
        else:
            self.error.setText(words)
            self.error.show()
