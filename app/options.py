"""What may be said when starting the program."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from app.version import VERSION


class Options(NamedTuple):
    """`tour` is the folder of the guided tour's pictures, None for a window in which a person works."""

    demo: bool = False
    tour: Path | None = None
    data_dir: Path | None = None
    size: tuple[int, int] = (1366, 768)
    dark: bool = False


def read(argv: Sequence[str]) -> Options:
    """Read the arguments; ends the program with a sentence when one is wrong."""
    if not argv:
        return Options()
    # Imported only when there is something to read: it takes 4 ms before the first paint.
    import argparse

    parser = argparse.ArgumentParser(prog="bandeja-pqr", description="Bandeja PQR", add_help=True)
    parser.add_argument("--demo", action="store_true", help="abre la demostración: personas y casos inventados")
    parser.add_argument(
        "--tour", type=Path, metavar="CARPETA", help="recorre solo las 27 actividades y guarda imágenes"
    )
    parser.add_argument("--data-dir", type=Path, metavar="CARPETA", help="guarda aquí los datos de este programa")
    parser.add_argument("--size", default="1366x768", metavar="ANCHOxALTO", help="tamaño de la ventana del recorrido")
    parser.add_argument("--dark", action="store_true", help="recorrido en tema oscuro")
    parser.add_argument("--version", action="version", version=f"Bandeja PQR {VERSION}")
    given = parser.parse_args(argv)
    width, _, height = given.size.partition("x")
    if not (width.isdigit() and height.isdigit()):
        parser.error("el tamaño se escribe así: 1366x768")
    tour = given.tour or (Path("recorrido") if given.demo and not has_display() else None)
    return Options(given.demo or tour is not None, tour, given.data_dir, (int(width), int(height)), given.dark)


def has_display() -> bool:
    """Whether a window can be seen here; a platform named by hand counts as one."""
    if sys.platform in ("win32", "darwin"):
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))
