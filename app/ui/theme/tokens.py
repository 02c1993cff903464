"""Colour tokens of both themes, the tones built from them, and WCAG contrast."""

from __future__ import annotations

from typing import NamedTuple

from app.tones import Tone as Tone


class Tokens(NamedTuple):
    """Every colour the window may use, by what it is for."""

    name: str
    background: str
    surface: str
    surface2: str
    sunken: str
    border: str
    border_strong: str
    text: str
    text2: str
    text3: str
    accent: str
    accent_hover: str
    accent_soft: str
    on_accent: str
    selection: str
    good: str
    good_soft: str
    warn: str
    warn_soft: str
    danger: str
    danger_soft: str
    danger_solid: str
    on_danger: str
    info: str
    info_soft: str
    rail: str
    rail_text: str
    rail_active: str
    on_rail: str
    rail_glow: str
    rail_link: str
    rail_title: str
    paper: str
    floating: str
    on_floating: str
    floating_action: str


LIGHT = Tokens(
    name="light",
    background="#F3F5F9",
    surface="#FFFFFF",
    surface2="#F7F9FC",
    sunken="#ECEFF5",
    border="#DDE3EC",
    border_strong="#828EA3",
    text="#16203A",
    text2="#465370",
    text3="#5A667E",
    accent="#2350C8",
    accent_hover="#1A3FA6",
    accent_soft="#E9EFFD",
    on_accent="#FFFFFF",
    selection="#E4ECFD",
    good="#0F6B45",
    good_soft="#E0F4EA",
    warn="#855000",
    warn_soft="#FFF0D2",
    danger="#B3201A",
    danger_soft="#FDE7E5",
    danger_solid="#B3201A",
    on_danger="#FFFFFF",
    info="#0A6186",
    info_soft="#DFF1F9",
    rail="#12203F",
    rail_text="#B9C5E0",
    rail_active="#2350C8",
    on_rail="#FFFFFF",
    rail_glow="#8FB0FF",
    rail_link="#9DBBFF",
    rail_title="#FFFFFF",
    paper="#E3E7EE",
    floating="#1B2540",
    on_floating="#F3F6FC",
    floating_action="#9DBBFF",
)

DARK = Tokens(
    name="dark",
    background="#0E131C",
    surface="#161D29",
    surface2="#1B2331",
    sunken="#10161F",
    border="#2A3444",
    border_strong="#6E7C94",
    text="#E7ECF5",
    text2="#B6C1D4",
    text3="#93A0B6",
    accent="#7FA5FF",
    accent_hover="#A1BDFF",
    accent_soft="#1D2B4D",
    on_accent="#0A1330",
    selection="#1E2C4C",
    good="#62D8A4",
    good_soft="#11342A",
    warn="#F4BE5F",
    warn_soft="#392A10",
    danger="#FF8D84",
    danger_soft="#421A1C",
    danger_solid="#FF8D84",
    on_danger="#2B0605",
    info="#6CC9E8",
    info_soft="#0F3241",
    rail="#0A0F18",
    rail_text="#9AA7BF",
    rail_active="#1D2B4D",
    on_rail="#C9D8FF",
    rail_glow="#8FB0FF",
    rail_link="#9DBBFF",
    rail_title="#FFFFFF",
    paper="#0B1018",
    floating="#E7ECF5",
    on_floating="#141C2C",
    floating_action="#1A3FA6",
)

#: Tone -> (background token, foreground token). «overdue» is solid: it must be seen first.
TONES: dict[Tone, tuple[str, str]] = {
    "neutral": ("sunken", "text2"),
    "good": ("good_soft", "good"),
    "info": ("info_soft", "info"),
    "warn": ("warn_soft", "warn"),
    "danger": ("danger_soft", "danger"),
    "overdue": ("danger_solid", "on_danger"),
    "accent": ("accent_soft", "accent"),
}

_INKS = ("good", "warn", "danger", "info", "accent")
_GROUNDS = ("background", "surface", "surface2", "selection", "sunken")

#: (text token, ground token) that the window really uses; each must reach 4.5.
TEXT_PAIRS: list[tuple[str, str]] = [
    *((text, ground) for text in ("text", "text2", "text3") for ground in _GROUNDS),
    *((front, back) for back, front in TONES.values()),
    *((front, ground) for front in _INKS for ground in ("surface", "selection")),
    ("on_accent", "accent"),
    ("on_accent", "accent_hover"),
    ("accent", "background"),
    ("rail_text", "rail"),
    ("on_rail", "rail_active"),
    ("rail_link", "rail"),
    ("rail_title", "rail"),
    ("on_floating", "floating"),
    ("floating_action", "floating"),
]

#: Lines and marks that carry meaning; each must reach 3.
MARK_PAIRS: list[tuple[str, str]] = [
    ("border_strong", "surface"),
    ("border_strong", "background"),
    ("accent", "surface"),
    ("accent", "background"),
]


def luminance(colour: str) -> float:
    """Relative luminance of «#RRGGBB» (WCAG 2.x), 0 to 1."""

    def linear(part: str) -> float:
        value = int(part, 16) / 255
        return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)

    red, green, blue = (linear(colour[i : i + 2]) for i in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(a: str, b: str) -> float:
    """Contrast ratio of two «#RRGGBB» colours (WCAG 2.x), 1 to 21."""
    dark, light = sorted((luminance(a), luminance(b)))
    return (light + 0.05) / (dark + 0.05)
