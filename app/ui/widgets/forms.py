"""Form rows: label above, editor, and under it the sentence that says what is wrong with this field."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QComboBox, QGridLayout, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from app.ui.theme.icons import icon
from app.ui.widgets.a11y import announce
from app.ui.widgets.labels import restyle, text


class Field(QWidget):
    """A labelled editor. `set_error` names the field's problem; nothing typed is lost."""

    def __init__(self, label: str, editor: QWidget, *, help_text: str = "", required: bool = False) -> None:
        """`label` may carry an «&» mnemonic that moves the focus to the editor."""
        super().__init__()
        self.editor = editor
        self.label = label.replace("&", "")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        head = text(label, "help")
        head.setBuddy(editor)
        column.addWidget(head)
        column.addWidget(editor)
        self._help = text(help_text, "help", wrap=True)
        column.addWidget(self._help)
        # After it has a parent: what is shown without one is a window of its own for a moment, and takes the keys.
        self._help.setVisible(bool(help_text))
        self._error = text("", "error", wrap=True)
        self._error.hide()
        column.addWidget(self._error)
        name = f"{self.label}, obligatorio" if required else self.label
        editor.setAccessibleName(name)
        if isinstance(editor, QComboBox) and editor.isEditable():
            inner = editor.lineEdit()
            assert inner is not None
            inner.setAccessibleName(name)
        self.setFocusProxy(editor)
        # Never squeezed: where there is no room, the panel scrolls.
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)

    def set_error(self, sentence: str) -> None:
        """Show (or with an empty sentence clear) what is wrong, under the field."""
        self._error.setText(sentence)
        self._error.setVisible(bool(sentence))
        self.editor.setProperty("invalid", "true" if sentence else "false")
        self.editor.setAccessibleDescription(sentence)
        restyle(self.editor)
        if sentence:
            announce(self.editor, f"{self.label}: {sentence}")

    def error(self) -> str:
        """The sentence shown, or nothing."""
        return self._error.text()

    def set_help(self, sentence: str) -> None:
        """The quiet sentence under the editor."""
        self._help.setText(sentence)
        self._help.setVisible(bool(sentence))


class FieldGrid(QWidget):
    """Fields in two columns; `span=2` takes the whole row."""

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 6)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(5)
        self._row, self._column = 0, 0

    def add(self, field: QWidget, span: int = 2) -> None:
        """Put the field next to the last one, or in a new row if it does not fit."""
        if self._column + span > 2:
            self._row, self._column = self._row + 1, 0
        # At the top: a neighbour with an error sentence must not push this one down.
        self._grid.addWidget(field, self._row, self._column, 1, span, Qt.AlignmentFlag.AlignTop)
        self._column += span


class PasswordEdit(QLineEdit):
    """A password that can be shown for a moment; shown or not is said to screen readers."""

    def __init__(self) -> None:
        super().__init__()
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self._reveal = QAction(icon("eye", "text2", "accent"), "Mostrar la contraseña", self)
        self._reveal.setCheckable(True)
        self._reveal.toggled.connect(self._toggle)
        self.addAction(self._reveal, QLineEdit.ActionPosition.TrailingPosition)
        for child in self.findChildren(QWidget):
            child.setAccessibleName("Mostrar u ocultar la contraseña")

    def _toggle(self, shown: bool) -> None:
        self.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)
        announce(self, "Contraseña visible" if shown else "Contraseña oculta")

    def is_shown(self) -> bool:
        """Whether the characters can be read."""
        return self.echoMode() == QLineEdit.EchoMode.Normal
