"""How long ago the server was heard, by its own clock: this computer's may be wrong, set back or asleep for a week.

Source: data.md §3.3 (clock skew): stamps are the server's; the client keeps an offset.
"""

from __future__ import annotations

import datetime as dt
import json
import time
from contextlib import suppress

from app import clock
from app.models.local.store import DiskFull, Store

#: Without contact for so long, what can be fetched again is wiped, and what waits asks before it is sent.
TRUSTED = dt.timedelta(hours=72)
#: The server remembers answered commands for so long; older ones can't be sent under their number any more.
REMEMBERED = dt.timedelta(days=90)
#: Noted on disk once a minute: every look would be a write to the disk every three seconds.
_NOTE_EVERY = 60.0
_KEY = "contact"
#: By so much a clock is set back when it is put right.
_SLIP = dt.timedelta(minutes=10)


def ticks() -> float:
    """Seconds that pass also while the computer sleeps, whatever is done to its clock."""
    boot = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if boot is None else time.clock_gettime(boot)


class Contact:
    """The last moment in which the server was heard, kept across runs of the program."""

    def __init__(self, store: Store) -> None:
        """Use an open store."""
        self._store = store
        self._server: dt.datetime | None = None
        self._ticks = self._noted = 0.0

    def note(self, server_now: str) -> None:
        """The server was heard now, and said this time (ISO)."""
        self._server, self._ticks = dt.datetime.fromisoformat(server_now), ticks()
        if self._noted and self._ticks - self._noted < _NOTE_EVERY:
            return
        self._noted = self._ticks
        body = json.dumps({"server": self._server.isoformat(), "here": clock.now().isoformat()})
        # Without room on the disk it is known until the program ends.
        with suppress(DiskFull), self._store.transaction() as cursor:
            cursor.execute("INSERT OR REPLACE INTO main.meta (key, value) VALUES (?, ?)", (_KEY, body))

    def server_time(self) -> dt.datetime:
        """What the server's clock shows now, as far as can be known here."""
        if self._server is not None:
            return self._server + dt.timedelta(seconds=ticks() - self._ticks)
        noted = self._read()
        if noted is None:
            return clock.now()
        server, here = noted
        # A clock that was set back says nothing about how long the computer was off.
        return server + max(clock.now() - here, dt.timedelta(0))

    def silence(self) -> dt.timedelta | None:
        """How long the server has not been heard; None when it never was."""
        if self._server is not None:
            return dt.timedelta(seconds=ticks() - self._ticks)
        noted = self._read()
        return None if noted is None else max(clock.now() - noted[1], dt.timedelta(0))

    def is_clock_behind(self) -> bool:
        """Whether this computer's clock shows a time before the last contact: how long ago that was can't be known."""
        noted = self._read()
        return noted is not None and clock.now() < noted[1] - _SLIP

    def _read(self) -> tuple[dt.datetime, dt.datetime] | None:
        with self._store.transaction() as cursor:
            row = cursor.execute("SELECT value FROM main.meta WHERE key = ?", (_KEY,)).fetchone()
        if row is None:
            return None
        body = json.loads(row[0])
        return dt.datetime.fromisoformat(body["server"]), dt.datetime.fromisoformat(body["here"])
