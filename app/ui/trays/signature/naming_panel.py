"""The right side of an agent's Firma: who answers and why, the address when it is missing, and passing on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from uuid import UUID

from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from app.services.output.naming import Municipality
from app.services.output.preflight import HELD
from app.services.refusals import sentences
from app.ui import formats
from app.ui.trays.analysis.pickers import Choices, Finder
from app.ui.trays.case_head import CaseHead, PrimaryFoot
from app.ui.trays.signature.panel import Facts, empty_layout
from app.ui.trays.signature.rows import SignRow
from app.ui.widgets import Check, Field, text
from app.ui.widgets.cards import PanelCard


class NamingPanel(PanelCard):
    """Shows one reply; its primary act takes the marked ones, or this one."""

    def __init__(self, act: Callable[[], object]) -> None:
        super().__init__()
        self._row: SignRow | None = None
        self._chosen: Sequence[SignRow] = ()
        self._has_towns = False
        self._form_of: UUID | None = None
        self.case = CaseHead()
        self.head.addWidget(self.case)
        self.body.addWidget(text("Quién responde", "section"))
        self.facts = Facts()
        self.body.addWidget(self.facts)
        self.body.addWidget(text("Antes de pasar a firma", "section"))
        self._checks = QVBoxLayout()
        self._checks.setSpacing(0)
        self.body.addLayout(self._checks)
        self.body.addWidget(self._address_form())
        self.body.addStretch(1)
        self.foot_act = PrimaryFoot(act, "Colocar y pasar a firma")
        self.foot.addWidget(self.foot_act)
        self.show_row(None)

    def show_towns(self, towns: Sequence[Municipality]) -> None:
        """Fill the list of municipalities, once."""
        if not self._has_towns:
            self._has_towns = bool(towns)
            self.town.set_choices(Choices((each.code, f"{each.name}, {each.department}", each.code) for each in towns))

    def show_row(self, row: SignRow | None) -> None:
        """The reply under the cursor; what was typed for it stays while it is the same."""
        self._row = row
        empty_layout(self._checks)
        if row is None:
            self.case.clear("Escoja una respuesta de la lista.")
            self.facts.show_pairs(())
            self.form.hide()
            return
        letter = row.letter
        self.case.show_case(letter.incoming, row.days, row.name or "")
        self.case.show_first(letter.goes_first)
        self.case.show_notice(
            f"<b>Quien firma la devolvió:</b> {letter.returned_reason}" if letter.returned_reason else "", "warn"
        )
        claims = formats.plural(letter.claims, "pretensión", "pretensiones")
        self.facts.show_pairs(
            [
                ("Director", letter.director_name),
                ("Cargo", letter.director_position),
                ("Área", letter.area_name),
                ("Por qué", f"Derivado del insumo de {claims}"),
            ]
        )
        self._show_checks(row)
        self.form.setVisible(bool(letter.gaps))
        self.name_field.setVisible("addressee_name" in letter.gaps)
        self.place.setVisible(any(gap != "addressee_name" for gap in letter.gaps))
        if self._form_of != row.case_id:
            # Kept while the list is refreshed: what was typed belongs to this case.
            self._form_of = row.case_id
            self.name.clear()
            self.address.clear()
            self.town.set_code("")
            self.case.trouble.hide()

    def show_batch(self, chosen: Sequence[SignRow], *, marked: bool) -> None:
        """What the primary act would take."""
        self._chosen = chosen
        words = "Colocar y pasar a firma"
        if marked:
            words = f"Pasar a firma {formats.plural(len(chosen), 'carta', 'cartas')}"
        self.foot_act.show_act(words, "paper-plane-tilt", self.why_not(), note="Podrá verlas en Firma del director.")

    def why_not(self) -> str:
        """What keeps the chosen letters from being passed on, or nothing."""
        if not self._chosen:
            return "Escoja una respuesta de la lista."
        if any(not row.letter.director_id for row in self._chosen):
            return "Falta un director en ejercicio para el área que responde."
        if len(self._chosen) > 1:
            return ""
        letter = self._chosen[0].letter
        if letter.is_stopped:
            return sentences()["lot_rejected"]
        if "addressee_name" in letter.gaps and not self.typed_name():
            return "Falta el nombre del destinatario: escríbalo abajo."
        if not self.place.isHidden() and not all(self.typed_address()):
            return "Falta la dirección: escríbala abajo con su municipio."
        return ""

    def typed_name(self) -> str:
        """The addressee's name as typed; empty when the reply already has it."""
        return "" if self.form.isHidden() or self.name_field.isHidden() else self.name.text().strip()

    def typed_address(self) -> tuple[str, str]:
        """Address and municipality's code as typed; empty when the reply already has its address."""
        if self.form.isHidden() or self.place.isHidden():
            return "", ""
        return self.address.text().strip(), self.town.code()

    def show_trouble(self, sentence: str) -> None:
        """Why the server refused; an empty sentence hides it."""
        if sentence:
            self.case.trouble.say(sentence)
        else:
            self.case.trouble.hide()

    def _show_checks(self, row: SignRow) -> None:
        letter = row.letter
        if letter.director_id:
            self._checks.addWidget(Check("good", "Director en ejercicio", value="hoy"))
        else:
            detail = "Pida al administrador que registre el nombramiento o el encargo."
            self._checks.addWidget(Check("danger", "Sin director en ejercicio", detail))
        if not letter.gaps:
            self._checks.addWidget(Check("good", "Destinatario completo", value=letter.municipality))
        for gap in letter.gaps:
            self._checks.addWidget(Check("warn", HELD[gap].capitalize(), "Complételo aquí mismo."))
        if letter.is_stopped:
            self._checks.addWidget(Check("danger", "Lote rechazado", sentences()["lot_rejected"]))
        if letter.is_sampled:
            self._checks.addWidget(Check("good", "Calidad", value="aprobada en la muestra"))

    def _address_form(self) -> QWidget:
        self.form = QWidget()
        column = QVBoxLayout(self.form)
        column.setContentsMargins(0, 4, 0, 0)
        self.name, self.place = QLineEdit(), QWidget()
        self.name.setMaxLength(200)
        self.name.setPlaceholderText("Como firma la petición")
        self.name_field = Field("&Nombre del destinatario", self.name, required=True)
        self.name.textChanged.connect(self._address_typed)
        column.addWidget(self.name_field)
        column.addWidget(self.place)
        column = QVBoxLayout(self.place)
        column.setContentsMargins(0, 0, 0, 0)
        self.address = QLineEdit()
        self.address.setMaxLength(150)
        self.address.setPlaceholderText("Calle 12 n.º 4-36, barrio")
        self.town = Finder("Municipio o código DANE")
        column.addWidget(Field("&Dirección de la respuesta", self.address, required=True))
        column.addWidget(Field("&Municipio", self.town, required=True, help_text="Con su código DANE."))
        self.address.textChanged.connect(self._address_typed)
        self.town.picked.connect(self._address_typed)
        return self.form

    def _address_typed(self, *_: object) -> None:
        self.show_batch(self._chosen, marked=len(self._chosen) > 1)
