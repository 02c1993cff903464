"""Frames while a list of 1,000,000 cases is scrolled, dragged from end to end and jumped about.

A frame is a whole turn of the window's thread: the new position, the rows that arrived meanwhile, and the painting.
"""

from __future__ import annotations

import datetime as dt
import os
import random
import time
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.figure import Figure, percentile

ROWS = 1_000_000
WHEEL, DRAG, JUMPS = 600, 400, 200
LIMIT_MS = 25


@dataclass
class Source:
    """Rows as the server would send them, made when asked for; called aside, as the server is."""

    total: int
    pages: int = 0

    def fetch_page(self, after: Any | None, limit: int) -> Sequence[Any]:
        """The rows after that number."""
        self.pages += 1
        first = 0 if after is None else int(after) + 1
        return [_row(number) for number in range(first, min(first + limit, self.total))]

    def fetch_anchors(self, page_rows: int) -> Any:
        """Total and the number before each page."""
        from app.ui.table import Anchors

        return Anchors(self.total, [None if at == 0 else at - 1 for at in range(0, self.total, page_rows)])


def measure(quick: bool) -> Iterator[Figure]:
    """The frame that one in twenty passes, and the worst."""
    rows, share = (10_000, 0.05) if quick else (ROWS, 1.0)
    frames = _frames(rows, share)
    what = f"{len(frames)} frames over {rows:,} rows"
    yield Figure("scroll", percentile(frames, 0.95), "ms", None, f"≤ {LIMIT_MS}", f"95th percentile of {what}")
    yield Figure("scroll_worst", max(frames), "ms", None, "", f"the slowest of {what}")


def _row(number: int) -> Any:
    from app.services.trays.analysis import AnalysisRow
    from app.services.trays.rows import TrayRow

    day = dt.date(2026, 3, 2) + dt.timedelta(days=number % 40)
    moment = dt.datetime(2026, 3, 2, tzinfo=dt.UTC)
    row = TrayRow(
        case_id=uuid.UUID(int=number), version=1, procedure="pqr_v08", activity=7, activity_key="classify_claim",
        status="classify_claim", label=f"2026-711-{number:07d}-2", lex_code=None, due_on=day, internal_due_at=None,
        assignee_id=1, parent_id=None, priority=0, weight=1.0, opened_at=moment, changed_at=moment,
        filing_number=f"2026711{number:07d}2", received_on=day, class_key="petition", channel="web",
        is_bulk=False, signatory_count=1, document_id=None, claim_title="Atención humanitaria", claims=2,
    )  # fmt: skip
    return AnalysisRow(row, f"Persona Inventada {number}", f"{number % 1000:03d}", number % 20 - 4)


def _frames(total: int, share: float) -> list[float]:
    """Milliseconds of each frame."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QApplication

    from app.ui import style
    from app.ui.background import Background
    from app.ui.table import PagedModel, TablePane
    from app.ui.trays.analysis.columns import columns
    from app.ui.widgets import EmptyState

    app = QApplication.instance() or QApplication(["benchmark"])
    assert isinstance(app, QApplication)
    style.install(app)
    background = Background()
    model = PagedModel(columns({}), background, key_of=lambda row: row.row.case_id)
    pane = TablePane(model, "Casos", EmptyState("tray", "Nada", "—"), lambda: None)
    pane.resize(1366, 700)
    pane.show()
    run = _Run(pane, total, share)
    model.counted.connect(lambda _total, _exact: run.begin(app))
    source = Source(total)
    model.set_source(source)
    app.exec()
    # Frames of an empty list would be fast and mean nothing.
    assert source.pages > len(run.taken) // 10, f"only {source.pages} pages came"
    pane.close()
    background.close()
    return run.taken


class _Run:
    """Moves the bar once a turn and notes how long each turn took."""

    def __init__(self, pane: Any, total: int, share: float) -> None:
        from PySide6.QtCore import QTimer

        self.taken: list[float] = []
        self._bar, self._view = pane.table.verticalScrollBar(), pane.table.viewport()
        self._places = _places(total, share)
        self._timer = QTimer(pane)
        self._timer.timeout.connect(self._turn)
        self._before = 0.0

    def begin(self, app: Any) -> None:
        """Start when the list knows how long it is; ends the event loop when done."""
        self._app = app
        self._timer.start(0)

    def _turn(self) -> None:
        now = time.perf_counter()
        if self._before:
            self.taken.append((now - self._before) * 1000)
        place = next(self._places, None)
        if place is None:
            self._timer.stop()
            self._app.quit()
            return
        self._before = now
        span = self._bar.maximum()
        self._bar.setValue(self._bar.value() + 150 if place < 0 else round(span * place))
        self._view.repaint()


def _places(total: int, share: float) -> Iterator[float]:
    """Where to go at each frame: -1 is one turn of the wheel, else a part of the whole."""
    chance = random.Random(total)
    yield from (-1.0 for _ in range(round(WHEEL * share)))
    steps = round(DRAG * share)
    yield from (step / steps for step in range(steps))
    yield from (chance.random() for _ in range(round(JUMPS * share)))
