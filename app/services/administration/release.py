"""The oldest version of the program that may send, and which versions people have open now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.errors import InvalidInput
from app.services.database import Database
from app.version import VERSION, as_numbers

MOST_PARTS = 4


@dataclass(frozen=True)
class Program:
    """A version that is open now, and how many people have it."""

    version: str
    people: int


@dataclass(frozen=True)
class Release:
    """The minimum, and the programs that are open, oldest first."""

    minimum: str
    programs: tuple[Program, ...]

    def left_out(self, minimum: str) -> int:
        """How many people would only read with that minimum."""
        return sum(each.people for each in self.programs if as_numbers(each.version) < as_numbers(minimum))


def read_release(database: Database) -> Release:
    """Ask the server. Raises Offline, Busy, Refused to whoever is no administrator."""
    programs = tuple(Program(row.version, row.people) for row in database.table("programs"))
    return Release(str(database.call("server_identity")["min_client"]), programs)


def checked(words: str) -> str:
    """A version as the server takes it. Raises InvalidInput."""
    parts: Sequence[str] = words.strip().split(".")
    if len(parts) > MOST_PARTS or not all(part.isascii() and part.isdigit() and len(part) <= 4 for part in parts):
        raise InvalidInput(sentence=f"Escriba una versión con números y puntos, como {VERSION}.")
    return ".".join(str(int(part)) for part in parts)


def set_minimum(database: Database, version: str) -> Release:
    """From now on older programs only read. Raises Offline, Busy, Refused, InvalidInput."""
    database.call("set_min_client", p_version=checked(version))
    return read_release(database)
