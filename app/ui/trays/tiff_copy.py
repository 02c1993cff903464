"""«Guardar copia TIFF»: the signed letter of a case as the file that a records system asks for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from uuid import UUID

from PySide6.QtWidgets import QFileDialog, QWidget

from app.services.output.letter_tiff import export_tiff
from app.ui.background import Context
from app.ui.page_context import PageContext
from app.ui.shell.page import PaletteEntry, Shell


def ask_tiff(parent: QWidget, name: str) -> str:
    """Where to save; empty when the person changes their mind."""
    chosen, _filter = QFileDialog.getSaveFileName(parent, "Guardar copia TIFF", name, "TIFF (*.tif)")
    return chosen


class TiffCopy:
    """One order for the pages that show signed letters; `letter` gives the case and number under the cursor."""

    def __init__(
        self,
        page: QWidget,
        shell: Shell,
        context: PageContext,
        letter: Callable[[], tuple[UUID, str] | None],
        choose: Callable[[QWidget, str], str] = ask_tiff,
    ) -> None:
        self._page, self._shell, self._context = page, shell, context
        self._letter, self._choose = letter, choose

    def entries(self) -> list[PaletteEntry]:
        """The order for the palette, while there is a signed letter under the cursor."""
        under = self._letter()
        if under is None:
            return []
        return [PaletteEntry("file-text", "Guardar copia TIFF de la carta", under[1], self.save, "")]

    def save(self) -> None:
        """Ask where, and make the copy aside; it can be stopped."""
        under = self._letter()
        if under is None:
            return
        case_id, number = under
        path = self._choose(self._page, f"{number or 'carta'}.tif")
        if not path:
            return
        target = Path(path) if Path(path).suffix.lower() in (".tif", ".tiff") else Path(f"{path}.tif")
        card = self._shell.progress_card(f"Copia TIFF de la carta {number}")
        database = self._context.database

        def work(context: Context) -> Path:
            return export_tiff(
                database, case_id, target,
                progress=lambda done, total: context.progress(done, total, "Dibujando las páginas"),
                cancelled=lambda: context.cancelled,
            )  # fmt: skip

        def saved(_path: Path) -> None:
            card.closed.emit()
            self._shell.say("La copia TIFF quedó guardada. El original con firma es el PDF.")

        def failed(error: BaseException) -> None:
            card.finish("No se guardó la copia.")
            self._shell.report(error)

        job = self._context.background.run_long(work, show=saved, fail=failed, progress=card.progress, owner=self._page)
        card.cancelled.connect(job.cancel)
