"""Appends to a letter the revision that a digital signature fills: field, stamp and signature dictionary.

Everything comes in one revision of our own, so the rendered bytes stay the prefix of the signed ones, the signature
covers the whole file, and nothing is parsed and written again by a library (docs/decisions/0012).
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime

from app.errors import PqrError
from app.services.documents.letter_file import LetterFile, NotALetter, digest_of
from app.services.documents.stamp_face import Stamp, face_objects
from app.services.documents.tagged_canvas import SLOTS_KEY

_LABEL = re.compile(rb"/Label\s*(\((?:[^()\\]|\\.)*\))", re.S)
_RECT = re.compile(rb"/Rect\s*\[([\d.\s]+)\]")
#: A place for the numbers of /ByteRange, which are known once the file is written.
_RANGE = b"/ByteRange [0 ########## ########## ##########]"
_CONTENTS = b"/Contents <"


class SlotTaken(PqrError):
    """Esa carta ya tiene esta firma. No se firma dos veces."""

    code = "already_signed"


class NoSlot(PqrError):
    """La carta no tiene lugar para esa firma. Devuélvala a Proyección y genérela con los dos directores."""

    code = "no_signature_slot"


@dataclass(frozen=True, slots=True)
class _Slot:
    """One place of a signature, as the renderer left it."""

    label: bytes
    page: int
    rect: tuple[float, float, float, float]
    tag: int

    @property
    def size(self) -> tuple[float, float]:
        return self.rect[2] - self.rect[0], self.rect[3] - self.rect[1]


@dataclass(frozen=True, slots=True)
class SignatureWords:
    """What the signature dictionary says: who, why, where and when (the moment carries its offset)."""

    name: str
    reason: str
    location: str
    moment: datetime


class Prepared:
    """A file that waits for its signature: the digest to sign, and the place of the signature's bytes."""

    def __init__(self, data: bytearray, before: int, start: int, reserved: int) -> None:
        """`before` bytes were the letter; the signature begins at `start` and has `reserved` bytes."""
        self._data = data
        self._start = start
        self._reserved = reserved
        # The letter, what is signed and the signed file begin with the same bytes: they are hashed once.
        view = memoryview(data)
        head = hashlib.sha256(view[:before])
        self.sha256_before = head.hexdigest()
        head.update(view[before:start])
        self._head = head
        whole = head.copy()
        whole.update(view[start + 2 * reserved + 2 :])
        #: SHA-256 of everything but the signature itself.
        self.digest = whole.digest()

    def fill(self, signature: bytes) -> tuple[bytes, str]:
        """The signed file and its SHA-256. Raises ValueError when the signature is bigger than its place."""
        if len(signature) > self._reserved:
            raise ValueError("signature bigger than its place")
        text = signature.hex().encode()
        self._data[self._start + 1 : self._start + 1 + len(text)] = text
        after = self._head.copy()
        after.update(memoryview(self._data)[self._start :])
        return bytes(self._data), after.hexdigest()


def prepare(pdf: bytes, slot: int, words: SignatureWords, stamp: Stamp, reserved: int) -> Prepared:
    """The letter with the field `slot` (0 or 1) ready to be signed; the input is a prefix of the result.

    The first signature creates the fields of all directors and certifies the file: afterwards only signing and what
    preserves the signatures is allowed (DocMDP 2). Raises NotALetter, NoSlot, SlotTaken, StampText.
    """
    file = LetterFile.read(pdf)
    slots = _slots(file)
    if slot >= len(slots):
        raise NoSlot("no such slot")
    fields = _fields(file)
    if fields and _is_signed(file.object(fields[slot])):
        raise SlotTaken("field has a value")
    objects = _first(file, slots, slot) if not fields else {fields[slot]: file.object(fields[slot])}
    size = max(file.size, max(objects) + 1)
    field = fields[slot] if fields else _field_number(file, slot)
    dictionary, face = size, size + 1
    objects[field] = _signed_field(objects[field], dictionary, face)
    # Hashing the whole file once more only to name its revision would cost a tenth of a signature.
    name = digest_of(repr((file.start, slot, words)).encode())
    objects[dictionary] = _dictionary(words, reserved, certifies=not fields)
    drawn = face_objects(stamp, slots[slot].size, face)
    objects |= drawn
    if not fields:
        objects[file.root] = _in_dictionary(objects[file.root], b"/Perms << /DocMDP %d 0 R >>" % dictionary)
    data = bytearray(file.append(objects, size=face + len(drawn), name=name))
    return _with_range(data, len(pdf), reserved)


