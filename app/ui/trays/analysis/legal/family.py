"""A family of legal acts as it is registered: its entries, how they stand, and what opens the card of each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.services.legal_acts.standing import LegalAct, StandingReader
from app.ui.trays.analysis.legal.desk import LegalDesk


@dataclass(frozen=True)
class Family:
    """`open` gets the key of one of `acts`, in the window's thread, with a case open."""

    acts: tuple[LegalAct, ...]
    read: StandingReader
    open: Callable[[LegalDesk, str], None]
