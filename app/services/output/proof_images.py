"""Images that come with the operator's results, in a folder or a ZIP: found by name or guide, opened in the child."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from app.errors import InvalidInput
from app.services.guard.archive import Archive, BadArchive
from app.services.intake.check_scan import normalise
from app.services.intake.scan_report import MAX_BYTES
from app.services.output.result_file import ResultRow

_KINDS = frozenset((".pdf", ".png", ".jpg", ".jpeg", ".tif", ".tiff"))
_MOST = 60_000


class BadImages(InvalidInput):
    """La carpeta o el ZIP de imágenes no se puede leer. Pida otro a 4-72."""

    code = "proof_images"


class Images(Protocol):
    """What a row's proof is, if there is one."""

    def has(self, row: ResultRow) -> bool:
        """Whether an image came for the row."""

    def proof(self, row: ResultRow) -> bytes | None:
        """The image as a clean PDF; None when none came. Raises BadImages with the reason when it can't be opened."""


class NoImages:
    """The file came alone."""

    def has(self, row: ResultRow) -> bool:
        """Never."""
        return False

    def proof(self, row: ResultRow) -> bytes | None:
        """Never."""
        return None


class FoundImages:
    """Images by their name: the one that the row says, or the one that is called as its guide or its number."""

    def __init__(self, files: Mapping[str, Path | int], archive: Archive | None = None) -> None:
        """`files` are paths, or places in `archive`."""
        self._files, self._archive = files, archive

    def has(self, row: ResultRow) -> bool:
        """Whether an image came for the row."""
        return self._name(row) is not None

    def proof(self, row: ResultRow) -> bytes | None:
        """Read and rebuilt in the limited child: what is stored holds no script and opens."""
        name = self._name(row)
        if name is None:
            return None
        scan = normalise(self._read(name))
        if scan.pdf is None:
            sentence = scan.report.sentence.split(".")[0].replace("El archivo", "El archivo de la imagen", 1)
            raise BadImages(scan.report.code, sentence=f"{sentence}. Pida otra a 4-72.")
        return scan.pdf

    def _name(self, row: ResultRow) -> str | None:
        asked = [row.image.lower(), Path(row.image.lower()).stem, row.guide.lower(), row.number]
        return next((name for name in asked if name and name in self._files), None)

    def _read(self, name: str) -> Path | bytes:
        found = self._files[name]
        if isinstance(found, Path):
            return found
        assert self._archive is not None
        try:
            return self._archive.read(found)
        except BadArchive as error:
            raise BadImages(str(error), sentence=error.user_message) from error


def open_images(place: Path | None) -> Images:
    """The images of a folder or a ZIP; none without a place. Raises BadImages."""
    if place is None:
        return NoImages()
    if place.is_dir():
        files = [path for path in sorted(place.rglob("*")) if path.suffix.lower() in _KINDS and path.is_file()]
        if len(files) > _MOST:
            raise BadImages("too many", sentence="La carpeta tiene demasiados archivos. Escoja la de este archivo.")
        return FoundImages(_named({path.name: path for path in files}))
    archive = Archive(place, sorted(_KINDS), most_bytes=MAX_BYTES, most=_MOST)
    try:
        return FoundImages(_named(archive.names()), archive)
    except BadArchive as error:
        raise BadImages(str(error), sentence=error.user_message) from error


def _named(files: Mapping[str, Path] | Mapping[str, int]) -> dict[str, Path | int]:
    """Each under its whole name and under its name without the ending, in small letters."""
    found: dict[str, Path | int] = {}
    for name, file in files.items():
        found.setdefault(Path(name).stem.lower(), file)
        found[name.lower()] = file
    return found
