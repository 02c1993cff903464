"""The version of the tree that waits or is being prepared: its changes, what each touches, and deciding."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from app.services.administration.claim_tree import KINDS, Change, LeafEffect, TreeVersion
from app.services.suggesting.model import ClaimModel
from app.ui import formats
from app.ui.modules.administration.tree_rows import TONES
from app.ui.style import scaled
from app.ui.trays.analysis.date_edit import DateEdit
from app.ui.widgets import Check, Field, KeyCap, Pill, button, line, text, tool_button
from app.ui.widgets.cards import PanelCard
from app.ui.widgets.labels import CheckState


class ChangeRow(QWidget):
    """One change: the leaf, what it was and will be, and what it touches."""

    def __init__(self, change: Change, effect: LeafEffect | None, drop: Callable[[str], object] | None) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 6)
        column.setSpacing(2)
        head = QHBoxLayout()
        head.addWidget(text(change.code, "strong"))
        head.addWidget(Pill(KINDS[change.kind], TONES[change.kind]))
        head.addStretch(1)
        if drop is not None:
            head.addWidget(tool_button("x", f"Quitar el cambio de {change.code}", act=lambda: drop(change.code)))
        column.addLayout(head)
        column.addWidget(text(change.title, "", wrap=True))
        for words in _differences(change):
            column.addWidget(text(words, "help", wrap=True))
        for state, title, detail in _touches(change, effect):
            column.addWidget(Check(state, title, detail))


class TreePanel(PanelCard):
    """Shows a proposal, or the version being prepared; its orders are signals."""

    drop_asked = Signal(str)
    propose_asked = Signal(object, str)
    decide_asked = Signal(bool)
    learn_asked = Signal()

    def __init__(self, today: dt.date) -> None:
        super().__init__()
        self.title, self.about = text("", "heading", wrap=True), text("", "sub", wrap=True)
        self.head.addWidget(self.title)
        self.head.addWidget(self.about)
        self._changes = QVBoxLayout()
        self.body.addLayout(self._changes)
        self.starts, self.reason = DateEdit(today, today), QPlainTextEdit()
        self.reason.setFixedHeight(scaled(72))
        self.reason.setTabChangesFocus(True)
        self.reason.setPlaceholderText("La circular, el acto o el hecho que pide el cambio.")
        self.form = QWidget()
        fields = QVBoxLayout(self.form)
        fields.setContentsMargins(0, 6, 0, 0)
        self.fields = {
            "valid_from": Field("&Rige desde", self.starts, required=True),
            "reason": Field("&Motivo", self.reason, required=True),
        }
        for field in self.fields.values():
            fields.addWidget(field)
        self.body.addWidget(self.form)
        self.body.addWidget(line())
        self.model = text("", "help", wrap=True)
        self.body.addWidget(text("SUGERENCIAS", "section"))
        self.body.addWidget(self.model)
        learn = QHBoxLayout()
        self.learn = button("Aprender de los casos cerrados", act=self.learn_asked.emit)
        learn.addWidget(self.learn)
        learn.addStretch(1)
        self.body.addLayout(learn)
        self.body.addStretch(1)
        self.note = text("", "help", wrap=True)
        self.foot.addWidget(self.note)
        self.foot.addLayout(self._buttons())
        self.show_version(None, (), me=0, next_version=2)
        self.show_model(None)

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self.refuse = button("No aprobar…", act=lambda: self.decide_asked.emit(False))
        self.approve = button("Aprobar", "primary", icon_name="check", act=lambda: self.decide_asked.emit(True))
        self.propose = button("Proponer la versión", "primary", icon_name="check", act=self._propose)
        for each in (self.refuse, self.approve, self.propose):
            row.addWidget(each)
        row.addWidget(KeyCap("F9", big=True))
        return row

    def show_version(self, waiting: TreeVersion | None, draft: Sequence[Change], *, me: int, next_version: int) -> None:
        """The proposal that waits, or the changes prepared here."""
        mine = waiting is not None and waiting.proposed_by == me
        changes = waiting.changes if waiting is not None else tuple(draft)
        self.title.setText(
            f"Versión {waiting.version} por aprobar" if waiting else f"Versión {next_version} en preparación"
        )
        self.about.setText(_about(waiting) if waiting else _PREPARING if not draft else "")
        self.about.setVisible(bool(self.about.text()))
        self.form.setVisible(waiting is None and bool(draft))
        self.propose.setVisible(waiting is None)
        self.propose.setEnabled(bool(draft))
        self.approve.setVisible(waiting is not None and not mine)
        self.refuse.setVisible(waiting is not None)
        self.refuse.setText("Retirar la propuesta…" if mine else "No aprobar…")
        self.note.setText(_foot(waiting, draft, mine=mine))
        self.show_changes(changes, {}, may_drop=waiting is None)

    def show_changes(self, changes: Sequence[Change], effects: dict[str, LeafEffect], *, may_drop: bool) -> None:
        """The changes, with what the server says that each touches."""
        while (item := self._changes.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        for change in changes:
            drop = self.drop_asked.emit if may_drop else None
            self._changes.addWidget(ChangeRow(change, effects.get(change.code), drop))

    def show_model(self, model: ClaimModel | None) -> None:
        """What was last learned from closed cases, and how often it was right."""
        if model is None:
            self.model.setText("Todavía no se ha aprendido de los casos cerrados: no hay sugerencias en Análisis.")
            return
        tried = max(1, model.tried)
        first, three, floor = (
            formats.percent(right / tried) for right in (model.right_first, model.right_three, model.right_commonest)
        )
        self.model.setText(
            f"Aprendido el {formats.moment(model.learned_at)} de {formats.number(model.claims)} pretensiones cerradas."
            f" En {formats.number(model.tried)} apartadas para probar, la primera sugerencia acertó el {first} y una de"
            f" las tres el {three}; decir siempre la más frecuente acertaría el {floor}. Sólo guarda conteos de"
            " palabras que usaron al menos tres personas."
        )

    def _propose(self) -> None:
        for field in self.fields.values():
            field.set_error("")
        self.propose_asked.emit(self.starts.day(), self.reason.toPlainText())

    def show_problem(self, field: str, words: str) -> None:
        """What is wrong, beside its field or at the foot; nothing typed is lost."""
        if field in self.fields:
            self.fields[field].set_error(words)
        else:
            self.note.setText(words)


_PREPARING = "Elija una hoja y cámbiela o retírela, o agregue una. Los cambios se juntan aquí y se proponen de una vez."


def _about(waiting: TreeVersion) -> str:
    return (
        f"La propuso {waiting.proposer} el {formats.moment(waiting.proposed_at)}."
        f" Rige desde el {formats.date(waiting.valid_from)}. Motivo: {waiting.reason}"
    )


def _foot(waiting: TreeVersion | None, draft: Sequence[Change], *, mine: bool) -> str:
    if waiting is None:
        return "Otra persona la aprueba; hasta entonces el árbol no cambia." if draft else "Sin cambios"
    return "Usted la propuso: la aprueba otra persona." if mine else "Usted decide; quien la propuso no puede."


def _differences(change: Change) -> list[str]:
    if change.kind == "retire_group":
        return ["Sus hojas deben salir o quedar en otro grupo, en esta misma versión."]
    if change.kind == "retire":
        return [f"En su lugar: {change.replaced_by}" if change.replaced_by else "Nada la reemplaza"]
    return [*_moved(change), *_renamed(change)]


def _moved(change: Change) -> list[str]:
    if not change.moves:
        return []
    above = f"{change.old_parent_code or 'arriba'} → {change.parent_code or 'arriba'}"
    return [f"Se mueve de grupo: {above}. Conserva su código."]


def _renamed(change: Change) -> list[str]:
    found = []
    if change.old_title is not None and change.old_title != change.title:
        found.append(f"Antes: {change.old_title}")
    if change.old_area not in (None, change.area):
        found.append(f"Área: {change.old_area} → {change.area}")
    elif change.kind == "add":
        found.append(f"Área: {change.area}")
    if change.old_weight is not None and float(change.old_weight) != float(change.weight):
        found.append(f"Peso: {formats.decimal(float(change.old_weight))} → {formats.decimal(float(change.weight))}")
    if change.synonyms:
        found.append(f"Se busca también por: {', '.join(change.synonyms)}")
    if change.valid_to is not None:
        found.append(f"Rige hasta el {formats.date(change.valid_to)}")
    return found


def _touches(change: Change, effect: LeafEffect | None) -> list[tuple[CheckState, str, str]]:
    if effect is None or change.kind == "add" or change.kind.endswith("_group"):
        return []
    found: list[tuple[CheckState, str, str]] = []
    if effect.open_cases or effect.drafts:
        cases = formats.plural(effect.open_cases, "caso abierto la tiene", "casos abiertos la tienen")
        stay = "Conservan el nombre y el área con que se clasificaron"
        soon = f"; {formats.plural(effect.due_soon, 'vence', 'vencen')} en 3 días o menos" if effect.due_soon else ""
        found.append(("warn" if change.kind == "retire" else "info", cases, stay + soon))
    if effect.drafts and change.kind == "retire":
        forms = formats.plural(effect.drafts, "formulario a medio llenar la usa", "formularios a medio llenar la usan")
        found.append(("warn", forms, "Quien los llena verá el aviso; lo escrito sigue ahí"))
    if effect.texts:
        found.append(
            ("info", formats.plural(effect.texts, "texto aprobado es de ella", "textos aprobados son de ella"), "")
        )
    return found or [("good", "Ningún caso abierto la tiene", "")]
