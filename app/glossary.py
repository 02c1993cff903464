"""The words of the procedures, each tied to its one name in the code and to what it means."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from app import procedure
from app.errors import ProcedureBroken
from app.paths import RESOURCES


@dataclass(frozen=True, kw_only=True)
class Term:
    """One word of the procedures. `name` is what classes, tables and files call it."""

    name: str
    #: As the procedures and the window write it.
    term: str
    definition: str
    #: Where the definition comes from, such as «740.04.08-5 §3».
    source: str = ""


@cache
def terms() -> tuple[Term, ...]:
    """Every term, in the order of the file. Raises ProcedureBroken if a name or a term stands twice."""
    return parse(RESOURCES / "texts" / "glossary.toml")


def parse(path: Path) -> tuple[Term, ...]:
    """Read and check a glossary. Raises ProcedureBroken naming what is wrong."""
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
        found = tuple(Term(**row) for row in raw["term"])
    except (KeyError, TypeError, tomllib.TOMLDecodeError) as exc:
        raise ProcedureBroken(f"glossary: {exc!r}") from exc
    for words in ([t.name for t in found], [t.term.casefold() for t in found]):
        twice = [word for word, times in Counter(words).items() if times > 1]
        if twice:
            raise ProcedureBroken(f"glossary: {', '.join(twice)} stands twice")
    return found


@cache
def names() -> Mapping[str, str]:
    """Spanish word by name in the code: terms, and the roles, trays and activities as declared."""
    found = {term.name: term.term for term in terms()}
    for key, role in procedure.roles().items():
        found.setdefault(key, role.label)
    for each in map(procedure.load, procedure.RELEASED):
        for key, label in each.trays.items():
            found.setdefault(key, label)
        for activity in each.activities:
            found.setdefault(activity.key, activity.label)
    return found


def definition(name: str) -> str:
    """What the term with that name means; empty if it has no definition of its own (roles, trays, activities)."""
    return next((term.definition for term in terms() if term.name == name), "")
