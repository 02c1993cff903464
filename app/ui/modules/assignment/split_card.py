"""Recibir un desglose: the list that came back beside the table of who signed, and the way each row goes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QWidget

from app.errors import InvalidInput
from app.services.split.state import Comparison, ReturnedRow, SplitState, compare
from app.services.verbs.receive_split import ReceiveSplit
from app.ui import formats
from app.ui.background import Background
from app.ui.style import scaled
from app.ui.trays.act_card import ActCard
from app.ui.trays.endorsements.signatories import SignatoriesBox
from app.ui.widgets import Check, button, text

_RESULTS = {"repeated": "Repetidos", "extra": "No firmaron", "matched": "Con otro nombre"}
#: What became of a row of who did not sign.
_DECISIONS = {None: "por decidir en «Firmantes de más»", "adopted": "incorporado", "set_aside": "dejado fuera"}


class SplitCard(ActCard):
    """`send` gets the verb; `save` writes the manifest («manifest») or the report («report»)."""

    def __init__(
        self,
        parent: QWidget,
        number: str,
        state: SplitState,
        background: Background,
        send: Callable[[ReceiveSplit], None],
        save: Callable[[str], None],
    ) -> None:
        act = "Recibir" if state.missing else "Cerrar"
        super().__init__(parent, f"Desglose · {number}", _standing(state), act, width=900)
        self._state, self._send = state, send
        tools = QHBoxLayout()
        for words, key, icon_name in (
            ("Guardar el manifiesto…", "manifest", "download-simple"),
            ("Guardar el informe…", "report", "file-xls"),
        ):
            tools.addWidget(button(words, "quiet", icon_name=icon_name, act=partial(save, key)))
        tools.addStretch(1)
        self.body.addLayout(tools)
        self.box = SignatoriesBox(background)
        self.whole = QCheckBox("Volvió completo, tal como está en la tabla de firmantes")
        self.found = text("", "sub", wrap=True)
        self.found.setTextFormat(Qt.TextFormat.PlainText)
        if state.missing:
            self.body.addWidget(text("Lo que devolvió Gestión Documental", "section"))
            self.body.addWidget(self.whole)
            self.body.addWidget(self.box)
            self.body.addWidget(self.found)
            for column, width in enumerate((330, 60, 150, 220)):
                self.box.grid.setColumnWidth(column, scaled(width))
            self.box.set_people((), 3)
            self.box.changed.connect(self._compare)
            self.whole.toggled.connect(self._compare)
        self._show_past()
        self.first = self.box.pick if state.missing else self.go
        self._compare()

    def comparison(self) -> Comparison:
        """The list as it is written beside the table."""
        return compare(self._state.people, self.box.people())

    def accept(self) -> None:
        """Receive the list, or the whole table if that is what was said."""
        if not self._state.missing:
            self.close_overlay()
            return
        rows = self.box.people()
        if not rows and not self.whole.isChecked():
            self.trouble.say("Falta la lista. Impórtela o péguela; si volvió completa, marque la casilla.")
            return
        try:
            verb = ReceiveSplit(returned=None if self.whole.isChecked() else rows, file=self.box.file)
        except InvalidInput as error:
            self.show_trouble(error)
            return
        self.go.setEnabled(False)
        self._send(verb)

    def refused(self, sentence: str) -> None:
        """It did not pass: what is written stays."""
        self.go.setEnabled(True)
        self.trouble.say(sentence)

    def _compare(self, *_: object) -> None:
        self.box.setEnabled(not self.whole.isChecked())
        missing = len(self._state.missing)
        if self.whole.isChecked():
            self.found.setText(f"Se abre el caso de {formats.plural(missing, 'firmante', 'firmantes')} con su tabla.")
            self.go.setText(f"Recibir {formats.number(missing)}")
            return
        if not self._state.missing:
            return
        found = self.comparison()
        self.go.setText(f"Recibir {formats.number(len(found.matched))}")
        if not self.box.people():
            self.found.setText("")
            return
        lines = [f"Coinciden {formats.number(len(found.matched))}."]
        lines += _named("Faltan", (each.full_name for each in found.missing))
        lines += _named("Repetidos", (f"fila {at}, {row.full_name}" for at, row in found.repeated))
        lines += _named("No firmaron", (f"fila {at}, {row.full_name}" for at, row in found.extra))
        lines += _named("Con otro nombre", (f"fila {at}, firmó como {p.full_name}" for at, _r, p in found.renamed))
        self.found.setText("\n".join(lines))

    def _show_past(self) -> None:
        if not self._state.receptions:
            return
        self.body.addWidget(text("Lo recibido hasta ahora", "section"))
        for each in self._state.receptions:
            said = "la tabla completa" if each.source == "manifest" else each.file_label or "lista escrita"
            title = f"Lista {each.reception}: {said}"
            self.body.addWidget(Check("info", title, each.received_by, formats.moment(each.received_at)))
        for result, words in _RESULTS.items():
            rows = [each for each in self._state.rows if each.result == result]
            for line in _named(words, map(_told, rows)):
                self.body.addWidget(_plain(line))
        for line in _named("Faltan", (each.full_name for each in self._state.missing)):
            self.body.addWidget(_plain(line))


def _told(row: ReturnedRow) -> str:
    told = f"lista {row.reception}, fila {row.row_no}: {row.full_name or row.document_number}"
    return f"{told}, {_DECISIONS[row.decision]}" if row.result == "extra" else told


def _standing(state: SplitState) -> str:
    total, missing = len(state.people), len(state.missing)
    ended = sum(each.ended for each in state.people)
    words = f"{formats.number(total)} firmantes · {formats.number(total - missing)} con caso"
    if state.undecided:
        words += f" · {formats.number(state.undecided)} de más por decidir"
    if missing:
        return (
            f"{words} · {formats.plural(missing, 'falta', 'faltan')}. El caso de origen cierra cuando todos terminen."
        )
    return f"{words} · {formats.number(ended)} terminados. El caso de origen cierra solo con el último."


def _named(title: str, names: Iterable[str]) -> list[str]:
    found = list(names)
    return [f"{title} ({formats.number(len(found))}): {'; '.join(found)}."] if found else []


def _plain(words: str) -> QLabel:
    """Names that others wrote: never taken for markup."""
    made = text("", "sub", wrap=True)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setText(words)
    return made
