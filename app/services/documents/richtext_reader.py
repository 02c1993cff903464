"""The tolerant reader behind `richtext.parse`: it knows a dozen tags and distrusts the rest."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser

from app.services.documents.richtext import (
    MAX_BLOCKS,
    MAX_CHARS,
    MAX_COLUMNS,
    MAX_LIST_DEPTH,
    Align,
    Block,
    Kind,
    Run,
    TextTooLong,
    clean_text,
)

_BLOCKS: dict[str, Kind] = {
    "p": "p", "div": "p", "h1": "h", "h2": "h", "h3": "h", "h4": "h", "blockquote": "quote", "pre": "p"
}  # fmt: skip
_INLINE = {"b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline"}
# Their text is not for a reader: it goes with the tag.
_DROPPED = frozenset(
    (
        "script",
        "style",
        "title",
        "template",
        "svg",
        "math",
        "iframe",
        "object",
        "noscript",
        "textarea",
        "select",
    )
)
_ALIGNS: dict[str, Align] = {"left": "left", "right": "right", "center": "center", "justify": "justify"}
_KNOWN = frozenset((*_BLOCKS, *_INLINE, *_DROPPED, "br", "ul", "ol", "li", "table", "tr", "td", "th"))
# Never back over what was read: each construct ends before the next «<», so that reading takes time in proportion.
_TAG = re.compile(r"""(<(?:[^<>"']|"[^"<]*"|'[^'<]*')*+>|<[^<>]*>)""")
_NAME = re.compile(r"<(/?)\s*([a-zA-Z][a-zA-Z0-9]*)")
_ALIGN = re.compile(r"""(?<![\w-])align\s*=\s*["']?([a-zA-Z]+)""", re.IGNORECASE)
_SPACE = re.compile(r"[ \t\r\n\f]+")
_MAX_OPEN_INLINE = 64


@dataclass
class _Open:
    """A block under construction."""

    kind: Kind
    align: Align = "justify"
    level: int = 0
    number: int | None = None
    runs: list[Run] = field(default_factory=list)

    def close(self) -> Block:
        return Block(self.kind, _merged(self.runs), self.align, self.level, self.number)


@dataclass
class _Table:
    """A table under construction; tables inside cells flow into the outer one."""

    rows: list[tuple[Block, ...]] = field(default_factory=list)
    row: list[Block] | None = None


class _Reader(HTMLParser):
    """Builds blocks; unknown tags are transparent, unclosed ones harmless."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[Block] = []
        self._open: _Open | None = None
        self._table: _Table | None = None
        self._inline: list[str] = []
        self._lists: list[list[int]] = []
        self._dropping: list[str] = []
        self._chars = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _DROPPED:
            self._dropping.append(tag)
        elif not self._dropping:
            self._start(tag, dict(attrs))

    def _start(self, tag: str, attrs: dict[str, str | None]) -> None:
        if tag in _INLINE:
            if len(self._inline) < _MAX_OPEN_INLINE:
                self._inline.append(_INLINE[tag])
        elif tag == "br":
            self._add("\n")
        elif tag in ("ul", "ol", "li"):
            self._start_list(tag)
        elif tag in ("table", "tr", "td", "th"):
            self._start_table(tag)
        elif tag in _BLOCKS:
            self._start_block(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if tag in _DROPPED:
            _drop_last(self._dropping, tag)
        elif not self._dropping:
            self._end(tag)

    def _end(self, tag: str) -> None:
        if tag in _INLINE:
            _drop_last(self._inline, _INLINE[tag])
        elif tag in ("ul", "ol"):
            self._flush()
            if self._lists:
                self._lists.pop()
        elif tag in ("table", "tr", "td", "th"):
            self._end_table(tag)
        elif (tag in _BLOCKS or tag == "li") and self._table is None:
            self._flush()

    def handle_data(self, data: str) -> None:
        if not self._dropping:
            self._add(_SPACE.sub(" ", clean_text(data)))

    def finish(self) -> tuple[Block, ...]:
        """Close what hostile or cut-off HTML left open and give the blocks that say something."""
        self.close()
        self._end_table("table")
        self._flush()
        return tuple(self.blocks)

    def _start_list(self, tag: str) -> None:
        if self._table is not None:
            return
        self._flush()
        if tag == "li":
            numbered = bool(self._lists) and self._lists[-1][0] == 1
            if numbered:
                self._lists[-1][1] += 1
            level = min(max(len(self._lists), 1), MAX_LIST_DEPTH)
            self._open = _Open("li", level=level, number=self._lists[-1][1] if numbered else None)
        else:
            self._lists.append([int(tag == "ol"), 0])

    def _start_block(self, tag: str, attrs: dict[str, str | None]) -> None:
        if self._table is not None:
            return
        inside_item = self._open is not None and self._open.kind == "li" and not self._open.runs
        if not inside_item:
            self._flush()
            self._open = _Open(_BLOCKS[tag], align=_ALIGNS.get((attrs.get("align") or "").lower(), "justify"))

    def _start_table(self, tag: str) -> None:
        if tag == "table":
            if self._table is None:
                self._flush()
                self._table = _Table()
        elif self._table is None:
            self._flush()
        elif tag == "tr":
            self._end_table("tr")
            self._table.row = []
        else:
            self._end_table("td")
            self._table.row = self._table.row if self._table.row is not None else []
            self._open = _Open("h" if tag == "th" else "p", align="left")

    def _end_table(self, tag: str) -> None:
        table = self._table
        if table is None:
            return
        if self._open is not None and table.row is not None and len(table.row) < MAX_COLUMNS:
            table.row.append(self._open.close())
        self._open = None
        if tag in ("tr", "table") and table.row:
            table.rows.append(tuple(table.row))
        if tag in ("tr", "table"):
            table.row = None
        if tag == "table":
            self._table = None
            if table.rows:
                self._keep(Block("table", rows=tuple(table.rows)))

    def _add(self, text: str) -> None:
        text = clean_text(text)
        self._chars += len(text)
        if self._chars > MAX_CHARS:
            raise TextTooLong(f"more than {MAX_CHARS} characters")
        if self._open is None:
            if not text.strip() or self._table is not None:
                return
            self._open = _Open("p")
        marks = {mark: True for mark in self._inline}
        self._open.runs.append(Run(text, **marks))

    def _flush(self) -> None:
        if self._open is None or self._table is not None:
            return
        block, self._open = self._open.close(), None
        if any(run.text.strip() for run in block.runs):
            self._keep(block)

    def _keep(self, block: Block) -> None:
        self.blocks.append(block)
        if len(self.blocks) > MAX_BLOCKS:
            raise TextTooLong(f"more than {MAX_BLOCKS} blocks")


def _drop_last(stack: list[str], name: str) -> None:
    """Close the innermost `name`; nothing when it is not open."""
    if name in stack:
        del stack[len(stack) - 1 - stack[::-1].index(name)]


def _merged(runs: list[Run]) -> tuple[Run, ...]:
    """Join neighbours of equal appearance, drop doubled and outer spaces."""
    out: list[Run] = []
    for run in runs:
        text = run.text
        before = out[-1].text if out else "\n"
        if before.endswith((" ", "\n")):
            text = text.lstrip(" ")
        if not text:
            continue
        if out and replace(out[-1], text="") == replace(run, text=""):
            out[-1] = replace(run, text=out[-1].text + text)
        else:
            out.append(replace(run, text=text))
    while out and not out[-1].text.rstrip():
        out.pop()
    if out:
        out[-1] = replace(out[-1], text=out[-1].text.rstrip())
    return tuple(out)


def read(source: str) -> tuple[Block, ...]:
    """Blocks of an HTML text; see `richtext.parse`."""
    if len(source) > MAX_CHARS * 20:
        raise TextTooLong(f"{len(source)} characters of HTML")
    reader = _Reader()
    reader.feed(_tidy(source))
    return reader.finish()


def _tidy(source: str) -> str:
    """Only closed tags of the vocabulary, bare; everything else between angles goes or is text.

    The parser of the standard library needs the square of the time for tags, comments and quotes that never close.
    """
    pieces = _TAG.split(_without_comments(source))
    return "".join(_tag(piece) if at % 2 else piece.replace("<", "&lt;") for at, piece in enumerate(pieces))


def _without_comments(source: str) -> str:
    if "<!--" not in source:
        return source
    out, at = [], 0
    while (start := source.find("<!--", at)) >= 0:
        end = source.find("-->", start + 4)
        if end < 0:
            break
        out.append(source[at:start])
        at = end + 3
    return "".join([*out, source[at:].replace("<!--", " ")])


def _tag(piece: str) -> str:
    named = _NAME.match(piece)
    if named is None:
        return "" if piece.startswith(("<!", "<?")) else piece.replace("<", "&lt;")
    closes, name = named.group(1), named.group(2).lower()
    if name not in _KNOWN:
        return ""
    aligned = _ALIGN.search(piece) if name in _BLOCKS and not closes else None
    return f'<{closes}{name} align="{aligned.group(1)}">' if aligned else f"<{closes}{name}>"
