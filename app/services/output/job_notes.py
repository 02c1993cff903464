"""Numbers of print jobs that the server does not know yet, kept on this computer: no names, no letters."""

from __future__ import annotations

from pathlib import Path
from threading import Lock
from urllib.parse import quote, unquote
from uuid import UUID

from app.settings import Settings

_SECTION, _KEY = "printing", "unnoted_jobs"


class JobNotes:
    """Written when a printer has taken a batch, forgotten when the server has been told. For any thread."""

    def __init__(self, path: Path) -> None:
        """A file of its own: that of the window's settings is written by the window alone."""
        self._settings = Settings(path)
        self._lock = Lock()

    def keep(self, batch_id: UUID, job: str) -> None:
        """Remember the job. On a full disk the server's own note, made before, still says that it may be on paper."""
        with self._lock:
            self._put(self.all() | {batch_id: job})

    def forget(self, batch_id: UUID) -> None:
        """The server knows it."""
        with self._lock:
            self._put({key: job for key, job in self.all().items() if key != batch_id})

    def all(self) -> dict[UUID, str]:
        """Every job that is still to be told; words that can't be read are nothing."""
        pairs = (each.partition("=") for each in self._settings.text(_SECTION, _KEY).split(" ") if each)
        try:
            # As one word: a printer of Windows may have blanks in its name, and its job with it.
            return {UUID(key): unquote(job) for key, _equals, job in pairs}
        except ValueError:
            return {}

    def _put(self, jobs: dict[UUID, str]) -> None:
        words = " ".join(f"{key.hex}={quote(job, safe='#')}" for key, job in jobs.items())
        try:
            self._settings.put(_SECTION, _KEY, words)
        except OSError:
            return
