"""A record to keep beside the letters (report of a signature, act of a batch): headings, facts and rows, tagged."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from reportlab.lib.pagesizes import letter
from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate, Spacer

from app.services.documents import fonts
from app.services.documents.flow import paragraph, style
from app.services.documents.letter_texts import texts
from app.services.documents.richtext import Run, one_line
from app.services.documents.tagged_canvas import Element, Metadata, TaggedCanvas

_MARGIN = 64.0


@dataclass(frozen=True, slots=True)
class Part:
    """A heading with its facts (name and value), or with rows, one line each."""

    title: str
    pairs: Sequence[tuple[str, str]] = ()
    rows: Sequence[str] = ()


def render(title: str, subtitle: str, parts: Sequence[Part], moment: datetime) -> bytes:
    """The record as tagged PDF/A and PDF/UA on letter paper; equal values give equal bytes. Thread-safe."""
    fonts.register()
    out, section = io.BytesIO(), Element("Sect")
    entity = str(texts()["entity"]["name"])
    about = Metadata(one_line(title), entity, one_line(subtitle), "", moment)

    def make_canvas(filename: Any, **_options: Any) -> TaggedCanvas:
        canvas = TaggedCanvas(filename, about, letter)
        section.parent = canvas.root
        canvas.root.children.append(section)
        return canvas

    with fonts.TYPESETTING:
        width, height = letter
        frame = Frame(_MARGIN, 60, width - 2 * _MARGIN, height - 120, 0, 0, 0, 0)
        document = BaseDocTemplate(out, pagesize=letter)
        document.addPageTemplates([PageTemplate("all", [frame], onPage=lambda c, _d: _foot(c, entity, title))])
        document.build(_flow(title, subtitle, parts, section), canvasmaker=make_canvas)
    return out.getvalue()


def _flow(title: str, subtitle: str, parts: Sequence[Part], section: Element) -> list[Any]:
    plain, source = style("p", "left"), style("source")
    found: list[Any] = [
        paragraph([Run(one_line(title), bold=True)], plain, Element("H1", section)),
        paragraph([Run(one_line(subtitle))], source, Element("P", section)),
    ]
    for part in parts:
        found.append(Spacer(1, 8))
        found.append(paragraph([Run(one_line(part.title), bold=True)], plain, Element("H2", section)))
        for name, value in part.pairs:
            runs = [Run(f"{one_line(name)}: ", bold=True), Run(one_line(value))]
            found.append(paragraph(runs, source, Element("P", section)))
        found += [paragraph([Run(one_line(row))], source, Element("P", section)) for row in part.rows]
    return found


def _foot(canvas: Any, entity: str, title: str) -> None:
    canvas.saveState()
    canvas.artifact("Pagination")
    canvas.setFont(fonts.REGULAR, 7.5)
    canvas.drawString(_MARGIN, 36, f"{entity} · {one_line(title)}")
    canvas.drawRightString(letter[0] - _MARGIN, 36, f"Página {canvas.getPageNumber()}")
    canvas.end()
    canvas.restoreState()
