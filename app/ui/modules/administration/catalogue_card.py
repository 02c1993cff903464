"""Proposes a change of a catalogue: its data, the act that orders it, and from which day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from decimal import Decimal, InvalidOperation

from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from app.errors import PqrError
from app.services.administration import catalogues
from app.services.administration.catalogues import BOOKS, FIXED, CatalogueRow, Proposal
from app.ui.trays.act_card import ActCard
from app.ui.trays.analysis.date_edit import DateEdit
from app.ui.widgets import Field

_TITLES = {"add": "Agregar a «{}»", "change": "Cambiar «{}»", "retire": "Retirar «{}»"}
_RETIRED = "Deja de ofrecerse desde ese día. Lo que ya lo nombra lo conserva, y la historia queda en Cambios."
_ASKED = "Otra persona debe aprobarlo; hasta entonces nada cambia. Lo anterior queda en la historia."


class CatalogueCard(ActCard):
    """`act` gets the proposal; `row` is what changes, none to add. `people` are those who may sign acts."""

    def __init__(
        self,
        parent: QWidget,
        book: str,
        kind: str,
        row: CatalogueRow | None,
        today: dt.date,
        act: Callable[[Proposal], object],
        *,
        code: str = "",
        people: Sequence[tuple[str, str]] = (),
    ) -> None:
        name = row.label if row is not None else BOOKS[book]
        about = _RETIRED if kind == "retire" else _ASKED
        super().__init__(parent, _TITLES[kind].format(name), about, "Proponer", width=560)
        self._book, self._kind, self._act = book, kind, act
        self._code = row.code if row is not None else code
        self.label, self.detail, self.nit = _line(160), _line(300), _line(11)
        self.address, self.email, self.days = _line(200), _line(120), _line(6)
        self.person, self.legal_act = QComboBox(), _line(200)
        for login, words in people:
            self.person.addItem(words, login)
        self.valid_from, self.valid_to = DateEdit(today), DateEdit(today)
        self.valid_from.set_day(today)
        if row is not None:
            self._fill(row)
        fields = [] if kind == "retire" else self._own_fields()
        fields.append(Field("A&cto o motivo que lo ordena", self.legal_act, required=True))
        fields.append(Field("&Rige desde", self.valid_from, required=True))
        if kind != "retire" and book in ("entity", "act_signer"):
            fields.append(Field("&Hasta (vacío: sin fecha final)", self.valid_to))
        for field in fields:
            self.body.addWidget(field)
        self.first = self.legal_act if kind == "retire" else self._first()

    def accept(self) -> None:
        """Propose it, or say what is missing."""
        try:
            asked = self._proposal()
            catalogues.check(asked)
        except PqrError as error:
            self.show_trouble(error)
            return
        self._act(asked)

    def _own_fields(self) -> list[Field]:
        if self._book in FIXED:
            kind = "hábiles" if self._book == "stage" else "calendario"
            return [Field(f"&Días {kind}", self.days, required=True)]
        if self._book == "act_signer":
            self.person.setEnabled(self._kind == "add")
            return [Field("&Quién firma", self.person, required=True)]
        name = Field("&Nombre", self.label, required=True)
        if self._book == "denial_reason":
            return [name]
        return [
            name,
            Field("Qué &decide", self.detail, required=True),
            Field("N&IT", self.nit, required=True, help_text="Nueve cifras, guion y dígito de verificación."),
            Field("Dirección", self.address),
            Field("C&orreo", self.email, help_text="Hace falta la dirección o el correo."),
        ]

    def _first(self) -> QWidget:
        if self._book in FIXED:
            return self.days
        return self.person if self._book == "act_signer" else self.label

    def _fill(self, row: CatalogueRow) -> None:
        for edit, words in (
            (self.label, row.label), (self.detail, row.detail), (self.nit, row.nit), (self.address, row.address),
            (self.email, row.email),
        ):  # fmt: skip
            edit.setText(words or "")
        self.days.setText(days_text(row.days))
        if self._book == "act_signer":
            self.person.clear()
            self.person.addItem(row.label, row.code)

    def _proposal(self) -> Proposal:
        code = self._code
        if not code and self._book == "entity":
            code = catalogues.entity_code(self.label.text())
        if self._book == "act_signer":
            code = self.person.currentData() or ""
        return Proposal(
            book=self._book, kind=self._kind, code=code, legal_act=self.legal_act.text(),
            valid_from=self.valid_from.day(), valid_to=self.valid_to.day(), label=self.label.text(),
            detail=self.detail.text(), nit=self.nit.text(), address=self.address.text(), email=self.email.text(),
            days=_number(self.days.text()),
        )  # fmt: skip


def days_text(days: Decimal | None) -> str:
    """Days as they are written: «0,5»; empty for none."""
    return "" if days is None else f"{days.normalize():f}".replace(".", ",")


def _line(most: int) -> QLineEdit:
    made = QLineEdit()
    made.setMaxLength(most)
    return made


def _number(words: str) -> Decimal | None:
    try:
        number = Decimal(words.strip().replace(",", "."))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None
