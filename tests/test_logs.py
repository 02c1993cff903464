"""The log's files: turned over by size, never more than five."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from app import logs


@pytest.fixture(autouse=True)
def handlers_back() -> Iterator[None]:
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    yield
    for handler in [h for h in root.handlers if h not in before]:
        root.removeHandler(handler)
        handler.close()
    root.setLevel(level)


def test_a_large_file_is_set_aside_and_the_oldest_goes(tmp_path: Path) -> None:
    for turn in range(7):
        (tmp_path / logs.FILE_NAME).write_text(f"{turn}" * (logs.LARGEST + 1), encoding="utf-8")
        logs.start(tmp_path).close()
    kept = sorted(tmp_path.glob(f"{logs.FILE_NAME}.*"))
    assert [path.suffix for path in kept] == [".1", ".2", ".3", ".4"]
    assert [path.read_text(encoding="utf-8")[0] for path in kept] == ["6", "5", "4", "3"]


def test_a_small_file_goes_on(tmp_path: Path) -> None:
    (tmp_path / logs.FILE_NAME).write_text("antes\n", encoding="utf-8")
    logs.start(tmp_path).close()
    logging.getLogger("pqr").info("después")
    assert (tmp_path / logs.FILE_NAME).read_text(encoding="utf-8").startswith("antes\n")
    assert "después" in (tmp_path / logs.FILE_NAME).read_text(encoding="utf-8")
    assert not list(tmp_path.glob(f"{logs.FILE_NAME}.*"))
