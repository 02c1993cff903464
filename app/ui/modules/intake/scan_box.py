"""The scan to be stored: chosen, dropped or given, checked apart, shown, and kept until it is sent."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog

from app.errors import PqrError
from app.services.intake import registration
from app.ui.background import Background
from app.ui.viewer import DocumentViewer
from app.ui.widgets import button

SCANS = "Imágenes (*.pdf *.tif *.tiff *.jpg *.jpeg *.png)"


class ScanBox(DocumentViewer):
    """`scan` is the checked file or None; `changed` tells when it is another."""

    changed = Signal()

    def __init__(self, background: Background, title: str) -> None:
        super().__init__(background)
        self._work, self._about = background, title
        self.scan: registration.Scan | None = None
        self.setAcceptDrops(True)
        self.bar_right.addWidget(
            button("Elegir imagen…", icon_name="upload-simple", tip="Elegir la imagen (Ctrl+O)", act=self.choose)
        )
        self.forget()

    def forget(self) -> None:
        """No scan: nothing of the last one stays."""
        self.scan = None
        self.clear()
        self.show_problem("Arrástrela aquí o elíjala con Ctrl+O: PDF, TIFF, JPEG o PNG.", "Falta la imagen")
        self.changed.emit()

    def choose(self) -> None:
        """Ask for the file."""
        name, _filter = QFileDialog.getOpenFileName(self, self._about, "", SCANS)
        if name:
            self.open_scan(Path(name))

    def open_scan(self, path: Path) -> None:
        """Check the file in its own process and show it."""
        self.scan = None
        self.expect(str(path), self._about)
        self._work.run(
            lambda: registration.read_scan(path), show=self._scanned, fail=self._bad, key=("scan", id(self)), owner=self
        )

    def _scanned(self, scan: registration.Scan) -> None:
        self.scan = scan
        self.show_document(scan.pdf, str(scan.path), self._about)
        self.changed.emit()

    def _bad(self, error: BaseException) -> None:
        if not isinstance(error, PqrError):
            raise error
        self.show_problem(error.user_message, "Esta imagen no sirve")
        self.changed.emit()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        files = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        if files:
            self.open_scan(Path(files[0]))
