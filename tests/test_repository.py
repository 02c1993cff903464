"""What whoever opens the repository reads first is there, and true."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from app.version import VERSION
from tests.source import ROOT

PAGES = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "THIRD_PARTY_NOTICES.md")]
PAGES += sorted((ROOT / "docs").rglob("*.md"))
COMMANDS = (
    "python3 -m pip install uv && python3 -m uv run main.py --demo",
    "python3 -m pip install uv && python3 -m uv run pytest",
)


def test_the_readme_gives_the_two_commands() -> None:
    lines = (ROOT / "README.md").read_text("utf-8").splitlines()
    assert [command for command in COMMANDS if command not in lines] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_link_and_picture_leads_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#]+)[^)]*\)", page.read_text("utf-8"))
    assert not [link for link in links if "://" not in link and not (page.parent / link).exists()]


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md", "docs/architecture.md"])
def test_every_path_named_in_code_type_exists(page: str) -> None:
    named = re.findall(
        r"`((?:app|tests|docs|resources|installer|benchmarks|\.ci)/[\w./-]+)`", (ROOT / page).read_text("utf-8")
    )
    assert not [path for path in named if not (ROOT / path).exists()]


def test_every_package_that_is_shipped_is_named_with_its_licence() -> None:
    named = set(re.findall(r"[a-z0-9-]+", _packages_table()))
    assert not _needed() - named


def test_the_licence_is_whole() -> None:
    text = (ROOT / "LICENSE").read_text("utf-8")
    assert "Apache License" in text and "END OF TERMS AND CONDITIONS" in text


def test_the_version_is_one() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["version"] == VERSION
    assert f"## {VERSION}" in (ROOT / "CHANGELOG.md").read_text("utf-8")


def _packages_table() -> str:
    text = (ROOT / "THIRD_PARTY_NOTICES.md").read_text("utf-8")
    return text[text.index("## Packages") : text.index("## Fonts")].lower()


def _needed() -> set[str]:
    """The packages that the program needs to run, on any platform, by the lock file."""
    packages = {p["name"]: p for p in tomllib.loads((ROOT / "uv.lock").read_text("utf-8"))["package"]}
    pending = [(d["name"], tuple(d.get("extra", ()))) for d in packages["bandeja-pqr"]["dependencies"]]
    seen: set[tuple[str, tuple[str, ...]]] = set()
    while pending:
        name, extras = each = pending.pop()
        if each in seen:
            continue
        seen.add(each)
        wanted = list(packages[name].get("dependencies", ()))
        for extra in extras:
            wanted += packages[name].get("optional-dependencies", {}).get(extra, ())
        pending += [(d["name"], tuple(d.get("extra", ()))) for d in wanted]
    return {name for name, _ in seen}
