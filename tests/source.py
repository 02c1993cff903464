"""The program's own source, read once for the tests that look at it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
APP = ROOT / "app"


@dataclass(frozen=True)
class Source:
    """One Python file: its name under the project's folder, its text, and its tree when it is asked for."""

    name: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @property
    def module(self) -> str:
        """Its dotted name."""
        return self.name.removesuffix(".py").removesuffix("/__init__").replace("/", ".")

    @property
    def layer(self) -> str:
        """«ui», «services», «models», or nothing for the vocabulary."""
        parts = self.name.split("/")
        return parts[1] if len(parts) > 2 else ""

    def imported(self) -> set[str]:
        """Every dotted name that the file imports, wherever in it."""
        return set(_imported(self.tree))


def python_files(*folders: str) -> tuple[Source, ...]:
    """Every Python file under those folders of the project, or that file."""
    places = [ROOT / folder for folder in folders]
    return tuple(
        _source(path) for place in places for path in ([place] if place.is_file() else sorted(place.rglob("*.py")))
    )


@cache
def _source(path: Path) -> Source:
    text = path.read_text(encoding="utf-8")
    return Source(path.relative_to(ROOT).as_posix(), text)


def _imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "relative import"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def calls(tree: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    """The last name of everything that is called: `processEvents` of `app.processEvents()`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = node.func
            if isinstance(called, ast.Attribute):
                yield called.attr, node
            elif isinstance(called, ast.Name):
                yield called.id, node
