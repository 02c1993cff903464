"""Turns a reason code of the database into our refusal with its Spanish sentence."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache

from app import errors
from app.paths import RESOURCES


class RefusedStep(errors.Refused):
    """El servidor no permitió este paso. Actualice la bandeja y revise el caso."""

    def __init__(self, reason: str, field: str | None, sentence: str | None) -> None:
        """Keep the reason code and the field it names, for tests and for placing the sentence on the form."""
        super().__init__(f"{reason} {field or ''}".strip(), sentence=sentence)
        self.reason = reason
        self.field = field
        #: Who holds the case (initials) and for how many seconds more, when that is the reason.
        self.who: str | None = None
        self.seconds: int | None = None


@cache
def sentences() -> Mapping[str, str]:
    """Every refusal's sentence, by reason code, from resources/texts/refusals*.toml."""
    found: dict[str, str] = {}
    for path in sorted((RESOURCES / "texts").glob("refusals*.toml")):
        found |= tomllib.loads(path.read_text(encoding="utf-8"))
    return found


def refusal(reason: str, field: str | None = None) -> errors.PqrError:
    """The refusal for a reason code; `field` picks the more precise sentence «reason.field» when there is one."""
    named: dict[str, type[errors.PqrError]] = {
        "stale_version": errors.CaseMoved,
        "no_person": errors.AccessWithdrawn,
        "quota": errors.QuotaReached,
        "client_too_old": errors.ProgramTooOld,
    }
    if reason in named:
        return named[reason](reason)
    known = sentences()
    sentence = known.get(f"{reason}.{field}") or known.get(reason)
    if sentence and "{words}" in sentence:
        # «claim.2: 41.337.902»: the words that were typed, after the place where they stand.
        sentence = sentence.format(words=(field or "").partition(": ")[2] or "alguien")
    return RefusedStep(reason, field, sentence)
