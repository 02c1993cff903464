"""The look of the program, in one import: theme, colours, fonts, icons, and how to put it on."""

from __future__ import annotations

from app.ui.theme.drawings import paint_icon
from app.ui.theme.icons import icon
from app.ui.theme.install import ARGUMENTS, install, speak_spanish
from app.ui.theme.theme import SCALES, Theme, color, font, scaled, theme
from app.ui.theme.tokens import TONES, Tokens, Tone

__all__ = [
    "ARGUMENTS",
    "SCALES",
    "TONES",
    "Theme",
    "Tokens",
    "Tone",
    "color",
    "font",
    "icon",
    "install",
    "paint_icon",
    "scaled",
    "speak_spanish",
    "theme",
]
