"""The rubric: keys 1 to 7 turn «Cumple» into a coded fault with its class, its gravity and its note."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from app.services.quality.codes import Code, Codes
from app.services.verbs.review_quality import CRITERIA, FAULT_CLASSES, SEVERITIES, Finding
from app.ui.widgets import KeyCap, Pill, SegmentedTabs, button, text
from app.ui.widgets.texts import restyle

_LOOKS_AT = {
    "coherence": "responde lo que se preguntó",
    "clarity": "se entiende a la primera",
    "warmth": "trato digno, sin fórmulas frías",
    "timeliness": "sale en término",
    "system_use": "tipo, insumos y radicado",
    "substance": "decide cada pretensión",
    "spelling": "y forma",
}
#: What a key pressed on a fault does, besides giving its gravity: the class of procedure 5.4.
_CLASS_KEYS = {"E": "wrong", "I": "inconsistent", "P": "incomplete"}
_SEVERITY_KEYS = {"C": "critical", "M": "major", "N": "minor"}
#: Arrows pressed on a fault: another code, another claim.
_PRESSED = QEvent.Type.KeyPress
_ARROWS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}


def _combo(name: str) -> QComboBox:
    made = QComboBox()
    # Otherwise the longest entry pushes the panel out of view.
    made.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
    made.setAccessibleName(name)
    return made


class Criterion(QFrame):
    """One row of the rubric. `changed` when a fault is put, taken away or described."""

    changed = Signal()
    toggled = Signal(object)
    #: One of its fields has the focus.
    entered = Signal(object)

    def __init__(self, number: int, key: str) -> None:
        super().__init__()
        self.key, self.is_fault = key, False
        self.setProperty("frame", "criterion")
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 5, 8, 5)
        column.setSpacing(5)
        row = QHBoxLayout()
        row.addWidget(KeyCap(str(number)))
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(text(CRITERIA[key], "strong"))
        self._looks_at = text(_LOOKS_AT[key], "help")
        words.addWidget(self._looks_at)
        row.addLayout(words, 1)
        self.state = Pill("Cumple", "good", "check-circle-fill")
        row.addWidget(self.state)
        name = f"Marcar falla en {CRITERIA[key]}"
        self.mark = button("Falla", "quiet", name=name, act=self.toggle)
        self.mark.installEventFilter(self)
        row.addWidget(self.mark)
        column.addLayout(row)
        self._form = self._make_form()
        column.addWidget(self._form)
        self._form.hide()

    def _make_form(self) -> QWidget:
        form = QWidget()
        column = QVBoxLayout(form)
        column.setContentsMargins(30, 0, 0, 3)
        column.setSpacing(5)
        self.code = _combo(f"Código de la falla en {CRITERIA[self.key]}")
        self.code.currentIndexChanged.connect(lambda _at: self._coded())
        column.addWidget(self.code)
        self.severity = SegmentedTabs(list(SEVERITIES.items()), f"Gravedad en {CRITERIA[self.key]}")
        self.severity.chosen.connect(lambda _key: self._tell())
        column.addWidget(self.severity)
        self._detail = QWidget()
        row = QHBoxLayout(self._detail)
        row.setContentsMargins(0, 0, 0, 0)
        self.fault_class = _combo(f"Clase de la falla en {CRITERIA[self.key]}")
        for key, words in FAULT_CLASSES.items():
            self.fault_class.addItem(words, key)
        self.fault_class.currentIndexChanged.connect(lambda _at: self._tell())
        self.claim = _combo(f"Pretensión de la falla en {CRITERIA[self.key]}")
        row.addWidget(self.fault_class, 1)
        row.addWidget(self.claim, 1)
        column.addWidget(self._detail)
        self.note = QLineEdit()
        self.note.setMaxLength(2000)
        self.note.setPlaceholderText("Qué debe corregir quien proyectó")
        self.note.setAccessibleName(f"Nota para quien proyectó: {CRITERIA[self.key]}")
        self.note.textEdited.connect(lambda _words: self._tell())
        self.note.returnPressed.connect(self.mark.setFocus)
        column.addWidget(self.note)
        for each in (self.code, self.note):
            each.installEventFilter(self)
        return form

    def clear(self, claims: int) -> None:
        """A new letter, with that many claims: everything as it should be until it is looked at."""
        self.is_fault = False
        self.note.clear()
        self.claim.clear()
        self.claim.addItem("Toda la carta", None)
        for ordinal in range(1, claims + 1):
            self.claim.addItem(f"Pretensión {ordinal}", ordinal)
        self.code.setCurrentIndex(0)
        self._coded()
        self._show()

    def set_codes(self, codes: Sequence[Code]) -> None:
        """The coded faults of this criterion; the first one is proposed."""
        self.code.blockSignals(True)
        self.code.clear()
        for each in codes:
            self.code.addItem(f"{each.code} · {each.title}", each)
        self.code.blockSignals(False)
        self._coded()

    def toggle(self) -> None:
        """Put a fault, or take it away; its note stays until the letter changes."""
        self.is_fault = not self.is_fault
        self._show()
        self.toggled.emit(self)
        self.changed.emit()
        if self.is_fault:
            # Not the note: there C, M, N and the digits would be text. Tab goes to it, Enter comes back.
            self.mark.setFocus()

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab goes from a fault straight to its note; what it is has keys of its own."""
        if forward and self.is_fault and self.mark.hasFocus():
            self.note.setFocus(Qt.FocusReason.TabFocusReason)
            return True
        return super().focusNextPrevChild(forward)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows choose code and claim while the fault itself, not one of its fields, has the focus."""
        if watched is self.mark and self.is_fault and isinstance(event, QKeyEvent) and event.type() == _PRESSED:
            by = _ARROWS.get(Qt.Key(event.key()))
            if by is not None:
                box = self.code if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down) else self.claim
                box.setCurrentIndex(max(0, min(box.currentIndex() + by, box.count() - 1)))
                return True
        if event.type() == QEvent.Type.FocusIn and self.is_fault:
            self.entered.emit(self)
        return super().eventFilter(watched, event)

    def unfold(self, full: bool) -> None:
        """Gravity, class and claim in view, or only code and note: two faults fit in the panel."""
        self.severity.setVisible(full)
        self._detail.setVisible(full)

    def _coded(self) -> None:
        """A code brings its usual class and gravity; the reviewer may change both."""
        code = self.code.currentData()
        if isinstance(code, Code):
            self.fault_class.setCurrentIndex(list(FAULT_CLASSES).index(code.fault_class))
            self.severity.choose(code.severity)
            self._tell()

    def set_severity(self, key: str) -> None:
        """C, M or N."""
        self.severity.choose(key)
        self._tell()

    def set_class(self, key: str) -> None:
        """E, I or P: the word of procedure 5.4."""
        self.fault_class.setCurrentIndex(list(FAULT_CLASSES).index(key))

    def finding(self) -> Finding:
        """The fault as it is recorded. InvalidInput names what it lacks."""
        code = self.code.currentData()
        return Finding(
            criterion=self.key,
            code=code.code if isinstance(code, Code) else "",
            fault_class=str(self.fault_class.currentData()),
            severity=self.severity.current(),
            note=self.note.text().strip(),
            claim=self.claim.currentData(),
        )

    def put(self, found: Finding) -> None:
        """A fault as it was recorded."""
        self.is_fault = True
        codes = [self.code.itemData(at) for at in range(self.code.count())]
        self.code.setCurrentIndex(next((at for at, code in enumerate(codes) if code.code == found.code), 0))
        self.set_class(found.fault_class)
        self.claim.setCurrentIndex(max(0, self.claim.findData(found.claim)))
        self.note.setText(found.note)
        self.set_severity(found.severity)

    def _tell(self) -> None:
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        self._form.setVisible(self.is_fault)
        self._looks_at.setVisible(not self.is_fault)
        self.mark.setText("Quitar" if self.is_fault else "Falla")
        self.setProperty("active", "true" if self.is_fault else "false")
        restyle(self)
        if not self.is_fault:
            self.state.set("Cumple", "good", "check-circle-fill")
            return
        severity = self.severity.current()
        self.state.set(SEVERITIES[severity], "warn" if severity == "minor" else "danger", "warning-fill")


class Rubric(QWidget):
    """The seven criteria. `active` is the fault that C, M and N act on."""

    changed = Signal()
    #: The fault that is worked on: to be scrolled into view.
    shown = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "content")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(1)
        self.rows = [Criterion(number, key) for number, key in enumerate(CRITERIA, 1)]
        self.active: Criterion | None = None
        for row in self.rows:
            column.addWidget(row)
            row.changed.connect(self.changed)
            row.toggled.connect(self._toggled)
            row.entered.connect(self._enter)
        column.addStretch(1)

    def clear(self, claims: int) -> None:
        """A new letter."""
        self.active = None
        for row in self.rows:
            row.clear(claims)

    def set_codes(self, codes: Codes) -> None:
        """The coded faults, each under its criterion."""
        for row in self.rows:
            row.set_codes(codes.of(row.key))

    def put(self, findings: Sequence[Finding]) -> None:
        """Faults as they were recorded, to be looked at again."""
        for row in self.rows:
            for each in findings:
                if each.criterion == row.key and not row.is_fault:
                    row.put(each)
        self.changed.emit()

    def faults(self) -> list[Criterion]:
        """The rows with a fault."""
        return [row for row in self.rows if row.is_fault]

    def go_to_gap(self) -> None:
        """Put the cursor in the first note that is missing."""
        for row in self.faults():
            if not row.note.text().strip():
                row.note.setFocus()
                return

    def keys(self) -> list[tuple[str, Callable[[], object]]]:
        """1 to 7 mark a fault; C, M, N give the gravity of the last one; E, I, P its class. In a note they are text."""
        marks: list[tuple[str, Callable[[], object]]] = [(str(n), row.toggle) for n, row in enumerate(self.rows, 1)]
        grades = [(keys, self._of_active(Criterion.set_severity, key)) for keys, key in _SEVERITY_KEYS.items()]
        kinds = [(keys, self._of_active(Criterion.set_class, key)) for keys, key in _CLASS_KEYS.items()]
        return [*marks, *grades, *kinds]

    def _of_active(self, act: Callable[[Criterion, str], object], key: str) -> Callable[[], object]:
        return lambda: act(self.active, key) if self.active is not None else None

    def _toggled(self, row: Criterion) -> None:
        self._enter(row if row.is_fault else None)

    def _enter(self, row: Criterion | None) -> None:
        self.active = row
        for each in self.rows:
            each.unfold(each is row)
        if row is not None:
            self.shown.emit(row)
