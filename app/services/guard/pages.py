"""What seems wrong with the pages of a stored petition (activity 6), looked at in the limited child."""

from __future__ import annotations

from app.errors import InvalidInput
from app.services.documents.richtext import one_line
from app.services.documents.scan_problem import PageFinding, Problem
from app.services.guard.process import Cancelled, open_files

_MOST_PAGES, _MOST_WORDS = 500, 200


class UnreadablePages(InvalidInput):
    """El documento no se puede abrir para revisar su calidad. Revíselo con el equipo de digitalización."""

    code = "unreadable_scan"


def findings(pdf: bytes, cancelled: Cancelled = None) -> tuple[PageFinding, ...]:
    """Proposals in page order, for a person to decide. Raises UnreadablePages, CheckCancelled."""
    [answer] = open_files("pages", [pdf], cancelled=cancelled)
    if answer.code:
        raise UnreadablePages(answer.code)
    try:
        return tuple(_finding(each) for each in answer.body["findings"])
    except (ValueError, KeyError, TypeError) as lie:
        raise UnreadablePages("the child's report does not add up") from lie


def _finding(said: object) -> PageFinding:
    """One finding, distrusted: who wrote it has read hostile bytes."""
    if not isinstance(said, list):
        raise TypeError("a finding is a list")
    page, code, value, sentence = said
    if not isinstance(page, int) or not 1 <= page <= _MOST_PAGES or not isinstance(sentence, str):
        raise ValueError("no such page")
    return PageFinding(page, Problem(code), float(value), one_line(sentence)[:_MOST_WORDS])
