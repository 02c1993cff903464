"""Another program's word on a signed file: poppler's pdfsig, where it is installed."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from app.services.signatures.report import Opinion

_SECONDS = 20
_BLOCK = re.compile(r"^Signature #\d+:", re.M)


def second_opinion(pdf: bytes, *, sound: bool, covers_all: bool) -> Opinion:
    """Whether pdfsig says the same of the directors' signatures; ABSENT where it isn't installed or can't read it."""
    program = shutil.which("pdfsig")
    if program is None:
        return Opinion.ABSENT
    said = _run(program, pdf)
    found = _BLOCK.split(said)[1:]
    blocks = [block for block in found if "ETSI.CAdES.detached" in block]
    if not blocks:
        return Opinion.DISAGREES if sound else Opinion.AGREES
    valid = all("Signature is Valid" in block for block in blocks)
    # It knows nothing of time stamps of the document, so after those it never says that all is covered.
    has_stamps = len(found) > len(blocks)
    total = "Total document signed" in blocks[-1] and "Not total" not in blocks[-1]
    agrees = valid == sound and (has_stamps or total == covers_all)
    return Opinion.AGREES if agrees else Opinion.DISAGREES


def _run(program: str, pdf: bytes) -> str:
    """What pdfsig says of the letter, which it has to find in a file: it reads no pipe."""
    if hasattr(os, "memfd_create"):
        # A file that only memory holds: a program that is killed here leaves no letter on the disk.
        with os.fdopen(os.memfd_create("carta"), "wb") as held:
            held.write(pdf)
            held.flush()
            return _ask(program, f"/proc/self/fd/{held.fileno()}", held.fileno())
    # A folder that only this person can open, gone with what it holds.
    with tempfile.TemporaryDirectory(prefix="pqr-") as folder:
        file = Path(folder) / "carta.pdf"
        file.write_bytes(pdf)
        return _ask(program, str(file))


def _ask(program: str, file: str, *handed: int) -> str:
    try:
        done = subprocess.run(
            [program, "-nocert", file],
            capture_output=True, timeout=_SECONDS, check=False, env={"LC_ALL": "C", "HOME": os.devnull},
            pass_fds=handed,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.decode("utf-8", "replace")
