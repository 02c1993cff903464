"""The other petitions of who asks, and the calls made to them, in the panel of Análisis."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection
from html import escape

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.services.reads.earlier import KINDS, Births, EarlierPetition, PersonHistory, Seems, seems
from app.services.trays.case_label import label_shown
from app.services.verbs.make_contact import NOT_REACHED
from app.ui import formats
from app.ui.theme.tokens import Tone
from app.ui.widgets import Check, KeyCap, Pill, Strip, button, text

#: Rows shown before «Ver todas»: the panel is for working.
FEW = 2
_CALLS = 3
_DECIDED = {"repeated": "Repetida", "duplicate": "Duplicada", "distinct": "Distinta"}
_MEDIA = {"call": "Llamada", "sms": "Mensaje"}


def standing(each: EarlierPetition) -> tuple[str, Tone]:
    """Where an earlier petition stands: the words of its pill and their tone."""
    answer = each.answer
    if not each.is_settled:
        return "Posible", "warn"
    if answer is None:
        return ("Abierta", "info") if each.closed_at is None else ("Cerrada", "neutral")
    if answer.is_delivered and answer.happened_on is not None:
        return f"Entregada {formats.date(answer.happened_on)}", "good"
    if answer.result == "returned":
        return "Devuelta", "danger"
    return "Sin prueba de entrega", "warn"


def births_words(births: Births) -> str:
    """The two dates, for who decides."""
    return f"Ésta dice {formats.date(births.now)}; la otra, {formats.date(births.then)}"


class EarlierRow(QWidget):
    """One petition: number, day and standing; what it asked; its papers and the comparison."""

    def __init__(self, box: EarlierBox, each: EarlierPetition) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 4)
        column.setSpacing(2)
        head = QHBoxLayout()
        head.setSpacing(6)
        number = label_shown(each.label)
        head.addWidget(text(number, "strong"))
        head.addStretch(1)
        words, tone = standing(each)
        head.addWidget(Pill(words, tone))
        column.addLayout(head)
        asked = " · ".join(claim.title for claim in each.claims) or "Sin clasificar"
        column.addWidget(text(f"Recibida el {formats.date(each.received_on)} · {asked}", "help", wrap=True))
        for doubt in _doubts(each):
            column.addWidget(doubt)
        for asking in each.escalations[:2]:
            column.addWidget(text(_escalated(asking.area, asking.answered_at, asking.promised_on), "help", wrap=True))
        if each.link is not None:
            told = f"{_DECIDED[each.link.kind]}, según {each.link.by} el {formats.date(each.link.at.date())}"
            line = text(told, "help", wrap=True)
            line.setToolTip(each.link.reason)
            column.addWidget(line)
        acts = QHBoxLayout()
        acts.setSpacing(4)
        if each.answer is not None and each.answer.has_document:
            acts.addWidget(_paper("Respuesta", number, lambda: box.paper_asked.emit(each, "answer")))
        if each.answer is not None and each.answer.has_proof:
            acts.addWidget(_paper("Prueba", number, lambda: box.paper_asked.emit(each, "proof")))
        if each.is_settled:
            acts.addWidget(_paper("Petición", number, lambda: box.paper_asked.emit(each, "petition")))
        self.compare = _paper("Comparar…", number, lambda: box.compare_asked.emit(each))
        if not box.may_decide:
            # Shown before it has its place, it would be a window of its own.
            self.compare.hide()
        acts.addWidget(self.compare)
        acts.addStretch(1)
        column.addLayout(acts)


class EarlierBox(QWidget):
    """Nothing is seen of it for who asks for the first time."""

    #: (EarlierPetition, «answer», «proof» or «petition»).
    paper_asked = Signal(object, str)
    compare_asked = Signal(object)
    #: What follows from a decision: «repeated» or «duplicate».
    act_asked = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.history: PersonHistory | None = None
        self.may_decide = False
        self._received, self._codes, self._all = dt.date.min, frozenset[str](), False
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 4)
        column.setSpacing(2)
        self.title = text("ESTA PERSONA", "section")
        self.count = text("", "help", wrap=True)
        self.strip = Strip("warn", "copy", stacked=True)
        column.addWidget(self.title)
        column.addWidget(self.count)
        column.addWidget(self.strip)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(0)
        column.addLayout(self._rows)
        self.more = button("", "quiet", act=self._show_all)
        column.addWidget(self.more)
        self._calls = QVBoxLayout()
        self._calls.setSpacing(0)
        column.addLayout(self._calls)
        self.clear()

    def clear(self) -> None:
        """Another case, or none: nothing personal stays."""
        self.history, self._all, self.may_decide = None, False, False
        self._fill()

    def show_history(self, history: PersonHistory, received_on: dt.date, *, may_decide: bool) -> None:
        """Show what was read; `received_on` is the day of the petition at hand."""
        self.history, self._received, self.may_decide = history, received_on, may_decide
        self._fill()

    def set_codes(self, codes: Collection[str]) -> None:
        """Leaves chosen by now: from them depends what looks repeated."""
        if frozenset(codes) != self._codes:
            self._codes = frozenset(codes)
            if self.history is not None:
                self._say()

    def suspect(self) -> tuple[EarlierPetition, Seems] | None:
        """The newest one that looks like the same matter and of which nothing was decided."""
        for each in self.history.petitions if self.history is not None else ():
            found = seems(each, self._received, self._codes) if each.link is None else None
            if found is not None:
                return each, found
        return None

    def best(self) -> EarlierPetition | None:
        """What the comparison's key opens: the suspect, else the newest."""
        suspect = self.suspect()
        petitions = self.history.petitions if self.history is not None else ()
        return suspect[0] if suspect is not None else next(iter(petitions), None)

    def _show_all(self) -> None:
        self._all = True
        self._fill()

    def _fill(self) -> None:
        for layout in (self._rows, self._calls):
            while (item := layout.takeAt(0)) is not None:
                old = item.widget()
                if old is not None:
                    old.hide()
                    old.deleteLater()
        history = self.history
        petitions = history.petitions if history is not None else ()
        calls = history.calls if history is not None else ()
        self.setVisible(bool(petitions or calls))
        for each in petitions if self._all else petitions[:FEW]:
            self._rows.addWidget(EarlierRow(self, each))
        hidden = 0 if self._all else len(petitions[FEW:])
        self.more.setText(f"Ver {formats.plural(hidden, 'petición', 'peticiones')} más")
        self.more.setVisible(hidden > 0)
        for call in calls[:_CALLS]:
            what = NOT_REACHED.get(call.outcome or "", "Contactada" if call.passed else "Sin tipificar")
            words = f"{_MEDIA.get(call.medium, 'Contacto')} · {call.campaign} · {what}"
            self._calls.addWidget(text(f"{formats.date(call.made_at.date())} · {words}", "help", wrap=True))
        self.count.setText(_count(history))
        self._say()

    def _say(self) -> None:
        decided = next((e for e in self.history.petitions if e.link), None) if self.history is not None else None
        suspect = self.suspect()
        if suspect is not None:
            each, found = suspect
            words = "Puede ser repetida de" if found.kind == "repeated" else "Puede ser duplicada de"
            why = ". ".join(escape(reason) for reason in found.reasons)
            acts = [_key_button(lambda: self.compare_asked.emit(each))] if self.may_decide else []
            self.strip.set_tone("warn", "copy")
            self.strip.say(f"<b>{words} {label_shown(each.label)}.</b> {why}.", acts)
        elif decided is not None and decided.link is not None and decided.link.kind != "distinct":
            self.strip.set_tone("info", "link")
            self.strip.say(_decided(decided), self._following(decided.link.kind))
        else:
            self.strip.hide()

    def _following(self, kind: str) -> list[QWidget]:
        words = "Actos del art. 19…" if kind == "repeated" else "Pedir aval para archivar…"
        return [button(words, act=lambda: self.act_asked.emit(kind))] if self.may_decide else []


