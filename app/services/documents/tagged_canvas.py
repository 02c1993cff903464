"""A reportlab canvas that also writes the structure tree, XMP and colour profile of PDF/A-2a and PDF/UA-1."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib.utils import TimeStamp
from reportlab.pdfbase import pdfdoc
from reportlab.pdfgen.canvas import Canvas

from app.paths import RESOURCES
from app.services.documents.fonts import REGULAR
from app.services.documents.marks import LetterText

#: Private catalogue entry that names the reserved signature form, so that stamping finds it without guessing.
SIGNATURE_KEY = "PQRFirma"
#: Private catalogue entry with one dictionary for each place of a signature: its page, rectangle, element and label.
SLOTS_KEY = "PQRCampos"


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a PDF says of itself; `moment` stands for the dates, so equal values give equal bytes."""

    title: str
    author: str
    subject: str
    keywords: str
    moment: datetime


@dataclass(eq=False)
class Element:
    """One node of the structure tree; children are elements or (page, marked content) pairs."""

    tag: str
    parent: Element | None = None
    alt: str = ""
    attributes: Any = None
    children: list[Element | tuple[int, int]] = field(default_factory=list)
    reference: Any = None

    def __post_init__(self) -> None:
        """Hang the element under its parent."""
        if self.parent is not None:
            self.parent.children.append(self)


@dataclass(frozen=True)
class SignatureSlot:
    """Where a signature will be: the reserved form, its page and rectangle in points, its element, who signs there."""

    form: str
    page: int
    rect: tuple[float, float, float, float]
    element: Element
    label: str


def name(text: str) -> Any:
    """A PDF name."""
    return pdfdoc.PDFName(text)


def dictionary(**entries: Any) -> Any:
    """A PDF dictionary."""
    return pdfdoc.PDFDictionary(entries)


def array(*items: Any) -> Any:
    """A PDF array."""
    return pdfdoc.PDFArray(list(items))


def column_header() -> Any:
    """Attributes of a table's header cell."""
    return dictionary(O=name("Table"), Scope=name("Column"))


def figure_box(x0: float, y0: float, x1: float, y1: float) -> Any:
    """Attributes that say where a figure is, which accessible readers need."""
    return dictionary(O=name("Layout"), BBox=array(*(round(value, 2) for value in (x0, y0, x1, y1))))


def _end_streams_with_newline() -> None:
    """reportlab writes `data>endstream` without an end of line, which ISO 19005-2 (6.1.7.1) forbids."""
    original = pdfdoc.PDFStream.format

    def format_stream(self: Any, document: Any) -> Any:
        return original(self, document)[: -len(b"endstream\n")] + b"\nendstream\n"

    pdfdoc.PDFStream.format = format_stream  # type: ignore[method-assign]
    pdfdoc.PDFPage.__NoDefault__ += ["StructParents", "Tabs"]
    pdfdoc.PDFCatalog.__NoDefault__ += ["OutputIntents", SIGNATURE_KEY, SLOTS_KEY]


_end_streams_with_newline()


@lru_cache(maxsize=1)
def _profile() -> bytes:
    return (RESOURCES / "letter" / "sRGB.icc").read_bytes()


class TaggedCanvas(Canvas):
    """Canvas whose drawings belong to an `Element` (begin … end) or are decoration (artifact … end)."""

    _code: list[str]
    _doc: Any
    _filename: Any

    def __init__(self, target: Any, metadata: Metadata, pagesize: tuple[float, float]) -> None:
        options: dict[str, Any] = {"initialFontName": REGULAR, "initialFontSize": 10, "pdfVersion": (1, 7)}
        super().__init__(target, pagesize=pagesize, pageCompression=1, invariant=1, lang="es-CO", **options)
        self.metadata = metadata
        self.root = Element("Document")
        self.signature_slots: list[SignatureSlot] = []
        self._marked: dict[int, list[Element]] = {}
        self._marking = False
        self._doc._timeStamp = _stamp_of(metadata.moment)

    def begin(self, element: Element) -> None:
        """Start content of `element` on this page."""
        page = self.getPageNumber()
        owners = self._marked.setdefault(page, [])
        element.children.append((page, len(owners)))
        self._code.append(f"/{element.tag} <</MCID {len(owners)}>> BDC")
        owners.append(element)

    def beginText(self, x: float = 0, y: float = 0, direction: Any = None) -> LetterText:
        """Text whose marks stand over their letters."""
        return LetterText(self, x, y, direction=direction)

    def artifact(self, kind: str = "Layout") -> None:
        """Start decoration that a reader of the text should skip."""
        self._code.append(f"/Artifact <</Type /{kind}>> BDC")

    def end(self) -> None:
        """End what `begin` or `artifact` started."""
        self._code.append("EMC")

    def _setXObjects(self, thing: Any) -> None:  # reportlab's hook, called once per page
        super()._setXObjects(thing)  # type: ignore[misc]
        if isinstance(thing, pdfdoc.PDFPage):
            thing.Tabs = name("S")  # type: ignore[attr-defined]
            thing.StructParents = self.getPageNumber() - 1  # type: ignore[attr-defined]

    def save(self) -> None:
        """Write the file: metadata, structure tree, profile."""
        if len(self._code):
            self.showPage()
        meta = self.metadata
        # The document template overwrites these at the end of the build, and they have to equal the XMP.
        self.setTitle(meta.title)
        self.setAuthor(meta.author)
        self.setSubject(meta.subject)
        self.setKeywords(meta.keywords)
        self.setCreator("Bandeja PQR")
        self.setProducer("Bandeja PQR")
        self._write_structure(self.getPageNumber() - 1)
        self._write_catalog()
        self._doc.SaveToFile(self._filename, self)

    def _write_structure(self, pages: int) -> None:
        document = self._doc
        root = pdfdoc.PDFObjectReference("StructureRoot")
        _write_element(document, self.root, root, iter(range(1, 1_000_000)))
        numbers: list[Any] = []
        for page in range(1, pages + 1):
            owners = [element.reference for element in self._marked.get(page, [])]
            numbers += [page - 1, array(*owners)]
        tree = dictionary(
            Type=name("StructTreeRoot"), K=self.root.reference, ParentTreeNextKey=pages,
            # An object of its own: a signature's field adds itself to it in a later revision.
            ParentTree=document.Reference(dictionary(Nums=array(*numbers))),
        )  # fmt: skip
        document.Reference(tree, "StructureRoot")
        document.Catalog.StructTreeRoot = root

    def _write_catalog(self) -> None:
        catalog: Any = self._doc.Catalog
        catalog.MarkInfo = dictionary(Marked="true")
        catalog.ViewerPreferences = dictionary(DisplayDocTitle="true")
        profile = pdfdoc.PDFStream(dictionary=dictionary(N=3), content=_profile(), filters=[pdfdoc.PDFZCompress])
        intent = dictionary(
            Type=name("OutputIntent"), S=name("GTS_PDFA1"), OutputConditionIdentifier=pdfdoc.PDFString("sRGB"),
            Info=pdfdoc.PDFString("sRGB IEC61966-2.1"), DestOutputProfile=self._doc.Reference(profile),
        )  # fmt: skip
        catalog.OutputIntents = array(intent)
        xmp = _xmp(self.metadata)
        catalog.Metadata = self._doc.Reference(pdfdoc.XMP(creator=lambda _document: xmp))
        catalog.Outlines = None
        if self.signature_slots:
            setattr(catalog, SIGNATURE_KEY, _form(self.signature_slots[0].form))
            setattr(catalog, SLOTS_KEY, array(*(_described(slot) for slot in self.signature_slots)))


