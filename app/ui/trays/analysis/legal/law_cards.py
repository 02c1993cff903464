"""Cards of arts. 17 to 19: what is asked, the proof that a letter came, a paper of the citizen, and a reason."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QCheckBox, QComboBox, QWidget

from app.errors import PqrError
from app.services.legal_acts import letters, requests
from app.services.legal_acts.law_acts import RequestState
from app.services.legal_acts.letters import Told
from app.ui import formats
from app.ui.trays.act_card import ActCard
from app.ui.trays.analysis.date_edit import DateEdit
from app.ui.trays.analysis.legal.proof_file import Choose, ChosenFile, ProofFile
from app.ui.trays.analysis.legal.writing import long_text
from app.ui.widgets import Field, SegmentedTabs, button, text


@dataclass(frozen=True)
class RequestWords:
    """What the card of a request says: to complete (art. 17) or to clarify (art. 19)."""

    kind: str
    title: str
    items: str
    items_hint: str
    reason: str
    reason_hint: str
    time: str


WORDS = {
    "complete": RequestWords(
        "complete",
        "Requerir lo que falta",
        "&Qué debe aportar, una cosa en cada línea",
        "Registro civil de nacimiento del menor\nFotocopia de la cédula de quien firma",
        "&Por qué no se puede decidir sin eso",
        "La carta lo dice con estas palabras.",
        "El ciudadano tendrá un mes calendario desde que reciba la carta; el término se suspende ese día.",
    ),
    "clarify": RequestWords(
        "clarify",
        "Devolver para aclarar",
        "&Qué se le pregunta, una cosa en cada línea",
        "Qué trámite o respuesta espera de la Unidad",
        "&Qué no se entiende",
        "Sólo se devuelve lo que no se comprende; lo incompleto se requiere (art. 17).",
        "El ciudadano tendrá diez días hábiles desde que reciba la carta; el término se suspende ese día.",
    ),
}


class RequestCard(ActCard):
    """`act` gets the reason, the list and whether the own files were looked at."""

    def __init__(
        self,
        parent: QWidget,
        number: str,
        words: RequestWords,
        stands: RequestState,
        send_by: dt.date | None,
        act: Callable[[str, list[str], bool], object],
    ) -> None:
        limit = f" Envíe la carta a más tardar el {formats.long_date(send_by)}, décimo día hábil." if send_by else ""
        super().__init__(parent, words.title, f"{number}.{limit}", "Hacer la carta", width=600)
        self._act, self._kind = act, words.kind
        self.items = long_text("\n".join(stands.items), 92, words.items_hint)
        self.reason = long_text(stands.reason or "", 92, words.reason_hint)
        self.own_files = QCheckBox("Revisé: nada de esto está en los archivos de la Unidad")
        self.body.addWidget(Field(words.items, self.items, required=True))
        self.body.addWidget(Field(words.reason, self.reason, required=True))
        self.body.addWidget(self.own_files)
        # Only where it already has a parent: shown before, it would be a window of its own and take the keys away.
        self.own_files.setVisible(words.kind == "complete")
        own = " Lo que está en RUV, VIVANTO, SIRAV, SGV o INDEMNIZA no se pide." if words.kind == "complete" else ""
        self.body.addWidget(text(f"{words.time} Se puede una sola vez.{own}", "help", wrap=True))
        self.first = self.items

    def accept(self) -> None:
        """Make the letter, or say what is missing."""
        items, reason = self.items.toPlainText().splitlines(), self.reason.toPlainText()
        try:
            requests.check_request(self._kind, reason, items, self.own_files.isChecked())
        except PqrError as error:
            self.show_trouble(error)
            return
        self._act(reason, items, self.own_files.isChecked())


class TellCard(ActCard):
    """When a letter left, when it came, how, and its proof. `act` gets them; `take_back`, where it did not leave."""

    def __init__(
        self,
        parent: QWidget,
        title: str,
        words: str,
        today: dt.date,
        act: Callable[[Told], object],
        choose: Choose,
        save: Callable[[], object],
        *,
        means: str = "post",
        take_back: Callable[[], object] | None = None,
    ) -> None:
        super().__init__(parent, title, words, "Registrar la entrega", width=540)
        self._act = act
        self.copy = button("Guardar la carta para enviarla…", icon_name="download-simple", act=save)
        self.body.addWidget(self.copy)
        self.sent, self.told = DateEdit(today, today), DateEdit(today, today)
        self.means = QComboBox()
        for key, label in letters.MEANS.items():
            self.means.addItem(label, key)
        self.means.setCurrentIndex(self.means.findData(means))
        self.proof = ProofFile("Escoger la prueba…", choose)
        self.body.addWidget(Field("La carta se &envió el", self.sent, required=True))
        self.body.addWidget(Field("La &recibieron el", self.told, required=True))
        self.body.addWidget(Field("&Cómo", self.means, required=True))
        self.body.addWidget(self.proof)
        if take_back is not None:
            words = "Las cartas no salieron: retirarlas"
            self.back = button(words, "quiet", icon_name="arrow-u-up-left", act=take_back)
            self.body.addWidget(self.back)
        self.first = self.sent

    def accept(self) -> None:
        """Record it, or say what is missing."""
        file = self.proof.read_for(self)
        if file is None:
            return
        self._act(Told(self.sent.day(), self.told.day(), self.means.currentData(), file.data, file.mime))


class PaperCard(ActCard):
    """A paper of the citizen and its day. `act` gets them."""

    def __init__(
        self,
        parent: QWidget,
        title: str,
        words: str,
        go: str,
        today: dt.date,
        act: Callable[[dt.date | None, ChosenFile], object],
        choose: Choose,
    ) -> None:
        super().__init__(parent, title, words, go)
        self._act = act
        self.day = DateEdit(today, today)
        self.paper = ProofFile("Escoger el escrito…", choose)
        self.body.addWidget(Field("&Llegó a la Unidad el", self.day, required=True))
        self.body.addWidget(self.paper)
        self.first = self.day

    def accept(self) -> None:
        """Record it, or say what is missing."""
        file = self.paper.read_for(self)
        if file is None:
            return
        self._act(self.day.day(), file)


class AnswerCard(ActCard):
    """What the citizen did: answered, or asked for more time (art. 17 only). `supply` and `prolong` get it."""

    def __init__(
        self,
        parent: QWidget,
        number: str,
        stands: RequestState,
        today: dt.date,
        supply: Callable[[dt.date | None, ChosenFile], object],
        prolong: Callable[[dt.date | None, dt.date | None, ChosenFile], object] | None,
        choose: Choose,
    ) -> None:
        assert stands.until is not None
        late = today > stands.until
        words = (
            f"{number}: el plazo del ciudadano {'venció' if late else 'va hasta'} el {formats.long_date(stands.until)}."
        )
        super().__init__(parent, "Respuesta del ciudadano", words, "Reactivar el término", width=540)
        self._supply, self._prolong = supply, prolong
        self.what = SegmentedTabs([("supply", "Respondió"), ("prolong", "Pide más tiempo")], "Qué hizo el ciudadano")
        self.day, self.until = DateEdit(today, today), DateEdit(today, stands.prolong_most)
        self.until_field = Field("&Se le da hasta el", self.until, required=True)
        self.paper = ProofFile("Escoger el escrito…", choose)
        self.help = text("", "help", wrap=True)
        self.body.addWidget(self.what)
        self.what.setVisible(prolong is not None)
        self.body.addWidget(Field("&Llegó a la Unidad el", self.day, required=True))
        self.body.addWidget(self.until_field)
        self.body.addWidget(self.paper)
        self.body.addWidget(self.help)
        self._most = stands.prolong_most
        self.what.chosen.connect(self._what_changed)
        self._what_changed("supply")
        self.first = self.day

    def accept(self) -> None:
        """Record it, or say what is missing."""
        file = self.paper.read_for(self)
        if file is None:
            return
        if self._prolong is not None and self.what.current() == "prolong":
            self._prolong(self.day.day(), self.until.day(), file)
        else:
            self._supply(self.day.day(), file)

    def _what_changed(self, key: str) -> None:
        more = key == "prolong"
        self.until_field.setVisible(more)
        self.go.setText("Dar la prórroga" if more else "Reactivar el término")
        most = f" Como máximo, el {formats.long_date(self._most)}." if self._most else ""
        self.help.setText(
            f"Una sola vez y pedida antes de que venza su plazo.{most}"
            if more
            else "El término sigue corriendo al día siguiente de la entrega, con los días que quedaban."
        )


class ReasonCard(ActCard):
    """A reason, and what must be confirmed before going on. `act` gets both."""

    def __init__(
        self,
        parent: QWidget,
        title: str,
        words: str,
        go: str,
        act: Callable[[str, bool], object],
        *,
        hint: str = "",
        label: str = "&Motivos",
        reason: str = "",
        confirm: str = "",
        help_text: str = "",
    ) -> None:
        super().__init__(parent, title, words, go, width=560)
        self._act = act
        self.reason = long_text(reason, 110, hint)
        self.sure = QCheckBox(confirm)
        self.body.addWidget(Field(label, self.reason, required=True))
        self.body.addWidget(self.sure)
        self.sure.setVisible(bool(confirm))
        if help_text:
            self.body.addWidget(text(help_text, "help", wrap=True))
        self.first = self.reason

    def accept(self) -> None:
        """Go on; whoever acts says what is missing."""
        try:
            self._act(self.reason.toPlainText(), self.sure.isChecked())
        except PqrError as error:
            self.show_trouble(error)
