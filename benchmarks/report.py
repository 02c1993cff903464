"""Writes docs/performance.md from figures: `python -m benchmarks --json FILE`, then `-m benchmarks.report FILE…`."""

from __future__ import annotations

import json
import os
import platform
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

PAGE = Path(__file__).resolve().parent.parent / "docs" / "performance.md"

_HEAD = """\
# Performance

Written by `python -m benchmarks.report` from the figures of `uv run python -m benchmarks --json FILE`. Every figure is
compared with a floor measured in the same run, because a busy computer makes everything slower alike. Run them again
with `uv run python -m benchmarks`; it takes some minutes and starts its own server with 1,000,000 invented cases.

Measured on {computer}.

| Figure | What | Value | Floor | Ratio | Target | Holds |
|---|---|---|---|---|---|---|
"""

_NOTES = Path(__file__).with_name("notes.md").read_text(encoding="utf-8")


def main(files: Sequence[str]) -> None:
    """Join the figures of those files into the page; a later file wins."""
    figures: dict[str, dict[str, Any]] = {}
    for name in files:
        figures |= {figure["name"]: figure for figure in json.loads(Path(name).read_text("utf-8"))}
    PAGE.write_text(page(list(figures.values())), encoding="utf-8")


def page(figures: Sequence[dict[str, Any]]) -> str:
    """The whole page."""
    from benchmarks.start import TYPING_SECONDS

    rows = [_row(figure) for figure in figures]
    return _HEAD.format(computer=_computer()) + "\n".join(rows) + "\n\n" + _NOTES.format(typing=TYPING_SECONDS)


def _row(figure: dict[str, Any]) -> str:
    floor = "—" if figure["floor"] is None else f"{_short(figure['floor'])} {figure['unit']}"
    ratio = "—" if figure["ratio"] is None else f"{figure['ratio']:.2f}"
    holds = ("yes" if figure["holds"] else "**no**") if figure["target"] else "—"
    target = figure["target"] or "—"
    value = f"{_short(figure['value'])} {figure['unit']}"
    return f"| `{figure['name']}` | {figure['what']} | {value} | {floor} | {ratio} | {target} | {holds} |"


def _short(number: float) -> str:
    return f"{number:,.0f}" if abs(number) >= 100 else f"{number:.3g}"


def _computer() -> str:
    return f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, Python {platform.python_version()}"


if __name__ == "__main__":
    main(sys.argv[1:])
