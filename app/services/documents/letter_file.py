"""Reads a letter's PDF just enough to append a revision to it; no third library rewrites the file."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from app.errors import PqrError
from app.services.documents.tagged_canvas import SIGNATURE_KEY

_ENTRY = re.compile(rb"(\d{10}) (\d{5}) ([nf])")
_SECTION = re.compile(rb"\s*(\d{1,7}) (\d{1,7})\s+")
#: Revisions a letter may have: rendered, two signatures, and room for what preserves them.
_MAX_REVISIONS = 12


class NotALetter(PqrError):
    """El archivo no es una carta hecha por este programa, así que no se puede firmar. Genere la carta de nuevo."""

    code = "not_a_letter"


@dataclass(frozen=True, slots=True)
class LetterFile:
    """The table of a letter's objects: where its last revision starts, its size in objects, its root and trailer."""

    data: bytes
    start: int
    size: int
    root: int
    trailer: bytes
    offsets: dict[int, int]

    @classmethod
    def read(cls, pdf: bytes) -> LetterFile:
        """Read the cross-reference tables. Raises NotALetter for a file that isn't ours."""
        tail = re.search(rb"startxref\s+(\d{1,10})\s+%%EOF\s*$", pdf[-64:])
        if not pdf.startswith(b"%PDF-") or tail is None:
            raise NotALetter("no end of file mark")
        start = int(tail[1])
        offsets, trailer = _tables(pdf, start)
        root = re.search(rb"/Root (\d+) 0 R", trailer)
        size = re.search(rb"/Size (\d+)", trailer)
        if root is None or size is None:
            raise NotALetter("no root")
        file = cls(pdf, start, int(size[1]), int(root[1]), trailer, offsets)
        file.signature_box()
        return file

    def object(self, number: int) -> bytes:
        """The bytes of an object after its heading, up to `endobj`."""
        start = self.offsets.get(number, -1)
        head = b"%d 0 obj" % number
        stop = self.data.find(b"endobj", start) if start >= 0 else -1
        if stop < 0 or not self.data.startswith(head, start):
            raise NotALetter("object is not where the table says")
        return self.data[start + len(head) : stop].strip()

    def catalog(self) -> bytes:
        """The document's catalogue."""
        return self.object(self.root)

    def reference(self, text: bytes, key: str) -> int | None:
        """Number of the object that `key` names in that dictionary."""
        found = re.search(rb"/" + key.encode() + rb"\s+(\d+)\s+0\s+R", text)
        return int(found[1]) if found else None

    def signature_box(self) -> int:
        """Number of the form reserved for the first signature."""
        number = self.reference(self.catalog(), SIGNATURE_KEY)
        if number is None:
            raise NotALetter("no reserved box")
        self.object(number)
        return number

    def append(self, objects: dict[int, bytes], *, size: int, name: bytes = b"") -> bytes:
        """The file and one more revision with those objects, which has that name or the digest of all its bytes."""
        out = bytearray(self.data if self.data.endswith(b"\n") else self.data + b"\n")
        sections: list[bytes] = []
        for number in sorted(objects):
            sections.append(b"%d 1\n%010d 00000 n \n" % (number, len(out)))
            out += b"%d 0 obj\n%s\nendobj\n" % (number, objects[number])
        start = len(out)
        out += b"xref\n" + b"".join(sections) + b"trailer\n<< /Size %d /Prev %d" % (size, self.start)
        info = re.search(rb"/Info (\d+ 0 R)", self.trailer)
        if info is not None:
            out += b" /Info " + info[1]
        first = re.search(rb"/ID\s*\[\s*<([0-9a-fA-F]+)>", self.trailer)
        revision = name or digest_of(bytes(out))
        out += b" /Root %d 0 R /ID [ <%s> <%s> ] >>\n" % (self.root, first[1] if first else revision, revision)
        out += b"startxref\n%d\n%%%%EOF\n" % start
        return bytes(out)


def digest_of(data: bytes) -> bytes:
    """The first half of the SHA-256, in hexadecimal: what a revision is called."""
    return hashlib.sha256(data).hexdigest()[:32].encode()


def _tables(pdf: bytes, start: int) -> tuple[dict[int, int], bytes]:
    """Offsets by object number, the newest first, and the last trailer; reportlab and we write classic tables."""
    offsets: dict[int, int] = {}
    last = b""
    at: int | None = start
    for _revision in range(_MAX_REVISIONS):
        if at is None:
            return offsets, last
        section, trailer = _table(pdf, at)
        offsets = section | offsets
        last = last or trailer
        previous = re.search(rb"/Prev (\d{1,10})", trailer)
        at = int(previous[1]) if previous else None
    raise NotALetter("too many revisions")


def _table(pdf: bytes, start: int) -> tuple[dict[int, int], bytes]:
    trailer_at = pdf.find(b"trailer", start)
    if trailer_at < 0 or not pdf.startswith(b"xref", start):
        raise NotALetter("no classic cross-reference table")
    stop = pdf.find(b"startxref", trailer_at)
    found: dict[int, int] = {}
    at = start + len(b"xref")
    while (head := _SECTION.match(pdf, at, trailer_at)) is not None:
        first, count = int(head[1]), int(head[2])
        stop_entries = min(head.end() + 20 * count, trailer_at)
        entries = _ENTRY.findall(pdf, head.end(), stop_entries)
        if len(entries) != count:
            raise NotALetter("cross-reference table cut short")
        found |= {first + n: int(entry[0]) for n, entry in enumerate(entries) if entry[2] == b"n"}
        at = stop_entries
    return found, pdf[trailer_at:stop]
