"""Lists a ZIP of images in the child, and takes one image out of it, by sizes that are declared and then kept."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from app.services.guard.found import Found, Refused

#: A deflated byte can't hold more than some thousand: more than this is a bomb, and images hardly shrink at all.
_RATIO = 200
_CHUNK = 1 << 20


def work(path: Path, options: Mapping[str, Any]) -> Found:
    """Without `entry`, the list of images; with it, its bytes. Refuses «missing», «many», «bomb», «damaged»."""
    if not path.is_file():
        raise Refused("missing")
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            if len(entries) > int(options["most"]):
                raise Refused("many")
            if "entry" in options:
                return Found({}, _take(archive, entries, options))
            listed = [[n, each.filename[-300:]] for n, each in enumerate(entries) if _sane(each, options)]
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, ValueError, OSError) as broken:
        raise Refused("damaged") from broken
    return Found({"count": len(listed)}, json.dumps(listed).encode())


def _sane(entry: zipfile.ZipInfo, options: Mapping[str, Any]) -> bool:
    """An image of a credible size; folders, programs and bombs are passed over, as if they had not come."""
    if entry.is_dir() or Path(entry.filename).suffix.lower() not in options["kinds"] or entry.flag_bits & 1:
        return False
    return 0 < entry.file_size <= int(options["bytes"]) and entry.file_size <= _RATIO * max(entry.compress_size, 1024)


def _take(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo], options: Mapping[str, Any]) -> bytes:
    at, most = int(options["entry"]), int(options["bytes"])
    if not 0 <= at < len(entries) or not _sane(entries[at], options):
        raise Refused("bomb")
    taken = bytearray()
    with archive.open(entries[at]) as stream:
        while piece := stream.read(_CHUNK):
            taken += piece
            if len(taken) > most:
                raise Refused("bomb")
    return bytes(taken)
