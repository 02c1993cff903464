"""What is shown when the program itself failed: a code, and a report without personal data for support."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QWidget

from app.ui.refusals import bug_report, explain
from app.ui.widgets.buttons import button
from app.ui.widgets.confirm import Overlay
from app.ui.widgets.reach import announce
from app.ui.widgets.texts import text


class BugOverlay(Overlay):
    """«El programa falló. Código …», with a report that can be read before it is copied."""

    def __init__(self, parent: QWidget, error: BaseException) -> None:
        super().__init__(parent)
        shown = explain(error)
        self.report = bug_report(error)
        self.setAccessibleName(shown.sentence)
        column = self.card.column
        column.addWidget(text("El programa falló", "title"))
        column.addWidget(text(shown.sentence, "sub", wrap=True))
        column.addWidget(text("Copie este informe y envíelo a soporte. No lleva datos de personas.", "sub", wrap=True))
        box = QPlainTextEdit(self.report)
        box.setReadOnly(True)
        box.setTabChangesFocus(True)
        box.setAccessibleName("Informe de la falla")
        box.setMinimumHeight(120)
        column.addWidget(box)
        row = QHBoxLayout()
        self.keep = button("Seguir trabajando", act=self.close_overlay)
        self.copy = button("Copiar informe", "primary", icon_name="copy", act=self._copy)
        row.addWidget(self.keep)
        row.addStretch(1)
        row.addWidget(self.copy)
        column.addLayout(row)
        self.closed.connect(self.deleteLater)

    def ask(self) -> None:
        """Open it with the focus on going on."""
        self.open(self.keep)
        announce(self, self.accessibleName())

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.report)
        self.copy.setText("Copiado")
