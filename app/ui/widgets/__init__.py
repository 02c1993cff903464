"""The pieces every screen is built from; `from app.ui.widgets import …` has them all."""

from __future__ import annotations

from app.ui.widgets.a11y import WINDOW as WINDOW_KEYS
from app.ui.widgets.a11y import announce, shortcut
from app.ui.widgets.buttons import button, tool_button
from app.ui.widgets.cards import Card, PanelCard, ProgressCard
from app.ui.widgets.chips import Chip, FilterChips, SavedViewCombo, SegmentedTabs
from app.ui.widgets.confirm import Confirm, Overlay, Question
from app.ui.widgets.elided import ElidedButton, ElidedLabel
from app.ui.widgets.forms import Field, FieldGrid, PasswordEdit
from app.ui.widgets.labels import (
    Avatar,
    Check,
    IconLabel,
    KeyCap,
    Pill,
    SlackPill,
    StepHeader,
    line,
    slack_look,
    text,
)
from app.ui.widgets.states import EmptyState, ErrorState, LoadingSkeleton, States
from app.ui.widgets.strips import InfoStrip, OfflineStrip, RefusedStrip, Strip
from app.ui.widgets.toast import Toast

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
    "slack_look",
    "text",
    "tool_button",
]
