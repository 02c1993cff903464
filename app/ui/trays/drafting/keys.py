"""Keys of the page where replies are written."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from app.ui.trays.drafting import extras
from app.ui.widgets.a11y import shortcut

if TYPE_CHECKING:
    from app.ui.trays.drafting.editor import Editor
    from app.ui.trays.drafting.page import DraftingPage


def bind_keys(page: DraftingPage) -> None:
    """Everything that is done here can be done without the mouse."""
    desk, editor, table = page.desk, page.desk.editor, page.pane.table
    orders: tuple[tuple[str, Callable[[], object]], ...] = (
        ("F9", desk.sending.send),
        ("F2", editor.ask_library),
        ("Alt+Down", lambda: editor.step(1)),
        ("Alt+Up", lambda: editor.step(-1)),
        ("Alt+D", lambda: _choose_decision(editor)),
        ("Ctrl+Space", editor.tools.field.showMenu),
        ("Ctrl+.", page.first_missing),
        ("F7", editor.tools.review.next),
        ("Ctrl+H", lambda: extras.open_versions(desk)),
        ("Ctrl+S", desk.autosave.save_now),
        ("F3", lambda: table.step(1)),
        ("Shift+F3", lambda: table.step(-1)),
        ("F5", page.reload),
        ("Escape", lambda: _escape(page)),
    )
    for keys, act in orders:
        shortcut(keys, page, act)


def _choose_decision(editor: Editor) -> None:
    """The menu of the active block's decision."""
    if editor.active is not None:
        editor.active.decision.showMenu()


def _escape(page: DraftingPage) -> None:
    """Esc: first the drawer closes, then the list gets the focus."""
    if page.desk.drawer.isVisible():
        page.desk.drawer.close_drawer()
    else:
        page.pane.table.setFocus()
