"""«Reclamo en trámite» (Ley 1581 de 2012, art. 15): what datum is claimed, and where and when its legend was put."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from app.errors import PqrError
from app.services.database import Database
from app.services.legal_acts import data_claim
from app.services.legal_acts.standing import LegalAct, Standing
from app.services.reads.analysis_sheet import AnalysisSheet
from app.ui import formats
from app.ui.trays.act_card import ActCard
from app.ui.trays.analysis.date_edit import DateEdit
from app.ui.trays.analysis.legal.desk import LegalDesk
from app.ui.trays.analysis.legal.family import Family
from app.ui.trays.analysis.legal.writing import Ticks, long_text
from app.ui.widgets import Field, text

DATA_CLAIM = LegalAct(
    "data_claim",
    "Ley 1581, art. 15",
    "Marcar «reclamo en trámite»",
    "Reclamo sobre datos personales: leyenda en dos días; quince para decidir y ocho más con aviso.",
    "fingerprint",
)
_HELP = (
    "El caso queda como reclamo de datos: quince días hábiles desde la recepción, y ocho más si se avisa antes de que"
    " venzan. Si su clase da menos, conserva el suyo. La marca sigue hasta que se decida."
)


class DataClaimCard(ActCard):
    """`act` gets what is claimed, the systems with the legend, and since when."""

    def __init__(
        self, parent: QWidget, number: str, today: dt.date, act: Callable[[str, list[str], dt.date], object]
    ) -> None:
        words = f"{number}: ponga primero la leyenda en el aplicativo y regístrela aquí."
        super().__init__(parent, "Marcar «reclamo en trámite»", words, "Marcar el reclamo")
        self._act = act
        self.about = long_text("", hint="Qué dato, qué está mal y qué pide la persona: corregir, actualizar, suprimir.")
        self.systems = Ticks("Dónde quedó la leyenda", [(each, each) for each in data_claim.SYSTEMS], columns=4)
        self.marked_on = DateEdit(today, today)
        self.body.addWidget(Field("&Qué se reclama", self.about, required=True))
        self.body.addWidget(self.systems)
        self.body.addWidget(Field("&Desde el", self.marked_on, required=True))
        self.body.addWidget(text(_HELP, "help", wrap=True))
        self.first = self.about

    def accept(self) -> None:
        """Mark it, or say what is missing."""
        about, systems = self.about.toPlainText(), self.systems.chosen()
        try:
            day = data_claim.check(about, systems, self.marked_on.day())
        except PqrError as error:
            self.show_trouble(error)
            return
        self._act(about, systems, day)


def _read(_database: Database, sheet: AnalysisSheet) -> dict[str, Standing]:
    mark = sheet.law.data_claim
    if mark is not None:
        said = "retirada" if mark.is_lifted else f"puesta el {formats.date(mark.marked_on)}"
        return {DATA_CLAIM.key: Standing(False, f"Ya tiene la marca, {said}.")}
    if not sheet.is_mine or not (6 <= sheet.activity <= 17 and sheet.activity not in (10, 11, 12)):
        return {}
    by = sheet.law.mark_by
    return {DATA_CLAIM.key: Standing(True, f"La leyenda, a más tardar el {formats.date(by)}." if by else "")}


def _open(desk: LegalDesk, _key: str) -> None:
    sheet = desk.sheet
    if sheet is None:
        return
    database, version = desk.context.database, sheet.version

    def act(about: str, systems: list[str], day: dt.date) -> None:
        desk.carry(
            card,
            sheet,
            lambda: data_claim.mark(database, sheet.case_id, version, about, systems, day),
            lambda _none: f"{desk.number} quedó como reclamo en trámite.",
        )

    card = DataClaimCard(desk.window, desk.number, desk.today, act)
    card.ask()


FAMILY = Family((DATA_CLAIM,), _read, _open)
