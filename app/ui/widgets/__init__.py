"""The pieces every screen is built from; `from app.ui.widgets import …` has them all.

Each file is read when something of it is first asked for: the first page shows one in five of them.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from app.ui.widgets.a11y import WINDOW as WINDOW_KEYS
    from app.ui.widgets.a11y import shortcut
    from app.ui.widgets.buttons import button, tool_button
    from app.ui.widgets.card import Card
    from app.ui.widgets.cards import PanelCard, ProgressCard
    from app.ui.widgets.chips import Chip, FilterChips, SavedViewCombo, SegmentedTabs
    from app.ui.widgets.confirm import Confirm, Overlay, Question
    from app.ui.widgets.elided import ElidedButton, ElidedLabel
    from app.ui.widgets.forms import Field, PasswordEdit
    from app.ui.widgets.grid import FieldGrid
    from app.ui.widgets.labels import (
        Avatar,
        Check,
        IconLabel,
        KeyCap,
        Pill,
        SlackPill,
        StepHeader,
        slack_look,
    )
    from app.ui.widgets.reach import announce
    from app.ui.widgets.splitter import side_by_side
    from app.ui.widgets.states import EmptyState, ErrorState, LoadingSkeleton, States
    from app.ui.widgets.strips import InfoStrip, OfflineStrip, RefusedStrip, Strip
    from app.ui.widgets.texts import line, text
    from app.ui.widgets.toast import Toast

_IN = {
    "a11y": "shortcut",
    "buttons": "button tool_button",
    "card": "Card",
    "cards": "PanelCard ProgressCard",
    "chips": "Chip FilterChips SavedViewCombo SegmentedTabs",
    "confirm": "Confirm Overlay Question",
    "elided": "ElidedButton ElidedLabel",
    "forms": "Field PasswordEdit",
    "grid": "FieldGrid",
    "labels": "Avatar Check IconLabel KeyCap Pill SlackPill StepHeader slack_look",
    "reach": "announce",
    "splitter": "side_by_side",
    "states": "EmptyState ErrorState LoadingSkeleton States",
    "strips": "InfoStrip OfflineStrip RefusedStrip Strip",
    "texts": "line text",
    "toast": "Toast",
}
_WHERE = {name: (module, name) for module, names in _IN.items() for name in names.split()}
_WHERE["WINDOW_KEYS"] = ("a11y", "WINDOW")


def __getattr__(name: str) -> Any:
    """The piece of that name, from its file."""
    if name not in _WHERE:
        raise AttributeError(name)
    module, real = _WHERE[name]
    found = globals()[name] = getattr(import_module(f"{__name__}.{module}"), real)
    return found


__all__ = [
    "WINDOW_KEYS",
    "Avatar",
    "Card",
    "Check",
    "Chip",
    "Confirm",
    "ElidedButton",
    "ElidedLabel",
    "EmptyState",
    "ErrorState",
    "Field",
    "FieldGrid",
    "FilterChips",
    "IconLabel",
    "InfoStrip",
    "KeyCap",
    "LoadingSkeleton",
    "OfflineStrip",
    "Overlay",
    "PanelCard",
    "PasswordEdit",
    "Pill",
    "ProgressCard",
    "Question",
    "RefusedStrip",
    "SavedViewCombo",
    "SegmentedTabs",
    "SlackPill",
    "States",
    "StepHeader",
    "Strip",
    "Toast",
    "announce",
    "button",
    "line",
    "shortcut",
    "side_by_side",
    "slack_look",
    "text",
    "tool_button",
]
