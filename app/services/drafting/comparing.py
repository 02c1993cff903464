"""Two versions of a reply compared: paragraph against paragraph within each claim, then word by word."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from app.services.documents.richtext import Block, is_empty, parse, plain_text, to_html
from app.services.drafting.clarity import measure
from app.services.verbs.draft_response import Answer

Change = Literal["equal", "changed", "added", "removed"]
#: Runs of equal letters no longer than this between two changes are part of the change: «al», «en», «que».
_ISLAND = 4
#: Less alike than this, two paragraphs are one gone and one new.
_ALIKE = 0.35


@dataclass(frozen=True)
class Paragraph:
    """A pair of paragraphs; the side that lacks it is empty. The HTML is canonical, for putting back."""

    claim: int
    change: Change
    before: str
    now: str
    before_html: str


@dataclass(frozen=True)
class Piece:
    """Part of a paragraph; `changed` parts are struck through on one side and underlined on the other."""

    before: str
    now: str
    changed: bool


@dataclass(frozen=True)
class Figures:
    """Measures of a version: clarity index (None when it is too short), claims with words, and words."""

    clarity: int | None
    answered: int
    words: int


def compare(before: Sequence[Answer], now: Sequence[Answer], claims: Sequence[int]) -> list[Paragraph]:
    """Every paragraph of both versions, claim by claim, in the order of the newer one."""
    old, new = _bodies(before), _bodies(now)
    return [pair for claim in claims for pair in _of_claim(claim, old.get(claim, ()), new.get(claim, ()))]


def pieces(before: str, now: str) -> list[Piece]:
    """What changed between two paragraphs, word by word, without islands of one short word."""
    old, new = re.findall(r"\s+|\S+", before), re.findall(r"\s+|\S+", now)
    found: list[Piece] = []
    for kind, a, b, c, d in difflib.SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        left, right = "".join(old[a:b]), "".join(new[c:d])
        changed = kind != "equal" or (len(left.strip()) <= _ISLAND and a > 0 and b < len(old))
        if found and found[-1].changed == changed:
            found[-1] = Piece(found[-1].before + left, found[-1].now + right, changed)
        else:
            found.append(Piece(left, right, changed))
    return found


def figures(answers: Sequence[Answer]) -> Figures:
    """Measures of a version."""
    said = [plain_text(parse(each.body_html)) for each in answers if not is_empty(each.body_html)]
    found = measure("\n".join(said))
    return Figures(None if found.index is None else round(found.index), len(said), found.words)


def put_back(answer_html: str, paragraph: Paragraph) -> str:
    """The answer of now with the older paragraph in the place of its successor, or at its end."""
    old = parse(paragraph.before_html)
    blocks = list(parse(answer_html))
    at = next((n for n, block in enumerate(blocks) if paragraph.now and plain_text([block]) == paragraph.now), None)
    if at is None:
        return to_html([*blocks, *old])
    return to_html([*blocks[:at], *old, *blocks[at + 1 :]])


def _bodies(answers: Sequence[Answer]) -> dict[int, tuple[Block, ...]]:
    return {each.claim: parse(each.body_html) for each in answers}


def _of_claim(claim: int, old: Sequence[Block], new: Sequence[Block]) -> list[Paragraph]:
    before, now = [plain_text([b]) for b in old], [plain_text([b]) for b in new]
    found: list[Paragraph] = []
    for kind, a, b, c, d in difflib.SequenceMatcher(a=before, b=now, autojunk=False).get_opcodes():
        if kind == "equal":
            found += [Paragraph(claim, "equal", text, text, "") for text in now[c:d]]
        else:
            found += _changed(claim, list(zip(before[a:b], old[a:b], strict=True)), now[c:d])
    return found


def _changed(claim: int, gone: list[tuple[str, Block]], come: Sequence[str]) -> list[Paragraph]:
    """Pair what is alike in order; the rest is gone or new."""
    found: list[Paragraph] = []
    for text in come:
        best = next((n for n, (old, _b) in enumerate(gone) if _alike(old, text)), None)
        if best is None:
            found.append(Paragraph(claim, "added", "", text, ""))
            continue
        found += [_removed(claim, each) for each in gone[:best]]
        found.append(Paragraph(claim, "changed", gone[best][0], text, to_html([gone[best][1]])))
        gone = gone[best + 1 :]
    return found + [_removed(claim, each) for each in gone]


def _removed(claim: int, gone: tuple[str, Block]) -> Paragraph:
    return Paragraph(claim, "removed", gone[0], "", to_html([gone[1]]))


def _alike(one: str, other: str) -> bool:
    return difflib.SequenceMatcher(a=one.split(), b=other.split(), autojunk=False).ratio() >= _ALIKE
