"""The dispatch sheet: eighteen rows, sums, gaps of guides explained, and a spreadsheet without formulas."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from datetime import date

import pypdfium2 as pdfium
import pytest
from openpyxl import load_workbook

from app.services.documents import dispatch_pdf, dispatch_xlsx
from app.services.documents.dispatch_sheet import (
    Person,
    Piece,
    Sheet,
    SheetNotReady,
    Skip,
    check,
    guide_range,
    pages,
    totals,
)
from tests.services.documents.letters import code128_of, picture, texts


def _piece(number: int, gap_after: int = 6, **changes: object) -> Piece:
    guide = 412751108 + number + (3 if number >= gap_after else 0)
    piece = Piece(
        f"Persona Ñáñez {number}", f"Calle {number} n.º 4-36", "Caucasia", "Antioquia", f"RA{guide}CO",
        f"202672001{number:05d}1", 20, price_cop=6535, declared_cop=10_001 if number == 0 else 0,
    )  # fmt: skip
    return replace(piece, **changes)  # type: ignore[arg-type]


def _sheet(count: int = 40, **changes: object) -> Sheet:
    sheet = Sheet(
        "0351", date(2026, 11, 20), tuple(_piece(number) for number in range(count)),
        (Skip("RA412751114CO", "RA412751116CO", "dañadas"),), contract="0217-2026", nit="900.490.473-6",
        imposer=Person("Darío Cuero Angulo", "CC 12.345.678"),
    )  # fmt: skip
    return replace(sheet, **changes)  # type: ignore[arg-type]


def test_paper_has_eighteen_rows_a_page_and_every_number() -> None:
    sheet = _sheet()
    assert check(sheet) == ()
    assert [len(group) for group in pages(sheet)] == [18, 18, 4]
    found = texts(dispatch_pdf.render(sheet))
    assert len(found) == 3
    for index, text in enumerate(found, 1):
        assert f"Hoja {index} de 3" in text
        assert text.count("2026-720-01") == len(pages(sheet)[index - 1])
        for wanted in (
            "Impositor",
            "Transportista",
            "Admisión",
            "0217-2026",
            "RA412751108CO",
            "RA412751150CO",
            "Darío Cuero",
        ):
            assert wanted in text
    assert "3 · 1114CO a 1116CO: dañadas" in found[0]
    assert "Total de la planilla: 40 envíos · 0,800 kg" in found[2] and "Total de la planilla" not in found[0]


def test_sums_and_insurance() -> None:
    whole = totals(_sheet().pieces)
    assert (whole.pieces, whole.weight_g, whole.price_cop, whole.declared_cop) == (40, 800, 40 * 6535, 10_001)
    assert whole.insurance_cop == 201
    assert whole.total_cop == 40 * 6535 + 201


def test_the_sheet_has_its_own_barcode() -> None:
    image = picture(dispatch_pdf.render(_sheet(3, skips=())), scale=4)
    y = (38 + 2) * 4
    assert code128_of(list(image.crop((image.width // 2, y, image.width, y + 1)).tobytes())) == "0351"


def test_guides_out_of_order_give_the_same_range() -> None:
    sheet = _sheet()
    mixed = replace(sheet, pieces=tuple(reversed(sheet.pieces)))
    assert guide_range(mixed) == guide_range(sheet)
    assert guide_range(sheet).missing == ("RA412751114CO", "RA412751115CO", "RA412751116CO")


@pytest.mark.parametrize(
    ("sheet", "sentence"),
    [
        (_sheet(0, skips=()), "no tiene piezas"),
        (_sheet(skips=()), "Faltan 3 guías sin explicar, desde RA412751114CO"),
        (_sheet(skips=(Skip("RA412751114CO", "RA412751115CO", "x"),)), "Faltan 1 guías"),
        (_sheet(skips=(Skip("RA412751114CO", "RA412751116CO", " "),)), "Faltan 3 guías"),
        (_sheet(3, pieces=(_piece(0), _piece(1, guide="RA412751108CO"))), "La guía RA412751108CO está 2 veces"),
        (
            _sheet(3, pieces=(_piece(0), _piece(1, filing_number=_piece(0).filing_number))),
            "está 2 veces en la planilla",
        ),
        (_sheet(3, pieces=(_piece(0, address=" "),)), "Fila 1: falta la dirección"),
        (_sheet(3, pieces=(_piece(0, guide="no"),)), "Fila 1: la guía falta"),
        (_sheet(3, pieces=(_piece(0, filing_number="7"),)), "Fila 1: el radicado"),
        (_sheet(3, pieces=(_piece(0, weight_g=0),)), "Fila 1: el peso"),
        (_sheet(3, pieces=(_piece(0), _piece(1, guide="YY412751109CO"))), "series distintas"),
        (_sheet(3, pieces=(_piece(0), _piece(1, guide="RA999999999CO"))), "muy lejos"),
    ],
)
def test_a_sheet_with_problems_is_not_printed(sheet: Sheet, sentence: str) -> None:
    assert any(sentence in problem for problem in check(sheet)), check(sheet)
    for render in (dispatch_pdf.render, dispatch_xlsx.render):
        with pytest.raises(SheetNotReady):
            render(sheet)


FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "=cmd|' /C calc'!A0", "＝1+1", '=HYPERLINK("http://x","y")')


def test_spreadsheet_runs_nothing_and_keeps_numbers_as_text() -> None:
    pieces = tuple(_piece(number, 99, addressee=text, address=text) for number, text in enumerate(FORMULAS))
    data = dispatch_xlsx.render(_sheet(0, pieces=pieces, skips=()))
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        xml = book.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in xml and "<f " not in xml
    page = load_workbook(io.BytesIO(data)).worksheets[0]
    for row, piece in zip(page.iter_rows(min_row=4), pieces, strict=False):
        assert row[1].data_type == "s" and not str(row[1].value).startswith(("=", "+", "-", "@", "\t", "\r"))
        assert row[14].value == piece.filing_number and row[14].number_format == "@"
    assert page.cell(4 + len(pieces), 8).value == 20 * len(pieces)


def test_equal_sheets_are_equal_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    sheet = _sheet()
    assert dispatch_pdf.render(sheet) == dispatch_pdf.render(sheet)
    first = dispatch_xlsx.render(sheet)
    with zipfile.ZipFile(io.BytesIO(first)) as book:
        core = book.read("docProps/core.xml").decode()
    assert set(re.findall(r"\d{4}-\d\d-\d\dT", core)) == {"2026-11-20T"}
    assert dispatch_xlsx.render(sheet) == first


def test_hostile_cells_do_not_break_the_paper() -> None:
    pieces = (_piece(0, addressee="A" * 100_000, address="<b>x</b> " * 2_000, municipality="\u202ex\x00"),)
    pdf = dispatch_pdf.render(_sheet(0, pieces=pieces, skips=()))
    with pdfium.PdfDocument(pdf) as document:
        assert len(document) == 1
