"""One measured figure, its floor and whether its target holds."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Figure:
    """`value` and `floor` are in `unit`; `target` is a limit on the ratio, or on the value where there is no floor."""

    name: str
    value: float
    unit: str
    #: What was measured in the same run for comparison; None where the target is absolute.
    floor: float | None
    #: «≥ 0.4» or «≤ 3»; empty for a figure that only informs.
    target: str
    what: str

    @property
    def ratio(self) -> float | None:
        """The value in terms of its floor."""
        return None if not self.floor else self.value / self.floor

    @property
    def holds(self) -> bool:
        """Whether the target is met; a figure without target holds."""
        if not self.target:
            return True
        sign, limit = self.target.split()
        measured = self.value if self.ratio is None else self.ratio
        return measured >= float(limit) if sign == "≥" else measured <= float(limit)

    def line(self) -> str:
        """`name value unit floor ratio target`, with a dash where there is none."""
        ratio = "-" if self.ratio is None else f"{self.ratio:.2f}"
        floor = "-" if self.floor is None else _short(self.floor)
        verdict = "" if self.holds else "  MISSED"
        target = self.target.replace(" ", "") or "-"
        return f"{self.name} {_short(self.value)} {self.unit} {floor} {ratio} {target}{verdict}"

    def as_json(self) -> dict[str, Any]:
        """The same as a JSON object, with `ratio` and `holds`."""
        return asdict(self) | {"ratio": self.ratio, "holds": self.holds}


def percentile(values: Sequence[float], share: float) -> float:
    """The value that `share` of them do not pass, 0 < share < 1."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def median(values: Sequence[float]) -> float:
    """The one in the middle."""
    return statistics.median(values)


def _short(number: float) -> str:
    return f"{number:.0f}" if abs(number) >= 100 else f"{number:.3g}"
