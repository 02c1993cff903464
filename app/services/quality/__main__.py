"""Draws the sample of a saved sheet again: `python -m app.services.quality sorteo.csv`, without a server."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from app.services.quality.sampling import redraw


def main(given: Sequence[str] | None = None) -> int:
    """0 if sheet and draw agree, 1 if they do not, 2 if the file is no sheet of a lot; it says so in a sentence."""
    names = list(sys.argv[1:] if given is None else given)
    if len(names) != 1:
        return _say("Escriba el nombre de una hoja de sorteo: sorteo.csv", 2)
    try:
        with Path(names[0]).open(encoding="utf-8", newline="") as file:
            different = redraw(file)
    except (OSError, ValueError, IndexError):
        return _say("Ese archivo no es la hoja de un sorteo, o está incompleto.", 2)
    if different:
        return _say(f"Al sortear de nuevo no coinciden {len(different)} cartas: {', '.join(map(str, different))}", 1)
    return _say("Al sortear de nuevo con la semilla salen exactamente las mismas cartas.", 0)


def _say(words: str, code: int) -> int:
    sys.stdout.write(f"{words}\n")
    return code


if __name__ == "__main__":
    sys.exit(main())
