"""The batch that was under way when the window closed, kept on this computer by its cases' keys: no names, no PIN."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from app.settings import Settings

_SECTION = "signing"


@dataclass(frozen=True)
class Kept:
    """What was left of a batch: its director, the letters without signature, and how many there were."""

    director_id: int
    cases: tuple[UUID, ...]
    total: int


class KeptBatch:
    """Written at the start and at each stop; forgotten when the batch ends. One for each person of the computer."""

    def __init__(self, settings: Settings, person_id: int) -> None:
        self._settings = settings
        self._key = f"batch_{person_id}"

    def keep(self, director_id: int, cases: Sequence[UUID], total: int) -> None:
        """Remember what is left. A full disk here loses only this convenience: the letters know where they are."""
        self._put(f"{director_id};{total};" + ",".join(case.hex for case in cases) if cases else "")

    def forget(self) -> None:
        """Nothing is left."""
        self._put("")

    def load(self) -> Kept | None:
        """What was left, or None; words that can't be read are nothing."""
        parts = self._settings.text(_SECTION, self._key).split(";")
        try:
            director, total, cases = parts
            return Kept(int(director), tuple(UUID(each) for each in cases.split(",")), int(total))
        except ValueError:
            return None

    def _put(self, words: str) -> None:
        try:
            self._settings.put(_SECTION, self._key, words)
        except OSError:
            return
