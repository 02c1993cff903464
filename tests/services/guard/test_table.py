"""Tables from outside: read without loss, and hostile ones refused with a sentence while the program lives."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook

from app.services.guard import process, table
from app.services.guard.table import BadTable, Kind

_SHEET = "xl/worksheets/sheet1.xml"


def _book(*rows: list[object]) -> bytes:
    book = Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _changed(book: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """The same workbook with one part changed."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as out:
        for item in source.infolist():
            data = source.read(item)
            out.writestr(item.filename, change(data) if item.filename == name else data)
    return target.getvalue()


def _with_doctype(declaration: bytes) -> Callable[[bytes], bytes]:
    def change(xml: bytes) -> bytes:
        body = xml.partition(b"?>")[2] if xml.startswith(b"<?xml") else xml
        return b"<?xml version='1.0'?><!-- " + b"x" * 40_000 + b" --><!DOCTYPE a [" + declaration + b"]>" + body

    return change


def _refusal(data: bytes) -> str:
    with pytest.raises(BadTable) as refusal:
        table.read(data, subject="El archivo del operador")
    return refusal.value.user_message


def test_cells_keep_their_kind_and_every_digit() -> None:
    read = table.read(
        _book(["guía", "peso"], ["RA1", 25673587.0], [20267115000012.5, date(2026, 11, 3)], ["=A1", True])
    )
    assert [row.number for row in read.rows] == [1, 2, 3, 4]
    assert read.rows[1].texts == ("RA1", "25673587")
    lost, day = read.rows[2].cells
    assert lost.lost_digits and (day.text, day.kind) == ("2026-11-03", Kind.DATE)
    assert read.rows[3].cells[0].is_formula and read.rows[3].cells[1].text == "sí"


@pytest.mark.parametrize(
    "declaration",
    [
        b'<!ENTITY x SYSTEM "file:///etc/passwd">',
        b'<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">',
        b'<!ENTITY % x SYSTEM "http://127.0.0.1:9/x"> %x;',
        b"",
    ],
)
def test_entities_are_refused_wherever_they_hide(declaration: bytes) -> None:
    sentence = _refusal(_changed(_book(["a"]), _SHEET, _with_doctype(declaration)))
    assert sentence.startswith("El archivo del operador") and "ataque" in sentence


def test_a_part_that_lies_about_its_size_is_not_read_to_the_end() -> None:
    bomb = bytearray(_changed(_book(["a"]), _SHEET, lambda _xml: b"<worksheet>" + b" " * 80_000_000))
    with zipfile.ZipFile(io.BytesIO(bytes(bomb))) as archive:
        real = archive.getinfo(_SHEET).file_size
    lied = bytes(bomb).replace(real.to_bytes(4, "little"), (1000).to_bytes(4, "little"))
    assert lied != bytes(bomb)
    assert "dañado" in _refusal(lied)


def test_a_workbook_of_ten_thousand_parts_is_refused() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for number in range(2_100):
            archive.writestr(f"xl/{number}.xml", b"<a/>")
    assert "ataque" in _refusal(target.getvalue())


@pytest.mark.parametrize(
    "data",
    [
        _book(["a"])[:-300],
        _book(["a"])[:200],
        _changed(_book(["a"]), "xl/workbook.xml", lambda _xml: b"<workbook"),
        _changed(_book(["a"]), _SHEET, lambda xml: xml[: len(xml) // 2]),
        b"PK\x03\x04" + bytes(range(256)) * 40,
    ],
)
def test_damaged_workbooks_are_told(data: bytes) -> None:
    assert _refusal(data) == "El archivo del operador XLSX está dañado. Ábralo en Excel y guárdelo de nuevo."


def test_limits_of_rows_columns_and_bytes_name_the_figure() -> None:
    rows = b"a;b\n" * 12
    for options, words in (
        ({"max_rows": 10}, "más de 10 filas"), ({"max_columns": 1}, "La fila 1 del archivo tiene más de 1 columnas"),
        ({"max_bytes": 20}, "pesa más de 0 MB"),
    ):  # fmt: skip
        with pytest.raises(BadTable) as refusal:
            table.read(rows, **options)
        assert words in refusal.value.user_message


def test_a_greedy_file_costs_only_itself(tmp_path: Path) -> None:
    # Within the size a workbook may have, and not dense: five million elements where the list of sheets should be.
    tree = b"<a>" + b'<b c="d"/>' * 5_500_000 + b"</a>"
    greedy = tmp_path / "g.xlsx"
    with zipfile.ZipFile(io.BytesIO(_book(["a"]))) as source, zipfile.ZipFile(greedy, "w") as out:
        for name in source.namelist():
            out.writestr(name, tree if name == "xl/workbook.xml" else source.read(name))
    options = {"bytes": 9**9, "rows": 9, "columns": 9}
    first, second, third = (answer.code for answer in process.open_files("table", [b"a;b", greedy, b"c"], options))
    assert (first, third) == ("", "") and second in ("corrupt", "limits")


def test_what_the_child_says_is_distrusted(monkeypatch: pytest.MonkeyPatch) -> None:
    for output in (b"", b"{}", b"[[0, []]]", b'[["1", []]]', b'[[1, [["z", "x"]]]]', b"[" * 100_000, b"\xff"):
        answer = process.Answer("", {}, output or b"nothing")
        monkeypatch.setattr(table, "open_file", lambda *_given, answer=answer: answer)
        with pytest.raises(BadTable):
            table.read(b"x")


def test_entities_are_refused_in_parts_with_another_ending() -> None:
    book = io.BytesIO()
    declaration = b'<!ENTITY a "x"><!ENTITY b "&a;&a;">'
    with zipfile.ZipFile(io.BytesIO(_book(["a"]))) as source, zipfile.ZipFile(book, "w") as out:
        for item in source.infolist():
            data = source.read(item).replace(b"sheet1.xml", b"hoja.dat")
            name = item.filename.replace("sheet1.xml", "hoja.dat")
            out.writestr(name, _with_doctype(declaration)(data) if name.endswith("hoja.dat") else data)
    assert "definiciones" in _refusal(book.getvalue())


def test_a_row_beyond_the_last_of_excel_is_damage_and_not_a_million_rows() -> None:
    lie = _changed(_book(["a"], ["b"]), _SHEET, lambda xml: xml.replace(b'<row r="2"', b'<row r="2000000000"'))
    assert "dañado" in _refusal(lie)
