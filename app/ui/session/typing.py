"""Hears every text field of the window, and keeps what is typed in it within a second (services/offline/journal.py).

Nobody types without the focus: the application says where it goes, so each field is met once and no event of any
other widget passes through here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from uuid import UUID

import shiboken6
from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QTextEdit, QWidget

from app.errors import PqrError
from app.services.offline.journal import Place, TypedText
from app.services.perform import Result
from app.ui.shell.main_window import MainWindow
from app.ui.shell.page import Page
from app.ui.table.view import CaseTable
from app.ui.widgets import Overlay, PasswordEdit

TextField = QLineEdit | QPlainTextEdit | QTextEdit
#: Not started anew by each key: who types without a pause is kept as well.
FLUSH_MS = 600
#: A page has read its case anew, and a card has closed, so long after the server took what was decided.
SETTLE_MS = 3000
#: Search boxes: nothing is lost with them, and a citizen's name asked for must not stay on the disk.
_SEARCHES = ("Filtrar", "Buscar")


@dataclass
class _Heard:
    """The newest text of a field that has not been kept yet."""

    widget: TextField
    label: str
    body: str
    before: str


class Typist(QObject):
    """One per session."""

    #: The journal could not be written: the error.
    failed = Signal(object)

    def __init__(self, window: MainWindow, typed: TypedText) -> None:
        super().__init__(window)
        self._window, self.typed = window, typed
        self._known: set[int] = set()
        self._before: dict[int, tuple[Place, str]] = {}
        self._heard: dict[Place, _Heard] = {}
        self._suspects: dict[int, QPlainTextEdit | QTextEdit] = {}
        #: Places that this run has typed in.
        self.own: set[Place] = set()
        #: Called before a place is written over that holds a text nobody has decided about.
        self.set_aside: Callable[[Place], None] = lambda place: None
        #: By place, the field it was typed in.
        self._fields_of: dict[Place, TextField] = {}
        #: Texts that seem to have been taken: the field, and what it said then.
        self._going: dict[Place, tuple[TextField, str]] = {}
        self._settling = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._settling.timeout.connect(self.settle)
        self._timer = QTimer(self, singleShot=True, interval=FLUSH_MS)
        self._timer.timeout.connect(self.flush)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._focus_moved)

    def flush(self) -> None:
        """Keep now what was typed. Here and not aside: a row is written in a millisecond, and aside it may wait."""
        self._judge()
        self._timer.stop()
        heard, self._heard = self._heard, {}
        try:
            for place, each in heard.items():
                _keep(self.typed, place, each)
        except PqrError as error:
            self.failed.emit(error)

    def performed(self, result: Result) -> None:
        """A step of a case was taken, or waits in the outbox: what its fields said went with it."""
        page, case = self._window.desk.current_key, str(result.command.case_id)
        self.flush()
        self._let_go({p for p in self.own if p.subject == case or (p.page == page and not p.subject)})
        self.typed.taken_everywhere(result.command.case_id, page, self._going.keys())

    def written(self, _result: object) -> None:
        """Something else was saved on this page: forms that are about no case went with it, and a card being sent."""
        page = self._window.desk.current_key
        self.flush()
        here = {p for p in self.own if p.page == page}
        self._let_go({p for p in here if not _is_case(p.subject) or _is_sending(self._fields_of.get(p))})

    def settle(self) -> None:
        """What is still on the screen as it was typed belonged to another form: nobody has taken it."""
        going, self._going = self._going, {}
        for place, (field, words) in going.items():
            if place in self.own:
                continue  # Typed on meanwhile.
            if self._stands(place, field, words):
                self.own.add(place)
            else:
                self.typed.drop([place])

    def _let_go(self, places: set[Place]) -> None:
        """Texts that went with what was just done, unless their form shows them unchanged a little later."""
        for place in places:
            self.own.discard(place)
            field, kept = self._fields_of.get(place), self.typed.find(place)
            if field is None or not shiboken6.isValid(field) or kept is None or kept.body != words_of(field):
                self.typed.drop([place])
            else:
                self._going[place] = (field, kept.body)
        if self._going:
            self._settling.start()

    def _stands(self, place: Place, field: TextField, words: str) -> bool:
        if not words or not shiboken6.isValid(field) or words_of(field) != words:
            return False
        # A page out of sight keeps what was typed in it.
        return self.place_of(field) == place or (not place.is_on_card and place.page != self._window.desk.current_key)

    def places(self) -> dict[Place, TextField]:
        """The fields on screen whose text is kept, by where they are; of one name, in the order of the form."""
        desk = self._window.desk
        page, found = desk.page(), dict[Place, TextField]()
        subject = subject_of(page) if page is not None else ""
        for each in _fields(self._window):
            name = _name_of(each)
            place = Place(desk.current_key, subject, name)
            at = 0
            while place in found:
                at += 1
                place = Place(desk.current_key, subject, f"{name}#{at}")
            found[place] = each
        return found

    def place_of(self, widget: TextField) -> Place:
        """Where a field is, in words that are the same in the next run."""
        return next((place for place, each in self.places().items() if each is widget), Place("", "", ""))

    def _focus_moved(self, _old: QWidget | None, new: QWidget | None) -> None:
        if not isinstance(new, TextField) or not self._window.isAncestorOf(new) or not is_kept(new):
            return
        self._before[id(new)] = (self.place_of(new), words_of(new))
        if id(new) in self._known:
            return
        self._known.add(id(new))
        key = id(new)
        new.destroyed.connect(lambda: self._forget(key))
        if isinstance(new, QLineEdit):
            new.textEdited.connect(lambda _text, field=new: self._hear(field))
            new.textChanged.connect(lambda words, field=new: None if words else self._emptied(field))
        else:
            new.textChanged.connect(lambda field=new: self._changed(field))

    def _forget(self, key: int) -> None:
        self._known.discard(key)
        self._before.pop(key, None)

    def _changed(self, field: QPlainTextEdit | QTextEdit) -> None:
        if field.hasFocus():
            # What the program puts there is not modified, but only after it has told of the change.
            self._suspects[id(field)] = field
            QTimer.singleShot(0, self, self._judge)
        elif not words_of(field):
            self._emptied(field)

    def _judge(self) -> None:
        suspects, self._suspects = self._suspects, {}
        for field in suspects.values():
            if shiboken6.isValid(field) and field.document().isModified():
                self._hear(field)

    def _hear(self, field: TextField) -> None:
        if not is_kept(field):
            return
        place = self.place_of(field)
        where, before = self._before.get(id(field), (place, ""))
        if not place.page:
            # Out of sight already, as a form that closes while its last key is heard: it was where it got the focus.
            place = where
        if not place.page:
            return
        if place not in self.own:
            self.set_aside(place)
            self.own.add(place)
        self._fields_of[place] = field
        label = field.accessibleName().removesuffix(", obligatorio")
        self._heard[place] = _Heard(field, label, words_of(field), before if where == place else "")
        if not self._timer.isActive():
            self._timer.start()

    def _emptied(self, field: TextField) -> None:
        """The program emptied a form that is about no case: it has taken what was there."""
        if field.hasFocus() and isinstance(field, QLineEdit) and field.isModified():
            return
        place = self.place_of(field)
        if place in self.own and not place.subject:
            self._heard.pop(place, None)
            self.own.discard(place)
            self.typed.drop([place])


def _keep(typed: TypedText, place: Place, each: _Heard) -> None:
    widget = each.widget
    markup = ""
    if shiboken6.isValid(widget) and isinstance(widget, QTextEdit) and widget.acceptRichText():
        markup = widget.toHtml() if words_of(widget) == each.body else ""
    if each.body == each.before:
        typed.drop([place])
    else:
        typed.keep(place, each.label, each.body, each.before, markup)


def _fields(window: QWidget) -> Iterator[TextField]:
    for kind in (QLineEdit, QPlainTextEdit, QTextEdit):
        for each in window.findChildren(kind):
            if isinstance(each, TextField) and each.isVisible() and is_kept(each):
                yield each


def is_kept(field: QWidget) -> bool:
    """Whether what is typed there is kept: no passwords, no searches, nothing that can't be written in."""
    if isinstance(field, PasswordEdit) or field.property("journal") in ("no", "own"):
        return False
    if isinstance(field, QLineEdit) and field.echoMode() != QLineEdit.EchoMode.Normal:
        return False
    if not isinstance(field, TextField) or field.isReadOnly():
        return False
    return not field.accessibleName().startswith(_SEARCHES)


def words_of(field: TextField) -> str:
    """What the field says."""
    return field.text() if isinstance(field, QLineEdit) else field.toPlainText()


def subject_of(page: Page) -> str:
    """Key of what the page shows: its own word, or the row under the cursor of its table."""
    said = page.subject()
    if said is not None:
        return said
    for table in page.findChildren(CaseTable):
        row = table.current_row() if table.isVisible() else None
        if row is not None:
            return str(table.model().key_of(row))  # type: ignore[attr-defined]
    return ""


def _name_of(widget: QWidget) -> str:
    name = widget.objectName() if not widget.objectName().startswith("qt_") else ""
    name = name or widget.accessibleName()
    card = _card_of(widget)
    return f"{card.accessibleName()}/{name}" if card is not None else name


def _card_of(widget: QWidget) -> Overlay | None:
    parent = widget.parentWidget()
    while parent is not None and not isinstance(parent, Overlay):
        parent = parent.parentWidget()
    return parent


def _is_sending(field: TextField | None) -> bool:
    card = _card_of(field) if field is not None and shiboken6.isValid(field) else None
    return card is not None and card.is_sending


def _is_case(subject: str) -> bool:
    try:
        UUID(subject)
    except ValueError:
        return False
    return True
