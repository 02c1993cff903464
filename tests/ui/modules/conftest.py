"""A window for one of the invented staff, for the modules of the rail."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

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
        desk.window.activateWindow()
        qtbot.waitUntil(desk.window.isActiveWindow)
        desk.page.activate()
        return desk

    yield open_desk
    for desk in opened:
        desk.close()
