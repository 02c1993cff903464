"""The bar at the top: the module's pages with their counts, the search box, and the person's menu."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QTabBar, QToolButton

from app.ui import formats
from app.ui.shell.page import PageSpec, Person
from app.ui.theme.icons import icon
from app.ui.theme.theme import SCALES, scaled, theme
from app.ui.widgets.buttons import button, tool_button
from app.ui.widgets.labels import Avatar


class AvatarButton(QToolButton):
    """The person's initials; opens the person's menu."""

    def __init__(self, person: Person) -> None:
        super().__init__()
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setAccessibleName(f"Sesión de {person.name}, {person.role}")
        self.setToolTip(f"{person.name} · {person.role}")
        self._face = Avatar(person.name, diameter=36)
        self._face.setParent(self)

    def sizeHint(self) -> QSize:
        return QSize(scaled(42), scaled(42))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        side = scaled(36)
        self._face.setGeometry((self.width() - side) // 2, (self.height() - side) // 2, side, side)


class TopBar(QFrame):
    """Emits what is asked for; the window does it."""

    page_chosen = Signal(str)
    scale_asked = Signal(float)
    density_asked = Signal(bool)
    logout_asked = Signal()

    def __init__(self, person: Person) -> None:
        super().__init__()
        self.setProperty("frame", "bar")
        row = QHBoxLayout(self)
        row.setContentsMargins(18, 0, 10, 0)
        row.setSpacing(6)
        self.tabs = QTabBar()
        self.tabs.setProperty("tabs", "pages")
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setUsesScrollButtons(True)
        self.tabs.setAccessibleName("Bandejas")
        self.tabs.currentChanged.connect(self._tab)
        self._specs: list[PageSpec] = []
        self._counts: dict[str, int | None] = {}
        row.addWidget(self.tabs, 1)
        self.search = button("Buscar o ejecutar…    Ctrl+K", "search", icon_name="magnifying-glass")
        self.search.setAccessibleName("Abrir la paleta de órdenes")
        self.bell = tool_button("bell", "Avisos")
        self.theme_button = tool_button("moon", "Cambiar tema claro u oscuro")
        self.theme_button.setToolTip("Cambiar tema claro u oscuro  (Ctrl+Mayús+L)")
        self.help = tool_button("keyboard", "Atajos de teclado")
        self.help.setToolTip("Atajos de teclado  (F1)")
        self.avatar = AvatarButton(person)
        for each in (self.bell, self.theme_button, self.help):
            each.setIconSize(QSize(20, 20))
        for widget in (self.search, self.bell, self.theme_button, self.help, self.avatar):
            row.addWidget(widget)
        self._menu(person)
        theme.changed.connect(self._theme_icon)
        self._theme_icon()

    def _menu(self, person: Person) -> None:
        menu = QMenu(self)
        menu.setAccessibleName("Menú de la sesión")
        who = menu.addAction(f"{person.name} · {person.role}")
        who.setEnabled(False)
        menu.addSeparator()
        sizes = menu.addMenu(icon("text-aa"), "Tamaño de letra")
        for factor in SCALES:
            action = sizes.addAction(formats.percent(factor))
            action.triggered.connect(lambda _checked=False, factor=factor: self.scale_asked.emit(factor))
        self.compact = menu.addAction(icon("rows"), "Filas compactas\tCtrl+D")
        self.compact.setCheckable(True)
        self.compact.toggled.connect(self.density_asked)
        menu.addSeparator()
        menu.addAction(icon("arrow-square-out"), "Cerrar sesión").triggered.connect(self.logout_asked)
        self.avatar.setMenu(menu)

    def set_pages(self, specs: Sequence[PageSpec], current: str) -> None:
        """Show a module's pages as tabs, with one of them chosen; does not emit `page_chosen`."""
        self.tabs.blockSignals(True)
        while self.tabs.count():
            self.tabs.removeTab(0)
        self._specs = list(specs)
        for number, spec in enumerate(self._specs, 1):
            self.tabs.addTab("")
            self.tabs.setTabToolTip(number - 1, f"{spec.title}  (Ctrl+{number})")
            self._write(spec)
            if spec.key == current:
                self.tabs.setCurrentIndex(number - 1)
        self.tabs.blockSignals(False)

    def set_count(self, key: str, count: int | None) -> None:
        """How many cases wait in a page, of this module or of another."""
        self._counts[key] = count
        for spec in self._specs:
            if spec.key == key:
                self._write(spec)

    def set_news(self, count: int) -> None:
        """How many notices have not been read."""
        self.bell.setIcon(icon("bell-ringing" if count else "bell", "accent" if count else "text2"))
        self.bell.setAccessibleName(f"Avisos: {formats.plural(count, 'nuevo', 'nuevos')}" if count else "Avisos")

    def choose_tab(self, position: int) -> None:
        """Ctrl+1 to Ctrl+9."""
        if 0 <= position < self.tabs.count():
            self.tabs.setCurrentIndex(position)

    def _write(self, spec: PageSpec) -> None:
        at = self._specs.index(spec)
        count = self._counts.get(spec.key)
        self.tabs.setTabText(at, spec.title if count is None else f"{spec.title}   {formats.number(count)}")
        counted = "" if count is None else f", {formats.plural(count, 'caso', 'casos')}"
        self.tabs.setAccessibleTabName(at, f"{spec.title}{counted}")

    def _tab(self, at: int) -> None:
        if 0 <= at < len(self._specs):
            self.page_chosen.emit(self._specs[at].key)

    def _theme_icon(self) -> None:
        self.theme_button.setIcon(icon("sun" if theme.is_dark else "moon"))
