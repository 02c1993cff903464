"""From blocks of rich text to tagged paragraphs and tables; reportlab's own markup parser is never on the path."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from reportlab.lib.colors import Color, black
from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY, TA_LEFT, TA_RIGHT
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Paragraph, Spacer, Table, TableStyle
from reportlab.platypus.paraparser import ParaFrag

from app.services.documents import hyphens
from app.services.documents.fonts import REGULAR, face
from app.services.documents.richtext import Block, Run
from app.services.documents.tagged_canvas import Element, column_header

_ALIGNMENT = {"left": TA_LEFT, "right": TA_RIGHT, "center": TA_CENTER, "justify": TA_JUSTIFY}
_UNDERLINE = [(0, "underline", None, "", "-0.125*F", 0, 1, "1")]
_GRID = Color(0.62, 0.66, 0.72)
BODY_SIZE = 10.5
#: A web address is broken at its slashes only when that saves most of a line.
_HYPHENATED: dict[str, Any] = {
    "hyphenationLang": hyphens.pairs, "hyphenationMinWordLength": hyphens.MIN_WORD, "embeddedHyphenation": 1,
    "uriWasteReduce": 0.3,
}  # fmt: skip


class TaggedParagraph(Paragraph):
    """A paragraph that draws itself as content of its element, also when it is split over pages."""

    element: Element | None = None
    canv: Any
    blPara: Any
    style: Any
    _wrapWidths: Any
    _wrapped: tuple[float, tuple[float, float]] | None = None

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        """Size in points; breaking lines again for the same width would give the same lines."""
        # A paragraph that could not be split has let go of its lines.
        if self._wrapped is None or self._wrapped[0] != available_width or not hasattr(self, "blPara"):
            self._wrapped = available_width, super().wrap(available_width, available_height)
        return self._wrapped[1]

    def split(self, available_width: float, available_height: float) -> list[Any]:
        """Split as Paragraph does; both parts belong to the same element and keep the lines as they were broken.

        Breaking the words of a part again may give other lines, and then the part no longer fits where it was cut.
        """
        lines_of = getattr(self, "blPara", None)
        parts: list[Any] = super().split(available_width, available_height)
        if len(parts) != 2 or lines_of is None:
            return parts
        first, rest = parts
        cut = len(first.blPara.lines)
        first._keep(lines_of, lines_of.lines[:cut], self, available_width)
        rest._keep(lines_of, lines_of.lines[cut:], self, available_width)
        return parts

    def _keep(self, broken: Any, lines: list[Any], whole: TaggedParagraph, width: float) -> None:
        base = getattr(lines[0], "sFW", 0)
        if base:
            # Where each line's words begin, counted in the words of the part.
            lines = [line.clone(sFW=line.sFW - base) for line in lines]
        self.element, self.blPara = whole.element, broken.clone(lines=lines)
        self.width, self.height = width, len(lines) * self.style.leading
        self._wrapWidths = whole._wrapWidths
        self._wrapped = width, (width, self.height)

    def draw(self) -> None:
        """Draw inside the element's marked content."""
        if self.element is None:
            super().draw()
            return
        self.canv.begin(self.element)
        super().draw()
        self.canv.end()


class TaggedTable(Table):
    """A table whose lines and backgrounds are decoration."""

    canv: Any

    def _drawBkgrnd(self) -> None:
        self.canv.artifact()
        super()._drawBkgrnd()  # type: ignore[misc]
        self.canv.end()

    def _drawLines(self) -> None:
        self.canv.artifact()
        super()._drawLines()  # type: ignore[misc]
        self.canv.end()


_BASE: dict[str, Any] = {
    "fontName": REGULAR, "fontSize": BODY_SIZE, "leading": 14.2, "bulletFontName": REGULAR, "bulletFontSize": BODY_SIZE,
    "allowWidows": 0, "allowOrphans": 0, "splitLongWords": 1,
}  # fmt: skip
_LOOKS: dict[str, dict[str, Any]] = {
    "h": {"alignment": TA_LEFT, "spaceBefore": 7, "spaceAfter": 3, "keepWithNext": 1},
    "li": {"alignment": TA_JUSTIFY, "spaceAfter": 3},
    "quote": {"alignment": TA_JUSTIFY, "leftIndent": 24, "rightIndent": 24, "spaceAfter": 6},
    "cell": {"alignment": TA_LEFT, "fontSize": 9.5, "leading": 12},
    "address": {"alignment": TA_LEFT, "leading": 13.2},
    "small": {"alignment": TA_LEFT, "fontSize": 8, "leading": 10},
    "source": {"alignment": TA_LEFT, "fontSize": 9, "leading": 11.5, "spaceAfter": 4, "keepWithNext": 1},
    "norm": {"alignment": TA_LEFT, "fontSize": 9, "leading": 11.5, "spaceAfter": 7},
}


