"""Boxes in which one types to find: a leaf of the tree of claims, a municipality. Accents do not matter."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QStandardItem, QStandardItemModel, QWheelEvent
from PySide6.QtWidgets import QAbstractItemView, QComboBox, QCompleter

from app.services.reads.claim_tree import plain
from app.ui.theme.theme import theme

_CODE = Qt.ItemDataRole.UserRole
_PLAIN = Qt.ItemDataRole.UserRole + 1


#: More than these nobody reads: another word is faster.
_MOST = 40


class Choices:
    """What finders offer, made once for as many of them as show the same."""

    def __init__(self, choices: Iterable[tuple[str, str, str]] = ()) -> None:
        """(code, words, more words to be found by), in the order in which they are offered."""
        self.model = QStandardItemModel()
        self.codes: dict[str, str] = {}
        for code, words, more in choices:
            item = QStandardItem(words)
            item.setData(code, _CODE)
            item.setData(plain(f"{words} {more}"), _PLAIN)
            self.model.appendRow(item)
            self.codes[words] = code

    def words(self, code: str) -> str:
        """How a code is offered; nothing where it is not."""
        return next((words for words, each in self.codes.items() if each == code), "")

    def find(self, typed: str) -> list[str]:
        """What has every word typed, in any order; first those whose own name begins so, then by other words."""
        wanted = plain(typed).split()
        ranked = []
        for row in range(self.model.rowCount()):
            item = self.model.item(row)
            name, everything = plain(item.text()), str(item.data(_PLAIN))
            if all(word in everything for word in wanted):
                own = sum(1 for word in wanted if name.startswith(word) or f" {word}" in name)
                ranked.append((-own, row, item.text()))
        return [words for _own, _row, words in sorted(ranked)[:_MOST]] if wanted else []


class Finder(QComboBox):
    """A combo box to type in. `picked` carries the code chosen, or nothing when the text is none of the list."""

    picked = Signal(str)

    def __init__(self, placeholder: str) -> None:
        super().__init__()
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(4)
        #: What is offered.
        self.choices = Choices()
        self.setModel(self.choices.model)
        self._found = QStandardItemModel(self)
        completer = QCompleter(self._found, self)
        completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        completer.setMaxVisibleItems(9)
        self.setCompleter(completer)
        line = self.lineEdit()
        assert line is not None
        line.setPlaceholderText(placeholder)
        line.textEdited.connect(self._find)
        line.textEdited.connect(self._dress_offers)
        self._offers: QAbstractItemView | None = None
        self.currentTextChanged.connect(lambda text: self.picked.emit(self.choices.codes.get(text, "")))

    def _dress_offers(self) -> None:
        """A completer's list is a window of its own; Qt makes it when it is first needed."""
        completer = self.completer()
        offers = completer.popup() if completer is not None else None
        if self._offers is None and offers is not None:
            self._offers = offers
            theme.dress(offers)

    def _find(self, typed: str) -> None:
        self._found.clear()
        for words in self.choices.find(typed):
            self._found.appendRow(QStandardItem(words))

    def set_choices(self, choices: Choices) -> None:
        """Offer these; what is written stays."""
        kept, typed = self.code(), self.currentText()
        self.choices = choices
        self.blockSignals(True)
        self.setModel(choices.model)
        completer = self.completer()
        assert completer is not None
        # Qt gives the completer the new list as well; ours offers what is found.
        completer.setModel(self._found)
        self.blockSignals(False)
        if kept or not typed:
            self.set_code(kept)
        else:
            self.write(typed)

    def write(self, words: str) -> None:
        """Show words that may not be of the list, without telling of a change."""
        self.blockSignals(True)
        self.setCurrentIndex(self.findText(words))
        self.setEditText(words)
        self.blockSignals(False)
        self.setToolTip(words)

    def choose(self, code: str) -> None:
        """Choose a code as a person would: `picked` is told."""
        words = self.choices.words(code)
        if words:
            self.setCurrentIndex(self.findText(words))

    def code(self) -> str:
        """Code of what is written, or nothing."""
        return self.choices.codes.get(self.currentText(), "")

    def take_only(self) -> None:
        """Where what is written names one and no other of the list, choose that one: «paulina» is enough."""
        found = self.choices.find(self.currentText()) if self.is_unknown() else []
        if len(found) == 1:
            self.choose(self.choices.codes[found[0]])

    def is_unknown(self) -> bool:
        """Whether something is written that the list does not have."""
        return bool(self.currentText().strip()) and not self.code()

    def set_code(self, code: str) -> None:
        """Write the words of a code; nothing where the list does not have it."""
        words = self.choices.words(code)
        self.blockSignals(True)
        self.setCurrentIndex(self.findText(words) if words else -1)
        self.setEditText(words)
        self.blockSignals(False)
        line = self.lineEdit()
        assert line is not None
        line.setCursorPosition(0)
        self.setToolTip(words)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        line = self.lineEdit()
        if line is not None:
            # A long name is read from its beginning.
            line.setCursorPosition(0)

    def wheelEvent(self, event: QWheelEvent) -> None:
        # The wheel scrolls the panel; it must not change what is chosen on its way.
        event.ignore()
