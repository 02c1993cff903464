"""How a scanned page lies: cut at an edge, on its side, upside down, or the same as one before."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from PIL import Image, ImageChops, ImageStat

from app.services.documents.scan_problem import PageFinding, Problem

#: Share of an edge that is ink: less is noise, more is the shadow of the glass and not cut text.
_CUT_LEAST, _CUT_MOST = 0.06, 0.5
_EDGE = 3
#: How much sharper columns alternate than rows before the text is taken to run down the page.
_SIDEWAYS = 1.6
#: Ink below the lines as a share of the ink above them: letters go up more than down, capitals and accents too.
_UPSIDE_DOWN = 1.3
_MIN_LINES = 5
_THUMB = (48, 64)
#: Difference of two pages' thumbnails as a share of their ink; different full pages of type begin at 0.11.
_SAME = 0.03


def findings(image: Image.Image, ink: Image.Image, number: int, paper: int, *, turned: bool) -> Iterator[PageFinding]:
    """Cut, sideways or upside down; `ink` is white on black, without margins; how a crooked page lies isn't asked."""
    edge = _cut_edge(image, paper)
    if edge is not None:
        sentence = f"La página {number} parece cortada por el borde {edge[0]}. Revise si falta texto."
        yield PageFinding(number, Problem.CUT, edge[1], sentence)
    if turned:
        return
    rows, columns = _alternation(ink, across=False), _alternation(ink, across=True)
    if columns > _SIDEWAYS * max(rows, 1e-9):
        sentence = f"La página {number} está de lado. Gírela."
        yield PageFinding(number, Problem.SIDEWAYS, columns / max(rows, 1e-9), sentence)
        return
    share = _below_to_above(ink)
    if share is not None and share > _UPSIDE_DOWN:
        yield PageFinding(number, Problem.UPSIDE_DOWN, share, f"La página {number} está al revés. Gírela.")


def repeated(ink: Image.Image, number: int, seen: list[tuple[int, Image.Image]]) -> list[PageFinding]:
    """Whether the page is the same picture as one of those seen before; it is added to them.

    Only the same picture: two full pages of type look more alike than one page scanned twice (measured), so a second
    scan of a sheet is not told from another sheet.
    """
    thumb = ink.resize(_THUMB, Image.Resampling.BOX)
    found: list[PageFinding] = []
    for before, other in seen:
        inked = (ImageStat.Stat(thumb).mean[0] + ImageStat.Stat(other).mean[0]) / 2
        far = ImageStat.Stat(ImageChops.difference(thumb, other)).mean[0] / max(inked, 1e-6)
        if far < _SAME:
            sentence = f"La página {number} es la misma que la {before}. Revise si falta otra."
            found.append(PageFinding(number, Problem.REPEATED, far, sentence))
            break
    seen.append((number, thumb))
    return found


def _cut_edge(image: Image.Image, paper: int) -> tuple[str, float] | None:
    width, height = image.size
    dark = [255 if value < paper - 60 else 0 for value in range(256)]
    for name, box in (
        ("izquierdo", (0, 0, _EDGE, height)), ("derecho", (width - _EDGE, 0, width, height)),
        ("superior", (0, 0, width, _EDGE)), ("inferior", (0, height - _EDGE, width, height)),
    ):  # fmt: skip
        share = ImageStat.Stat(image.crop(box).point(dark)).mean[0] / 255
        if _CUT_LEAST < share < _CUT_MOST:
            return name, share
    return None


def _profile(ink: Image.Image, *, across: bool) -> list[int]:
    """Mean ink of each row (or column, when `across`), 0 to 255."""
    size = (ink.width, 1) if across else (1, ink.height)
    return list(ink.resize(size, Image.Resampling.BOX).tobytes())


def _alternation(ink: Image.Image, *, across: bool) -> float:
    profile = _profile(ink, across=across)
    steps = [after - before for before, after in pairwise(profile)]
    return sum(step * step for step in steps) / max(len(steps), 1)


def _below_to_above(ink: Image.Image) -> float | None:
    """Ink under the body of the lines of text against the ink over it; None when there are too few lines."""
    above = below = lines = 0
    for line in _lines(_profile(ink, across=False)):
        core = [place for place, value in enumerate(line) if value >= 0.55 * max(line)]
        top, bottom = core[0], core[-1]
        if bottom - top < 2:
            continue
        above += sum(line[:top])
        below += sum(line[bottom + 1 :])
        lines += 1
    return None if lines < _MIN_LINES or not above else below / above


def _lines(profile: list[int]) -> Iterator[list[int]]:
    """Runs of rows with ink, as high as a line of text on a page of a thousand rows."""
    run: list[int] = []
    for value in [*profile, 0]:
        if value > 1:
            run.append(value)
            continue
        if 7 <= len(run) <= 26:
            yield run
        run = []
