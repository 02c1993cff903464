"""Reads the certificates of a file in the child and says what they say of themselves; no bytes are believed outside."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from app.errors import PqrError
from app.services.guard.found import Found, Refused, read_whole

_LONGEST = 400


def work(path: Path, options: Mapping[str, Any]) -> Found:
    """DER and facts of each, in the order of the file. Refuses «not_certificate», «many» and «strange»."""
    from app.services.signatures.certificate import facts
    from app.services.signatures.trust import certificates_from

    data = read_whole(path, int(options["bytes"]))
    if data.count(b"-----BEGIN") > int(options["most"]):
        raise Refused("many")
    try:
        found = certificates_from(data)
        if not 1 <= len(found) <= int(options["most"]):
            raise Refused("many")
        said = [_said(facts(der), der) for der in found]
    except PqrError as unreadable:
        raise Refused("not_certificate") from unreadable
    return Found({"count": len(said)}, json.dumps(said).encode())


def _said(about: Any, der: bytes) -> dict[str, Any]:
    named = (about.subject, about.holder, about.holder_id, about.issuer, about.serial, about.key)
    # What is shown to a person and kept in a table: a name of a megabyte is an attack, not a name.
    if any(len(text) > _LONGEST or not text.isprintable() for text in named):
        raise Refused("strange")
    return {
        "der": der.hex(), "subject": about.subject, "holder": about.holder, "holder_id": about.holder_id,
        "issuer": about.issuer, "serial": about.serial, "thumbprint": about.thumbprint, "key": about.key,
        "not_before": about.not_before.isoformat(), "not_after": about.not_after.isoformat(),
        "signs": about.signs, "is_authority": about.is_authority,
    }  # fmt: skip
