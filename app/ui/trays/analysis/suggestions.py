"""Claims that the petition's words suggest, under the claims: offered with their confidence, taken only by a click."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.errors import PqrError
from app.services.database import Database
from app.services.documents.pdf_text import text_of
from app.services.reads.claim_tree import Catalogues, ClaimLeaf
from app.services.suggesting.model import Advice, ClaimModel, Suggestion, read_model
from app.ui import formats
from app.ui.background import Background
from app.ui.trays.analysis.claims import ClaimsBox
from app.ui.trays.documents import DocumentPane
from app.ui.widgets import ElidedButton, text


class SuggestionBox(QWidget):
    """Up to three leaves; or the sentence that says why there is none."""

    taken = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 4)
        column.setSpacing(2)
        self.title = text("", "help", wrap=True)
        column.addWidget(self.title)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(2)
        column.addLayout(self._rows)
        self.buttons: list[ElidedButton] = []
        self.clear()

    def clear(self) -> None:
        """Nothing to say."""
        self._drop()
        self.title.setText("")
        self.setVisible(False)

    def show_advice(self, advice: Advice, leaf_of: Callable[[str], ClaimLeaf | None], measured: str) -> None:
        """Offer them; `measured` is how often the learning was right, for the tooltip."""
        self._drop()
        offered = [(each, leaf) for each in advice.suggestions if (leaf := leaf_of(each.code)) is not None]
        self.title.setText("Se parece a casos ya cerrados:" if offered else advice.why_not)
        self.title.setToolTip(measured)
        for each, leaf in offered:
            self._add(each, leaf)
        self.setVisible(bool(offered or advice.why_not))

    def _add(self, each: Suggestion, leaf: ClaimLeaf) -> None:
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 2)
        column.setSpacing(0)
        sure = formats.percent(each.confidence)
        take = ElidedButton()
        take.setProperty("kind", "chip")
        take.say(leaf.words)
        take.setAccessibleName(f"Usar la sugerencia {leaf.words}, acierta {sure}")
        take.setToolTip(f"{leaf.words}. Compete a: {leaf.area}. Usted decide: nada se clasifica solo.")
        take.clicked.connect(lambda: self.taken.emit(each.code))
        column.addWidget(take)
        because = f" · por: {', '.join(each.words)}" if each.words else ""
        column.addWidget(text(f"Acierta {sure}{because}", "help", wrap=True))
        self._rows.addWidget(holder)
        self.buttons.append(take)

    def _drop(self) -> None:
        self.buttons = []
        while (item := self._rows.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()


class Suggesting(QObject):
    """Between the open petition's words and the box: what it says is computed aside, on this computer."""

    def __init__(
        self, box: SuggestionBox, claims: ClaimsBox, papers: DocumentPane, database: Database, background: Background
    ) -> None:
        super().__init__(box)
        self._box, self._claims, self._papers, self._database, self._background = (
            box, claims, papers, database, background,
        )  # fmt: skip
        self._model: ClaimModel | None = None
        self._asked_model = False
        self._catalogues = Catalogues((), ())
        self._subject, self._image, self._has_image, self._open = "", "", False, False
        box.taken.connect(self._take)
        papers.petition_arrived.connect(self._read_image)
        papers.forgotten.connect(self.forget)

    def forget(self) -> None:
        """The case has left: its words too."""
        self._subject, self._image, self._has_image, self._open = "", "", False, False
        self._box.clear()

    def set_catalogues(self, catalogues: Catalogues) -> None:
        """Only leaves in force are suggested."""
        self._catalogues = catalogues

    def consider(self, subject: str, *, may_classify: bool) -> None:
        """A petition was opened, or its claims changed."""
        self._subject, self._open = subject, may_classify
        if not self._asked_model:
            self._asked_model = True
            self._background.run(
                lambda: read_model(self._database), show=self._model_arrived, fail=self._without, owner=self
            )
        self._advise()

    def _model_arrived(self, model: ClaimModel | None) -> None:
        self._model = model
        self._advise()

    def _read_image(self, pdf: bytes, token: str) -> None:
        self._background.run(
            lambda: text_of(pdf),
            show=lambda words: self._image_read(words, token),
            fail=self._without,
            key=("petition-text", id(self)),
            owner=self,
        )

    def _image_read(self, words: str, token: str) -> None:
        if self._papers.token == token:
            self._image, self._has_image = words, True
            self._advise()

    def _advise(self) -> None:
        model, chosen = self._model, {leaf.code for leaf in self._claims.leaves()}
        if model is None or not self._open:
            self._box.clear()
            return
        said = " ".join((self._subject, self._image, *(row.words.text() for row in self._claims.rows)))
        allowed = frozenset(leaf.code for leaf in self._catalogues.leaves) - chosen
        advice = model.advise(said, allowed)
        if chosen and not advice.suggestions:
            self._box.clear()
            return
        if self._has_image and not self._image and not advice.suggestions:
            advice = Advice((), f"{advice.why_not} La imagen es un escaneo sin texto: se leyó sólo el asunto.")
        self._box.show_advice(advice, self._catalogues.leaf, _measured(model))

    def _take(self, code: str) -> None:
        self._claims.take(code)

    def _without(self, error: BaseException) -> None:
        # Only a suggestion is missing; asked again with the next session.
        if not isinstance(error, PqrError):
            raise error


def _measured(model: ClaimModel) -> str:
    if not model.tried:
        return ""
    first, three = (formats.percent(right / model.tried) for right in (model.right_first, model.right_three))
    return (
        f"Aprendido de {formats.number(model.claims)} pretensiones cerradas el {formats.date(model.learned_at.date())}."
        f" En {formats.number(model.tried)} que no conocía, la primera sugerencia acertó el {first} y una de las tres"
        f" el {three}."
    )
