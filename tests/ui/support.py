"""What tests of the window share: an executor that works at once, rows, PDF pages and pixels."""

from __future__ import annotations

import io
from collections.abc import Callable
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from typing import Any

from PySide6.QtGui import QImage
from reportlab.lib.colors import HexColor
from reportlab.pdfgen import canvas

from app.ui.background import Background, Lane
from app.ui.table import Cell, Column
from app.ui.widgets import slack_look


class AtOnce(Executor):
    """An executor that runs at once, so a test never waits."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except BaseException as error:  # noqa: BLE001 - as a real executor does
            future.set_exception(error)
        return future


class ByHand(Executor):
    """An executor that runs only when the test says so, in the order the test says."""

    def __init__(self) -> None:
        self.waiting: list[Callable[[], None]] = []

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()

        def run() -> None:
            try:
                future.set_result(fn(*args, **kwargs))
            except BaseException as error:  # noqa: BLE001 - as a real executor does
                future.set_exception(error)

        self.waiting.append(run)
        return future

    def run(self, at: int = 0) -> None:
        """Run the request at that position."""
        self.waiting.pop(at)()

    def run_all(self) -> None:
        """Run everything, also what is asked for meanwhile."""
        while self.waiting:
            self.run()


def background_with(executor: Executor) -> Background:
    """A Background whose three lanes use that executor."""
    return Background(dict.fromkeys(Lane, executor))


@dataclass(frozen=True)
class Row:
    """A row of a tray of tests."""

    case_id: int
    days: int = 3
    person: str = "Persona Inventada"
    state: str = "Clasificado"


def _slack(row: Row) -> Cell:
    words, tone, icon = slack_look(row.days)
    return Cell(words, tone=tone, icon=icon, spoken=f"Plazo: {words}")


COLUMNS = [
    Column("mark", "", "check", lambda row: Cell(), width=40),
    Column("slack", "Plazo", "slack", _slack, width=130, sortable=True),
    Column("case", "Caso", "two_lines", lambda row: Cell(f"2026-711-{row.case_id:06d}-2", row.person, strong=True)),
    Column("claim", "Pretensión", "two_lines", lambda row: Cell("Atención humanitaria", "Área"), 190, 440),
    Column("state", "Estado", "pill", lambda row: Cell(row.state, tone="info"), 132, 620, folds_into="claim"),
]


def solid_pdf(colour: str, pages: int = 1) -> bytes:
    """A PDF whose pages are filled with one colour, so that a pixel tells which document it is."""
    out = io.BytesIO()
    made = canvas.Canvas(out, pagesize=(300, 400))
    for _page in range(pages):
        made.setFillColor(HexColor(colour))
        made.rect(0, 0, 300, 400, stroke=0, fill=1)
        made.showPage()
    made.save()
    return out.getvalue()


def colours_in(image: QImage) -> set[str]:
    """Every colour of the picture that fills a noticeable part of it («#rrggbb»)."""
    seen: dict[str, int] = {}
    for x in range(0, image.width(), 7):
        for y in range(0, image.height(), 7):
            name = image.pixelColor(x, y).name()
            seen[name] = seen.get(name, 0) + 1
    return {name for name, count in seen.items() if count > 20}
