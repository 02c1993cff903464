"""Reglas del reparto: what each line and claim weighs, how gradually cases go out; who changed it, when and why."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QVBoxLayout

from app import clock
from app.services import assignment_rules
from app.services.assignment_rules import Rule, RuleChange
from app.services.verbs.receive_petition import FieldInvalid
from app.ui import formats
from app.ui.modules.loading import list_failed
from app.ui.page_context import PageContext
from app.ui.shell.appearance import remember_splitter
from app.ui.shell.page import Page, PaletteEntry, Shell
from app.ui.style import scaled
from app.ui.table import Cell, Column, RowModel, TablePane
from app.ui.widgets import Card, EmptyState, Field, KeyCap, button, line, shortcut, side_by_side, text

_KINDS = {"release": "Reparto gradual", "typed": "Con plazo propio", "line": "Línea", "claim": "Pretensión"}


def _weight(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".").replace(".", ",")


def value_words(kind: str, value: float | None, hours: int | None) -> str:
    """A rule's value as it is read."""
    if kind == "release":
        return "sin límite" if value is None else f"{value:.0f} casos cada {hours} h"
    return "el de cada pretensión" if value is None else f"peso {_weight(value)}"


def _title(rule: Rule) -> Cell:
    code = f"{rule.key} · " if rule.kind == "claim" else ""
    return Cell(rule.title, f"{code}{_KINDS[rule.kind]}", strong=True, tip=rule.title)


def _author(rule: Rule) -> Cell:
    if rule.set_by is None or rule.set_at is None:
        return Cell("Como se instaló", faint=True)
    return Cell(rule.set_by, formats.moment(rule.set_at.astimezone(clock.BOGOTA)), tip=rule.reason or "")


RULES = [
    Column("title", "Regla", "two_lines", _title),
    Column("value", "Vale", "text", lambda r: Cell(value_words(r.kind, r.value, r.hours)), width=160),
    Column("who", "Quién la cambió", "two_lines", _author, width=190, hide_below=560),
]


