"""A demonstration of another version is made again, unless somebody is in it."""

from __future__ import annotations

from pathlib import Path

from app.models import embedded
from app.services.demo import renewal


def test_only_a_demonstration_of_another_form_that_nobody_uses_is_removed(tmp_path: Path) -> None:
    folder = tmp_path / "demostracion"
    assert not renewal.discard_other(folder), "there is none yet"
    with embedded.start(folder, fsync=False) as server:
        renewal.mark(folder)
        assert not renewal.discard_other(folder), "it is of this form"
        (folder / renewal.MARK).write_text("otra", encoding="ascii")
        assert not renewal.discard_other(folder), "somebody is in it"
    assert renewal.discard_other(folder)
    assert not folder.exists() and not server.folder.exists()


def test_one_that_was_never_finished_is_begun_again(tmp_path: Path) -> None:
    (tmp_path / "demostracion").mkdir()
    assert renewal.discard_other(tmp_path / "demostracion")
