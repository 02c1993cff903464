"""Which programs of one person use their files right now: each holds a lock that the system frees when it dies."""

from __future__ import annotations

import secrets
from contextlib import ExitStack, suppress
from pathlib import Path

from app.models.embedded.locks import locked

#: The file is this run's alone: nobody else waits for it longer than a look.
_PATIENCE = 10.0


class Runs:
    """This run of the program among all that use the files beside `path`; None for a store in memory."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        #: The name of this run.
        self.name = secrets.token_hex(8)
        self._held = ExitStack()
        if path is not None:
            self._held.enter_context(locked(self._file(self.name), _PATIENCE))

    def is_alive(self, name: str) -> bool:
        """Whether another program of this person, under that name, uses these files now."""
        if self._path is None or name == self.name or not self._file(name).exists():
            return False
        try:
            with locked(self._file(name), 0.0):
                pass
        except TimeoutError:
            return True
        # It died without farewell: the system has let go of its lock.
        with suppress(OSError):
            self._file(name).unlink(missing_ok=True)
        return False

    def has_others(self) -> bool:
        """Whether another program of this person uses these files now."""
        if self._path is None:
            return False
        found = [file.suffix.removeprefix(".run-") for file in self._path.parent.glob(f"{self._path.stem}.run-*")]
        return any([self.is_alive(name) for name in found])

    def close(self) -> None:
        """This run is over."""
        self._held.close()
        if self._path is not None:
            with suppress(OSError):
                self._file(self.name).unlink(missing_ok=True)

    def _file(self, name: str) -> Path:
        assert self._path is not None
        return self._path.with_suffix(f".run-{name}")