def _slots(file: LetterFile) -> list[_Slot]:
    number = file.reference(file.catalog(), SLOTS_KEY)
    if number is None:
        raise NotALetter("no places for signatures")
    found = []
    for text in file.object(number).split(b">>")[:-1]:
        label, rect = _LABEL.search(text), _RECT.search(text)
        page, tag = file.reference(text, "Page"), file.reference(text, "Tag")
        if label is None or rect is None or page is None or tag is None:
            raise NotALetter("a place without its data")
        x0, y0, x1, y1 = (float(value) for value in rect[1].split())
        found.append(_Slot(label[1], page, (x0, y0, x1, y1), tag))
    return found


def _fields(file: LetterFile) -> list[int]:
    """Numbers of the fields that an earlier signature made; none before the first."""
    form = re.search(rb"/AcroForm\s*<<\s*/Fields\s*\[([^\]]*)\]", file.catalog())
    return [int(number) for number in re.findall(rb"(\d+) 0 R", form[1])] if form else []


def _is_signed(field: bytes) -> bool:
    return re.search(rb"/V \d+ 0 R", field) is not None


def _field_number(file: LetterFile, slot: int) -> int:
    """Each slot takes two new objects: the field and its element."""
    return file.size + 2 * slot


def _first(file: LetterFile, slots: list[_Slot], signed: int) -> dict[int, bytes]:
    """The form with one field for each director, hung in the pages and in the structure that readers follow."""
    objects: dict[int, bytes] = {}
    root = file.reference(file.catalog(), "StructTreeRoot")
    tree = file.reference(file.object(root), "ParentTree") if root else None
    if root is None or tree is None:
        raise NotALetter("no structure")
    parents, entries = _next_key(file.object(root)), b""
    for place, slot in enumerate(slots):
        field = _field_number(file, place)
        tag, face = field + 1, b""
        if place != signed:
            # The other director's field is seen as an empty place until they sign.
            empty = _field_number(file, len(slots)) + place - (place > signed)
            objects[empty] = _blank(slot)
            face = b"/AP << /N %d 0 R >>" % empty
        objects[field] = _empty_field(slot, place, parents, face)
        objects[tag] = (
            b"<< /Type /StructElem /S /Form /P %d 0 R /Alt %s /K << /Type /OBJR /Pg %d 0 R /Obj %d 0 R >> >>"
            % (slot.tag, slot.label, slot.page, field)
        )
        objects[slot.tag] = _holder(file.object(slot.tag), tag)
        page = objects.get(slot.page) or file.object(slot.page)
        objects[slot.page] = _with_annotation(page, field)
        entries += b" %d %d 0 R" % (parents, tag)
        parents += 1
    objects[tree] = _with_entries(file.object(tree), entries)
    objects[root] = re.sub(rb"/ParentTreeNextKey\s+\d+", b"/ParentTreeNextKey %d" % parents, file.object(root))
    numbers = b" ".join(b"%d 0 R" % _field_number(file, place) for place in range(len(slots)))
    form = b"/AcroForm << /Fields [ %s ] /SigFlags 3 >>" % numbers
    # ETSI EN 319 142-1: the name of the level of PDF that knows PAdES.
    ending = b"/Extensions << /ESIC << /BaseVersion /1.7 /ExtensionLevel 5 >> >>"
    objects[file.root] = _in_dictionary(file.catalog(), form + b" " + ending)
    return objects


