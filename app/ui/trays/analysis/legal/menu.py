"""«Otros trámites de ley…»: the one list of legal acts, each with its article and whether it can be done now."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from app.errors import InvalidInput
from app.services.database import Database
from app.services.legal_acts.standing import LegalAct, Standing
from app.services.reads.analysis_sheet import AnalysisSheet
from app.ui.shell.choices import OptionCard
from app.ui.shell.page import PaletteEntry
from app.ui.trays.act_card import ActCard
from app.ui.trays.analysis.legal.desk import LegalDesk
from app.ui.trays.analysis.legal.family import Family
from app.ui.trays.analysis.legal.registry import FAMILIES
from app.ui.widgets import IconLabel

WORDS = "Otros trámites de ley"
_UNKNOWN = Standing(False, "No se puede hacer donde está el caso.")
_COLUMNS = 2


class LegalActs(QObject):
    """One per page: opens the list, or the card of one act, for the case that is open."""

    def __init__(self, desk: LegalDesk, families: Sequence[Family] = FAMILIES) -> None:
        super().__init__(desk)
        self.desk, self._families = desk, families

    def entries(self) -> Sequence[PaletteEntry]:
        """The orders of the palette: the list, and each act by its name."""
        each = [
            PaletteEntry(act.icon, act.title, f"{act.article} · {act.words}", self._opener(act.key))
            for family in self._families
            for act in family.acts
        ]
        return [PaletteEntry("scales", WORDS, "Los actos que la ley da sobre el caso abierto", self.open), *each]

    def open(self) -> None:
        """Read how every act stands and show the list."""
        self._with_standings(self._show)

    def ask(self, key: str) -> None:
        """Open the card of one act, or say why it can't be done."""
        self._with_standings(lambda stands: self._ask(key, stands))

    def _opener(self, key: str) -> Callable[[], None]:
        return lambda: self.ask(key)

    def _with_standings(self, show: Callable[[Mapping[str, Standing]], None]) -> None:
        sheet, database, families = self.desk.sheet, self.desk.context.database, self._families
        if sheet is not None:
            self.desk.read(lambda: read_all(families, database, sheet), show)

    def _show(self, stands: Mapping[str, Standing]) -> None:
        acts = [act for family in self._families for act in family.acts]
        LegalMenu(self.desk.window, self.desk.number, acts, stands, self._go).ask()

    def _ask(self, key: str, stands: Mapping[str, Standing]) -> None:
        standing = stands.get(key, _UNKNOWN)
        if standing.is_open:
            self._go(key)
        else:
            self.desk.shell.say(standing.words)

    def _go(self, key: str) -> None:
        family = next(each for each in self._families if key in {act.key for act in each.acts})
        family.open(self.desk, key)


def read_all(families: Sequence[Family], database: Database, sheet: AnalysisSheet) -> dict[str, Standing]:
    """How the acts of every family stand. Raises Offline, Busy."""
    found: dict[str, Standing] = {}
    for family in families:
        found.update(family.read(database, sheet))
    return found


class LegalMenu(ActCard):
    """The list. Arrows and digits choose, Enter opens; what can't be done says why instead of only being grey."""

    def __init__(
        self,
        parent: QWidget,
        number: str,
        acts: Sequence[LegalAct],
        stands: Mapping[str, Standing],
        go: Callable[[str], object],
    ) -> None:
        subtitle = f"{number} · Ley 1755 de 2015. Cada uno con su carta, su plazo y su prueba."
        super().__init__(parent, WORDS, subtitle, "Abrir", width=860)
        self._go, self._acts = go, acts
        self._stands = {act.key: stands.get(act.key, _UNKNOWN) for act in acts}
        grid = QGridLayout()
        grid.setSpacing(8)
        self.rows: dict[str, OptionCard] = {}
        for at, act in enumerate(acts):
            row = self._row(act, at)
            grid.addWidget(row, at // _COLUMNS, at % _COLUMNS)
            self.rows[act.key] = row
        for column in range(_COLUMNS):
            grid.setColumnStretch(column, 1)
        self.body.addLayout(grid)
        self.first = self.rows[self._first_open()]
        self.rows[self._first_open()].setChecked(True)

    def accept(self) -> None:
        """Open the chosen act, or say why it can't be done."""
        key = next(key for key, row in self.rows.items() if row.isChecked())
        standing = self._stands[key]
        if not standing.is_open:
            self.show_trouble(InvalidInput(key, sentence=standing.words))
            return
        self.close_overlay()
        self._go(key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        digit = event.key() - Qt.Key.Key_1.value
        if 0 <= digit < min(9, len(self.rows)):
            row = list(self.rows.values())[digit]
            row.setChecked(True)
            row.setFocus()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.accept()
        else:
            super().keyPressEvent(event)

    def _row(self, act: LegalAct, at: int) -> OptionCard:
        standing = self._stands[act.key]
        face = IconLabel(act.icon if standing.is_open else "lock-simple", "accent" if standing.is_open else "text3", 20)
        details = [act.words, *([standing.words] if standing.words else [])]
        row = OptionCard(face, f"{act.article} · {act.title}", details, at + 1)
        # As wide as its column, whatever its words would like; the two of a line are as high as the higher one.
        row.setMinimumWidth(1)
        row.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
        row.setAccessibleDescription("Se puede hacer ahora" if standing.is_open else "No se puede hacer ahora")
        row.picked.connect(self.accept)
        return row

    def _first_open(self) -> str:
        return next((key for key, each in self._stands.items() if each.is_open), next(iter(self._stands)))
