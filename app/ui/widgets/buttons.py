"""Buttons: primary, secondary, quiet, danger and icon-only, each with its name, key and explanation."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Literal

from PySide6 import QtCore
from PySide6.QtWidgets import QPushButton, QToolButton

if TYPE_CHECKING:
    from PySide6.QtCore import Qt

Kind = Literal["", "primary", "danger", "quiet", "chip", "segment", "search", "option"]
_ON = {"primary": "on_accent", "danger": "on_danger"}


def button(
    words: str,
    kind: Kind = "",
    *,
    icon_name: str = "",
    name: str = "",
    keys: str = "",
    tip: str = "",
    context: Qt.ShortcutContext | None = None,
    act: Callable[[], object] | None = None,
) -> QPushButton:
    """A push button. `name` is what a screen reader says (default: the words); `keys` is its shortcut, in the window
    unless the `context` is another.

    Words may carry an «&» mnemonic. The tooltip is `tip` (or the words) with the key behind it.
    """
    made = QPushButton(f"\u2002{words}" if icon_name and words else words)
    if kind:
        made.setProperty("kind", kind)
    if icon_name:
        from app.ui.theme.icons import icon

        made.setIcon(icon(icon_name, _ON.get(kind, "text2")))
        made.setIconSize(QtCore.QSize(17, 17))
    made.setAutoDefault(True)  # Enter presses the button that has the focus, also outside dialogs
    plain = words.replace("&", "")
    made.setAccessibleName(name or plain)
    made.setToolTip(f"{tip or plain}  ({keys})" if keys else tip)
    if keys:
        from app.ui.widgets.a11y import WINDOW, shortcut

        shortcut(keys, made, made.click, WINDOW if context is None else context)
    if act is not None:
        made.clicked.connect(lambda: act())
    return made


def tool_button(
    icon_name: str,
    name: str,
    *,
    keys: str = "",
    checkable: bool = False,
    context: Qt.ShortcutContext | None = None,
    act: Callable[[], object] | None = None,
) -> QToolButton:
    """An icon-only button; its name is its tooltip and what a screen reader says."""
    from app.ui.theme.icons import icon

    made = QToolButton()
    made.setIcon(icon(icon_name, "text2", "accent"))
    made.setIconSize(QtCore.QSize(18, 18))
    made.setCheckable(checkable)
    made.setAccessibleName(name)
    made.setToolTip(f"{name}  ({keys})" if keys else name)
    made.setFocusPolicy(QtCore.Qt.FocusPolicy.TabFocus)
    if keys:
        from app.ui.widgets.a11y import INSIDE, WINDOW, shortcut

        # The key belongs to where the button stands, not to the button itself.
        shortcut(keys, made, made.click, WINDOW if context in (None, INSIDE) else context)
    if act is not None:
        made.clicked.connect(lambda: act())
    return made
