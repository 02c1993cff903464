"""What a table declares: its columns, and the cells they make from a row."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from app.ui.theme.tokens import Tone

#: slack: the traffic light · two_lines: text over detail · pill: text in its tone · dot: dot and text in its tone
#: text: one line · number: one line, right-aligned, digits of one width · avatar: initials and text
#: check: the mark of the row (Space) · icon: an icon in its tone
Paint = Literal["slack", "two_lines", "pill", "dot", "text", "number", "avatar", "check", "icon"]


@dataclass(frozen=True, slots=True)
class Cell:
    """What one cell shows and says. Made once per row, never while painting."""

    text: str = ""
    detail: str = ""
    #: Before the detail, as «⚑ Prioritaria»: where there is no room, its first word stays.
    lead: str = ""
    #: After the detail, as the end of a document's number: the detail is cut, this never.
    tail: str = ""
    tone: Tone = "neutral"
    #: Tone of the line under a pill.
    detail_tone: Tone = "neutral"
    icon: str = ""
    #: Initials drawn in a ring at the right end: who has the case open.
    ring: str = ""
    #: What a screen reader says; the text and the detail when empty.
    spoken: str = ""
    tip: str = ""
    #: Text that stands for a missing value is painted quieter.
    faint: bool = False
    #: Filing numbers and other words that identify the row are painted heavier.
    strong: bool = False

    @property
    def second(self) -> str:
        """The whole second line."""
        return " ".join(part for part in (f"{self.lead} ·" if self.lead else "", self.detail, self.tail) if part)


@dataclass(frozen=True)
class Column:
    """A declared column. Widths are logical pixels at 100 % text; they grow with the text."""

    key: str
    title: str
    paint: Paint
    cell: Callable[[Any], Cell]
    #: 0 takes the room that is left.
    width: int = 0
    #: The column hides when the table is narrower than this (at 100 % text).
    hide_below: int = 0
    #: When hidden for lack of room, its text goes as a coloured dot into that column's second line.
    folds_into: str = ""
    #: Clicking its header asks for this order.
    sortable: bool = False
    #: Of the room that is left, how much more than another elastic column.
    share: float = 1.0


def spoken(column: Column, cell: Cell) -> str:
    """What a screen reader says of the cell."""
    if cell.spoken:
        return cell.spoken
    parts = ". ".join(part for part in (cell.text, cell.second) if part)
    return f"{column.title}: {parts}" if column.title else parts
