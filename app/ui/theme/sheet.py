"""The style sheet: resources/style/window.qss filled with the tokens and scaled with the text."""

from __future__ import annotations

import re
from functools import lru_cache
from string import Template

from app.paths import RESOURCES
from app.ui.theme.drawings import tinted_file
from app.ui.theme.tokens import TONES, Tokens

_POINTS = re.compile(r"([0-9.]+)pt")


@lru_cache(maxsize=1)
def _source() -> str:
    return (RESOURCES / "style" / "window.qss").read_text(encoding="utf-8")


def _tone_rules() -> str:
    """Rules that exist once per tone: pills, strips and texts that take a tone."""
    rules = []
    for tone, (back, front) in TONES.items():
        rules.append(f'QFrame[pill="{tone}"] {{ background:${back}; border-radius:6px; }}')
        rules.append(f'QFrame[pill="{tone}"] QLabel {{ color:${front}; font-size:8.75pt; font-weight:600; }}')
        edge = f"border:1px solid ${front}; border-radius:8px;"
        rules.append(f'QFrame[strip="{tone}"] {{ background:${back}; {edge} }}')
        rules.append(f'QFrame[strip="{tone}"] QLabel {{ color:${front}; }}')
        ink = back if tone == "overdue" else front
        rules.append(f'QLabel[tone="{tone}"] {{ color:${ink}; }}')
    return "\n".join(rules)


def sheet(tokens: Tokens, scale: float) -> str:
    """The whole sheet. Sizes in `pt` are multiplied here: a sheet does not follow QApplication.setFont."""
    values = tokens._asdict() | {
        "chevron": tinted_file("caret-down", tokens.text2),
        "chevron_left": tinted_file("caret-left", tokens.text2),
        "chevron_right": tinted_file("caret-right", tokens.text2),
        "chevron_up": tinted_file("caret-up", tokens.text2),
        "tick": tinted_file("check", tokens.on_accent),
        "eye": tinted_file("eye", tokens.text2),
        "eye_open": tinted_file("eye", tokens.accent),
        "dash": tinted_file("minus", tokens.on_accent),
    }
    filled = Template(_source() + _tone_rules()).substitute(values)
    return _POINTS.sub(lambda found: f"{float(found[1]) * scale:.2f}pt", filled)