def _form(form: str) -> Any:
    return pdfdoc.PDFObjectReference(pdfdoc.xObjectName(form))


def _described(slot: SignatureSlot) -> Any:
    return dictionary(
        Box=_form(slot.form), Page=pdfdoc.PDFObjectReference(f"Page{slot.page}"), Tag=slot.element.reference,
        Rect=array(*(round(value, 2) for value in slot.rect)), Label=pdfdoc.PDFString(slot.label),
    )  # fmt: skip


def _write_element(document: Any, element: Element, parent: Any, numbers: Any) -> Any:
    element.reference = pdfdoc.PDFObjectReference(f"Structure{next(numbers)}")
    for child in element.children:
        if isinstance(child, Element):
            _write_element(document, child, element.reference, numbers)
    document.Reference(_Node(element, parent), element.reference.name)
    return element.reference


class _Node(pdfdoc.PDFObject):
    """A structure element as one string: a letter has some eighty, and nested objects were a fifth of the work."""

    def __init__(self, element: Element, parent: Any) -> None:
        self.element, self.parent = element, parent

    def format(self, document: Any) -> bytes:
        """reportlab's hook, once all objects have their number."""
        numbers, element = document.idToObjectNumberAndVersion, self.element
        kids = " ".join(
            f"{numbers[child.reference.name][0]} 0 R" if isinstance(child, Element)
            else f"<< /Type /MCR /Pg {numbers[f'Page{child[0]}'][0]} 0 R /MCID {child[1]} >>"
            for child in element.children
        )  # fmt: skip
        out = f"<< /Type /StructElem /S /{element.tag} /P {numbers[self.parent.name][0]} 0 R /K [ {kids} ]".encode()
        if element.alt:
            out += b" /Alt " + pdfdoc.PDFString(element.alt).format(document)
        if element.attributes is not None:
            out += b" /A " + element.attributes.format(document)
        return out + b" >>"


def _stamp_of(moment: datetime) -> Any:
    """reportlab's time stamp, taken from the letter and not from the clock of this computer."""
    offset = moment.utcoffset()
    minutes = int(offset.total_seconds() // 60) if offset is not None else -300
    stamp: Any = TimeStamp(1)
    stamp.t = moment.timestamp() if offset is not None else 0.0
    stamp.lt = tuple(moment.timetuple())
    stamp.YMDhms = stamp.lt[:6]
    sign = -1 if minutes < 0 else 1
    stamp.dhh, stamp.dmm = sign * (abs(minutes) // 60), abs(minutes) % 60
    stamp.tzname = "COT"
    return stamp


def _xmp(meta: Metadata) -> bytes:
    offset = meta.moment.strftime("%z") or "-0500"
    moment = f"{meta.moment:%Y-%m-%dT%H:%M:%S}{offset[:3]}:{offset[3:5]}"
    values = {
        "title": escape(meta.title), "author": escape(meta.author), "subject": escape(meta.subject),
        "keywords": escape(meta.keywords), "moment": moment, "year": time.strftime("%Y", meta.moment.timetuple()),
    }  # fmt: skip
    return _xmp_form().format(**values).encode()


@lru_cache(maxsize=1)
def _xmp_form() -> str:
    return (RESOURCES / "letter" / "xmp.xml").read_text(encoding="utf-8")
