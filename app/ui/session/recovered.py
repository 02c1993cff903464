"""«Texto recuperado»: what was typed and never arrived anywhere is offered back beside what the field says now."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from app import clock
from app.services.offline.journal import Place, Typed, TypedText, same_words
from app.ui import formats
from app.ui.session.typing import TextField, Typist, words_of
from app.ui.shell.main_window import MainWindow
from app.ui.widgets import Overlay, Strip, button, line, text
from app.ui.widgets.diff import DiffCard, Side, to_clipboard

_LOOK_MS = 1000
#: A field that is still being read shows nothing yet: the difference must last.
_LASTS = 2
_FIRST = 90


class Recovered(QObject):
    """Holds the texts nobody has decided about, and offers each where its field is on screen."""

    def __init__(self, window: MainWindow, typist: Typist, number_of: Callable[[str], str]) -> None:
        """`number_of` gives the filing number of a case's key, or «»."""
        super().__init__(window)
        self._window, self._typist, self._number_of = window, typist, number_of
        self._typed: TypedText = typist.typed
        self._typed.forget_old()
        self.waiting: dict[Place, Typed] = {each.place: each for each in self._typed.left()}
        self._seen: dict[Place, int] = {}
        self._offered: Place | None = None
        self._later: set[Place] = set()
        self._here: set[Place] = set()
        self.strip = Strip("info", "clock-counter-clockwise", closable=True)
        window.notices.strips.add(self.strip)
        typist.set_aside = self._set_aside
        self._timer = QTimer(self, interval=_LOOK_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()
        if self.waiting:
            self._say_left()

    def look(self) -> None:
        """Whether a field on screen has a text waiting that it does not show."""
        if not (self.waiting or self._typist.own):
            return
        shown = self._typist.places()
        self._notice_gone(set(shown))
        for place, field in shown.items():
            typed = self.waiting.get(place)
            if typed is None:
                continue
            if same_words(typed.body, words_of(field)):
                self._said_already(typed)
            elif place not in self._later and field.isEnabled():
                self._seen[place] = self._seen.get(place, 0) + 1
                if self._seen[place] >= _LASTS and self._offered is None:
                    self._offer(typed, field)

    def list_all(self) -> None:
        """The card with every text that waits."""
        card = RecoveredCard(self._window.content, self)
        card.open(card.done)

    def where(self, typed: Typed) -> str:
        """«Análisis · 2026-711-… · hoy 10:42»."""
        page = typed.place.page
        title = self._window.desk.spec(page)[1].title if page in self._window.desk.page_keys() else "Otra página"
        when = formats.moment(typed.saved_at.astimezone(clock.BOGOTA))
        return " · ".join(part for part in (title, self._number_of(typed.place.subject), when) if part)

    def compare(self, typed: Typed, field: TextField) -> DiffCard:
        """The two texts, and what may be done."""
        card = DiffCard(
            self._window.content,
            f"Texto sin guardar en «{typed.label}»",
            self.where(typed),
            Side("Lo que usted escribió", typed.body),
            Side("Lo que hay ahora", words_of(field)),
            [
                ("Poner lo mío", "primary", partial(self._put_back, typed, field)),
                ("Copiar", "", partial(to_clipboard, typed.body)),
                ("Descartar", "danger", partial(self.forget, typed.place)),
            ],
        )
        card.ask()
        return card

    def forget(self, place: Place) -> None:
        """Its owner decided, or the field says it already."""
        typed = self.waiting.pop(place, None)
        if typed is not None:
            self._typed.let_go(typed)
        if self._offered == place:
            self._rest()

    def _put_back(self, typed: Typed, field: TextField) -> None:
        """As if it were typed: the form hears of it, Ctrl+Z takes it back, and it is kept again."""
        self.forget(typed.place)
        field.setFocus()
        if isinstance(field, QLineEdit):
            field.selectAll()
            field.insert(typed.body)
            return
        field.selectAll()
        cursor = field.textCursor()
        if typed.markup:
            cursor.insertHtml(typed.markup)
        else:
            cursor.insertText(typed.body)

    def _said_already(self, typed: Typed) -> None:
        if typed.run != self._typed.run:
            self.forget(typed.place)
            return
        # The form was only out of sight: its text is still nowhere else.
        self.waiting.pop(typed.place, None)
        self._typist.own.add(typed.place)

    def _offer(self, typed: Typed, field: TextField) -> None:
        self._offered = typed.place
        compare = button("Comparar", act=lambda: self._compare_again(typed.place))
        later = button("Ahora no", "quiet", act=lambda: self._not_now(typed.place))
        self.strip.say(
            f"<b>Hay texto suyo sin guardar en «{typed.label}»</b>, de {formats.moment(_local(typed))}.",
            [compare, later],
        )

    def _compare_again(self, place: Place) -> None:
        field = self._typist.places().get(place)
        typed = self.waiting.get(place)
        if field is not None and typed is not None:
            self.compare(typed, field)

    def _not_now(self, place: Place) -> None:
        self._later.add(place)
        self._rest()

    def _rest(self) -> None:
        self._offered = None
        self.strip.hide()

    def _say_left(self) -> None:
        count = len(self.waiting)
        words = formats.plural(count, "texto suyo quedó sin guardar", "textos suyos quedaron sin guardar")
        here = "Está cifrado en este equipo." if count == 1 else "Están cifrados en este equipo."
        self.strip.say(f"<b>{words} la última vez.</b> {here}", [button("Ver", act=self.list_all)])

    def _notice_gone(self, shown: set[Place]) -> None:
        """A field of this run went away with a text that nobody took: when it comes back, it is offered."""
        for place in self._here - shown:
            typed = self._typed.find(place) if place in self._typist.own else None
            if typed is not None:
                self.waiting[place] = typed
                self._typist.own.discard(place)
                self._seen.pop(place, None)
        if self._offered is not None and self._offered not in shown:
            self._rest()
        self._here = shown & self._typist.own

    def _set_aside(self, place: Place) -> None:
        """Its owner types over a text that waits: it is kept under another name, in the list."""
        typed = self.waiting.pop(place, None)
        if typed is None:
            return
        apart = replace(place, field=f"{place.field} ({formats.moment(_local(typed))})")
        if typed.run == self._typed.run:
            # Of this run there is one text of a field: the new one would take its place.
            self._typed.keep(apart, typed.label, typed.body, typed.before, typed.markup)
            typed = self._typed.find(apart) or typed
        self.waiting[apart] = replace(typed, place=apart)
        if self._offered == place:
            self._rest()


class RecoveredCard(Overlay):
    """Every text that waits: where it was, its first words, copy and discard; comparing happens where the field is."""

    def __init__(self, parent: QWidget, recovered: Recovered) -> None:
        super().__init__(parent, width=720)
        self._recovered = recovered
        self.setAccessibleName("Texto recuperado")
        column = self.card.column
        column.addWidget(text("Texto recuperado", "title"))
        advice = "Abra el caso y el formulario: donde estaba el campo se le ofrece comparar. También puede copiarlo."
        column.addWidget(text(advice, "sub", wrap=True))
        inside = QWidget()
        inside.setProperty("role", "content")
        self.rows = QVBoxLayout(inside)
        self.rows.setContentsMargins(0, 0, 6, 0)
        self.rows.setSpacing(8)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setWidget(inside)
        self._area.viewport().setAutoFillBackground(False)
        column.addWidget(self._area)
        row = QHBoxLayout()
        row.addStretch(1)
        self.done = button("Cerrar", act=self.close_overlay)
        row.addWidget(self.done)
        column.addLayout(row)
        self.closed.connect(self.deleteLater)
        for typed in list(recovered.waiting.values()):
            self.rows.addWidget(self._row(typed))
        self._area.setFixedHeight(min(inside.sizeHint().height(), max(120, parent.height() - 260)))
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._follow)

    def _follow(self, _old: QWidget | None, new: QWidget | None) -> None:
        """Tab reaches every row, also below the edge."""
        if new is not None and self._area.isAncestorOf(new):
            self._area.ensureWidgetVisible(new)

    def _row(self, typed: Typed) -> QWidget:
        made = QWidget()
        outer = QVBoxLayout(made)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(line())
        row = QHBoxLayout()
        column = QVBoxLayout()
        column.addWidget(text(typed.label, "strong"))
        column.addWidget(text(self._recovered.where(typed), "help"))
        words = " ".join(typed.body.split())
        column.addWidget(text(words if len(words) <= _FIRST else f"{words[:_FIRST]}…", "sub", wrap=True))
        row.addLayout(column, 1)
        copy = button("Copiar", name=f"Copiar {typed.label}", act=partial(to_clipboard, typed.body))
        drop = button("Descartar", "quiet", name=f"Descartar {typed.label}")
        drop.clicked.connect(lambda: self._recovered.forget(typed.place))
        drop.clicked.connect(made.hide)
        row.addWidget(copy)
        row.addWidget(drop)
        outer.addLayout(row)
        return made


def _local(typed: Typed) -> dt.datetime:
    return typed.saved_at.astimezone(clock.BOGOTA)
