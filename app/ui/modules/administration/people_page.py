"""Personas: who works here, with roles, absence and load; each act is recorded and asks nobody's password back."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from app import clock
from app.errors import PqrError
from app.services.administration import directors, staff
from app.services.administration.staff import StaffRow
from app.ui import formats
from app.ui.modules.administration.person_card import PersonCard
from app.ui.modules.administration.person_new import NewPersonBox
from app.ui.modules.loading import list_failed
from app.ui.page_context import PageContext
from app.ui.shell.appearance import remember_splitter
from app.ui.shell.page import Page, PaletteEntry, Shell
from app.ui.table import Cell, Column, RowModel, TablePane
from app.ui.widgets import Chip, EmptyState, FilterChips, Question, button, shortcut, side_by_side


def _who(row: StaffRow) -> Cell:
    seen = "sin lecturas registradas"
    if row.last_act is not None:
        seen = f"leyó datos el {formats.moment(row.last_act.astimezone(clock.BOGOTA))}"
    return Cell(row.full_name, f"{row.login.removeprefix('u_')} · {seen}", strong=True)


def _state(row: StaffRow) -> Cell:
    if not row.active:
        return Cell("Retirada", tone="neutral")
    if row.away_from is not None and row.away_from <= clock.today():
        return Cell(row.away_reason or "Ausente", tone="warn")
    return Cell("Activa", tone="good")


def _absence(row: StaffRow) -> Cell:
    if row.away_from is None or row.away_until is None:
        return Cell("—", faint=True)
    return Cell(f"{row.away_from:%d/%m} al {row.away_until:%d/%m}", tip=row.away_reason or "")


COLUMNS = [
    Column("who", "Persona", "two_lines", _who),
    Column(
        "role", "Rol y equipo", "two_lines", lambda r: Cell(r.role_labels, r.line or r.area_name or "Sin equipo"), 210
    ),
    Column("state", "Estado", "pill", _state, width=120),
    Column("absence", "Ausencia", "text", _absence, width=120, hide_below=640),
    Column("cases", "Casos", "number", lambda r: Cell(formats.number(r.open_cases)), width=64),
]
_FILTERS: dict[str, Callable[[StaffRow], bool]] = {
    "all": lambda row: True,
    "away": lambda row: row.active and row.away_from is not None,
    "idle": lambda row: row.active and row.last_act is None,
    "gone": lambda row: not row.active,
}


class PeoplePage(Page):
    """The list and the card of a person; Ctrl+N opens the form of a new one."""

    def __init__(self, shell: Shell, context: PageContext) -> None:
        super().__init__()
        self.shell, self._context = shell, context
        self._rows: list[StaffRow] = []
        self._areas: list[tuple[int, str, str]] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 8, 10, 8)
        column.setSpacing(6)
        top = QHBoxLayout()
        titles = {"all": "Todas", "away": "Ausentes", "idle": "Sin uso", "gone": "Retiradas"}
        self.chips = FilterChips([Chip(key, title) for key, title in titles.items()])
        self.chips.chosen.connect(lambda _key: self._show())
        top.addWidget(self.chips)
        top.addStretch(1)
        self.add = button("Nueva persona", icon_name="user-plus", tip="Nueva persona (Ctrl+N)", act=self.new_person)
        shortcut("Ctrl+N", self, self.new_person)
        shortcut("F5", self, self.reload)
        top.addWidget(self.add)
        column.addLayout(top)
        split = side_by_side()
        empty = EmptyState("users-three", "Nadie aquí", "Cambie el filtro o agregue una persona con Ctrl+N.")
        self.pane = TablePane(RowModel(COLUMNS, key_of=lambda r: r.person_id), "Personas", empty, self.reload)
        self.pane.table.current_changed.connect(self._current)
        split.addWidget(self.pane)
        self.card = PersonCard(context.calendar.today, may_administer=context.has_role("admin"))
        self.card.save_asked.connect(self.save)
        self.card.effect_asked.connect(self._ask_effect)
        self.card.withdraw_asked.connect(self._ask_withdraw)
        split.addWidget(self.card)
        remember_splitter(split, "administration.people", shell.settings, [770, 470])
        column.addWidget(split, 1)
        self.add.setVisible(context.has_role("admin"))

    def activate(self) -> None:
        self.reload()
        self.pane.table.setFocus()

    def key_hints(self) -> Sequence[tuple[str, str]]:
        return (("J K", "moverse"), ("Ctrl N", "nueva"), ("F9", "guardar"))

    def commands(self) -> Sequence[PaletteEntry]:
        return (PaletteEntry("user-plus", "Nueva persona", "Administrar", self.new_person, "Ctrl+N"),)

    def reload(self) -> None:
        """Read everybody again."""
        self.pane.show_loading()
        database = self._context.database
        self.shell.background.run(
            lambda: (staff.read_staff(database), directors.read_areas(database)),
            show=self._arrived,
            fail=list_failed(self.pane, self.shell),
            key="administration.people",
            owner=self,
        )

    def _arrived(self, found: tuple[list[StaffRow], list[tuple[int, str, str]]]) -> None:
        self._rows, self._areas = found
        self.card.set_areas(self._areas)
        for key, test in _FILTERS.items():
            self.chips.set_count(key, sum(1 for row in self._rows if test(row)))
        self.count_changed.emit(sum(1 for row in self._rows if row.active))
        self._show()

    def _show(self) -> None:
        test = _FILTERS[self.chips.current()]
        self.pane.set_rows([row for row in self._rows if test(row)])
        self.pane.footer.setText(formats.plural(self.pane.model.rowCount(), "persona", "personas"))

    def _current(self, row: StaffRow | None) -> None:
        mine = row is not None and row.person_id == self._context.access.person.person_id
        self.card.set_person(row, is_me=mine)

    def _ask_effect(self) -> None:
        row, absence = self.card.person, self.card.absence()
        if row is None or absence is None:
            return
        database = self._context.database
        self.shell.background.run(
            lambda: staff.absence_effect(database, row.person_id, absence[0], absence[1]),
            show=self.card.show_effect,
            fail=self.shell.report,
            key="administration.effect",
            owner=self,
        )

    def save(self) -> None:
        """Roles, work and absence, each by its own recorded act; what was refused says why and the rest stays."""
        row = self.card.person
        if row is None:
            return
        changes = self.card.changes()
        if not changes:
            return
        database = self._context.database

        def work() -> int:
            for change in changes:
                change(database)
            return len(changes)

        self.shell.background.write(work, show=lambda _n: self._saved(row), fail=self._refused, owner=self)

    def _saved(self, row: StaffRow) -> None:
        self.shell.say(f"Guardado: {row.full_name}. Quedó registrado.")
        self._context.changes.arrived.emit(None)
        self.reload()

    def _refused(self, error: BaseException) -> None:
        self.shell.report(error)
        self.reload()

    def _ask_withdraw(self) -> None:
        row = self.card.person
        if row is None:
            return
        database, active = self._context.database, not row.active
        if active:
            question = Question("¿Devolver el acceso?", "Devolver el acceso", subtitle=row.full_name)
        else:
            cases = formats.plural(row.open_cases, "caso abierto queda", "casos abiertos quedan")
            question = Question(
                "¿Retirar el acceso?",
                "Retirar",
                subtitle=row.full_name,
                warning=f"Su sesión se vacía en el acto. {cases} a su nombre hasta que se reasignen.",
                dangerous=True,
            )

        def act() -> None:
            self.shell.background.write(
                lambda: staff.set_active(database, row.person_id, active),
                show=lambda _none: self._saved(row),
                fail=self._refused,
                owner=self,
            )

        self.shell.confirm(question, act)

    def new_person(self) -> None:
        """Open the form of a new person over the window."""
        if not self._context.has_role("admin"):
            return
        box = NewPersonBox(self.window(), self._areas)
        box.saved.connect(lambda person: self._add(box, person))
        box.ask()

    def _add(self, box: NewPersonBox, person: staff.NewPerson) -> None:
        database = self._context.database

        def done(_person_id: int) -> None:
            box.close_overlay()
            self.shell.say(f"{person.full_name} ya puede entrar como {person.short_login}.")
            self.reload()

        def failed(error: BaseException) -> None:
            if isinstance(error, PqrError):
                box.show_problem(str(getattr(error, "reason", "")), error.user_message)
            else:
                self.shell.report(error)

        self.shell.background.write(lambda: staff.add_person(database, person), show=done, fail=failed, owner=self)
