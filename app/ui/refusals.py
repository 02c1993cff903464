"""How failures are shown: refused, busy and offline are three things; a bug gets a code and a report.

The report never holds the text of the exception: it may carry a citizen's name or document.
"""

from __future__ import annotations

import logging
import sys
import threading
import traceback
from pathlib import Path
from types import TracebackType
from typing import Literal, NamedTuple

from PySide6 import __version__ as qt_version
from PySide6.QtCore import QObject, Signal

from app.errors import AnswerLost, Busy, CannotWait, Offline, PqrError

log = logging.getLogger(__name__)

Kind = Literal["refused", "busy", "offline", "bug"]


class Explained(NamedTuple):
    """A failure in words for a person."""

    kind: Kind
    sentence: str
    #: The stable code of a refusal, or the code of a bug.
    code: str


def explain(error: BaseException) -> Explained:
    """Which of the four things happened, and its Spanish sentence."""
    if isinstance(error, CannotWait | AnswerLost):
        return Explained("refused", error.user_message, error.code)
    if isinstance(error, Offline):
        return Explained("offline", error.user_message, error.code)
    if isinstance(error, Busy):
        return Explained("busy", error.user_message, error.code)
    if isinstance(error, PqrError):
        return Explained("refused", error.user_message, error.code)
    code = bug_code(error)
    return Explained("bug", f"El programa falló. Código {code}. Lo que no se haya enviado sigue en este equipo.", code)


def _places(error: BaseException) -> list[str]:
    frames = traceback.extract_tb(error.__traceback__)
    return [f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames]


def bug_code(error: BaseException) -> str:
    """A short code that is the same whenever the same line fails in the same way."""
    # Imported here: neither is needed before something fails.
    import hashlib

    where = "|".join([type(error).__name__, *_places(error)[-3:]])
    digest = hashlib.sha256(where.encode()).hexdigest().upper()
    return f"{digest[:4]}-{digest[4:6]}"


def bug_report(error: BaseException) -> str:
    """What support needs: code, kind, places in the program and versions. No message, so no personal data."""
    import platform

    lines = [
        f"Código {bug_code(error)}",
        f"Tipo {type(error).__name__}",
        *_places(error),
        f"Python {platform.python_version()} · Qt {qt_version} · {platform.system()} {platform.release()}",
    ]
    return "\n".join(lines)


class CrashHook(QObject):
    """Hears of every exception nobody caught, in any thread, and says so in the window's thread."""

    crashed = Signal(object)
    _is_telling = False

    def install(self) -> None:
        """Take the place of Python's own hooks."""
        self._before = sys.excepthook, threading.excepthook
        sys.excepthook = self._main
        threading.excepthook = self._thread

    def uninstall(self) -> None:
        """Give Python its hooks back."""
        sys.excepthook, threading.excepthook = self._before

    def _main(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            self._before[0](kind, error, trace)
            return
        log.error("uncaught %s\n%s", kind.__name__, bug_report(error))
        if self._is_telling:
            # Telling of a failure failed as well: told again it would fail again, until the stack is full.
            return
        self._is_telling = True
        try:
            self.crashed.emit(error)
        finally:
            self._is_telling = False

    def _thread(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            self._main(args.exc_type, args.exc_value, args.exc_traceback)