@lru_cache(maxsize=64)
def style(kind: str, align: str = "justify", level: int = 0) -> ParagraphStyle:
    """The paragraph style of a kind of block."""
    look = _BASE | _LOOKS.get(kind, {"alignment": _ALIGNMENT[align], "spaceAfter": 7})
    if kind == "li":
        look |= {"leftIndent": 16 * level + 2, "bulletIndent": 16 * level - 11}
    if kind in ("p", "li", "quote") and align == "justify":
        look |= _HYPHENATED
    return ParagraphStyle(f"{kind}-{align}-{level}", **look)


def paragraph(
    runs: Iterable[Run] | str, look: ParagraphStyle, element: Element | None, *, bold: bool = False, bullet: str = ""
) -> TaggedParagraph:
    """A paragraph of runs (or of plain text), tagged as `element`."""
    runs = [Run(runs)] if isinstance(runs, str) else list(runs)
    pieces = _fragments(runs, look, bold) or _fragments([Run("\u00a0")], look, bold)
    flowable = TaggedParagraph("", look, frags=pieces, bulletText=bullet or None)
    flowable.element = element
    return flowable


def _fragments(runs: Iterable[Run], look: ParagraphStyle, bold: bool) -> list[Any]:
    out: list[Any] = []
    for run in runs:
        common = {
            "rise": 0, "greek": 0, "link": [], "fontName": face(bold=run.bold or bold, italic=run.italic),
            "bold": int(run.bold or bold), "italic": int(run.italic), "fontSize": look.fontSize,
            "textColor": getattr(look, "textColor", black), "__tag__": "para",
            "us_lines": _UNDERLINE if run.underline else [],
        }  # fmt: skip
        for index, part in enumerate(run.text.split("\n")):
            if index:
                out.append(ParaFrag(**common, lineBreak=True, text=""))
            if part:
                out.append(ParaFrag(**common, text=part))
    return out


def flowables(blocks: Iterable[Block], parent: Element, width: float) -> list[Any]:
    """What reportlab sets for the blocks of one answer, tagged under `parent`; `width` in points."""
    out: list[Any] = []
    lists: list[Element] = []
    for block in blocks:
        if block.kind == "li":
            out.append(_item(block, parent, lists))
            continue
        lists.clear()
        if block.kind == "table":
            out += [Spacer(1, 3), _table(block, parent, width), Spacer(1, 9)]
        else:
            tag = "H3" if block.kind == "h" else "P"
            look = style(block.kind, block.align)
            out.append(paragraph(block.runs, look, Element(tag, parent), bold=block.kind == "h"))
    return out


def _item(block: Block, parent: Element, lists: list[Element]) -> TaggedParagraph:
    del lists[block.level :]
    while len(lists) < block.level:
        lists.append(Element("L", lists[-1] if lists else parent))
    body = Element("LBody", Element("LI", lists[-1]))
    bullet = f"{block.number}." if block.number else "•"
    return paragraph(block.runs, style("li", level=block.level), body, bullet=bullet)


def _table(block: Block, parent: Element, width: float) -> TaggedTable:
    columns = max(len(row) for row in block.rows)
    table = Element("Table", parent)
    data: list[list[Any]] = []
    for index, row in enumerate(block.rows):
        line = Element("TR", table)
        cells: list[Any] = []
        for cell in row:
            head = cell.kind == "h" or index == 0
            element = Element("TH" if head else "TD", line, attributes=column_header() if head else None)
            cells.append(paragraph(cell.runs, style("cell"), element, bold=head))
        data.append(cells + [""] * (columns - len(row)))
    # Without a font here reportlab puts in Helvetica, which is not embedded.
    look = TableStyle(
        [("FONT", (0, 0), (-1, -1), REGULAR, 9), ("GRID", (0, 0), (-1, -1), 0.5, _GRID),
         ("BACKGROUND", (0, 0), (-1, 0), Color(0.93, 0.95, 0.98)), ("VALIGN", (0, 0), (-1, -1), "TOP")]
    )  # fmt: skip
    return TaggedTable(data, colWidths=[width / columns] * columns, style=look)
