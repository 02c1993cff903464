"""Where Despacho writes what the person keeps: sheets, notices, reports; a folder that fails is told."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from app.errors import InvalidInput
from app.ui.shell.page import Shell

ChooseFolder = Callable[[QWidget], str]
ChooseFile = Callable[[QWidget, str], str]


def ask_folder(parent: QWidget) -> str:
    """Where the sheet's two files go; empty when the person changes their mind."""
    return QFileDialog.getExistingDirectory(parent, "Guardar la planilla en")


def ask_file(parent: QWidget, name: str) -> str:
    """Where one file goes; empty when the person changes their mind."""
    kinds = "PDF (*.pdf)" if name.endswith(".pdf") else "CSV (*.csv)"
    return QFileDialog.getSaveFileName(parent, "Guardar", name, kinds)[0]


def save_sheet(
    parent: QWidget, shell: Shell, choose: ChooseFolder, number: int, pdf: bytes, xlsx: bytes
) -> None:  # fmt: skip
    """The sheet's two files in the folder that the person says."""
    folder = choose(parent)
    if folder:
        files = {f"planilla-{number:04d}.{suffix}": data for suffix, data in (("pdf", pdf), ("xlsx", xlsx))}
        _write(shell, Path(folder), files, "La planilla quedó en el servidor")


def save_file(parent: QWidget, shell: Shell, choose: ChooseFile, name: str, data: bytes) -> None:
    """One file where the person says."""
    chosen = choose(parent, name)
    if chosen:
        path = Path(chosen)
        _write(shell, path.parent, {path.name: data}, "Quedó en el servidor")


def _write(shell: Shell, folder: Path, files: dict[str, bytes], kept: str) -> None:
    try:
        for name, data in files.items():
            (folder / name).write_bytes(data)
    except OSError as error:
        sentence = f"{kept}, pero no se pudo guardar en esa carpeta. Escoja otra."
        shell.report(InvalidInput(type(error).__name__, sentence=sentence))
