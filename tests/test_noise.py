"""Habits that hide failures or rot: none of them is in the source."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest

from tests.source import ROOT, Source, calls, python_files

PROGRAM = [s for s in python_files("app", "benchmarks", "tests") if s.name != "tests/test_noise.py"]
#: Where anything at all may be caught, because whatever it is has to be shown or carried to another thread.
CATCHES_ALL = {
    "app/ui/background.py": "carries a job's failure, whatever it is, to the window's thread",
    "tests/ui/support.py": "the same for the executor that runs at once",
}
_LEFT_FOR_LATER = re.compile(r"#.*\b(TODO|FIXME|XXX|HACK)\b|--.*\b(TODO|FIXME)\b")


def test_nothing_unknown_is_caught() -> None:
    found = {source.name for source in PROGRAM for node in ast.walk(source.tree) if _catches_all(node)}
    assert found <= set(CATCHES_ALL), found - set(CATCHES_ALL)


def test_events_are_not_processed_by_hand() -> None:
    assert not list(_calling("processEvents", PROGRAM))


def test_the_program_does_not_print() -> None:
    assert not list(_calling("print", [s for s in PROGRAM if s.name.startswith("app/")]))


def test_tests_wait_for_something_and_do_not_sleep() -> None:
    tests = [s for s in PROGRAM if s.name.startswith("tests/")]
    assert not [*_calling("sleep", tests), *_calling("qWait", tests)]


def test_nothing_of_ours_is_patched() -> None:
    wrong = [s.name for s in PROGRAM if any(n.startswith(("unittest.mock", "mock")) for n in s.imported())]
    assert not wrong


@pytest.mark.parametrize("suffix", ["*.py", "*.sql"])
def test_nothing_is_left_for_later(suffix: str) -> None:
    left = [
        f"{path.relative_to(ROOT)}:{number}"
        for folder in ("app", "tests", "benchmarks")
        for path in (ROOT / folder).rglob(suffix)
        if path.name != "test_noise.py"
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if _LEFT_FOR_LATER.search(line)
    ]
    assert not left


def test_every_file_says_what_it_is_for() -> None:
    silent = [s.name for s in PROGRAM if s.text.strip() and not ast.get_docstring(s.tree)]
    assert not silent


def test_the_repository_names_no_workplace() -> None:
    """Paths and words of the computers where it is written are nobody's business."""
    words = re.compile("/" + r"work/|/root/|\bchat" + r"gpt\b|\bco" + r"pilot\b|\bclau" + r"de\b", re.I)
    here = "test_noise.py"
    shown = [
        *ROOT.glob("*.md"),
        *(ROOT / "docs").rglob("*.md"),
        *(ROOT / "app").rglob("*.*"),
        *(ROOT / "tests").rglob("*.py"),
    ]
    named = [
        p.name
        for p in shown
        if p.suffix in (".md", ".py", ".sql", ".toml") and p.name != here and words.search(p.read_text("utf-8"))
    ]
    assert not named


def _calling(name: str, sources: list[Source]) -> Iterator[str]:
    for source in sources:
        yield from (f"{source.name}:{node.lineno}" for called, node in calls(source.tree) if called == name)


def _catches_all(node: ast.AST) -> bool:
    """Whether it catches whatever comes and keeps it; to clean up and raise it again is another thing."""
    if not isinstance(node, ast.ExceptHandler) or (isinstance(node.body[-1], ast.Raise) and node.body[-1].exc is None):
        return False
    kinds = node.type.elts if isinstance(node.type, ast.Tuple) else [node.type]
    return any(
        kind is None or (isinstance(kind, ast.Name) and kind.id in ("Exception", "BaseException")) for kind in kinds
    )
