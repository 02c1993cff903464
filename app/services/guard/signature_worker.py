"""Normalises an image of a signature in the child."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from app.services.documents.signature_image import BadSignatureImage, normalise
from app.services.guard.found import Found, Refused, read_whole

#: The image's own limit is lower and has its own sentence.
_MOST = 50 * 1024 * 1024


def work(path: Path, _options: Mapping[str, Any]) -> Found:
    """The clean PNG in the output, or the sentence of why the image does not serve."""
    try:
        return Found(output=normalise(read_whole(path, _MOST)))
    except BadSignatureImage as bad:
        raise Refused("bad", sentence=bad.user_message) from bad
