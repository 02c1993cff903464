"""A window for one of the invented staff, on the test's own database."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PIL import Image

from app.ui.trays.dispatch.page import DispatchPage
from tests.ui.desk import Desk


@pytest.fixture
def desk_of(server, database, background, settings, qtbot) -> Iterator[Callable[..., Desk]]:
    """desk_of("agent", AnalysisPage) is that person's window, shown at 1366x768."""
    opened: list[Desk] = []

    def open_desk(key: str, make) -> Desk:
        desk = Desk(server.target(database), key, make, background, settings)
        opened.append(desk)
        desk.window.resize(1366, 768)
        desk.window.show()
        qtbot.waitExposed(desk.window)
        return desk

    yield open_desk
    for desk in opened:
        desk.close()


@pytest.fixture
def guide_image(tmp_path):
    """A photograph of a guide."""
    path = tmp_path / "guia.png"
    Image.new("L", (400, 200), 230).save(path, format="PNG")
    return path


@pytest.fixture
def open_dispatch(desk_of, qtbot, tmp_path, guide_image):
    """open_dispatch(): Despacho in the window of the printing group; files are asked for in the test's folder."""

    def open_it():
        def make(shell, context):
            return DispatchPage(
                shell, context, lambda _p: str(tmp_path), lambda _p: str(guide_image), lambda _p, n: str(tmp_path / n)
            )

        desk = desk_of("printing", make)
        desk.window.activateWindow()
        qtbot.waitUntil(desk.window.isActiveWindow)
        desk.page.activate()
        return desk

    return open_it
