"""Activity 12: receive what Gestión Documental split; each signatory gets a case of their own at assignment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from app.errors import InvalidInput
from app.services.verbs import checks
from app.services.verbs.decide_split import Signatory

MOST = 2000


@dataclass(frozen=True, kw_only=True)
class ReceiveSplit:
    """Outcomes `received` (opens the children) and `finished` (all of them ended).

    `returned` is the list that came back, row by row, wrong ones included; None says that the table came back whole.
    """

    activity: ClassVar[str] = "receive_split"

    outcome: str = "received"
    returned: tuple[Signatory, ...] | None = None
    file: str = ""

    def __post_init__(self) -> None:
        """InvalidInput names the row that is wrong."""
        if self.outcome not in ("received", "finished"):
            raise InvalidInput(sentence="Falta decir si recibe los desglosados o cierra el caso de origen.")
        if self.returned is None:
            return
        if not self.returned:
            raise InvalidInput(sentence="La lista recibida está vacía. Impórtela, péguela o escriba las filas.")
        if len(self.returned) > MOST:
            raise InvalidInput(sentence=f"La lista tiene más de {MOST} filas. Divídala y recíbala por partes.")
        for place, row in enumerate(self.returned, start=1):
            if not row.full_name.strip() and not row.document_number:
                raise InvalidInput(sentence=f"Fila {place}: no tiene nombre ni documento. Complétela o quítela.")
            checks.at_most(row.full_name, 200)

    def payload(self) -> dict[str, Any]:
        """What the effect matches; nothing when the people are those of the table."""
        if self.returned is None:
            return {}
        rows = [
            {"full_name": r.full_name.strip(), "document_type": r.document_type, "document_number": r.document_number}
            for r in self.returned
        ]
        return {"returned": rows, "file": self.file[:200]}