class RulesPage(Page):
    """The rules at the left; at the right the chosen one, its change, and the history of all."""

    def __init__(self, shell: Shell, context: PageContext) -> None:
        super().__init__()
        self.shell, self._context = shell, context
        self._shown: tuple[str, str] | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 8, 10, 8)
        split = side_by_side()
        none = EmptyState("scales", "Sin reglas", "Actualice con F5.")
        self.rules = TablePane(RowModel(RULES, key_of=lambda r: (r.kind, r.key)), "Reglas en uso", none, self.reload)
        self.rules.noun = ("regla", "reglas")
        self.rules.table.current_changed.connect(lambda _row: self._show_rule())
        split.addWidget(self.rules)
        split.addWidget(self._card())
        remember_splitter(split, "assignment.rules", shell.settings, [760, 500])
        column.addWidget(split, 1)
        shortcut("F5", self, self.reload)
        shortcut("F9", self, self.save.click)

    def _card(self) -> Card:
        card = Card(margin=14, spacing=8)
        card.setMinimumWidth(scaled(340))
        self.title, self.now = text("", "heading", wrap=True), text("", "sub", wrap=True)
        card.column.addWidget(self.title)
        card.column.addWidget(self.now)
        card.column.addWidget(line())
        self.value, self.hours, self.reason = QLineEdit(), QLineEdit(), QLineEdit()
        for edit, name in ((self.value, "Valor de la regla"), (self.hours, "Horas del periodo")):
            edit.setObjectName(name)
        self.reason.setMaxLength(500)
        self.value_field = Field("&Valor", self.value, required=True, help_text="De 0,25 a 10")
        self.hours_field = Field("Cada cuántas &horas", self.hours, required=True)
        self.unlimited = QCheckBox("Sin límite por periodo: sólo el tope de cada agente")
        self.unlimited.toggled.connect(lambda on: self.value.setEnabled(not on))
        self.reason_field = Field("Por &qué cambia", self.reason, required=True, help_text="Queda en el historial")
        for widget in (self.value_field, self.hours_field, self.unlimited, self.reason_field):
            card.column.addWidget(widget)
        row = QHBoxLayout()
        self.save = button("Cambiar la regla", "primary", icon_name="check", act=self.change)
        row.addWidget(self.save, 1)
        row.addWidget(KeyCap("F9"))
        card.column.addLayout(row)
        words = "Rige desde ya: lo que espera en la bolsa se pesa otra vez; lo que un agente ya tiene conserva su peso."
        card.column.addWidget(text(words, "help", wrap=True))
        card.column.addWidget(line())
        card.column.addWidget(text("Últimos cambios", "strong"))
        self.history = text("", "sub", wrap=True)
        self.history.setTextFormat(Qt.TextFormat.PlainText)
        card.column.addWidget(self.history)
        card.column.addStretch(1)
        return card

    def activate(self) -> None:
        self.reload()
        self.rules.table.setFocus()

    def key_hints(self) -> Sequence[tuple[str, str]]:
        return (("J K", "moverse"), ("F5", "actualizar"), ("F9", "cambiar la regla"))

    def commands(self) -> Sequence[PaletteEntry]:
        return (PaletteEntry("scales", "Cambiar la regla elegida", "Reparto", self.change, "F9"),)

    def subject(self) -> str | None:
        rule = self.rules.table.current_row()
        return None if rule is None else f"{rule.kind}:{rule.key}"

    def reload(self) -> None:
        """Read the rules and their history again."""
        self.rules.show_loading()
        database = self._context.database
        self.shell.background.run(
            lambda: (assignment_rules.read_rules(database), assignment_rules.read_history(database)),
            show=lambda found: self._show(*found),
            fail=list_failed(self.rules, self.shell),
            key="assignment.rules",
            owner=self,
        )

    def _show(self, rules: list[Rule], history: list[RuleChange]) -> None:
        self.rules.set_rows(rules)
        titles = {(rule.kind, rule.key): rule.title for rule in rules}
        lines = [_change_words(change, titles.get((change.kind, change.key), change.key)) for change in history[:8]]
        self.history.setText("\n".join(lines) or "Nadie ha cambiado una regla todavía.")
        self._show_rule()

    def _show_rule(self) -> None:
        rule = self.rules.table.current_row()
        if rule is None:
            return
        release, key = rule.kind == "release", (rule.kind, rule.key)
        self.title.setText("Reparto gradual" if release else rule.title)
        self.now.setText(f"Hoy: {value_words(rule.kind, rule.value, rule.hours)}. {rule.reason or ''}")
        self.hours_field.setVisible(release)
        self.unlimited.setVisible(release)
        if key == self._shown and (self.value.isModified() or self.hours.isModified()):
            return  # The list was read again: what is being typed stays.
        self._shown = key
        self.unlimited.setChecked(release and rule.value is None)
        self.value_field.set_help("Casos por agente en el periodo, de 1 a 500" if release else "Peso, de 0,25 a 10")
        self.value.setText("" if rule.value is None else _weight(rule.value))
        self.hours.setText(str(rule.hours or ""))
        for field in (self.value_field, self.hours_field, self.reason_field):
            field.set_error("")

    def change(self) -> None:
        """Change the chosen rule; a wrong figure is told by its field and what was typed stays."""
        rule = self.rules.table.current_row()
        if rule is None:
            return
        for field in (self.value_field, self.hours_field, self.reason_field):
            field.set_error("")
        act = self._release() if rule.kind == "release" else self._weigh(rule)
        if act is None:
            return
        self.save.setEnabled(False)
        self.shell.background.write(act, show=self._changed, fail=self._refused, owner=self)

    def _release(self) -> Callable[[], int] | None:
        cases, hours = _whole(self.value.text()), _whole(self.hours.text())
        if not self.unlimited.isChecked() and cases is None:
            self.value_field.set_error("Escriba cuántos casos recibe cada agente: un número de 1 a 500.")
            return None
        if hours is None:
            self.hours_field.set_error("Escriba de cuántas horas es el periodo: un número de 1 a 168.")
            return None
        database, reason = self._context.database, self.reason.text()
        given = None if self.unlimited.isChecked() else cases

        def act() -> int:
            assignment_rules.set_release(database, given, hours, reason)
            return 0

        return act

    def _weigh(self, rule: Rule) -> Callable[[], int] | None:
        try:
            weight = float(self.value.text().strip().replace(",", "."))
        except ValueError:
            self.value_field.set_error("Escriba el peso como un número, por ejemplo 1,5.")
            return None
        database, reason = self._context.database, self.reason.text()
        return lambda: assignment_rules.set_weight(database, rule, weight, reason)

    def _changed(self, weighed: int) -> None:
        self.save.setEnabled(True)
        self.reason.clear()
        self._shown = None
        again = formats.plural(weighed, "caso de la bolsa se pesó", "casos de la bolsa se pesaron")
        self.shell.say(f"La regla cambió. {again} otra vez." if weighed else "La regla cambió.")
        self.reload()

    def _refused(self, error: BaseException) -> None:
        self.save.setEnabled(True)
        if isinstance(error, FieldInvalid):
            fields = {"value": self.value_field, "hours": self.hours_field, "reason": self.reason_field}
            fields[error.field].set_error(error.user_message)
        else:
            self.shell.report(error)


def _whole(words: str) -> int | None:
    return int(words.strip()) if words.strip().isdigit() else None


def _change_words(change: RuleChange, title: str) -> str:
    when = formats.moment(change.set_at.astimezone(clock.BOGOTA))
    about = "Reparto gradual" if change.kind == "release" else title
    return f"{when} · {change.set_by}: {about}, {value_words(change.kind, change.value, change.hours)}. {change.reason}"
