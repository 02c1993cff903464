"""Looks for what is wrong with the pages of a petition, and reads its bar codes, in the child."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from app.services.documents import quality
from app.services.guard.found import Found, Refused, read_whole
from app.services.intake.scan_report import MAX_BYTES

#: More of one petition is no proposal that anybody reads, and a line of the report has a limit.
_MOST = 200


def work(path: Path, _options: Mapping[str, Any]) -> Found:
    """The findings as page, code, value and sentence."""
    try:
        found = quality.inspect(read_whole(path, MAX_BYTES))
    except quality.UnreadableScan as bad:
        raise Refused("corrupt") from bad
    return Found({"findings": [[each.page, each.code.value, each.value, each.sentence] for each in found[:_MOST]]})
