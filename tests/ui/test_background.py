"""The rules of background work, with real threads and with an executor moved by hand."""

from __future__ import annotations

import sys
import threading
from typing import Any

import pytest
import shiboken6
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from app.ui.background import Background, Context, Lane
from tests.ui.support import ByHand, background_with

NEVER = 5.0


def test_the_answer_arrives_in_the_threads_of_the_window(qtbot: QtBot, threads: Background) -> None:
    seen: list[tuple[int, int]] = []
    threads.run(threading.get_ident, show=lambda worker: seen.append((worker, threading.get_ident())))
    qtbot.waitUntil(lambda: bool(seen))
    assert seen[0][0] != threading.get_ident()
    assert seen[0][1] == threading.get_ident()


def test_the_last_request_of_a_key_wins_even_if_it_ends_first(qtbot: QtBot, threads: Background) -> None:
    release, shown = threading.Event(), []
    threads.run(lambda: release.wait(NEVER), show=lambda _: shown.append("old"), key="search")
    threads.run(lambda: "new", show=shown.append, key="search")
    qtbot.waitUntil(lambda: shown == ["new"])
    with qtbot.waitSignal(threads.busy, check_params_cb=lambda count: count == 0):
        release.set()
    assert shown == ["new"]


def test_an_answer_for_a_destroyed_owner_is_dropped(qtbot: QtBot) -> None:
    hand = ByHand()
    background, owner, shown = background_with(hand), QObject(), []
    background.run(lambda: 1, show=shown.append, fail=shown.append, owner=owner)
    background.run(lambda: 2, show=shown.append, owner=background)
    shiboken6.delete(owner)
    hand.run_all()
    assert shown == [2]


def test_a_write_is_announced_even_if_whoever_asked_is_gone(qtbot: QtBot) -> None:
    hand = ByHand()
    background, owner, heard, shown = background_with(hand), QObject(), [], []
    background.written.connect(heard.append)
    background.write(lambda: "moved", show=shown.append, owner=owner)
    shiboken6.delete(owner)
    hand.run_all()
    assert (heard, shown) == (["moved"], [])


def test_writes_run_one_after_another_in_the_order_asked(qtbot: QtBot, threads: Background) -> None:
    order: list[int] = []
    together: list[int] = []
    inside = threading.Semaphore(1)

    def write(number: int) -> int:
        together.append(int(not inside.acquire(blocking=False)))
        order.append(number)
        inside.release()
        return number

    done: list[int] = []
    for number in range(30):
        threads.write(lambda number=number: write(number), show=done.append)
    qtbot.waitUntil(lambda: len(done) == 30)
    assert order == done == list(range(30))
    assert not any(together)


def test_cancel_stops_the_work_and_drops_its_answer(qtbot: QtBot, threads: Background) -> None:
    started, cut, heard = threading.Event(), threading.Event(), []

    def work(context: Context) -> None:
        context.on_cancel(cut.set)
        started.set()
        context.wait(NEVER)

    job = threads.run_long(work, show=heard.append, fail=heard.append)
    assert started.wait(NEVER)
    with qtbot.waitSignal(threads.busy, check_params_cb=lambda count: count == 0):
        job.cancel()
    assert cut.wait(NEVER)
    assert heard == [] and not job.active


def test_a_failure_reaches_whoever_asked(qtbot: QtBot, threads: Background) -> None:
    heard: list[BaseException] = []
    threads.run(lambda: 1 / 0, show=heard.append, fail=heard.append)
    qtbot.waitUntil(lambda: bool(heard))
    assert isinstance(heard[0], ZeroDivisionError)


def test_a_failure_nobody_answers_for_reaches_the_crash_hook(
    qtbot: QtBot, background: Background, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[Any] = []
    with qtbot.captureExceptions() as caught:
        background.run(lambda: 1 / 0)
    heard += caught
    assert heard[0][0] is ZeroDivisionError
    assert sys.excepthook is not None


def test_whoever_waits_for_the_end_is_told_even_if_showing_the_answer_fails(
    qtbot: QtBot, background: Background
) -> None:
    ended: list[str] = []

    def broken(_answer: object) -> None:
        raise KeyError

    with qtbot.captureExceptions() as caught:
        background.run(lambda: 1, show=broken, finished=lambda: ended.append("shown"))
        background.run(lambda: 1 / 0, fail=broken, finished=lambda: ended.append("failed"))
    assert ended == ["shown", "failed"]
    assert [kind for kind, _error, _trace in caught] == [KeyError, KeyError]


def test_progress_is_throttled_and_its_last_message_arrives(qtbot: QtBot, threads: Background) -> None:
    told: list[int] = []
    done: list[int] = []

    def work(context: Context) -> int:
        for number in range(1, 5001):
            context.progress(number, 5000, "carta")
        return 5000

    threads.run_long(work, show=done.append, progress=lambda number, _total, _text: told.append(number))
    qtbot.waitUntil(lambda: bool(done))
    assert told[-1] == 5000
    assert len(told) < 100


def test_closing_cancels_reads_and_lets_writes_end(qtbot: QtBot) -> None:
    background, started, written = Background(), threading.Event(), []

    def read(context: Context) -> None:
        started.set()
        context.wait(NEVER)

    background.run_long(read)
    assert started.wait(NEVER)
    for number in range(5):
        background.write(lambda number=number: written.append(number))
    assert background.close()
    assert written == list(range(5))
    assert not background.run(lambda: 1).active


def test_a_write_may_not_have_a_key(qtbot: QtBot, background: Background) -> None:
    with pytest.raises(AssertionError):
        background.run_long(lambda _context: 1, key="k", lane=Lane.WRITE)
