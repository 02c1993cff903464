"""Where Despacho writes what the person keeps: sheets, notices, reports; a folder that fails is told."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from app.services import exports
from app.services.exports import Saved
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


def save_sheet(parent: QWidget, shell: Shell, choose: ChooseFolder, sheet: Saved, pdf: bytes, xlsx: bytes) -> None:
    """The sheet's two files in the folder that the person says."""
    folder = choose(parent)
    if folder:
        files = {Path(folder) / f"{sheet.name}.{suffix}": data for suffix, data in (("pdf", pdf), ("xlsx", xlsx))}
        _write(parent, shell, sheet, files, "La planilla quedó en el servidor")


def save_file(parent: QWidget, shell: Shell, choose: ChooseFile, saved: Saved, data: bytes) -> None:
    """One file where the person says."""
    chosen = choose(parent, saved.name)
    if chosen:
        _write(parent, shell, saved, {Path(chosen): data}, "Quedó en el servidor")


def _write(parent: QWidget, shell: Shell, saved: Saved, files: Mapping[Path, bytes], kept: str) -> None:
    sentence = f"{kept}, pero no se pudo guardar en esa carpeta. Escoja otra."
    shell.background.write(
        lambda: exports.save(saved.database, saved.what, files, saved.cases, rows=saved.rows, sentence=sentence),
        fail=shell.report,
        owner=parent,
    )
