"""A folder of scans, with or without an index, read into a plan: what to import and what not, and why (activity 1)."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from app.errors import InvalidInput
from app.services.intake import check_scan
from app.services.intake.index_file import Index, IndexRow, read_index
from app.services.intake.intake_row import Details, RowRefused, details_of_name, details_of_row
from app.services.intake.scan_report import ScanReport

INDEX_SUFFIXES = frozenset((".csv", ".xlsx"))
#: Files that systems leave in every folder; nobody put them there to be imported.
_NOISE = frozenset(("thumbs.db", "desktop.ini", ".ds_store"))


class BadFolder(InvalidInput):
    """La carpeta no está o no se puede leer. Revise la ruta y los permisos."""

    code = "folder"


@dataclass(frozen=True, slots=True)
class IntakeItem:
    """A scan that may be imported: the checked file and what the index (or the file's name) says of it."""

    file: Path
    row: int | None
    details: Details
    sha256: str
    kind: str
    pages: int
    size: int


@dataclass(frozen=True, slots=True)
class IntakeRejection:
    """A file or row that is not imported, by name, with the row of the index, a code and a Spanish sentence."""

    file: str
    row: int | None
    code: str
    sentence: str


@dataclass(frozen=True, slots=True)
class IntakePlan:
    """Everything that was seen, once each: `seen == len(accepted) + len(rejected)`."""

    accepted: tuple[IntakeItem, ...]
    rejected: tuple[IntakeRejection, ...]
    seen: int
    encoding: str = ""


@dataclass(slots=True)
class _Gathering:
    """The plan in the making."""

    waiting: list[tuple[Path, int | None, Details]] = field(default_factory=list)
    rejected: list[IntakeRejection] = field(default_factory=list)
    seen: int = 0

    def reject(self, file: str, row: int | None, code: str, sentence: str) -> None:
        """Put one file or row aside."""
        self.rejected.append(IntakeRejection(file, row, code, sentence))


def find_index(folder: Path) -> Path | None:
    """The only CSV or XLSX of the folder, or None when there is none or more than one."""
    try:
        found = [path for path in folder.iterdir() if path.suffix.lower() in INDEX_SUFFIXES and path.is_file()]
    except OSError as gone:
        raise BadFolder("unreadable") from gone
    return found[0] if len(found) == 1 else None


def read_folder(
    folder: Path,
    index: Path | None = None,
    *,
    today: date,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> IntakePlan:
    """Check each file apart and match it with its row; nothing is changed on disk or elsewhere.

    Raises BadFolder, BadIndex (with the row) or CheckCancelled; a bad file or row is never an exception but a
    rejection. `progress(done, total)` counts files. Duplicates inside the folder are refused here, those already in
    the database by the importer.
    """
    names = _files(folder, index)
    rows = read_index(index) if index is not None else None
    gathering = _Gathering(seen=len(names))
    if rows is None:
        _match_names(names, gathering, today)
    else:
        _match_rows(names, rows, gathering, today)
    accepted = tuple(_checked(gathering, progress, cancelled))
    return IntakePlan(accepted, tuple(gathering.rejected), gathering.seen, rows.encoding if rows else "")


def _files(folder: Path, index: Path | None) -> dict[str, Path]:
    """What lies in the folder, by name as the index would write it, in order."""
    try:
        found = sorted(folder.iterdir(), key=lambda path: path.name.casefold())
        skip = index.resolve() if index is not None else None
        wanted = [path for path in found if path.name.casefold() not in _NOISE and path.resolve() != skip]
    except OSError as gone:
        raise BadFolder("unreadable") from gone
    names: dict[str, Path] = {}
    for path in wanted:
        # Two names that differ only in case or accents' encoding stay two files.
        name = _key(path.name)
        names[name if name not in names else path.name + "\0" + str(len(names))] = path
    return names


def _key(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold().strip()


def _regular(path: Path, row: int | None, gathering: _Gathering) -> bool:
    if path.is_symlink():
        sentence = "Es un enlace a otro lugar. Copie el archivo mismo a la carpeta."
    elif path.is_dir():
        sentence = "Es una carpeta. Solo se importan los archivos de la carpeta elegida."
    elif not path.is_file():
        sentence = "No es un archivo normal. Retírelo de la carpeta."
    else:
        return True
    gathering.reject(path.name, row, "not_a_file", sentence)
    return False


def _match_names(names: dict[str, Path], gathering: _Gathering, today: date) -> None:
    for path in names.values():
        if not _regular(path, None, gathering):
            continue
        try:
            gathering.waiting.append((path, None, details_of_name(path.stem, today)))
        except RowRefused as refusal:
            gathering.reject(path.name, None, refusal.code, refusal.user_message)


def _match_rows(names: dict[str, Path], index: Index, gathering: _Gathering, today: date) -> None:
    left, used = dict(names), dict[str, int]()
    for row in index.rows:
        name = row.get("archivo")
        path = left.pop(_key(name), None)
        if path is None:
            # The row has no file of its own, so it counts by itself.
            gathering.seen += 1
            gathering.reject(name or "(sin archivo)", row.number, *_no_file(row, used.get(_key(name))))
            continue
        used[_key(name)] = row.number
        _match_row(path, row, gathering, today)
    for path in left.values():
        if _regular(path, None, gathering):
            gathering.reject(path.name, None, "not_in_index", "El archivo no aparece en el índice. Agregue su fila.")


def _no_file(row: IndexRow, before: int | None) -> tuple[str, str]:
    name = row.get("archivo")
    if not name:
        return "file_blank", f"La fila {row.number} no dice de qué archivo es. Complétela."
    if before is not None:
        return "file_repeated", f"La fila {row.number} repite el archivo de la fila {before}. Deje una sola."
    if any(mark in name for mark in "/\\:"):
        return "file_path", f"La fila {row.number} trae una ruta. Escriba solo el nombre del archivo."
    return "file_missing", f"El archivo de la fila {row.number} no está en la carpeta. Cópielo o quite la fila."


def _match_row(path: Path, row: IndexRow, gathering: _Gathering, today: date) -> None:
    if not _regular(path, row.number, gathering):
        return
    if row.code:
        gathering.reject(path.name, row.number, row.code, row.sentence)
        return
    try:
        gathering.waiting.append((path, row.number, details_of_row(row, today)))
    except RowRefused as refusal:
        gathering.reject(path.name, row.number, refusal.code, refusal.user_message)


def _checked(
    gathering: _Gathering,
    progress: Callable[[int, int], None] | None,
    cancelled: Callable[[], bool] | None,
) -> Iterator[IntakeItem]:
    """Check the waiting files in child processes and drop what repeats another."""
    hashes: dict[str, str] = {}
    numbers: dict[str, str] = {}
    reports = check_scan.check_many([path for path, _row, _details in gathering.waiting], cancelled=cancelled)
    total = len(gathering.waiting)
    for done, ((path, row, details), report) in enumerate(zip(gathering.waiting, reports, strict=True), 1):
        problem = _repeated(report, details, hashes, numbers)
        if problem:
            gathering.reject(path.name, row, *problem)
        else:
            hashes[report.sha256] = path.name
            if details.filing_number:
                numbers[details.filing_number] = path.name
            yield IntakeItem(path, row, details, report.sha256, report.kind, report.pages, report.size)
        if progress is not None:
            progress(done, total)


def _repeated(
    report: ScanReport, details: Details, hashes: dict[str, str], numbers: dict[str, str]
) -> tuple[str, str] | None:
    if not report.ok:
        return report.code, report.sentence
    if report.sha256 in hashes:
        return "same_file", f"Es el mismo archivo que «{hashes[report.sha256]}». No se importa dos veces."
    if details.filing_number in numbers:
        other = numbers[details.filing_number or ""]
        return "same_number", f"Tiene el mismo radicado que «{other}». Revise cuál es el correcto."
    return None