def _empty_field(slot: _Slot, place: int, parent: int, face: bytes) -> bytes:
    # Printed and locked: a hidden field would not be allowed in PDF/A.
    return (
        b"<< /Type /Annot /Subtype /Widget /FT /Sig /T (FirmaDirector%d) /TU %s /F 132 /Rect [ %g %g %g %g ] "
        b"/P %d 0 R /StructParent %d %s >>" % (place + 1, slot.label, *slot.rect, slot.page, parent, face)
    )


def _signed_field(field: bytes, dictionary: int, face: int) -> bytes:
    bare = re.sub(rb"/AP << /N \d+ 0 R >>", b"", field)
    return _in_dictionary(bare, b"/AP << /N %d 0 R >> /V %d 0 R" % (face, dictionary))


def _blank(slot: _Slot) -> bytes:
    return b"<< /Type /XObject /Subtype /Form /FormType 1 /BBox [ 0 0 %g %g ] /Resources << >> /Length 3 >>\n" % (
        slot.size
    ) + (b"stream\nq Q\nendstream")


def _holder(figure: bytes, form: int) -> bytes:
    """The figure that the renderer reserved holds the field now: a paragraph, because the picture is the field's."""
    kids = re.search(rb"/K\s*\[(.*?)\]", figure, re.S)
    parent = re.search(rb"/P\s+(\d+ 0 R)", figure)
    if kids is None or parent is None:
        raise NotALetter("no element for the signature")
    return b"<< /Type /StructElem /S /P /P %s /K [ %s %d 0 R ] >>" % (parent[1], kids[1].strip(), form)


def _with_annotation(page: bytes, field: int) -> bytes:
    if b"/Annots" in page:
        changed, count = re.subn(rb"/Annots\s*\[", b"/Annots [ %d 0 R " % field, page)
        if count != 1:
            raise NotALetter("annotations elsewhere")
        return changed
    return _in_dictionary(page, b"/Annots [ %d 0 R ]" % field)


def _with_entries(tree: bytes, entries: bytes) -> bytes:
    stop = tree.rfind(b"]")
    if b"/Nums" not in tree or stop < 0:
        raise NotALetter("no parent tree")
    return tree[:stop] + entries + b" " + tree[stop:]


def _next_key(root: bytes) -> int:
    found = re.search(rb"/ParentTreeNextKey\s+(\d+)", root)
    if found is None:
        raise NotALetter("no parent tree")
    return int(found[1])


def _in_dictionary(text: bytes, entry: bytes) -> bytes:
    stop = text.rfind(b">>")
    if stop < 0:
        raise NotALetter("not a dictionary")
    return text[:stop] + entry + b" " + text[stop:]


def _dictionary(words: SignatureWords, reserved: int, *, certifies: bool) -> bytes:
    rule = (
        b"/Reference [ << /Type /SigRef /TransformMethod /DocMDP /TransformParams "
        b"<< /Type /TransformParams /P 2 /V /1.2 >> >> ] "
    )
    return (
        b"<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached /Name %s /Reason %s /Location %s "
        b"/M (%s) %s%s %s%s> >>"
        % (
            _text(words.name), _text(words.reason), _text(words.location), _moment(words.moment),
            rule if certifies else b"", _RANGE, _CONTENTS, b"0" * (2 * reserved),
        )
    )  # fmt: skip


def _text(text: str) -> bytes:
    return b"<" + ("\ufeff" + text).encode("utf-16-be").hex().encode() + b">"


def _moment(moment: datetime) -> bytes:
    offset = moment.strftime("%z")
    return f"D:{moment:%Y%m%d%H%M%S}{offset[:3]}'{offset[3:5]}'".encode()


def _with_range(data: bytearray, after: int, reserved: int) -> Prepared:
    at = data.index(_RANGE, after)
    start = data.index(_CONTENTS, at) + len(_CONTENTS) - 1
    stop = start + 2 * reserved + 2
    data[at : at + len(_RANGE)] = b"/ByteRange [0 %010d %010d %010d]" % (start, stop, len(data) - stop)
    return Prepared(data, after, start, reserved)
