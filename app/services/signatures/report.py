"""What a verification found, as plain values for columns and as sentences for the window."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from app.services.signatures.findings import State


class Verdict(StrEnum):
    """`unconfirmed`: nothing is wrong with the file, but somebody who should confirm it didn't."""

    VALID = "valid"
    INVALID = "invalid"
    UNCONFIRMED = "unconfirmed"


class Revocation(StrEnum):
    """What is known of the signer's certificate at the moment of signing."""

    GOOD = "good"
    REVOKED = "revoked"
    UNKNOWN = "unknown"


class Opinion(StrEnum):
    """What another program says of the same file."""

    AGREES = "agrees"
    DISAGREES = "disagrees"
    ABSENT = "absent"


@dataclass(frozen=True)
class Line:
    """One thing that was looked at, for a person."""

    title: str
    state: State
    sentence: str


@dataclass(frozen=True)
class Report:
    """The verification of one file; texts are empty and times None where the file has none.

    With several signatures the flags are of all of them, and the names of the last director who signed.
    """

    verdict: Verdict
    #: The bytes that were signed are the bytes in the file, and the key is the certificate's.
    sound: bool
    #: The last signature or time stamp covers the file to its end.
    covers_all: bool
    #: Nothing was added afterwards but other signatures and what preserves them.
    unmodified: bool
    #: The chain reaches an anchor and the certificate was in force when it signed.
    certificate_ok: bool
    revocation: Revocation
    level: str
    signatures: int
    signer: str
    serial: str
    issuer: str
    thumbprint: str
    algorithm: str
    claimed_at: dt.datetime | None
    timestamp_at: dt.datetime | None
    second_opinion: Opinion
    lines: tuple[Line, ...]


def unreadable(sentence: str) -> Report:
    """The report of a file in which no signature can be looked at."""
    return Report(
        Verdict.INVALID, False, False, False, False, Revocation.UNKNOWN, "", 0, "", "", "", "", "", None, None,
        Opinion.ABSENT, (Line("Archivo", "danger", sentence),),
    )  # fmt: skip
