"""Activity 19: the verdict on a letter, which follows from the faults found in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from app.errors import InvalidInput

#: The seven criteria, in the order of their keys 1 to 7.
CRITERIA = {
    "coherence": "Coherencia",
    "clarity": "Claridad",
    "warmth": "Calidez",
    "timeliness": "Oportunidad",
    "system_use": "Manejo del sistema",
    "substance": "Fondo",
    "spelling": "Ortografía",
}
#: The three words of the procedure (5.4).
FAULT_CLASSES = {"wrong": "Errada", "inconsistent": "Inconsistente", "incomplete": "Incompleta"}
SEVERITIES = {"critical": "Crítico", "major": "Mayor", "minor": "Menor"}


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One fault: criterion, code, class, gravity and a note for its author; `claim` if it is about one."""

    criterion: str
    code: str
    fault_class: str
    severity: str
    note: str
    claim: int | None = None

    def __post_init__(self) -> None:
        """InvalidInput names the criterion whose fault can't be recorded."""
        name = CRITERIA[self.criterion]
        if not self.code:
            raise InvalidInput(sentence=f"{name}: falta el código de la falla. Elíjalo de la lista.")
        if self.fault_class not in FAULT_CLASSES or self.severity not in SEVERITIES:
            raise InvalidInput(sentence=f"{name}: falta la clase o la gravedad de la falla. Elíjalas.")
        if len(self.note.strip()) < 5:
            raise InvalidInput(sentence=f"{name}: escriba una nota que diga qué debe corregirse.")
        if len(self.note) > 2000:
            raise InvalidInput(sentence=f"{name}: la nota pasa de 2.000 caracteres. Acórtela.")

    @property
    def is_fault(self) -> bool:
        """Whether it sends the letter back: minor notes alone do not."""
        return self.severity in ("critical", "major")

    def payload(self) -> dict[str, Any]:
        """As the server takes it."""
        return {
            "criterion": self.criterion,
            "code": self.code,
            "fault_class": self.fault_class,
            "severity": self.severity,
            "note": self.note.strip(),
            "claim": self.claim,
        }


def verdict(findings: Sequence[Finding]) -> str:
    """`rejected` with a critical or major fault, otherwise `approved`; nobody chooses it."""
    return "rejected" if any(f.is_fault for f in findings) else "approved"


@dataclass(frozen=True, kw_only=True)
class ReviewQuality:
    """A review; its outcome is computed from its findings, here and again in the server."""

    activity: ClassVar[str] = "review_quality"

    findings: Sequence[Finding] = ()

    @property
    def outcome(self) -> str:
        """`approved` or `rejected`."""
        return verdict(self.findings)

    def payload(self) -> dict[str, Any]:
        """What the effect writes."""
        return {"findings": [f.payload() for f in self.findings]}
