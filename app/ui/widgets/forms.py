"""Form rows: label above, editor, and under it the sentence that says what is wrong with this field."""

from __future__ import annotations

from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from app.ui.widgets.reach import announce
from app.ui.widgets.texts import restyle, text


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
        self._column = column
        self._help: QLabel | None = None
        self._error: QLabel | None = None
        if help_text:
            self.set_help(help_text)
        name = f"{self.label}, obligatorio" if required else self.label
        editor.setAccessibleName(name)
        # A list in which one may write: asked by name, for its class need not be made for a login.
        if editor.inherits("QComboBox") and (inner := editor.findChild(QLineEdit)) is not None:
            inner.setAccessibleName(name)
        self.setFocusProxy(editor)
        # Never squeezed: where there is no room, the panel scrolls.
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)

    def set_error(self, sentence: str) -> None:
        """Show (or with an empty sentence clear) what is wrong, under the field."""
        if sentence and self._error is None:
            self._error = text("", "error", wrap=True)
            self._column.addWidget(self._error)
        if self._error is not None:
            self._error.setText(sentence)
            self._error.setVisible(bool(sentence))
        self.editor.setProperty("invalid", "true" if sentence else "false")
        self.editor.setAccessibleDescription(sentence)
        restyle(self.editor)
        if sentence:
            announce(self.editor, f"{self.label}: {sentence}")

    def error(self) -> str:
        """The sentence shown, or nothing."""
        return self._error.text() if self._error is not None else ""

    def set_help(self, sentence: str) -> None:
        """The quiet sentence under the editor."""
        if sentence and self._help is None:
            self._help = text("", "help", wrap=True)
            self._column.insertWidget(2, self._help)
        if self._help is not None:
            self._help.setText(sentence)
            self._help.setVisible(bool(sentence))


class PasswordEdit(QLineEdit):
    """A password that can be shown for a moment; shown or not is said to screen readers."""

    def __init__(self) -> None:
        super().__init__()
        self.setEchoMode(QLineEdit.EchoMode.Password)
        eye = QToolButton()
        eye.setProperty("role", "eye")
        eye.setProperty("focusPolicy", "NoFocus")
        eye.setCursor(QCursor())
        eye.setCheckable(True)
        eye.setToolTip("Mostrar la contraseña")
        eye.setAccessibleName("Mostrar u ocultar la contraseña")
        eye.toggled.connect(self._toggle)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 6, 0)
        row.addStretch(1)
        row.addWidget(eye)
        self.setTextMargins(0, 0, 24, 0)

    def _toggle(self, shown: bool) -> None:
        self.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)
        announce(self, "Contraseña visible" if shown else "Contraseña oculta")

    def is_shown(self) -> bool:
        """Whether the characters can be read."""
        return self.echoMode() == QLineEdit.EchoMode.Normal
