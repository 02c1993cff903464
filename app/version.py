"""The version of the program, in one place."""

from __future__ import annotations

VERSION = "0.1.0"
#: The oldest program whose questions and commands this program's database still answers: at least the one before.
OLDEST = "0.1.0"


def as_numbers(version: str) -> tuple[int, ...]:
    """A version as comparable numbers: "0.10.2" becomes (0, 10, 2); anything unreadable is oldest."""
    parts = version.split(".")
    return tuple(int(part) for part in parts) if all(part.isdigit() for part in parts) else ()
