"""winspool.drv and gdi32.dll by ctypes, no more than `spooler` asks for. Only on Windows."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from ctypes import c_int, c_long, c_short, c_uint16, c_uint32, c_void_p, c_wchar, c_wchar_p
from typing import Any, ClassVar

from app.services.output.spooler import Document, Picture

_LOCAL_AND_CONNECTED = 2 | 4
_DUPLEX, _SIMPLEX, _LONG_EDGE = 0x1000, 1, 2
_IN, _OUT = 8, 2
_SRCCOPY, _DIB_RGB, _PHYSICAL_WIDTH, _PHYSICAL_HEIGHT = 0x00CC0020, 0, 110, 111
_DELETE_JOB = 5


class DevMode(ctypes.Structure):
    """DEVMODEW up to what is set here; the driver's own part follows it in memory."""

    _fields_: ClassVar = [
        ("device_name", c_wchar * 32), ("spec", c_uint16), ("driver", c_uint16), ("size", c_uint16),
        ("extra", c_uint16), ("fields", c_uint32), ("orientation", c_short), ("paper", c_short), ("length", c_short),
        ("width", c_short), ("scale", c_short), ("copies", c_short), ("source", c_short), ("quality", c_short),
        ("color", c_short), ("duplex", c_short),
    ]  # fmt: skip


class PrinterInfo4(ctypes.Structure):
    """PRINTER_INFO_4W: names only, without asking the network."""

    _fields_: ClassVar = [("name", c_wchar_p), ("server", c_wchar_p), ("attributes", c_uint32)]


class JobInfo1(ctypes.Structure):
    """JOB_INFO_1W up to its status."""

    _fields_: ClassVar = [
        ("job", c_uint32), ("printer", c_wchar_p), ("machine", c_wchar_p), ("user", c_wchar_p), ("document", c_wchar_p),
        ("datatype", c_wchar_p), ("status_words", c_wchar_p), ("status", c_uint32),
    ]  # fmt: skip


class DocInfo(ctypes.Structure):
    """DOCINFOW."""

    _fields_: ClassVar = [
        ("size", c_int), ("name", c_wchar_p), ("output", c_wchar_p), ("datatype", c_wchar_p), ("type", c_uint32),
    ]  # fmt: skip


class BitmapHeader(ctypes.Structure):
    """BITMAPINFOHEADER; a negative height says that rows go from the top."""

    _fields_: ClassVar = [
        ("size", c_uint32), ("width", c_long), ("height", c_long), ("planes", c_uint16), ("bits", c_uint16),
        ("compression", c_uint32), ("bytes", c_uint32), ("x_dots", c_long), ("y_dots", c_long), ("used", c_uint32),
        ("important", c_uint32),
    ]  # fmt: skip


