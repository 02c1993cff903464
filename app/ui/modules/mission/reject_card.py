"""R: the area says that an input is not its business, why, and whose it is."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QComboBox, QPlainTextEdit, QWidget

from app.errors import InvalidInput
from app.services.reads.analysis_sheet import AreaPromise
from app.services.verbs.decide_competence import DecideCompetence
from app.ui.style import scaled
from app.ui.trays.act_card import ActCard
from app.ui.widgets import Field, text


class RejectCard(ActCard):
    """Reason and proposed area."""

    def __init__(
        self,
        parent: QWidget,
        number: str,
        areas: Sequence[AreaPromise],
        mine: int | None,
        act: Callable[[DecideCompetence], object],
        *,
        third: bool = False,
    ) -> None:
        """`third`: it came back twice already, so it goes to the lawyer and not back to PQR."""
        goes = f"{number} ya volvió dos veces: el abogado decide en conjunto con su área." if third else ""
        words = "Pedir decisión conjunta" if third else "Devolver a PQR"
        super().__init__(parent, "No es de nuestra competencia", goes or f"{number} vuelve a PQR.", words)
        self._act, self._outcome = act, "disputed" if third else "rejected"
        self.reason, self.area = QPlainTextEdit(), QComboBox()
        self.reason.setFixedHeight(scaled(84))
        self.reason.setTabChangesFocus(True)
        self.area.addItem("No sé cuál", None)
        for each in areas:
            if each.area_id != mine:
                self.area.addItem(each.name, each.area_id)
        self.body.addWidget(Field("&Por qué", self.reason, required=True))
        self.body.addWidget(Field("&Área competente", self.area))
        self.body.addWidget(text("El tiempo transcurrido se le cuenta a quien lo tuvo.", "help", wrap=True))
        self.first = self.reason

    def accept(self) -> None:
        """Send it back, or say what is missing."""
        try:
            verb = DecideCompetence(
                outcome=self._outcome, reason=self.reason.toPlainText(), proposed_area_id=self.area.currentData()
            )
        except InvalidInput as error:
            self.show_trouble(error)
            return
        self.close_overlay()
        self._act(verb)
