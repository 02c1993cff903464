"""Reads the cells of a CSV or XLSX in the child: kinds are kept, nothing is evaluated, no entity is expanded."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from pathlib import Path
from typing import Any
from xml.parsers import expat

from app.services.guard.found import Found, Refused, read_whole

_UNPACKED_BYTES = 64 * 1024 * 1024
_UNPACKED_RATIO = 200
_MOST_PARTS = 2_000
_DELIMITERS = ";,\t|"
#: More than Excel lets anyone write into one cell.
_MOST_CHARS = 40_000
#: Number of the last row of Excel.
_MOST_ROW = 1_048_576

Line = tuple[int, list[Any]]


def work(path: Path, options: Mapping[str, Any]) -> Found:
    """Rows as JSON in the output: `[number, [cell…]]`, a cell is text or `[kind, text]`; the file's row numbers."""
    data = read_whole(path, int(options["bytes"]))
    if not data.strip(b"\xef\xbb\xbf \r\n\t;,"):
        raise Refused("empty")
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise Refused("xls")
    encoding = ""
    if data.startswith(b"PK\x03\x04"):
        lines = _xlsx(data, int(options["columns"]))
    else:
        text, encoding = _decoded(data)
        lines = _csv(text)
    return Found({"encoding": encoding}, json.dumps(_taken(lines, options), ensure_ascii=False).encode())


def _taken(lines: Iterator[Line], options: Mapping[str, Any]) -> list[Line]:
    rows: list[Line] = []
    most, columns = int(options["rows"]), int(options["columns"])
    for number, cells in lines:
        if len(rows) >= most:
            raise Refused("too_many_rows", row=number)
        if len(cells) > columns:
            raise Refused("too_many_columns", row=number)
        rows.append((number, cells))
    return rows


def _decoded(data: bytes) -> tuple[str, str]:
    """The text and its encoding: UTF-16 with mark, UTF-8, or else Windows' cp1252."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _strict(data, "utf-16")
    try:
        return data.decode("utf-8-sig"), "utf-8"
    except UnicodeDecodeError:
        return _strict(data, "cp1252")


def _strict(data: bytes, encoding: str) -> tuple[str, str]:
    try:
        return data.decode(encoding), encoding
    except UnicodeDecodeError as broken:
        raise Refused("undecodable", row=data.count(b"\n", 0, broken.start) + 1) from broken


def _csv(text: str) -> Iterator[Line]:
    if "\0" in text:
        raise Refused("not_text", row=text.count("\n", 0, text.index("\0")) + 1)
    header = text.lstrip("\r\n").partition("\n")[0]
    delimiter = max(_DELIMITERS, key=header.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    while True:
        number = reader.line_num + 1
        try:
            cells = next(reader, None)
        except csv.Error as broken:
            raise Refused("quotes", row=number) from broken
        if cells is None:
            return
        if any(cell.strip() for cell in cells):
            yield number, [_unquoted(cell)[:_MOST_CHARS] for cell in cells]


def _unquoted(cell: str) -> str:
    """Excel's way of keeping a text of digits in a CSV is ="20267118065242"; the quotes go, nothing is evaluated."""
    cell = cell.strip()
    return cell[2:-1] if cell.startswith('="') and cell.endswith('"') and len(cell) > 2 else cell.removeprefix("'")


def _xlsx(data: bytes, columns: int) -> Iterator[Line]:
    _require_sane_zip(data)
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
    try:
        page = book.worksheets[0]
        # What the sheet says of its own size is not believed: it may say a million rows, or one.
        page.reset_dimensions()
        blank: object = None
        for number, cells in enumerate(page.iter_rows(max_col=columns), 1):
            # The rows of a gap are one and the same object.
            if cells is blank and number <= _MOST_ROW:
                continue
            if number > _MOST_ROW:
                # A row that says a number beyond Excel's last makes the reader invent all those before it.
                raise Refused("damaged")
            values = [_cell(cell) for cell in cells]
            while values and values[-1] == "":
                values.pop()
            if values:
                yield number, values
            else:
                blank = cells
    finally:
        book.close()


def _cell(cell: Any) -> Any:
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "f":
        # An array formula is an object; its text is shown in a refusal only.
        return ["f", str(getattr(value, "text", value))[:_MOST_CHARS]]
    if isinstance(value, bool):
        return ["b", "sí" if value else "no"]
    if isinstance(value, int | float):
        return ["n", repr(value)]
    if isinstance(value, datetime):
        return ["d", value.isoformat(" ", "minutes") if value.time() != time() else value.date().isoformat()]
    if isinstance(value, date):
        return ["d", value.isoformat()]
    return str(value)[:_MOST_CHARS]


def _require_sane_zip(data: bytes) -> None:
    """A workbook of 1 MB may unpack into 600 MB of one repeated cell: the declared sizes are looked at first.

    A part can't unpack into more than it declares (zipfile stops there), so the declared sizes are a limit.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            sizes = [(item.file_size, item.compress_size) for item in parts]
            big = sum(size for size, _packed in sizes) > _UNPACKED_BYTES or len(sizes) > _MOST_PARTS
            dense = any(size > 1_000_000 and size > _UNPACKED_RATIO * max(packed, 1) for size, packed in sizes)
            if big or dense:
                raise Refused("zip_bomb")
            if any(item.flag_bits & 1 for item in parts):
                raise Refused("encrypted")
            for item in parts:
                _require_no_doctype(archive, item)
    except zipfile.BadZipFile as damaged:
        raise Refused("damaged") from damaged


def _require_no_doctype(archive: zipfile.ZipFile, item: zipfile.ZipInfo) -> None:
    """No spreadsheet program writes a document type; entities that read files or multiply come with one.

    Every part is looked at: the book may call its sheet «sheet1.dat». What isn't XML nor says to be is no matter.
    """
    is_said = item.filename.lower().endswith((".xml", ".rels", ".vml"))
    parser = expat.ParserCreate()
    begun: list[str] = []

    def refuse(*_found: object) -> None:
        raise Refused("entities")

    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = lambda name, _attributes: begun.append(name)
    with archive.open(item) as part:
        # The document type can only stand before the first element.
        while not begun:
            piece = part.read(16 * 1024)
            try:
                parser.Parse(piece, not piece)
            except expat.ExpatError as broken:
                if not is_said:
                    return
                raise Refused("damaged") from broken
            if not piece:
                return
