"""Empty, error and loading: each says what happened and what to do next."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QStackedWidget, QVBoxLayout, QWidget

from app.ui.theme.theme import color, scaled
from app.ui.widgets.buttons import button
from app.ui.widgets.labels import IconLabel
from app.ui.widgets.reach import announce
from app.ui.widgets.texts import text


class EmptyState(QWidget):
    """A large icon, a title, one sentence and at most one way out."""

    def __init__(self, icon_name: str, title: str, sentence: str, way_out: QPushButton | None = None) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        # Not an alignment of the column: it would be given the height of a title that fits in one line.
        column.addStretch()
        column.setSpacing(8)
        centre = Qt.AlignmentFlag.AlignHCenter
        self._icon = IconLabel(icon_name, "text3", 44)
        column.addWidget(self._icon, 0, centre)
        self._title = text(title, "heading")
        self._title.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._title.setWordWrap(True)
        column.addWidget(self._title)
        self._sentence = text(sentence, "sub", wrap=True)
        self._sentence.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._sentence.setMinimumWidth(scaled(240))
        self._sentence.setMaximumWidth(scaled(360))
        column.addWidget(self._sentence, 0, centre)
        if way_out is not None:
            column.addWidget(way_out, 0, centre)
        column.addStretch()
        self.way_out = way_out

    def say(self, title: str, sentence: str) -> None:
        """Change what it says."""
        self._title.setText(title)
        self._sentence.setText(sentence)
        announce(self, f"{title}. {sentence}")

    def title(self) -> str:
        """Its title."""
        return self._title.text()

    def sentence(self) -> str:
        """Its sentence."""
        return self._sentence.text()


class ErrorState(EmptyState):
    """Something could not be loaded: why, and Retry."""

    def __init__(self, retry: Callable[[], object], title: str = "No se pudo cargar", sentence: str = "") -> None:
        super().__init__(
            "cloud-slash", title, sentence, button("Reintentar", "primary", name="Reintentar la carga", act=retry)
        )


class LoadingSkeleton(QWidget):
    """Grey bars where rows will be. Still: movement distracts whoever works beside it."""

    def __init__(self, rows: int = 8) -> None:
        super().__init__()
        self._rows = rows
        self.setAccessibleName("Cargando")

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        step, left = scaled(51), scaled(14)
        for row in range(min(self._rows, self.height() // step)):
            top = row * step + scaled(36)
            painter.setBrush(color("sunken"))
            painter.drawRoundedRect(QRectF(left, top + step * 0.3, scaled(80), scaled(20)), 6, 6)
            wide = (self.width() - left * 3 - scaled(80)) * (0.85 if row % 2 else 0.7)
            x = left * 2 + scaled(80)
            painter.drawRoundedRect(QRectF(x, top + step * 0.26, wide * 0.6, scaled(10)), 5, 5)
            painter.drawRoundedRect(QRectF(x, top + step * 0.58, wide, scaled(8)), 4, 4)


class Readable(QStackedWidget):
    """A page that shows nothing before it was read: until then, why not, with Retry. Once read, it stays."""

    def __init__(self, content: QWidget, retry: Callable[[], object]) -> None:
        super().__init__()
        self.is_read = False
        self.error = ErrorState(retry)
        self.addWidget(content)
        self.addWidget(self.error)

    def arrived(self) -> None:
        """It was read."""
        self.is_read = True
        self.setCurrentIndex(0)

    def failed(self, sentence: str) -> None:
        """It could not be read; what was read before stays on screen."""
        if not self.is_read:
            self.error.say("No se pudo cargar", sentence)
            self.setCurrentWidget(self.error)


class States(QStackedWidget):
    """The content or, in its place, loading, empty or error. The content keeps its data while it is hidden."""

    def __init__(self, content: QWidget, empty: EmptyState, retry: Callable[[], object]) -> None:
        super().__init__()
        self.content, self.empty = content, empty
        self.loading = LoadingSkeleton()
        self.error = ErrorState(retry)
        for page in (content, self.loading, empty, self.error):
            self.addWidget(page)

    def show_content(self) -> None:
        """Show the content."""
        self.setCurrentWidget(self.content)

    def show_loading(self) -> None:
        """Show the skeleton."""
        self.setCurrentWidget(self.loading)

    def show_empty(self) -> None:
        """Show the empty state."""
        self.setCurrentWidget(self.empty)

    def show_error(self, sentence: str, title: str = "No se pudo cargar") -> None:
        """Show why it failed, with Retry."""
        self.error.say(title, sentence)
        self.setCurrentWidget(self.error)
