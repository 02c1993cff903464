"""The card of a person: roles (those that don't go together are locked and say why), work, absence and its effect."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.services.administration import staff
from app.services.administration.staff import AbsenceEffect, StaffRow
from app.services.database import Database
from app.ui import formats
from app.ui.modules.administration.role_boxes import RoleBoxes
from app.ui.modules.intake.form import combo
from app.ui.modules.intake.plain_edits import DecimalEdit
from app.ui.style import scaled
from app.ui.trays.analysis.date_edit import DateEdit
from app.ui.widgets import Card, Check, Field, FieldGrid, KeyCap, Pill, button, line, shortcut, text

Change = Callable[[Database], object]

#: Why «Guardar» waits, and what is kept of a change.
_NOTHING = "Sin cambios por guardar."
_RECORDED = "Queda registrado quién, cuándo y qué."


class PersonCard(Card):
    """Edits one person. `changes` are the acts that saving takes, in order."""

    save_asked = Signal()
    effect_asked = Signal()
    withdraw_asked = Signal()

    def __init__(self, today: dt.date, *, may_administer: bool) -> None:
        super().__init__()
        self.person: StaffRow | None = None
        self._today, self._may = today, may_administer
        self.setMinimumWidth(scaled(340))
        inside = QWidget()
        inside.setProperty("role", "content")
        column = QVBoxLayout(inside)
        column.setContentsMargins(16, 12, 16, 10)
        column.setSpacing(7)
        head = QHBoxLayout()
        self.name = text("", "heading", wrap=True)
        self.pill = Pill("Activa", "good")
        head.addWidget(self.name, 1)
        head.addWidget(self.pill)
        column.addLayout(head)
        column.addWidget(line())
        column.addWidget(text("Roles", "strong"))
        self.roles = RoleBoxes()
        self.roles.changed.connect(self._buttons)
        column.addWidget(self.roles)
        column.addWidget(line())
        column.addWidget(self._work())
        column.addWidget(line())
        column.addWidget(text("Ausencia", "strong"))
        column.addWidget(self._away())
        self.effect = QGridLayout()
        column.addLayout(self.effect)
        column.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(inside)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setAccessibleName("Datos de la persona")
        self.column.addWidget(area, 1)
        self.column.addWidget(line())
        self.column.addLayout(self._foot())
        self.set_person(None, is_me=False)

    def _work(self) -> FieldGrid:
        self.line, self.capacity, self.area = QLineEdit(), DecimalEdit(500), combo([("", "Sin área")])
        grid = FieldGrid()
        grid.add(Field("&Línea de trabajo", self.line, help_text="Vacía: toma de cualquiera"), 1)
        grid.add(Field("&Tope de carga", self.capacity), 1)
        grid.add(Field("Área &misional", self.area))
        self.line.textEdited.connect(self._buttons)
        self.capacity.textEdited.connect(self._buttons)
        self.area.activated.connect(self._buttons)
        return grid

    def _away(self) -> QWidget:
        self.starts, self.ends = DateEdit(self._today), DateEdit(self._today)
        self.reason = combo([(words, words) for words in staff.ABSENCE_REASONS])
        self.ends_field = Field("&Hasta", self.ends)
        grid = FieldGrid()
        grid.add(Field("&Desde", self.starts), 1)
        grid.add(self.ends_field, 1)
        grid.add(Field("Motivo", self.reason))
        self.back = QCheckBox("Quitar la ausencia registrada")
        self.back.toggled.connect(self._buttons)
        grid.add(self.back)
        for edit in (self.starts, self.ends):
            edit.editingFinished.connect(self.effect_asked)
            edit.textChanged.connect(self._buttons)
        return grid

    def _foot(self) -> QVBoxLayout:
        foot = QVBoxLayout()
        foot.setContentsMargins(16, 8, 16, 12)
        self._why = text(_NOTHING, "help", wrap=True)
        foot.addWidget(self._why)
        row = QHBoxLayout()
        row.setSpacing(8)
        self.withdraw = button("Retirar el acceso…", "quiet", act=self.withdraw_asked.emit)
        self.save = button("Guardar", "primary", icon_name="check", act=self.save_asked.emit)
        shortcut("F9", self, self.save.click, Qt.ShortcutContext.WindowShortcut)
        row.addWidget(self.withdraw)
        row.addWidget(self.save, 1)
        row.addWidget(KeyCap("F9"))
        foot.addLayout(row)
        return foot

    def set_areas(self, areas: list[tuple[int, str, str]]) -> None:
        """Areas to choose from."""
        if self.area.count() == 1:
            for area_id, name, _kind in areas:
                self.area.addItem(name, area_id)

    def set_person(self, row: StaffRow | None, *, is_me: bool) -> None:
        """Show a person, or nobody."""
        self.person = row
        self.name.setText(row.full_name if row else "Elija una persona de la lista")
        self.pill.setVisible(row is not None)
        for widget in (self.roles, self.line, self.capacity, self.area):
            widget.setEnabled(row is not None and self._may and not is_me)
        self.withdraw.setVisible(row is not None and self._may and not is_me)
        self._clear_effect()
        if row is None:
            self.save.setEnabled(False)
            return
        self.roles.set_roles(row.roles, why_locked="Nadie cambia sus propios roles" if is_me else "")
        self.pill.set(*(("Activa", "good") if row.active else ("Retirada", "neutral")))
        self.withdraw.setText("Retirar el acceso…" if row.active else "Devolver el acceso…")
        for box in (self.line, self.capacity, self.area, self.back):
            box.blockSignals(True)
        self.line.setText(row.line or "")
        self.capacity.setValue(row.capacity_units)
        self.area.setCurrentIndex(max(0, self.area.findData(row.area_id)))
        self.back.setChecked(False)
        for box in (self.line, self.capacity, self.area, self.back):
            box.blockSignals(False)
        self.back.setVisible(row.absence_id is not None)
        self.starts.set_day(row.away_from)
        self.ends.set_day(row.away_until)
        self.reason.setCurrentIndex(max(0, self.reason.findData(row.away_reason)))
        self._buttons()

    def absence(self) -> tuple[dt.date, dt.date, str] | None:
        """The absence written, when it is whole and not the one already registered."""
        row, starts, ends = self.person, self.starts.day(), self.ends.day()
        if row is None or starts is None or ends is None or ends < starts:
            return None
        reason = str(self.reason.currentData())
        same = (row.away_from, row.away_until, row.away_reason) == (starts, ends, reason)
        return None if same else (starts, ends, reason)

    def changes(self) -> list[Change]:
        """What saving does: only what differs from what was read."""
        row = self.person
        if row is None:
            return []
        found: list[Change] = []
        if self._may and set(self.roles.roles()) != set(row.roles):
            found.append(partial(staff.change_roles, person=row, wanted=self.roles.roles()))
        work = (self.line.text().strip(), self.capacity.value(), self.area.currentData() or None)
        if self._may and work != (row.line or "", row.capacity_units, row.area_id):
            found.append(
                partial(staff.set_work, person_id=row.person_id, line=work[0], capacity=work[1], area_id=work[2])
            )
        away = self.absence()
        if row.absence_id is not None and (self.back.isChecked() or away is not None):
            found.append(partial(staff.remove_absence, absence_id=row.absence_id))
        if away is not None and not self.back.isChecked():
            found.append(
                partial(staff.set_absence, person_id=row.person_id, starts_on=away[0], ends_on=away[1], reason=away[2])
            )
        return found

    def _buttons(self, *_: object) -> None:
        starts, ends = self.starts.day(), self.ends.day()
        backwards = starts is not None and ends is not None and ends < starts
        self.ends_field.set_error("Termina antes de empezar." if backwards else "")
        changed = bool(self.changes())
        self.save.setEnabled(changed and not backwards)
        self._why.setText(_RECORDED if changed else _NOTHING)

    def show_effect(self, effect: AbsenceEffect) -> None:
        """What the absence does, before it is saved."""
        self._clear_effect()
        lines = []
        if effect.due_while_away:
            first = f"El primero, el {formats.date(effect.first_due)}." if effect.first_due else ""
            title = formats.plural(effect.due_while_away, "caso vence", "casos vencen") + " durante la ausencia"
            lines.append(Check("danger", title, first, formats.number(effect.due_while_away)))
        else:
            lines.append(Check("good", "Ningún caso suyo vence durante la ausencia"))
        if effect.team:
            room = (
                f"Entre {formats.plural(effect.team, 'persona', 'personas')} caben {formats.decimal(effect.room)} más."
            )
            lines.append(Check("good" if effect.room else "warn", "Quién puede recibir en su línea", room))
        else:
            lines.append(Check("danger", "Nadie más de su línea puede recibir"))
        if effect.drafts:
            lines.append(Check("info", formats.plural(effect.drafts, "caso tiene borrador", "casos tienen borrador")))
        for at, each in enumerate(lines):
            self.effect.addWidget(each, at, 0)

    def _clear_effect(self) -> None:
        while (item := self.effect.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.deleteLater()
