"""The inputs of a letter beside it: what each says, where it comes from, and whether it is still in force."""

from __future__ import annotations

import html

from PySide6.QtWidgets import QTextBrowser

from app.services.drafting.sheet import DraftClaim, DraftSheet, InputFact
from app.services.verbs.search_inputs import SYSTEM_LABELS
from app.ui import formats
from app.ui.style import color, theme


class InputsView(QTextBrowser):
    """Read only; opens no link."""

    def __init__(self) -> None:
        super().__init__()
        self._sheet: DraftSheet | None = None
        self.setAccessibleName("Insumos de la carta")
        self.setOpenLinks(False)
        theme.changed.connect(self._paint)

    def show_sheet(self, sheet: DraftSheet | None) -> None:
        """These inputs; None for no letter."""
        self._sheet = sheet
        self._paint()

    def _paint(self) -> None:
        self.setHtml("".join(self._claim(each) for each in self._sheet.claims) if self._sheet is not None else "")

    def _claim(self, claim: DraftClaim) -> str:
        given = {a.claim: a.input_id for a in (self._sheet.draft.answers if self._sheet and self._sheet.draft else ())}
        used = given.get(claim.ordinal)
        inputs = [each for each in claim.inputs if not each.withdrawn or each.input_id == used]
        body = "".join(_fact(each, used=each.input_id == used) for each in inputs)
        none = f"<p style='color:{color('danger').name()}'>Sin insumo.</p>"
        return f"<h4>{claim.ordinal}. {html.escape(claim.title)}</h4>{body or none}"


def _fact(fact: InputFact, *, used: bool) -> str:
    system = SYSTEM_LABELS.get(fact.system, fact.system)
    until = f" · vale hasta el {formats.date(fact.valid_until)}" if fact.valid_until else ""
    state = "" if fact.in_force else f" <b style='color:{color('danger').name()}'>No está vigente.</b>"
    mark = " · <b>la carta se apoya en este</b>" if used else ""
    values = "".join(
        f"<br>{html.escape(name.replace('_', ' ').capitalize())}: <b>{html.escape(value)}</b>"
        for name, value in fact.fields.items()
        # Those are said already: where it comes from, and when.
        if value and not name.startswith("insumo")
    )
    words = html.escape(fact.content).replace("\n", "<br>")
    head = (
        f"<b>{html.escape(system)}</b> · {html.escape(fact.area)} · {formats.date(fact.found_on)}{until}{mark}.{state}"
    )
    return f"<p>{head}<br>{words}{values}</p>"


def count(sheet: DraftSheet) -> int:
    """How many inputs are shown."""
    return sum(len(claim.inputs) for claim in sheet.claims)
