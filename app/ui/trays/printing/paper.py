"""Sends a PDF to a printer: pages drawn aside one at a time, painted here, so the window never waits long."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QRect, QSizeF, Signal
from PySide6.QtGui import QImage, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

from app.errors import PqrError
from app.ui.background import Background, Lane
from app.ui.viewer.render import Opened, Renderer

#: Dots per inch of what goes to the printer: text stays sharp and a page fits in memory.
DPI = 200


class PrinterNotReady(PqrError):
    """La impresora no recibió el trabajo. Revise que esté encendida y con papel, y repita la impresión."""

    code = "printer_not_ready"


def printers() -> list[str]:
    """Names of this computer's printers, the default one first."""
    default = QPrinterInfo.defaultPrinterName()
    names = QPrinterInfo.availablePrinterNames()
    return sorted(names, key=lambda name: (name != default, name))


def printer_named(name: str, *, duplex: bool) -> QPrinter:
    """A printer ready to be painted on; letter paper without margins of its own."""
    printer = QPrinter(QPrinterInfo.printerInfo(name), QPrinter.PrinterMode.HighResolution)
    printer.setResolution(DPI)
    printer.setFullPage(True)
    if duplex:
        printer.setDuplex(QPrinter.DuplexMode.DuplexLongSide)
    return printer


class PrintJob(QObject):
    """One PDF on its way to one printer. `finished` or `failed` ends it; `progress` carries page and pages."""

    progress = Signal(int, int)
    finished = Signal(int)
    failed = Signal(object)

    def __init__(self, background: Background, pdf: bytes, printer: QPrinter, parent: QObject) -> None:
        super().__init__(parent)
        self._background, self._pdf, self._printer = background, pdf, printer
        self._renderer = Renderer()
        self._painter: QPainter | None = None
        self._pages = 0
        self._stopped = False

    def start(self) -> None:
        """Open the PDF aside and print page after page."""
        renderer, pdf = self._renderer, self._pdf

        self._run(lambda: renderer.open(1, pdf), self._opened)

    def cancel(self) -> None:
        """Stop before the next page; what the printer already has is its own."""
        self._stopped = True

    def _opened(self, opened: Opened) -> None:
        self._pages = len(opened.sizes)
        self._printer.setPageSize(QPageSize(QSizeF(*opened.sizes[0]), QPageSize.Unit.Point))
        self._painter = QPainter()
        if not self._painter.begin(self._printer):
            self._end(PrinterNotReady("begin"))
            return
        self._draw(0)

    def _draw(self, page: int) -> None:
        width, renderer = self._printer.paperRect(QPrinter.Unit.DevicePixel).width(), self._renderer
        self._run(lambda: renderer.draw(1, page, round(width), 0), lambda image: self._paint(page, image))

    def _paint(self, page: int, image: QImage | None) -> None:
        assert self._painter is not None
        if image is None or self._stopped:
            self._end(PrinterNotReady("stopped", sentence="Se detuvo la impresión. Revise qué páginas salieron."))
            return
        if page and not self._printer.newPage():
            self._end(PrinterNotReady("new page"))
            return
        paper = self._printer.paperRect(QPrinter.Unit.DevicePixel)
        height = paper.width() * image.height() / image.width()
        self._painter.drawImage(QRect(0, 0, round(paper.width()), round(height)), image)
        self.progress.emit(page + 1, self._pages)
        if page + 1 < self._pages:
            self._draw(page + 1)
        else:
            self._end(None)

    def _end(self, error: BaseException | None) -> None:
        self._renderer.close()
        if self._painter is not None and self._painter.isActive() and not self._painter.end():
            error = error or PrinterNotReady("end")
        self._painter = None
        if error is None:
            self.finished.emit(self._pages)
        else:
            self.failed.emit(error)

    def _run(self, work: Callable[[], object], show: Callable[..., object]) -> None:
        self._background.run(work, show=show, fail=self._end, owner=self, lane=Lane.RENDER)
