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


@pytest.fixture
def open_page(server, database, background, settings, qtbot):
    """open_page(LotsPage) is that page of the quality leader's window, active."""
    opened = []

    def open_it(make, key="quality"):
        desk = Desk(server.target(database), key, make, background, settings)
        opened.append(desk)
        desk.window.resize(1366, 768)
        desk.window.show()
        desk.window.activateWindow()
        qtbot.waitUntil(desk.window.isActiveWindow, timeout=5000)
        return desk, desk.page

    yield open_it
    for desk in opened:
        desk.close()


@pytest.fixture
def letters(make_drafting, perform):
    """letters(3) are so many letters of one claim, sent by two agents."""

    def make(count, **options):
        made = []
        for n in range(count):
            who = "agent" if n % 2 else "agent2"
            reply = make_drafting(claims=1, assignee=who, **options)
            perform(who, reply.case_id, 1, "draft_response", "drafted", {"answers": reply.answers()})
            made.append(reply)
        return made

    return make
