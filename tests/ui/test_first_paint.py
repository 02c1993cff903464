"""What waits for the first rows begins after their answer, whatever it is, and in the order asked."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from app.errors import Busy
from app.services.ahead import Ahead
from app.ui.background import Background
from app.ui.first_paint import FirstPaint


@pytest.fixture
def gates(threads: Background) -> Iterator[tuple[threading.Event, threading.Event]]:
    """Two that jobs wait at; opened at the end of a test that fails too, or its threads would never end."""
    made = threading.Event(), threading.Event()
    yield made
    for each in made:
        each.set()


@pytest.mark.parametrize("fails", [False, True])
def test_what_can_wait_begins_after_the_answer_of_the_first_page(
    threads: Background, gates: tuple[threading.Event, threading.Event], qtbot: QtBot, fails: bool
) -> None:
    first, seen = FirstPaint(threads), list[str]()
    gate, earlier = gates

    def read() -> None:
        gate.wait()
        if fails:
            raise Busy()

    threads.run(earlier.wait)
    first.begin(threads)
    threads.run(read, show=lambda _rows: seen.append("rows"), fail=lambda _error: seen.append("rows"))
    first.then(lambda: seen.append("lists"))
    first.then(lambda: seen.append("figures"))
    first.watch()
    assert seen == []
    gate.set()
    # What was under way before is not waited for.
    qtbot.waitUntil(lambda: len(seen) == 3)
    assert seen == ["rows", "lists", "figures"]
    first.then(lambda: seen.append("at once"))
    assert seen[-1] == "at once"


def test_where_nothing_is_awaited_it_begins_at_once(background: Background) -> None:
    first, seen = FirstPaint(background), list[str]()
    first.begin(background)
    first.then(lambda: seen.append("lists"))
    first.watch()
    assert seen == ["lists"]


def test_work_begun_ahead_is_done_once_and_again_only_if_it_failed() -> None:
    calls: list[Any] = [Busy(), "rows", "again"]

    def work() -> Any:
        answer = calls.pop(0)
        if isinstance(answer, Busy):
            raise answer
        return answer

    ahead = Ahead(work)
    with pytest.raises(Busy):
        ahead()
    assert (ahead(), ahead()) == ("rows", "rows")