class WinSpool:
    """The calls that `Spooler` makes."""

    def __init__(self) -> None:
        load: Any = ctypes.WinDLL  # type: ignore[attr-defined,unused-ignore]
        self._spool, self._gdi = load("winspool.drv", use_last_error=True), load("gdi32", use_last_error=True)
        self._gdi.CreateDCW.restype = c_void_p
        for name in ("StartDocW", "StartPage", "EndPage", "EndDoc", "AbortDoc", "DeleteDC", "GetDeviceCaps"):
            getattr(self._gdi, name).argtypes = None

    def printers(self) -> Sequence[tuple[str, int, bool]]:
        """EnumPrinters level 4 and the default one; the status is asked for when a job is under way."""
        needed, count = c_uint32(), c_uint32()
        ask = self._spool.EnumPrintersW
        ask(_LOCAL_AND_CONNECTED, None, 4, None, 0, ctypes.byref(needed), ctypes.byref(count))
        room = ctypes.create_string_buffer(max(needed.value, 1))
        if not ask(_LOCAL_AND_CONNECTED, None, 4, room, needed, ctypes.byref(needed), ctypes.byref(count)):
            return []
        rows = ctypes.cast(room, ctypes.POINTER(PrinterInfo4))
        default = self._default()
        return [(str(rows[at].name), 0, rows[at].name == default) for at in range(count.value)]

    @contextmanager
    def document(self, printer: str, title: str, *, duplex: bool) -> Iterator[Document]:
        """StartDoc to EndDoc; AbortDoc when something fails in between."""
        mode = self._mode(printer, duplex=duplex)
        context = self._gdi.CreateDCW("WINSPOOL", printer, None, mode)
        if not context:
            raise OSError("CreateDC")
        try:
            info = DocInfo(ctypes.sizeof(DocInfo), title, None, None, 0)
            job = self._gdi.StartDocW(c_void_p(context), ctypes.byref(info))
            if job <= 0:
                raise OSError("StartDoc")
            try:
                yield _Document(self._gdi, context, job)
            except BaseException:
                self._gdi.AbortDoc(c_void_p(context))
                raise
            if self._gdi.EndDoc(c_void_p(context)) <= 0:
                raise OSError("EndDoc")
        finally:
            self._gdi.DeleteDC(c_void_p(context))

    def job_status(self, printer: str, job: int) -> int | None:
        """GetJob level 1; None when the queue doesn't know it any more."""
        with self._opened(printer) as handle:
            needed = c_uint32()
            self._spool.GetJobW(handle, job, 1, None, 0, ctypes.byref(needed))
            if not needed.value:
                return None
            room = ctypes.create_string_buffer(needed.value)
            if not self._spool.GetJobW(handle, job, 1, room, needed, ctypes.byref(needed)):
                return None
            return int(ctypes.cast(room, ctypes.POINTER(JobInfo1)).contents.status)

    def delete_job(self, printer: str, job: int) -> None:
        """SetJob with JOB_CONTROL_DELETE."""
        with self._opened(printer) as handle:
            self._spool.SetJobW(handle, job, 0, None, _DELETE_JOB)

    def _default(self) -> str:
        size = c_uint32(0)
        self._spool.GetDefaultPrinterW(None, ctypes.byref(size))
        name = ctypes.create_unicode_buffer(max(size.value, 1))
        return name.value if self._spool.GetDefaultPrinterW(name, ctypes.byref(size)) else ""

    def _mode(self, printer: str, *, duplex: bool) -> Any:
        """The printer's own settings with its duplex set."""
        with self._opened(printer) as handle:
            size = self._spool.DocumentPropertiesW(None, handle, printer, None, None, 0)
            if size <= 0:
                raise OSError("DocumentProperties")
            room = ctypes.create_string_buffer(size)
            self._spool.DocumentPropertiesW(None, handle, printer, room, None, _OUT)
            mode = ctypes.cast(room, ctypes.POINTER(DevMode)).contents
            mode.fields |= _DUPLEX
            mode.duplex = _LONG_EDGE if duplex else _SIMPLEX
            self._spool.DocumentPropertiesW(None, handle, printer, room, room, _IN | _OUT)
            return room

    @contextmanager
    def _opened(self, printer: str) -> Iterator[c_void_p]:
        handle = c_void_p()
        if not self._spool.OpenPrinterW(printer, ctypes.byref(handle), None):
            raise OSError("OpenPrinter")
        try:
            yield handle
        finally:
            self._spool.ClosePrinter(handle)


class _Document:
    """Pages stretched over the paper: the letter's own margins are wider than what a printer can't reach."""

    def __init__(self, gdi: Any, context: int, job: int) -> None:
        self._gdi, self._context, self.job = gdi, c_void_p(context), job

    def page(self, picture: Picture) -> None:
        """StartPage, one StretchDIBits, EndPage."""
        width = self._gdi.GetDeviceCaps(self._context, _PHYSICAL_WIDTH)
        height = self._gdi.GetDeviceCaps(self._context, _PHYSICAL_HEIGHT)
        header = BitmapHeader(
            ctypes.sizeof(BitmapHeader), picture.width, -picture.height, 1, 32, 0, len(picture.dots), 0, 0, 0, 0
        )
        if self._gdi.StartPage(self._context) <= 0:
            raise OSError("StartPage")
        drawn = self._gdi.StretchDIBits(
            self._context, 0, 0, width, height, 0, 0, picture.width, picture.height, picture.dots,
            ctypes.byref(header), _DIB_RGB, _SRCCOPY,
        )  # fmt: skip
        if drawn <= 0 or self._gdi.EndPage(self._context) <= 0:
            raise OSError("page")
