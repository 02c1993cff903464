"""What the tour tells: one line for each step on the terminal, and `recorrido.json` with all of them."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict, dataclass, field
from pathlib import Path

from app import procedure

REPORT = "recorrido.json"


@dataclass(frozen=True)
class StepTaken:
    """One step as it is in the database. `role` and `person` are who took it; `picture` is a file of the folder."""

    activity: int
    key: str
    role: str
    person: str
    ok: bool
    picture: str


@dataclass
class Report:
    """Collects steps and pictures."""

    folder: Path
    steps: list[StepTaken] = field(default_factory=list)
    petition: str = ""
    trouble: list[str] = field(default_factory=list)

    def take(self, step: StepTaken) -> None:
        """Keep a step and tell it."""
        self.steps.append(step)
        label = procedure.load("pqr_v08").activity(step.activity).label
        self.tell(f"{'✓' if step.ok else '✗'} {step.activity:>2}. {label} · {step.person}")

    def fail(self, sentence: str) -> None:
        """Keep what went wrong and tell it."""
        self.trouble.append(sentence)
        self.tell(f"✗ {sentence}")

    @property
    def missing(self) -> list[int]:
        """Printed activities that did not happen."""
        done = {step.activity for step in self.steps if step.ok}
        return sorted({each.number for each in procedure.load("pqr_v08").activities} - done)

    @property
    def ok(self) -> bool:
        """Whether all 27 happened and nothing failed."""
        return not self.missing and not self.trouble and all(step.ok for step in self.steps)

    def write(self) -> None:
        """Write the report, and tell where everything is."""
        content = {"steps": [asdict(step) for step in self.steps], "petition": self.petition, "ok": self.ok}
        words = json.dumps(content, ensure_ascii=False, indent=2)
        (self.folder / REPORT).write_text(words + "\n", encoding="utf-8")
        if self.missing:
            self.tell(f"✗ Faltaron las actividades {', '.join(map(str, self.missing))}.")
        done = len({step.activity for step in self.steps if step.ok})
        self.tell(f"{'✓' if self.ok else '✗'} {done} de 27 actividades. Imágenes y cartas: {self.folder.resolve()}")

    @staticmethod
    def tell(line: str) -> None:
        """One line on the terminal."""
        sys.stdout.write(line + "\n")
        sys.stdout.flush()
