"""The real program on a day without a network, in a process of its own that is killed at the end: offline_day.py ORDER.

Signs in on the server, lets the window fetch what is next, cuts the network, opens the case, types, decides, lets the
program fail with a citizen's data in its hands, and dies without any farewell. Prints what it saw.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

import keyring
from keyring.backend import KeyringBackend
from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app import bootstrap, logs, paths
from app.models.connection import Target
from app.services.places import Place
from app.settings import Settings
from app.ui import refusals
from app.ui.background import Background
from app.ui.entrance import Entrance
from app.ui.widgets import Overlay


class Ring(KeyringBackend):
    """Keeps secrets outside of every folder that is looked through."""

    priority = 1
    secrets: ClassVar[dict[tuple[str, str], str]] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.secrets.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.secrets[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.secrets[service, username]


def wait(app: QApplication, condition: Callable[[], object], what: str) -> None:
    """Let the window live until it holds."""
    limit, loop, tick = time.monotonic() + 90, QEventLoop(app), QTimer()
    tick.timeout.connect(lambda: loop.quit() if condition() or time.monotonic() > limit else None)
    tick.start(10)
    loop.exec()
    if not condition():
        raise TimeoutError(what)


def main(order: dict[str, Any]) -> None:
    """The day."""
    keyring.set_keyring(Ring())
    trace = logs.start(paths.log_dir())
    app = bootstrap.application()
    background = Background()
    entrance = Entrance(background, Settings())
    hook = refusals.CrashHook(app)
    hook.install()
    hook.crashed.connect(lambda error: bootstrap._own_up(entrance, error))
    signed = Place("server", "Servidor", Target("127.0.0.1", order["port"], order["database"])).enter(
        order["login"], order["password"]
    )
    entrance._open(signed)
    window, cache = entrance.session.window, signed.cache
    window.go("analysis")
    wait(app, cache.ready, "the next case")
    signed.access.database.is_cut = True
    entrance.session.pulse.look()
    wait(app, lambda: signed.access.database.is_lost, "the cut")
    seen = work(app, entrance.session, order["sentence"])

    def fail() -> None:
        raise ValueError(f"{seen} {order['document']} {order['sentence']}")

    background.run(fail)
    wait(app, lambda: "El programa falló" in {each.accessibleName()[:17] for each in _overlays(window)}, "the report")
    said = {"seen": seen, "unsent": signed.outbox.counts(), "ready": len(cache.ready())}
    sys.stdout.write(f"{json.dumps(said)}\n")
    sys.stdout.flush()
    trace.flush()
    os.kill(os.getpid(), signal.SIGKILL)


def work(app: QApplication, session: Any, sentence: str) -> str:
    """Open the case that was carried, type, and decide; the name that the screen shows."""
    page = session.window.desk.page()
    page.reload()
    wait(app, lambda: page.work.sheet is not None and page.work.sheet.people, "the case, from the cache")
    wait(app, lambda: page.papers.stack.currentWidget() is page.papers._reading, "the petition, drawn")
    page.papers.turn_thumbs()
    wait(app, lambda: page.papers.thumbs.isVisible() and page.papers.thumbs.height() > 0, "its thumbnails")
    QTest.keyClicks(page.panel.petitioner.address, sentence)
    page.panel.petitioner.address.textEdited.emit(sentence)
    seen = str(page.work.sheet.people[0].full_name)
    session.context.performer.perform(_decision(page.work.sheet, sentence))
    session.typist.flush()
    page.deactivate()
    return seen


def _overlays(window: Any) -> list[Overlay]:
    return [each for each in window.findChildren(Overlay) if each.isVisible()]


def _decision(case: Any, sentence: str) -> Any:
    from app.services.command import decide

    return decide(case, "check_image", "image_bad", {"cause": "illegible", "note": sentence})


if __name__ == "__main__":
    try:
        main(json.loads(Path(sys.argv[1]).read_text("utf-8")))
    except BaseException:
        # The program's own hook keeps an error's words from the terminal; here nobody but the test reads them.
        traceback.print_exc()
        raise
