"""Where each claim's answer stands in a drawn letter, so that the page follows the block that one writes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pypdfium2 as pdfium

from app.services.documents.pdfium import LOCK

#: Letters of a title that are looked for: more could be on its second line.
_LOOKED_FOR = 24


@dataclass(frozen=True, slots=True)
class Stretch:
    """Part of a page, from 0 at its top to 1 at its foot; `page` from 0."""

    page: int
    top: float
    bottom: float


def claim_places(pdf: bytes, titles: Sequence[str]) -> list[Stretch | None]:
    """One per claim, in their order: from its title to the next one's, or to the end of its page; None: not found."""
    with LOCK, pdfium.PdfDocument(pdf) as document:
        starts = _starts(document, titles)
    found: list[Stretch | None] = []
    for at, start in enumerate(starts):
        if start is None:
            found.append(None)
            continue
        page, top = start
        after = next((each for each in starts[at + 1 :] if each is not None), None)
        # The foot of a page holds its number; what follows the last claim is the format's.
        found.append(Stretch(page, top, after[1] if after is not None and after[0] == page else 0.93))
    return found


def _starts(document: pdfium.PdfDocument, titles: Sequence[str]) -> list[tuple[int, float] | None]:
    numbered = len(titles) > 1
    wanted = [f"{n}. {title}" if numbered else title for n, title in enumerate(titles, 1)]
    starts: list[tuple[int, float] | None] = [None] * len(wanted)
    claim = 0
    for number in range(len(document)):
        page = document[number]
        words, height, index = page.get_textpage(), page.get_height(), 0
        while claim < len(wanted):
            hit = words.search(wanted[claim][:_LOOKED_FOR].strip(), index=index, match_case=True).get_next()
            if hit is None:
                break
            index = hit[0] + hit[1]
            starts[claim] = (number, 1.0 - words.get_charbox(hit[0])[3] / height)
            claim += 1
    return starts
