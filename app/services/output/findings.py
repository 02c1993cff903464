"""One condition looked at before signing, with its measured value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

State = Literal["good", "warn", "danger"]


@dataclass(frozen=True, slots=True)
class Finding:
    """Its words, the value that was measured, whether it stops the batch (danger), and what to do, if anything."""

    state: State
    title: str
    value: str
    sentence: str = ""
