"""Small files, small functions, small classes: what a person can hold in their head."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.source import ROOT, Source, python_files

MEASURED = ("app", "tests", "benchmarks", "installer", "main.py")


@dataclass(frozen=True)
class Limit:
    """At most so many."""

    file_lines: int = 350
    function_lines: int = 40
    class_methods: int = 15


LIMIT = Limit()
#: Files that no limit applies to, by the beginning of their name, and why.
EXEMPT = {
    "app/models/migrations/versions/": "tables spelled out by a generator and never edited: one subject, many columns",
}


def test_files_are_short() -> None:
    long = [f"{name}: {lines} lines" for name, lines in _files() if lines > LIMIT.file_lines]
    assert not long, "\n".join(long)


def test_functions_are_short() -> None:
    long = [
        f"{s.name}:{f.lineno} {f.name}: {_length(f)} lines"
        for s, f in _functions()
        if _length(f) > LIMIT.function_lines
    ]
    assert not long, "\n".join(long)


def test_classes_have_few_methods() -> None:
    wide = [
        f"{source.name}:{node.lineno} {node.name}: {count} methods"
        for source in _sources()
        for node in ast.walk(source.tree)
        if isinstance(node, ast.ClassDef) and (count := _methods(node)) > LIMIT.class_methods
    ]
    assert not wide, "\n".join(wide)


def test_exempt_names_still_exist() -> None:
    assert all(any(name.startswith(start) for name, _ in _every_file()) for start in EXEMPT)


def _sources() -> list[Source]:
    present = tuple(name for name in MEASURED if (ROOT / name).exists())
    return [source for source in python_files(*present) if not source.name.startswith(tuple(EXEMPT))]


def _files() -> Iterator[tuple[str, int]]:
    yield from ((name, lines) for name, lines in _every_file() if not name.startswith(tuple(EXEMPT)))


def _every_file() -> Iterator[tuple[str, int]]:
    for start in MEASURED:
        place = ROOT / start
        paths = [place] if place.is_file() else [p for p in place.rglob("*") if p.suffix in (".py", ".sql")]
        yield from ((path.relative_to(ROOT).as_posix(), _lines(path)) for path in paths)


def _lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def _functions() -> Iterator[tuple[Source, ast.FunctionDef | ast.AsyncFunctionDef]]:
    for source in _sources():
        for node in ast.walk(source.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield source, node


def _length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    assert function.end_lineno is not None
    return function.end_lineno - function.lineno + 1


def _methods(node: ast.ClassDef) -> int:
    return sum(isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef) for each in node.body)
