"""The library of approved texts («VF»): what may be inserted today, what is about to expire, what replaced what."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from app.services.command import plain
from app.services.database import Database
from app.services.reads.from_json import made
from app.services.remembered import remembered

#: Days before its end in which a text says that it is about to expire.
_SOON = 10


@dataclass(frozen=True)
class ApprovedText:
    """One version of an approved text, with how often it was used and how many of those letters came back."""

    text_id: str
    version: int
    claim_code: str | None
    claim: str | None
    parent_code: str | None
    parent: str | None
    title: str
    decision: str
    body_html: str
    approved_by: str
    approved_on: dt.date
    valid_from: dt.date
    valid_to: dt.date | None
    used: int
    returned: int
    #: Resolution or article it rests on; unknown for old ones.
    legal_act: str | None = None

    def state(self, today: dt.date) -> Literal["valid", "soon", "expired", "future"]:
        """Whether it may be inserted that day (valid and soon) or not."""
        if today < self.valid_from:
            return "future"
        if self.valid_to is None or (self.valid_to - today).days > _SOON:
            return "valid"
        return "soon" if today <= self.valid_to else "expired"

    def usable(self, today: dt.date) -> bool:
        """Whether it may be inserted that day."""
        return self.state(today) in ("valid", "soon")


def read_library(database: Database) -> list[ApprovedText]:
    """Every version of every text. Raises Offline, Busy."""
    rows = remembered(database, "library", lambda: [plain(row._asdict()) for row in database.table("text_library")])
    return [made(ApprovedText, row) for row in rows]


def replacement(texts: Sequence[ApprovedText], old: ApprovedText, today: dt.date) -> ApprovedText | None:
    """The version in force of an expired text, if there is one."""
    return next((t for t in texts if t.text_id == old.text_id and t.usable(today)), None)


def of_claim(texts: Sequence[ApprovedText], claim_code: str) -> list[ApprovedText]:
    """The texts of a leaf, newest version first; the order of the library."""
    return [t for t in texts if t.claim_code == claim_code]


def matching(texts: Sequence[ApprovedText], words: str) -> list[ApprovedText]:
    """The texts that hold every word, whatever its accents."""
    wanted = _plain(words).split()
    return [t for t in texts if all(w in _plain(f"{t.text_id} {t.title} {t.claim} {t.body_html}") for w in wanted)]


def _plain(value: str) -> str:
    return unicodedata.normalize("NFD", value.lower()).encode("ascii", "ignore").decode()
