"""Points at the answer that is being written, in the page that will be signed."""

from __future__ import annotations

from collections.abc import Callable

from app.services.drafting.places import Stretch
from app.services.drafting.sheet import DraftSheet
from app.ui.viewer.band import Band, show_band
from app.ui.viewer.sheets import Sheets


class Pointer:
    """`sheet()` is the case whose letter is on screen, None when something else is."""

    def __init__(self, sheets: Sheets, sheet: Callable[[], DraftSheet | None]) -> None:
        self._sheets, self._sheet = sheets, sheet
        #: Where each claim stands in the letter, in the order of the case's claims.
        self.places: list[Stretch | None] = []
        self._claim = 0

    def forget(self) -> None:
        """No letter."""
        self.places, self._claim = [], 0

    def follow(self, claim: int) -> None:
        """That claim (its number; 0 none) is being written: its place is pointed at, and in sight."""
        self._claim = claim
        self.point(move=True)

    def point(self, *, move: bool) -> None:
        """Put the band at its place; `move` brings it in sight, but the head of a letter just opened stays."""
        sheet = self._sheet()
        if sheet is None:
            return
        ordinals = [each.ordinal for each in sheet.claims]
        at = ordinals.index(self._claim) if self._claim in ordinals else len(ordinals)
        place = self.places[at] if at < len(self.places) else None
        band = Band(place.page, place.top, place.bottom) if place is not None else None
        show_band(self._sheets, band, move=move and (at > 0 or self._sheets.band is not None))
