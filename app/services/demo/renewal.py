"""A demonstration made by another version of the program is made again: nothing in it is anybody's."""

from __future__ import annotations

from pathlib import Path

from app.models import embedded, own_form

#: In the demonstration's folder: the form of the database for which it was made.
MARK = "forma"


def discard_other(folder: Path) -> bool:
    """Remove a demonstration of another form, unless somebody is in it; whether it was removed.

    A real server is migrated and keeps all it has; invented cases need not fit rules made after them.
    """
    if not folder.exists() or _read(folder) == own_form.fingerprint():
        return False
    return embedded.remove_if_unused(folder)


def mark(folder: Path) -> None:
    """Note that the demonstration of this folder is whole and of this program's form."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MARK).write_text(own_form.fingerprint(), encoding="ascii")


def _read(folder: Path) -> str:
    file = folder / MARK
    return file.read_text(encoding="ascii", errors="replace") if file.exists() else ""
