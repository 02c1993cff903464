"""What every tray says of a case that the law puts before the others: in its row and in the head of its panel."""

from __future__ import annotations

from app.services.legal_acts.priority import FIRST

#: In a row: where there is no room the flag alone stays.
FLAGGED = "⚑ Prioritaria"
#: In a head that may not say why.
SENTENCE = "<b>Atención prioritaria (art. 20):</b> va antes que las demás, cualquiera que sea su fecha."
ORDER = "prioritarias primero, luego por vencimiento"


def flag(priority: int) -> str:
    """The mark of a row; empty for a case that waits for its turn."""
    return FLAGGED if priority >= FIRST else ""
