"""One condition looked at before signing: its state, its measured value and a sentence with the remedy."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

State = Literal["good", "warn", "danger"]


@dataclass(frozen=True)
class Finding:
    """`danger` keeps the batch from being signed; `code` is stable, for tests and logs."""

    state: State
    code: str
    title: str
    value: str
    sentence: str


def stops(findings: Iterable[Finding]) -> bool:
    """Whether something keeps the batch from being signed."""
    return any(each.state == "danger" for each in findings)
