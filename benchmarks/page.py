"""From asking for a case's document to its first page on the screen, against PDFium drawing that page alone."""

from __future__ import annotations

import datetime as dt
import os
import random
import time
from collections.abc import Iterator
from typing import Any

from benchmarks.figure import Figure, median, percentile

ROUNDS = 30
SIZE = (760, 900)
PAUSE_MS = 150


def measure(quick: bool) -> Iterator[Figure]:
    """Half of the documents, and the one that one in twenty passes."""
    rounds = 4 if quick else ROUNDS
    data = _scan()
    floor = median([_drawn_alone(data) for _ in range(rounds)])
    taken = _in_the_viewer(data, rounds)
    yield Figure("page", median(taken), "ms", floor, "", "first page of a scanned petition in the viewer")
    yield Figure("page_p95", percentile(taken, 0.95), "ms", None, "≤ 100", "the same, 95th percentile")


def _scan() -> bytes:
    """A generated scan, as a petition arrives."""
    from app.services.documents.sample_people import person
    from app.services.documents.sample_scans import SamplePetition, petition, rasterise

    sample = SamplePetition("20267112000012", dt.datetime(2026, 11, 20, 9, 41), person(random.Random(7)))
    return rasterise(petition(sample), 200)


def _drawn_alone(data: bytes) -> float:
    """Milliseconds for PDFium to open the document and draw its first page at the viewer's width."""
    import pypdfium2

    begun = time.perf_counter()
    document = pypdfium2.PdfDocument(data)
    page = document[0]
    page.render(scale=SIZE[0] / page.get_width())
    document.close()
    return (time.perf_counter() - begun) * 1000


def _in_the_viewer(data: bytes, rounds: int) -> list[float]:
    """Milliseconds of each document; each is another one to the viewer."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QApplication

    from app.ui import style
    from app.ui.background import Background
    from app.ui.viewer import DocumentViewer

    app = QApplication.instance() or QApplication(["benchmark", *style.ARGUMENTS])
    assert isinstance(app, QApplication)
    style.install(app)
    background = Background()
    viewer = DocumentViewer(background)
    viewer.resize(*SIZE)
    viewer.show()
    run = _Run(app, viewer, data, rounds)
    viewer.shown.connect(run.arrived)
    run.ask()
    app.exec()
    viewer.close()
    background.close()
    # The first one also pays for what is made once.
    return run.taken[1:]


class _Run:
    """Asks for one document after the other."""

    def __init__(self, app: Any, viewer: Any, data: bytes, rounds: int) -> None:
        self._app, self._viewer, self._data, self._rounds = app, viewer, data, rounds
        self.taken: list[float] = []
        self._begun = 0.0

    def ask(self) -> None:
        """For the next one."""
        token = str(len(self.taken))
        self._begun = time.perf_counter()
        self._viewer.expect(token)
        self._viewer.show_document(self._data, token)

    def arrived(self, _token: str) -> None:
        """Note how long it took, with its painting."""
        from PySide6.QtCore import QTimer

        self._viewer.sheets.viewport().repaint()
        self.taken.append((time.perf_counter() - self._begun) * 1000)
        if len(self.taken) > self._rounds:
            self._app.quit()
        else:
            # Somebody looks at it before going on; by then the next page has been drawn as well.
            QTimer.singleShot(PAUSE_MS, self.ask)
