"""Reads a tagged PDF back as an assistive program would: what is painted, by which element, in which order."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from pyhanko.pdf_utils.generic import ArrayObject, IndirectObject
from pyhanko.pdf_utils.reader import PdfFileReader

_TOKEN = re.compile(rb"\((?:\\.|[^()\\])*\)|<<.*?>>|\[[^\]]*\]|/[^\s/\[\]()<>]+|[^\s/\[\]()<>]+", re.S)
_ESCAPE = re.compile(rb"\\(?:([0-7]{1,3})|(.))", re.S)
_ESCAPED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
_PAINTS = frozenset(("f", "F", "f*", "B", "B*", "b", "b*", "S", "s", "Tj", "TJ", "'", '"', "Do", "sh"))
ARTIFACT = -1


@dataclass
class Node:
    """One structure element with its text and its children, in reading order."""

    tag: str
    entry: Any
    children: list[Node] = field(default_factory=list)
    text: str = ""

    def walk(self) -> Iterator[Node]:
        """The element and all under it."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass
class Page:
    """What one page paints: text by marked content, and whether all of it is marked."""

    texts: dict[int, str]
    tags: dict[int, str]
    unmarked: list[str]
    depth_left: int
    mcids: list[int]


class Tagged:
    """A PDF with its structure tree."""

    def __init__(self, pdf: bytes) -> None:
        self.raw = pdf
        self.reader = PdfFileReader(io.BytesIO(pdf))
        self.catalog = self.reader.root
        self._page_entries = items(self.catalog["/Pages"]["/Kids"])
        self._places = [self._place(self.catalog["/Pages"]["/Kids"].raw_get(n)) for n in range(len(self._page_entries))]
        self.pages = [read_page(page) for page in self._page_entries]
        self.page_entries = self._page_entries
        self.owners: dict[tuple[int, int], Node] = {}
        root = self.catalog["/StructTreeRoot"]["/K"]
        self.root = self._node(root[0] if isinstance(root, ArrayObject) else root)

    @staticmethod
    def _place(reference: Any) -> int:
        assert isinstance(reference, IndirectObject)
        return int(reference.idnum)

    def _node(self, entry: Any) -> Node:
        node = Node(str(entry["/S"])[1:], entry)
        for kid in items(_held(entry, "/K", [])):
            if "/MCID" in kid:
                page = self._places.index(int(kid.raw_get("/Pg").idnum))
                mcid = int(kid["/MCID"])
                assert (page, mcid) not in self.owners, "content with two owners"
                self.owners[page, mcid] = node
                node.text += self.pages[page].texts.get(mcid, "")
            elif kid.get("/Type") != "/OBJR":
                node.children.append(self._node(kid))
        return node

    def reading(self) -> list[tuple[str, str]]:
        """(tag, text) of every element that has text, in reading order."""
        return [(node.tag, node.text) for node in self.root.walk() if node.text.strip()]

    def fonts(self) -> list[Any]:
        """Every font of every page and form."""
        found: dict[str, Any] = {}
        for page in self._page_entries:
            found |= _fonts(page)
        return list(found.values())


def items(array: Any) -> list[Any]:
    """The members of an array, each looked up when it is a reference."""
    return [array[number] for number in range(len(array))]


def _held(entry: Any, key: str, otherwise: Any) -> Any:
    """What stands under a key, looked up: the library's own `get` gives the reference."""
    try:
        return entry[key]
    except KeyError:
        return otherwise


def _fonts(page: Any) -> dict[str, Any]:
    held = _held(page["/Resources"], "/Font", {})
    return {name: held[name] for name in held}


def read_page(page: Any) -> Page:
    """Follow the page's drawing, mark by mark."""
    fonts = {name: _to_unicode(font) for name, font in _fonts(page).items()}
    out = Page({}, {}, [], 0, [])
    marks: list[int] = []
    operands: list[bytes] = []
    font: dict[int, str] = {}
    for token in _TOKEN.findall(page["/Contents"].data):
        word = token.decode("latin-1")
        if token[:1] in b"(/<[" or re.fullmatch(rb"[-+.\d]+", token):
            operands.append(token)
            continue
        if word == "BDC":
            marks.append(_opened(operands, out))
        elif word == "EMC":
            marks.pop()
        elif word == "Tf":
            font = fonts[operands[-2].decode()]
        elif word in _PAINTS:
            if not marks:
                out.unmarked.append(word)
            if word == "Tj" and marks and marks[-1] != ARTIFACT:
                out.texts[marks[-1]] = out.texts.get(marks[-1], "") + _shown(operands[-1], font)
        operands.clear()
    out.depth_left = len(marks)
    return out


def _opened(operands: list[bytes], page: Page) -> int:
    found = re.search(rb"/MCID (\d+)", operands[-1])
    if found is None:
        assert operands[-2] == b"/Artifact", operands
        return ARTIFACT
    mcid = int(found[1])
    page.tags[mcid] = operands[-2].decode()[1:]
    page.mcids.append(mcid)
    page.texts.setdefault(mcid, "")
    return mcid


def _shown(token: bytes, font: dict[int, str]) -> str:
    data = _ESCAPE.sub(lambda m: bytes([int(m[1], 8)]) if m[1] else _ESCAPED.get(m[2], m[2]), token[1:-1])
    return "".join(font[code] for code in data)


def _to_unicode(font: Any) -> dict[int, str]:
    """Code → text by the font's ToUnicode map; a KeyError later is a code without meaning."""
    cmap = font["/ToUnicode"].data.decode("latin-1")
    found: dict[int, str] = {}
    for block in re.findall(r"beginbfchar(.*?)endbfchar", cmap, re.S):
        for code, text in re.findall(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>", block):
            found[int(code, 16)] = bytes.fromhex(text).decode("utf-16-be")
    for block in re.findall(r"beginbfrange(.*?)endbfrange", cmap, re.S):
        for first, _last, texts in re.findall(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*\[(.*?)\]", block, re.S):
            for step, text in enumerate(re.findall(r"<([0-9A-Fa-f]+)>", texts)):
                found[int(first, 16) + step] = bytes.fromhex(text).decode("utf-16-be")
        for first, last, text in re.findall(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>", block):
            for step in range(int(last, 16) - int(first, 16) + 1):
                found[int(first, 16) + step] = chr(int(text, 16) + step)
    return found
