"""F4: what is wrong with the image, so that Gestión Documental scans what is needed."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QButtonGroup, QCheckBox, QLineEdit, QPlainTextEdit, QRadioButton, QWidget

from app.errors import InvalidInput
from app.services.documents.scan_problem import PageFinding
from app.services.verbs.check_image import CAUSES, CheckImage
from app.ui.style import scaled
from app.ui.trays.act_card import ActCard
from app.ui.widgets import Field, text


class ImageCard(ActCard):
    """Cause, pages and note. What the program believes to see is offered page by page, and nothing of it is ticked."""

    def __init__(
        self,
        parent: QWidget,
        number: str,
        act: Callable[[CheckImage], object],
        findings: Sequence[PageFinding] = (),
    ) -> None:
        super().__init__(parent, "Devolver por imagen", f"{number} vuelve a Gestión Documental.", "Devolver")
        self._act = act
        self._said = ""
        self.proposals = [(QCheckBox(f"Página {each.page}: parece {each.code.words}"), each) for each in findings]
        if self.proposals:
            self.body.addWidget(text("El programa cree ver esto; marque lo que sea cierto", "section", wrap=True))
        for box, finding in self.proposals:
            box.setToolTip(finding.sentence)
            box.toggled.connect(self._use_proposals)
            self.body.addWidget(box)
        if self.proposals:
            self.body.addWidget(text("Causa", "section"))
        self._group = QButtonGroup(self)
        self.causes: dict[str, QRadioButton] = {}
        for key, words in CAUSES.items():
            radio = QRadioButton(words)
            self._group.addButton(radio)
            self.causes[key] = radio
            self.body.addWidget(radio)
        self.pages, self.note = QLineEdit(), QPlainTextEdit()
        self.pages.setPlaceholderText("Por ejemplo: 2, 4")
        self.note.setFixedHeight(scaled(64))
        self.note.setTabChangesFocus(True)
        self.body.addWidget(Field("&Páginas", self.pages))
        self.body.addWidget(Field("&Nota (opcional)", self.note))
        self.first = self.proposals[0][0] if self.proposals else next(iter(self.causes.values()))

    def _use_proposals(self) -> None:
        """What is ticked fills the fields; what the person wrote in them by hand stays."""
        chosen = [finding for box, finding in self.proposals if box.isChecked()]
        self.pages.setText(", ".join(dict.fromkeys(str(each.page) for each in chosen))[:60])
        if chosen:
            self.causes[chosen[0].code.cause].setChecked(True)
        words = "; ".join(f"página {each.page} {each.code.words}" for each in chosen)
        if self.note.toPlainText().strip() == self._said:
            self.note.setPlainText(words)
            self._said = words

    def accept(self) -> None:
        """Send it back, or say what is missing."""
        cause = next((key for key, radio in self.causes.items() if radio.isChecked()), "")
        try:
            verb = CheckImage(cause=cause, pages=self.pages.text(), note=self.note.toPlainText())
        except InvalidInput as error:
            self.show_trouble(error)
            return
        self.close_overlay()
        self._act(verb)
