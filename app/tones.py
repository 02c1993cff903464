"""Tones: what the colour of a word, a pill or a figure means; the theme says which colour that is."""

from __future__ import annotations

from typing import Literal

Tone = Literal["neutral", "good", "info", "warn", "danger", "overdue", "accent"]
