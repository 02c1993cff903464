"""The palette's own orders: every page, and what the window can do; the page on screen adds its own first."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from app.ui.shell.page import PaletteEntry

if TYPE_CHECKING:
    from app.ui.shell.main_window import MainWindow


def orders_of(window: MainWindow) -> Sequence[PaletteEntry]:
    """What can be asked for right now."""
    page = window.desk.page()
    found = list(page.commands()) if page is not None else []
    for number, module in enumerate(window.desk.modules.values(), 1):
        for spec in module.pages:
            if spec.key != window.desk.current_key:
                detail = module.label if len(module.pages) > 1 else "Módulo"
                keys = f"Alt+{number}" if len(module.pages) == 1 and number <= 9 else ""
                found.append(
                    PaletteEntry(module.icon, f"Ir a {spec.title}", detail, partial(window.go, spec.key), keys)
                )
    if window.notices.toast.can_undo():
        undo = window.notices.toast.undo
        found.append(PaletteEntry("arrow-u-up-left", "Deshacer", "Última acción reversible", undo, "Ctrl+Z"))
    look = window.appearance
    found += [
        PaletteEntry("moon", "Cambiar tema claro u oscuro", "Apariencia", look.toggle_theme, "Ctrl+Mayús+L"),
        PaletteEntry("rows", "Filas compactas", "Apariencia", look.toggle_density, "Ctrl+D"),
        PaletteEntry("text-aa", "Letra más grande", "Apariencia", look.larger),
        PaletteEntry("text-aa", "Letra normal", "Apariencia", look.normal),
        PaletteEntry("keyboard", "Atajos de teclado", "Ayuda", window.top.help.click, "F1"),
        PaletteEntry("arrow-square-out", "Cerrar sesión", "Sesión", window.logout_asked.emit),
    ]
    return found