def _decided(each: EarlierPetition) -> str:
    assert each.link is not None
    head = f"<b>{KINDS[each.link.kind]} de {label_shown(each.label)}.</b> {escape(each.link.reason)}"
    if each.link.kind == "repeated" and (each.answer is None or not each.answer.is_delivered):
        head += " La respuesta anterior no tiene prueba de entrega: el art. 19 sólo cabe cuando la tenga."
    return head


def _count(history: PersonHistory | None) -> str:
    if history is None or not (history.petitions or history.calls):
        return ""
    sure = sum(1 for each in history.petitions if each.matched_by == "document")
    parts = [formats.plural(sure, "petición con el mismo documento", "peticiones con el mismo documento")]
    maybe = len(history.petitions) - sure
    if maybe:
        parts.append(formats.plural(maybe, "posible", "posibles"))
    if history.calls:
        parts.append(formats.plural(len(history.calls), "contacto de campaña", "contactos de campañas"))
    if history.total > len(history.petitions):
        parts.append(f"se muestran las {len(history.petitions)} últimas de {formats.number(history.total)}")
    return " · ".join(parts)


def _escalated(area: str, answered: dt.datetime | None, promised: dt.date) -> str:
    back = f"respondió el {formats.date(answered.date())}" if answered else f"prometió el {formats.date(promised)}"
    return f"Escalada a {area}: {back}"


def _doubts(each: EarlierPetition) -> list[QWidget]:
    """What speaks against its being the same person, for who decides."""
    found: list[QWidget] = []
    if each.matched_by == "possible":
        same = f"Nombre parecido ({escape(each.name or 'sin nombre')}, {each.document_tail or 'sin documento'})"
        found.append(text(f"{same} en el mismo municipio", "help", wrap=True))
    if each.births is not None:
        found.append(Check("warn", "Otra fecha de nacimiento", births_words(each.births)))
    return found


def _paper(words: str, number: str, act: Callable[[], object]) -> QWidget:
    return button(words, "quiet", name=f"{words.rstrip('…')} de {number}", act=act)


def _key_button(act: Callable[[], object]) -> QWidget:
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 2, 0, 0)
    row.setSpacing(6)
    row.addWidget(button("Comparar…", act=act))
    row.addWidget(KeyCap("F2"))
    row.addStretch(1)
    return holder
