"""A ZIP of images from outside: listed and unpacked in the limited child, never in the program."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from app.errors import InvalidInput
from app.services.guard.process import open_file

_SENTENCES = {
    "missing": "El ZIP no está o no se puede leer. Escójalo de nuevo.",
    "many": "El ZIP tiene demasiados archivos. Pida uno por planilla.",
    "bomb": "La imagen dentro del ZIP es desmedida y puede ser un ataque. No se abrió.",
    "limits": "Abrir el ZIP pide demasiada memoria o tiempo y puede ser un ataque. No se abrió.",
    "not_checked": "No se pudo revisar el ZIP en este equipo. Intente de nuevo; si se repite, informe a soporte.",
}


class BadArchive(InvalidInput):
    """El ZIP está dañado o no es un ZIP. Pida otro."""

    code = "archive"


class Archive:
    """The images of one ZIP."""

    def __init__(self, place: Path, kinds: Sequence[str], *, most_bytes: int, most: int) -> None:
        """`kinds` are endings such as «.png»; larger or more files than the limits are not taken."""
        self._place = place
        self._options = {"kinds": sorted(kinds), "bytes": most_bytes, "most": most}

    def names(self) -> dict[str, int]:
        """Each image's bare name and where it is; the first of two equal names. Raises BadArchive."""
        answer = open_file("archive", self._place, self._options)
        if answer.code or answer.output is None:
            raise BadArchive(answer.code or "no answer", sentence=_SENTENCES.get(answer.code))
        found: dict[str, int] = {}
        try:
            for at, name in json.loads(answer.output):
                found.setdefault(Path(str(name).replace("\\", "/")).name, int(at))
        except (ValueError, TypeError, RecursionError) as odd:
            raise BadArchive("odd answer") from odd
        return found

    def read(self, at: int) -> bytes:
        """One image's bytes, still hostile: open them with `check_scan.normalise`. Raises BadArchive."""
        answer = open_file("archive", self._place, self._options | {"entry": at})
        if answer.code or answer.output is None or len(answer.output) > int(str(self._options["bytes"])):
            sentence = _SENTENCES.get(answer.code, "La imagen está dañada dentro del ZIP. Pida otra.")
            raise BadArchive(answer.code or "odd answer", sentence=sentence)
        return answer.output
