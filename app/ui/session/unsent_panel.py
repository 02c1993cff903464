"""Beside the list of «No enviados»: what was decided, what became of it, and the ways out of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from app.services.offline.ways import STATES
from app.ui import formats
from app.ui.session.unsent_rows import UnsentRow, step_words, when, written_in
from app.ui.theme.tokens import Tone
from app.ui.widgets import Strip, button, text
from app.ui.widgets.cards import PanelCard

_ICONS: Mapping[str, str] = {"info": "clock", "warn": "warning", "danger": "warning-octagon", "neutral": "pause"}


class UnsentPanel(PanelCard):
    """`acts` are the buttons by their key in services/offline/ways.py; only those that make sense are shown."""

    def __init__(self, does: Mapping[str, Callable[[], object]]) -> None:
        super().__init__()
        self.title, self.step = text("", "heading", wrap=True), text("", "sub", wrap=True)
        self.strip = Strip("info", "clock")
        for each in (self.title, self.step, self.strip):
            self.head.addWidget(each)
        self._texts = QVBoxLayout()
        self._texts.setSpacing(6)
        self.body.addLayout(self._texts)
        self.body.addStretch(1)
        self.acts: dict[str, QPushButton] = {
            "reapply": button("Comparar y reaplicar…", "primary", icon_name="equals", act=does["reapply"]),
            "retry": button("Enviar de nuevo", icon_name="paper-plane-tilt", act=does["retry"]),
            "see": button("Ver el caso", icon_name="eye", act=does["see"]),
            "report": button("Copiar informe para soporte", icon_name="copy", act=does["report"]),
            "discard": button("Descartar…", icon_name="x", keys="Delete", act=does["discard"]),
        }
        for act in self.acts.values():
            self.foot.addWidget(act)
        self.show_row(None)

    def show_row(self, row: UnsentRow | None) -> None:
        """Another decision, or none."""
        able = row.unsent.way_out.acts if row is not None else ()
        for key, act in self.acts.items():
            act.setVisible(key in able)
        self._show_texts(row)
        if row is None:
            self.title.setText("Nada elegido")
            self.step.setText("")
            self.strip.hide()
            return
        words, tone = STATES[row.unsent.status]
        self.title.setText(row.label)
        self.step.setText(f"{' · '.join(step_words(row))}<br>Decidido {when(row)}")
        self.strip.set_tone(_tone(tone), _ICONS.get(tone, "info"))
        self.strip.say(f"<b>{words}.</b> {row.unsent.way_out.sentence}")

    def _show_texts(self, row: UnsentRow | None) -> None:
        while (item := self._texts.takeAt(0)) is not None:
            old: QWidget | None = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        if row is None:
            return
        written = written_in(row.unsent.command.payload)
        if written:
            self._texts.addWidget(text("Lo que usted escribió", "section"))
        for words in written:
            self._texts.addWidget(text(words, wrap=True))
        tries = row.unsent.tries
        if tries:
            self._texts.addWidget(text(f"{formats.plural(tries, 'intento', 'intentos')} de envío", "help"))


def _tone(tone: str) -> Tone:
    known: Mapping[str, Tone] = {"info": "info", "warn": "warn", "danger": "danger"}
    return known.get(tone, "info")
